"""A machine set up for the AWS tools, with stub services behind it. A test imports the fixtures it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import botocore.credentials
import pytest
from botocore.credentials import SSOProvider
from botocore.tokens import SSOTokenProvider

from tests.credentials.aws_stub import MFA_CODE, AwsStub, serving
from tests.credentials.resolution_cases import KEYS_FILE, Case

SERIAL = "arn:aws:iam::123456789012:mfa/me"
ADMIN = (
    "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = work\n"
    f"mfa_serial = {SERIAL}\nregion = us-east-1\n"
)


@pytest.fixture
def stub() -> Iterator[AwsStub]:
    with serving() as stub:
        yield stub


@pytest.fixture
def set_up(
    home: Path, stub: AwsStub, configure: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Case], None]:
    """Call it with what the machine is to be set to."""
    # botocore computes these when it is imported, which was in another home.
    for provider in (SSOProvider, SSOTokenProvider):
        monkeypatch.setattr(provider, "_SSO_TOKEN_CACHE_DIR", str(home / ".aws/sso/cache"))
    # The keys of `aws login` come from its file; the extra that would renew them is not needed for it.
    monkeypatch.setattr(botocore.credentials, "EC", object())

    def filled(text: str) -> str:
        return text.replace("STUB", stub.url).replace("HOME", str(home))

    def write(case: Case) -> None:
        for path, text in case.files.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(filled(text))
        variables = {name: filled(value) for name, value in case.environ.items()}
        configure(filled(case.config), filled(case.keys), **variables)

    return write


@pytest.fixture
def admin(stub: AwsStub, configure: Callable[..., None]) -> AwsStub:
    """A profile `admin` whose role wants an MFA code, and the STS that gives it."""
    configure(ADMIN, KEYS_FILE, AWS_ENDPOINT_URL_STS=stub.url)
    return stub


def give_code(_: str) -> str:
    return MFA_CODE


def never_asked(serial: str) -> str:
    raise AssertionError(f"asked for the code of {serial}")
