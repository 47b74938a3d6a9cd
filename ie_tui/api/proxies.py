"""Which proxy is used for an endpoint, and which variable sets it.

HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as urllib, curl and botocore read them: lower case wins, and
an empty lower-case variable disables the upper-case one. A meaningless NO_PROXY entry is skipped; it affects
neither the proxy nor the other entries.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from ie_tui.api.endpoint import Endpoint
from ie_tui.api.errors import NotSent

SCHEMES: Final = ("http", "https", "socks5", "socks5h")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_SEPARATORS: Final = re.compile(r"[,;\s]+")
_ENTRY: Final = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>\d{1,5}))?")
_DOMAIN: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_SYSTEM: Final = "the proxy settings of this system"

_Address = IPv4Address | IPv6Address


class ProxySetting(NamedTuple):
    """A proxy, and the variable that set it."""

    variable: str
    """As it is spelled in the environment; on Windows and macOS it may be the system's own settings."""
    url: str
    """With a scheme; it may hold a password."""

    @property
    def is_encrypted(self) -> bool:
        """Whether the connection to the proxy itself uses TLS."""
        return self.url.casefold().startswith("https:")

    @property
    def shown(self) -> str:
        """The address without user and password."""
        return without_login(self.url)


def without_login(url: str) -> str:
    """The address with user and password masked, whatever characters they contain."""
    return re.sub(r"(?s)^(\w+://)?.*@", r"\1•••@", url)


def proxy_before(endpoint: Endpoint, environ: Mapping[str, str] = os.environ) -> ProxySetting | None:
    """The proxy that requests to this endpoint go through; None for a direct connection.

    Loopback never uses a proxy: a proxy would connect to its own machine.
    """
    if endpoint.is_loopback:
        return None
    parts = urlsplit(endpoint.url)
    found = _named(parts.scheme, environ) or _named("all", environ)
    if found is None:
        return _of_the_system(parts) if environ is os.environ else None
    return None if is_exempt(endpoint, environ) else found


def is_exempt(endpoint: Endpoint, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether NO_PROXY exempts this endpoint."""
    variable = _variable("no", environ)
    entries = _SEPARATORS.split(environ[variable].casefold()) if variable else []
    parts = urlsplit(endpoint.url)
    return any(_is_about(parts, entry) for entry in entries)


def require_usable(proxy: ProxySetting) -> None:
    """Raises NotSent, naming the variable, for an invalid proxy address."""
    fault = next(_faults(proxy.url), None)
    if fault is not None:
        raise unusable_proxy(proxy, fault)


def unusable_proxy(proxy: ProxySetting, fault: str) -> NotSent:
    """The error for an unusable proxy; `fault` completes "VARIABLE …"."""
    return NotSent(
        f"The proxy {proxy.shown} cannot be used: {proxy.variable} {fault}.",
        advice=f"Write {proxy.variable} as http://HOST:PORT, or unset it. In a user or password, "
        "write : / ? # @ and % as %3A, %2F, %3F, %23, %40 and %25.",
    )


def _faults(url: str) -> Iterator[str]:
    if not url.isascii() or not url.isprintable() or " " in url:
        yield "contains an invalid character"
        return
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        yield "has an invalid host or port"
        return
    if parts.scheme not in SCHEMES:
        yield f"begins with {parts.scheme}://, which is not a proxy scheme"
    if not parts.hostname:
        yield "has no host"
    if port == 0:
        yield "has port 0, which is not a valid port"


def _named(kind: str, environ: Mapping[str, str]) -> ProxySetting | None:
    variable = _variable(kind, environ)
    value = environ[variable].strip() if variable else ""
    if variable is None or not value:
        return None
    return ProxySetting(variable, value if "://" in value else f"http://{value}")


def _variable(kind: str, environ: Mapping[str, str]) -> str | None:
    """The variable that counts for `http`, `https`, `all` or `no`."""
    lower = f"{kind}_proxy"
    if lower in environ:
        return lower
    # A web server sets HTTP_PROXY for its CGI programs from a header that anyone may send: CVE-2016-1000110.
    if kind == "http" and "REQUEST_METHOD" in environ:
        return None
    return next((name for name in environ if name.lower() == lower and environ[name]), None)


def _of_the_system(parts: SplitResult) -> ProxySetting | None:
    """The system proxy settings of Windows and macOS."""
    if proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    url = (proxies.get(parts.scheme) or proxies.get("all") or "").strip()
    return ProxySetting(_SYSTEM, url if "://" in url else f"http://{url}") if url else None


def _is_about(parts: SplitResult, entry: str) -> bool:
    """Whether an entry names the host: `*`, a domain, an address or a network, perhaps with a port."""
    scheme, separator, rest = entry.rpartition("://")
    if separator and scheme not in ("all", "*", parts.scheme):
        return False
    if rest == "*":
        return True
    host = (parts.hostname or "").rstrip(".")
    address = _address(host)
    if address is not None and "]:" not in rest and _holds(re.sub(r"[\[\]]", "", rest), address):
        return True
    found = _ENTRY.fullmatch(rest.partition("/")[0] if separator else rest)
    if found is None:
        return False
    if found["port"] and int(found["port"]) != (parts.port or _DEFAULT_PORTS[parts.scheme]):
        return False
    named = found["host"].strip("[]")
    if address is not None:
        return _holds(named, address)
    domain = named.removeprefix("*").lstrip(".").rstrip(".")
    return bool(_DOMAIN.fullmatch(domain)) and (host == domain or host.endswith(f".{domain}"))


def _holds(network: str, address: _Address) -> bool:
    """Whether `network` is an address or network that contains `address`."""
    try:
        return address in ip_network(network, strict=False)
    except ValueError:
        return False


def _address(host: str) -> _Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
