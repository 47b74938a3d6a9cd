"""Verifies signatures of Version 4 and Version 2 (docs/service.md 2).

Tested against botocore's signers and published vectors. It shares no code with the client's signer, so that
one mistake cannot hide in both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import quote

from ie_tui.emulator.keys import Key
from ie_tui.emulator.request import Request
from ie_tui.emulator.service_errors import RefusalError

MAX_SKEW: Final = timedelta(minutes=15)
SERVICE: Final = "IngestionService"
"""The service's name in a credential scope (docs/service.md 2.4)."""

_AUTHORIZATION: Final = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/\s,]+)/(?P<day>\d{8})/(?P<region>[^/\s,]+)/(?P<service>[^/\s,]+)"
    r"/aws4_request, ?SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
_DIGESTS: Final = MappingProxyType({"HmacSHA256": "sha256", "HmacSHA1": "sha1"})
_V2_NEEDS: Final = ("AWSAccessKeyId", "SignatureVersion", "SignatureMethod", "Signature")
_SELECTORS: Final = ("Action", "Operation")


class Signed(NamedTuple):
    """The verified sender and parameters of a request."""

    access_key_id: str
    account: str
    parameters: dict[str, str]
    """The signed parameters. One unsigned one is accepted: the operation's name, which old clients put into
    the query string of a Version 2 POST, and only if the signed form names none."""


def verify(request: Request, keys: Mapping[str, Key], at: datetime) -> Signed:
    """Verify the signature of a request.

    Args:
        keys: by access key id.
        at: the service's time, to check the request's own time against; aware.

    Raises:
        RefusalError: if the request is unsigned, its key unknown, its signature wrong or too old, or its
            session expired.
    """
    if "authorization" in request.headers:
        access_key_id = _verify_v4(request, keys, at)
        token = request.headers.get("x-amz-security-token")
        parameters = dict(request.query)
        if request.method != "GET":
            parameters |= dict(request.form)
    else:
        parameters = dict(request.query if request.method == "GET" else request.form)
        if not any(name in parameters for name in _V2_NEEDS):
            raise RefusalError("MissingAuthenticationToken", "Request is missing an authentication token")
        access_key_id = _verify_v2(request, parameters, keys, at)
        token = parameters.get("SecurityToken")
        if not any(parameters.get(name) for name in _SELECTORS):
            parameters |= {name: value for name, value in request.query if name in _SELECTORS}
    key = keys[access_key_id]
    _check_session(key, token, at)
    return Signed(access_key_id, key.account, parameters)


def _check_session(key: Key, token: str | None, at: datetime) -> None:
    """Called after the signature is verified, so that others learn nothing about a key."""
    if not hmac.compare_digest((token or "").encode(), (key.session_token or "").encode()):
        raise RefusalError("InvalidClientTokenIdException", "The security token of the request is invalid")
    if key.expires_at is not None and key.expires_at <= at:
        raise RefusalError("ExpiredToken", "The security token of the request is expired")


def _verify_v4(request: Request, keys: Mapping[str, Key], at: datetime) -> str:
    claim = _AUTHORIZATION.fullmatch(request.headers["authorization"])
    if claim is None:
        raise RefusalError(
            "IncompleteSignature", "The Authorization header is not a complete AWS4-HMAC-SHA256 signature"
        )
    secret = _secret(keys, claim["key"])
    stamp = request.headers.get("x-amz-date", "")
    try:
        signed_at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise RefusalError("IncompleteSignature", "X-Amz-Date must be set to the time of signing") from error
    _check_skew(signed_at, stamp, at)
    if claim["service"] != SERVICE or claim["day"] != stamp[:8]:
        raise RefusalError(
            "SignatureDoesNotMatch", f"The scope must name the day of X-Amz-Date and {SERVICE}"
        )
    names = claim["headers"].split(";")
    _check_signed_headers(request, names)
    scope = "/".join((claim["day"], claim["region"], claim["service"], "aws4_request"))
    digest = hashlib.sha256(_canonical_request(request, names).encode()).hexdigest()
    string_to_sign = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, digest))
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    _compare([hmac.digest(key, string_to_sign.encode(), "sha256")], bytes.fromhex(claim["signature"]))
    return claim["key"]


