"""Turns the parameters of an action into a signed request (docs/service.md 1, 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlencode

from ie_tui.api.signing import Credentials, sign_v2, sign_v4

FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


class CredentialScope(NamedTuple):
    """Region and service that a Version 4 signature is valid for (docs/service.md 2.4)."""

    region: str = "us-east-1"
    service: str = "IngestionService"


class SignedRequest(NamedTuple):
    """A `POST` ready to send; changing either part would invalidate the signature."""

    headers: Mapping[str, str]
    body: bytes


class Signer(Protocol):
    """One Signature Version. `at` is aware; only Version 4 uses `scope`."""

    def __call__(
        self,
        url: str,
        params: Mapping[str, str],
        credentials: Credentials,
        at: datetime,
        scope: CredentialScope,
    ) -> SignedRequest: ...


def build_v4(
    url: str, params: Mapping[str, str], credentials: Credentials, at: datetime, scope: CredentialScope
) -> SignedRequest:
    """Signature Version 4: the signature is a header."""
    body = urlencode(params).encode()
    headers = sign_v4(
        "POST", url, {"Content-Type": FORM}, body, credentials, at, region=scope.region, service=scope.service
    )
    return SignedRequest(headers, body)


def build_v2(
    url: str, params: Mapping[str, str], credentials: Credentials, at: datetime, scope: CredentialScope
) -> SignedRequest:
    """Signature Version 2: the signature is one more parameter of the form."""
    body = urlencode(sign_v2("POST", url, params, credentials, at)).encode()
    return SignedRequest({"Content-Type": FORM}, body)


SIGNERS: Final[Mapping[int, Signer]] = MappingProxyType({4: build_v4, 2: build_v2})
"""By Signature Version."""
