"""As whom requests are signed."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable

import pytest

from ie_tui.api.credential_source import require_sendable
from ie_tui.api.errors import BadEndpoint, NoCredentials
from ie_tui.api.logging import TALKATIVE
from ie_tui.api.signing import Credentials
from ie_tui.credentials.lookup import look_up
from tests.credentials.resolution_cases import KEYS, KEYS_FILE

Configure = Callable[..., None]

PROFILES: dict[str, tuple[str | None, dict[str, str], str | None]] = {
    "chosen by flag": ("work", {"keys": KEYS_FILE}, "work"),
    "chosen by variable": (None, {"keys": KEYS_FILE, "AWS_PROFILE": "work", **KEYS}, "work"),
    "chosen by nobody": (None, {"keys": KEYS_FILE}, "default"),
    "irrelevant": (None, {"keys": KEYS_FILE, **KEYS}, None),
}


@pytest.mark.parametrize("case", PROFILES)
def test_the_profile_shown_is_the_one_that_counted(case: str, configure: Configure) -> None:
    flag, settings, shown = PROFILES[case]
    configure(**settings)
    assert look_up(flag).profile == shown


def test_the_account_is_known_where_the_profile_names_it(configure: Configure) -> None:
    configure(keys=KEYS_FILE)
    assert look_up("work").account_id == "123456789012"
    assert look_up("default").account_id is None


def test_the_flag_is_the_endpoint_even_where_the_configured_one_is_broken(configure: Configure) -> None:
    configure(AWS_ENDPOINT_URL="nonsense", **KEYS)
    caller = look_up(None, "http://127.0.0.1:8099")
    assert (caller.endpoint.host, caller.endpoint.source) == ("127.0.0.1:8099", "flag")
    with pytest.raises(BadEndpoint, match="nonsense"):
        look_up()


def test_a_missing_services_section_never_falls_back_to_the_real_service(configure: Configure) -> None:
    configure(config="[default]\nservices = mine\n", **KEYS)
    with pytest.raises(BadEndpoint, match="services section mine"):
        look_up()


def test_nothing_shows_a_secret(configure: Configure) -> None:
    configure(keys=KEYS_FILE)
    caller = look_up("work")
    shown = repr(caller) + repr(caller.credentials) + repr(caller.credentials.frozen())
    assert "work-secret" not in shown
    assert "work-token" not in shown


def test_the_libraries_that_would_log_secrets_are_quiet(configure: Configure) -> None:
    configure(**KEYS)
    logging.getLogger("botocore").setLevel(logging.DEBUG)
    look_up()
    assert all(not logging.getLogger(name).isEnabledFor(logging.INFO) for name in TALKATIVE)


@pytest.mark.parametrize(
    "credentials",
    [
        Credentials("", "secret"),
        Credentials("AKID\n", "secret"),
        Credentials("AKID", "sec ret"),
        Credentials("AKID", ""),
        Credentials("AKID", "secret", "tok\r\nX-Injected: yes"),
        Credentials("ÄKID", "secret"),
    ],
)
def test_a_key_that_no_header_can_carry_is_told(credentials: Credentials) -> None:
    with pytest.raises(NoCredentials, match="no AWS key has") as caught:
        require_sendable(credentials)
    assert "sec" not in caught.value.sentence.replace("secret key", "")


def test_the_modules_import_without_botocore() -> None:
    code = (
        "import sys; import ie_tui.credentials.lookup, ie_tui.api.endpoint;"
        "print([name for name in ('botocore', 'httpx', 'lxml') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