def _check_signed_headers(request: Request, names: list[str]) -> None:
    """Host and all x-amz headers, the session token included, must be signed."""
    missing = [name for name in names if name not in request.headers]
    left_out = [
        name
        for name in request.headers
        if (name == "host" or name.startswith("x-amz-")) and name not in names
    ]
    if missing or left_out or names != sorted(names):
        raise RefusalError("SignatureDoesNotMatch", "SignedHeaders does not match the headers of the request")


def _canonical_request(request: Request, names: list[str]) -> str:
    return "\n".join(
        (
            request.method,
            quote(request.path, safe="/~"),
            _joined(sorted(_encoded(request.query))),
            *(f"{name}:{request.headers[name]}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def _verify_v2(request: Request, signed: Mapping[str, str], keys: Mapping[str, Key], at: datetime) -> str:
    lacking = [name for name in _V2_NEEDS if not signed.get(name)]
    if lacking:
        raise RefusalError("IncompleteSignature", f"Missing parameters: {', '.join(lacking)}")
    digest = _DIGESTS.get(signed["SignatureMethod"])
    if signed["SignatureVersion"] != "2" or digest is None:
        raise RefusalError(
            "IncompleteSignature", "SignatureVersion must be 2, and SignatureMethod HmacSHA256 or HmacSHA1"
        )
    secret = _secret(keys, signed["AWSAccessKeyId"])
    _check_time_v2(signed, at)
    try:
        claimed = base64.b64decode(signed["Signature"], validate=True)
    except ValueError as error:
        raise RefusalError("IncompleteSignature", "The Signature is no base64") from error
    # Signers differ in whether the port belongs to the host (docs/service.md 2.1).
    host = request.headers.get("host", "").lower()
    hosts = {host, re.sub(r":\d+$", "", host)}
    expected = [_signature_v2(request, candidate, signed, secret, digest) for candidate in sorted(hosts)]
    _compare(expected, claimed)
    return signed["AWSAccessKeyId"]


def _check_time_v2(signed: Mapping[str, str], at: datetime) -> None:
    """Check `Timestamp`, in any form seen (docs/service.md 2.2), or `Expires`; both together are an error."""
    if ("Timestamp" in signed) == ("Expires" in signed):
        raise RefusalError("InvalidParameterCombination", "Either Timestamp or Expires must be specified")
    name = "Timestamp" if "Timestamp" in signed else "Expires"
    try:
        stamp = datetime.fromisoformat(signed[name])
    except ValueError as error:
        raise RefusalError("InvalidParameterValue", f"{name} is not an ISO 8601 time") from error
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=UTC)
    if name == "Timestamp":
        _check_skew(stamp, signed[name], at)
    elif stamp < at:
        raise RefusalError("RequestExpired", f"Request has expired. Expires date is {signed[name]}")


def _signature_v2(request: Request, host: str, signed: Mapping[str, str], secret: str, digest: str) -> bytes:
    path = quote(request.path or "/", safe="/~")
    covered = sorted((name, value) for name, value in signed.items() if name != "Signature")
    string_to_sign = "\n".join((request.method, host, path, _joined(_encoded(covered))))
    return hmac.digest(secret.encode(), string_to_sign.encode(), digest)


def _encoded(parameters: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Percent-encoded as both versions sign them: a space is %20, `~` stays (docs/service.md 2.1)."""
    return [(quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in parameters]


def _joined(encoded: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in encoded)


def _secret(keys: Mapping[str, Key], access_key_id: str) -> str:
    if access_key_id not in keys:
        raise RefusalError("InvalidClientTokenIdException", "The access key id is unknown")
    return keys[access_key_id].secret_access_key


def _check_skew(signed_at: datetime, stamp: str, at: datetime) -> None:
    if abs(at - signed_at) > MAX_SKEW:
        raise RefusalError(
            "RequestExpired",
            f"Request has expired. Timestamp date is {stamp}, and it is {at:%Y-%m-%dT%H:%M:%SZ} here",
        )


def _compare(acceptable: Iterable[bytes], claimed: bytes) -> None:
    if not any(hmac.compare_digest(signature, claimed) for signature in acceptable):
        raise RefusalError(
            "SignatureDoesNotMatch",
            "The signature does not match the request and the secret access key",
        )
