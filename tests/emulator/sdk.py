"""The real botocore client, pointed at a served emulator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.credentials import Credentials
from botocore.session import Session

from .caller import DEMO


@contextmanager
def sdk_client(
    endpoint_url: str, *, signature_version: int = 4, credentials: Credentials = DEMO
) -> Iterator[Any]:
    """A client that signs with Version 4 or 2, without proxy, retries or parameter validation."""
    client = Session(profile=None).create_client(
        "importexport",
        region_name="us-east-1",
        endpoint_url=endpoint_url,
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
        aws_session_token=credentials.token,
        config=Config(
            connect_timeout=5,
            read_timeout=5,
            retries={"total_max_attempts": 1},
            parameter_validation=False,
            proxies={},
        ),
    )
    if signature_version == 2:
        # The endpoint's rules override the configuration (docs/service.md 2.4), and this hook overrides both.
        client.meta.events.register_first("choose-signer.importexport.*", lambda **_: "v2")
    yield client
    client.close()


def signature_version_of(request: Any) -> int:
    """The signature version of a request that botocore is about to send; 0 if unsigned."""
    if request.headers.get("Authorization", b"").startswith(b"AWS4-HMAC-SHA256 "):
        return 4
    return 2 if "SignatureVersion=2&" in request.body else 0
