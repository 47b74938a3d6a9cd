"""Sends signed requests and receives whole responses; the only module that uses an HTTP library.

A lane is an httpx client of one connection. One client with 32 connections is two to four times
slower than 32 lanes that share one SSL context (docs/faults.md 7).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, NamedTuple

import httpx

from ie_tui import __version__
from ie_tui.api import network_errors
from ie_tui.api.ca_bundle import CaBundle, bundle_of, require_key_log, trusting_context
from ie_tui.api.endpoint import Endpoint
from ie_tui.api.errors import ServiceError
from ie_tui.api.proxies import ProxySetting, proxy_before, require_usable, unusable_proxy
from ie_tui.api.signers import SignedRequest

BODY_LIMIT_BYTES: Final = 8 * 2**20

Transport = httpx.AsyncBaseTransport

_READ_LIMIT_S: Final = 20.0
_TIMEOUT: Final = httpx.Timeout(connect=10, read=_READ_LIMIT_S, write=20, pool=5)
_ONE_CONNECTION: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30)
_HEADERS: Final = {"User-Agent": f"ie-tui/{__version__}", "Accept-Encoding": "identity"}


class HttpResponse(NamedTuple):
    """A complete HTTP response, not yet parsed."""

    http_status: int
    headers: Mapping[str, str]
    """Names are case-insensitive."""
    body: bytes


def asgi_transport(app: Callable[[Any, Any, Any], Awaitable[None]]) -> Transport:
    """A transport that hands requests to an ASGI application in this process."""
    return httpx.ASGITransport(app=app, raise_app_exceptions=False)


class ConnectionPool:
    """One lane per concurrent exchange; idle lanes are reused before new ones are opened."""

    def __init__(
        self, endpoint: Endpoint, ca_bundle: CaBundle | None, transport: Transport | None, *, attempt_s: float
    ) -> None:
        self._endpoint = endpoint
        self._ca_bundle = ca_bundle
        self._transport = transport
        self._attempt_s = attempt_s
        self._tls: ssl.SSLContext | None = None
        self._opening = asyncio.Lock()
        self._idle: list[httpx.AsyncClient] = []

    async def exchange(self, signed: SignedRequest) -> HttpResponse:
        """Send one request and return the response, whatever its status. Raises ServiceError."""
        lane = self._idle.pop() if self._idle else await self._open()
        try:
            answer = await self._send(lane, signed)
        except BaseException:
            # A connection interrupted mid-exchange, for instance by cancellation, cannot be reused.
            await lane.aclose()
            raise
        self._idle.append(lane)
        return answer

    async def aclose(self) -> None:
        """Close every idle lane."""
        while self._idle:
            await self._idle.pop().aclose()

    async def _send(self, lane: httpx.AsyncClient, signed: SignedRequest) -> HttpResponse:
        try:
            async with asyncio.timeout(self._attempt_s):
                return await self._receive(lane, signed)
        except TimeoutError as error:
            raise network_errors.too_slow(self._endpoint.host, self._attempt_s) from error
        except httpx.HTTPError as error:
            raise _explain(error, self._endpoint) from error

    async def _receive(self, lane: httpx.AsyncClient, signed: SignedRequest) -> HttpResponse:
        host = self._endpoint.host
        request = lane.build_request("POST", self._endpoint.url, headers=signed.headers, content=signed.body)
        response = await lane.send(request, stream=True, follow_redirects=False)
        try:
            if 300 <= response.status_code < 400:
                raise network_errors.redirected(host, response.headers.get("Location", ""))
            if response.status_code == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
                raise network_errors.proxy_refused(self._endpoint, "407")
            encoding = response.headers.get("Content-Encoding", "").strip()
            if encoding.lower() not in ("", "identity"):
                raise network_errors.compressed(host, encoding)
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > BODY_LIMIT_BYTES:
                    raise network_errors.too_large(host, BODY_LIMIT_BYTES)
        finally:
            await response.aclose()
        return HttpResponse(response.status_code, response.headers, bytes(body))

    async def _open(self) -> httpx.AsyncClient:
        proxy = proxy_before(self._endpoint) if self._transport is None else None
        if proxy is not None:
            require_usable(proxy)
        if self._transport is None:
            async with self._opening:
                if self._tls is None:
                    self._tls = await asyncio.to_thread(_trust, self._ca_bundle, self._endpoint, proxy)
        try:
            return httpx.AsyncClient(
                transport=self._transport,
                verify=self._tls or True,
                # One NO_PROXY entry that httpx cannot parse would make every request fail.
                trust_env=False,
                proxy=proxy and httpx.Proxy(proxy.url, ssl_context=self._tls if proxy.is_encrypted else None),
                headers=_HEADERS,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                timeout=_TIMEOUT,
                limits=_ONE_CONNECTION,
            )
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            if proxy is None:
                raise
            needs_package = "uses SOCKS, which requires the socksio package"
            is_import = isinstance(error, ImportError)
            raise unusable_proxy(proxy, needs_package if is_import else "is not a valid address") from error


def _trust(ca_bundle: CaBundle | None, endpoint: Endpoint, proxy: ProxySetting | None) -> ssl.SSLContext:
    """The TLS context with the trusted CAs. Blocks for tens of milliseconds while it loads them."""
    if not endpoint.is_encrypted and not (proxy and proxy.is_encrypted):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    require_key_log()
    bundle = ca_bundle or bundle_of()
    return httpx.create_ssl_context(trust_env=False) if bundle is None else trusting_context(bundle)


def _explain(error: httpx.HTTPError, endpoint: Endpoint) -> ServiceError:
    if isinstance(error, httpx.ProxyError):
        return network_errors.proxy_refused(endpoint, str(error))
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return network_errors.not_connected(error, endpoint)
    if isinstance(error, httpx.TimeoutException):
        return network_errors.too_slow(endpoint.host, _READ_LIMIT_S)
    if isinstance(error, httpx.RemoteProtocolError):
        return network_errors.ill_formed(endpoint.host, str(error))
    if isinstance(error, httpx.LocalProtocolError):
        return network_errors.unsendable(endpoint.host, str(error))
    return network_errors.broken(endpoint.host)
