"""Signature Versions 4 and 2 as pure functions: the time is an argument.

Both sign the request exactly as sent, so sign first and build the request from the result.
Source: docs/service.md 2.1 to 2.4; docs/faults.md 8.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_REPLACED_HEADERS: Final = frozenset({"authorization", "x-amz-date", "x-amz-security-token"})
_UNSIGNED_HEADERS: Final = frozenset(
    {
        "baggage",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    }
)
"""Headers that proxies and transports may add or change."""


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Credentials to sign with. Also a CredentialSource that always provides itself."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None
    account_id: str | None = None

    def __repr__(self) -> str:
        kind = "temporary" if self.session_token else "long-term"
        return f"<Credentials {'…' + self.access_key_id[4:][-4:]!r} {kind}>"

    async def freeze(self) -> Credentials:
        """The credentials for one attempt."""
        return self


def sign_v4(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    credentials: Credentials,
    at: datetime,
    *,
    region: str = "us-east-1",
    service: str = "IngestionService",
) -> dict[str, str]:
    """All headers to send: those given, plus X-Amz-Date, Authorization and, if any, X-Amz-Security-Token.

    `url` is taken as sent: percent-encoded. `at` must be aware, else ValueError. The signed Host header is
    `host_of(url)` unless given. Source: docs/service.md 2.4.
    """
    time = _utc(at).strftime("%Y%m%dT%H%M%SZ")
    sent = {name: value for name, value in headers.items() if name.lower() not in _REPLACED_HEADERS}
    sent["X-Amz-Date"] = time
    if credentials.session_token:
        sent["X-Amz-Security-Token"] = credentials.session_token

    signed = {"host": host_of(url)} | {name.lower(): " ".join(value.split()) for name, value in sent.items()}
    names = sorted(signed.keys() - _UNSIGNED_HEADERS)
    signed_names = ";".join(names)
    parts = urlsplit(url)
    canonical_request = "\n".join(
        (
            method.upper(),
            _canonical_path(parts.path),
            _canonical_query(parts.query),
            *(f"{name}:{signed[name]}" for name in names),
            "",
            signed_names,
            hashlib.sha256(body).hexdigest(),
        )
    )
    scope = f"{time[:8]}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(canonical_request.encode()).hexdigest()
    key = f"AWS4{credentials.secret_access_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{digest}".encode(), "sha256").hex()
    sent["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={signed_names}, Signature={signature}"
    )
    return sent


def sign_v2(
    method: str, url: str, params: Mapping[str, str], credentials: Credentials, at: datetime
) -> dict[str, str]:
    """All parameters to send: those given, plus key id, timestamp and signature.

    HmacSHA256 unless `params` say HmacSHA1; a Timestamp in `params` is kept. `at` must be aware, else
    ValueError. Source: docs/service.md 2.1, 2.2.
    """
    sent = {name: value for name, value in params.items() if name != "Signature"}
    sent["AWSAccessKeyId"] = credentials.access_key_id
    sent["SignatureVersion"] = "2"
    if sent.get("SignatureMethod") != "HmacSHA1":
        sent["SignatureMethod"] = "HmacSHA256"
    time = _utc(at)
    sent.setdefault("Timestamp", time.strftime("%Y-%m-%dT%H:%M:%SZ"))
    if credentials.session_token:
        sent["SecurityToken"] = credentials.session_token

    digest = "sha1" if sent["SignatureMethod"] == "HmacSHA1" else "sha256"
    text = string_to_sign_v2(method, url, sent)
    signature = hmac.digest(credentials.secret_access_key.encode(), text.encode(), digest)
    sent["Signature"] = b64encode(signature).decode()
    return sent


def string_to_sign_v2(method: str, url: str, params: Mapping[str, str]) -> str:
    """The string to sign for Signature Version 2, without `Signature` itself (docs/service.md 2.1)."""
    # Code points sort as their UTF-8 bytes do, which is the order the service wants.
    pairs = (
        f"{quote(name, safe='~')}={quote(value, safe='~')}"
        for name, value in sorted(params.items())
        if name != "Signature"
    )
    return "\n".join((method.upper(), host_of(url), urlsplit(url).path or "/", "&".join(pairs)))


def host_of(url: str) -> str:
    """The Host header as HTTP clients send it: lower case, no user, no default port."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)):
        return host
    return f"{host}:{parts.port}"


def _canonical_path(path: str) -> str:
    """Dots resolved, doubled slashes merged, and percent-encoded once more: that of S3 alone is not."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    end = "/" if kept and path.endswith("/") else ""
    return quote("/" + "/".join(kept) + end, safe="/~")


def _canonical_query(query: str) -> str:
    pairs = sorted(pair.partition("=")[::2] for pair in query.split("&")) if query else []
    return "&".join(f"{name}={value}" for name, value in pairs)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a signature needs an aware time: a naive one may be any zone's")
    return at.astimezone(UTC)
