"""The endpoint address: validated once, together with where it was configured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from ie_tui.api.errors import BadEndpoint

DEFAULT_URL: Final = "https://importexport.amazonaws.com/"
"""One global host for every region (docs/service.md 1)."""

EndpointSource = Literal["flag", "environment", "profile", "default"]

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_HOST_NAME: Final = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_PATH: Final = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*/?")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A validated address to sign for; made by `parse_endpoint`."""

    url: str
    """Scheme and host in lower case, no default port, the path at least `/`. Signed and sent as it stands."""
    source: EndpointSource = "default"

    @property
    def host(self) -> str:
        """Host and port, as in the Host header: `127.0.0.1:8099`."""
        return urlsplit(self.url).netloc

    @property
    def is_encrypted(self) -> bool:
        return self.url.startswith("https:")

    @property
    def is_loopback(self) -> bool:
        """This machine. Names other than `localhost` may resolve to anything and do not count."""
        name = urlsplit(self.url).hostname or ""
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return name == "localhost"


def parse_endpoint(url: str, source: EndpointSource = "flag") -> Endpoint:
    """Parse and normalize an endpoint address. Raises BadEndpoint."""
    text = url.strip()
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _bad(source, "contains an invalid character; write international names as xn--…")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _bad(source, "has an invalid host or port", text) from error
    if "@" in parts.netloc:
        raise _bad(source, "contains a user or password; credentials come from the AWS configuration")
    if parts.scheme not in _DEFAULT_PORTS:
        raise _bad(source, "must begin with https:// or http://", text)
    if "?" in text or "#" in text:
        raise _bad(source, "has a query or fragment; only host, port and path are used", text)
    if port == 0:
        raise _bad(source, "has port 0, which is not a valid port", text)
    if not _PATH.fullmatch(parts.path):
        raise _bad(source, "has a path with characters other than letters, digits and - . _ ~", text)
    host = _host(parts, source, text)
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    return Endpoint(f"{parts.scheme}://{netloc}{parts.path or '/'}", source)


def require_safe(endpoint: Endpoint, *, insecure: bool) -> None:
    """Raises BadEndpoint if signed requests would cross a network unencrypted without consent."""
    if endpoint.is_encrypted or endpoint.is_loopback or insecure:
        return
    raise BadEndpoint(
        f"Signed requests to {endpoint.host} are not sent over unencrypted http://.",
        advice="Use https://, or allow it with --insecure-endpoint.",
    )


def _host(parts: SplitResult, source: EndpointSource, text: str) -> str:
    name = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            address = IPv6Address(name)
        except ValueError as error:
            raise _bad(source, "has an invalid IPv6 address", text) from error
        if address.scope_id is not None:
            raise _bad(source, "has an IPv6 address with a zone, which a Host header cannot contain", text)
        return f"[{address}]"
    if not _HOST_NAME.fullmatch(name):
        raise _bad(source, "has no host" if not name else "has an invalid host name", text)
    return name


def _bad(source: EndpointSource, fault: str, quoted: str = "") -> BadEndpoint:
    """Quotes the address only if it cannot contain a password."""
    origin = {"flag": "--endpoint-url", "environment": "AWS_ENDPOINT_URL", "profile": "endpoint_url"}
    named = f" ({quoted})" if quoted and "@" not in quoted else ""
    return BadEndpoint(
        f"The endpoint address{named} {fault}.",
        advice=f"Write {origin.get(source, 'it')} as https://HOST[:PORT].",
    )
