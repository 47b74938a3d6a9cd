"""What broke on the way to the service, in sentences that name the host.

Source: docs/faults.md 9, F1 to F26.
"""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator
from socket import gaierror
from typing import Final
from urllib.parse import urlsplit

from ie_tui.api.endpoint import Endpoint
from ie_tui.api.errors import BadAnswer, NotSent, Offline, ServiceError, TlsFailed
from ie_tui.api.proxies import ProxySetting, proxy_before
from ie_tui.manifest.secrets import mask_quoted

_CA_ADVICE: Final = "If a company's own authority signed it, name its certificates: --ca-bundle FILE."
_CERTIFICATE_FAULTS: Final = {
    9: ("The certificate of {host} is not valid yet.", "Check this machine's date."),
    10: (
        "The certificate of {host} has expired.",
        "Check this machine's date; else only its owner can help.",
    ),
    18: ("The certificate of {host} is signed by itself alone.", _CA_ADVICE),
    19: ("The certificate of {host} comes from an authority that is not trusted here.", _CA_ADVICE),
    20: ("The certificate of {host} comes from an authority that is not trusted here.", _CA_ADVICE),
    62: ("The certificate shown by {host} is for another name.", "Check the endpoint address."),
    64: ("The certificate shown by {host} is for another address.", "Check the endpoint address."),
}
"""By OpenSSL's X509_V_ERR numbers."""

_NOT_TLS: Final = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"}
)
_UNREACHABLE: Final = {
    errno.ECONNREFUSED: "it refused the connection",
    errno.ENETUNREACH: "there is no network",
    errno.EHOSTUNREACH: "there is no way to it",
    errno.ENETDOWN: "the network is down",
    errno.ECONNRESET: "it broke the connection off",
}


def not_connected(error: BaseException, endpoint: Endpoint) -> Offline:
    """No connection came about. The reason is somewhere in the error's chain of causes."""
    causes = list(_chain(error))
    if tls := next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None):
        is_cut_off = isinstance(tls, ssl.SSLEOFError | ssl.SSLZeroReturnError | ssl.SSLSyscallError)
        return broken(endpoint.host) if is_cut_off else _tls_failed(tls, endpoint.host)
    proxy = proxy_before(endpoint)
    target = f"the proxy {proxy.shown}" if proxy else endpoint.host
    advice = "Check the network, or " + (
        f"{proxy.variable} and NO_PROXY." if proxy else "the endpoint address."
    )
    if any(isinstance(cause, gaierror) for cause in causes):
        return Offline(f"Cannot find {target}: the name has no address.", advice=advice)
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return Offline(f"Cannot reach {target}: nobody answered in time.", advice=advice)
    numbers = (cause.errno for cause in causes if isinstance(cause, OSError))
    reason = next((_UNREACHABLE[number] for number in numbers if number in _UNREACHABLE), None)
    return Offline(f"Cannot reach {target}{f': {reason}' if reason else ''}.", advice=advice)


def proxy_refused(endpoint: Endpoint, status_line: str) -> ServiceError:
    """The proxy answered for itself. A wish for a login is final, all else may pass."""
    # A 407 without a proxy of ours comes from one that the network puts in between.
    proxy = proxy_before(endpoint) or ProxySetting("HTTPS_PROXY", f"before {endpoint.host}")
    if status_line.startswith("407"):
        return NotSent(
            f"The proxy {proxy.shown} asks for a login.",
            advice=f"Write user and password into {proxy.variable}: http://USER:PASSWORD@HOST:PORT.",
        )
    return Offline(
        f"The proxy {proxy.shown} did not connect to {endpoint.host}: {mask_quoted(status_line)}.",
        advice=f"Check {proxy.variable} and NO_PROXY.",
    )


def unsendable(host: str, detail: str) -> NotSent:
    return NotSent(f"The request to {host} cannot be written as HTTP: {detail}.")


def too_slow(host: str, limit_s: float) -> Offline:
    return Offline(
        f"{host} did not answer in full within {limit_s:g} s.",
        advice="It may be overloaded, far away, or not speak HTTP at all.",
    )


def broken(host: str) -> Offline:
    return Offline(f"The connection to {host} broke.")


def ill_formed(host: str, detail: str) -> Offline:
    """What came breaks the rules of HTTP. `detail` are h11's words, which alone tell the cases apart."""
    if "disconnected without" in detail:
        return Offline(f"{host} closed the connection without an answer.")
    if "complete message body" in detail or "incomplete chunked" in detail:
        return Offline(f"The answer of {host} was cut short.")
    if "too long" in detail:
        return Offline(f"{host} sent headers that are too large.", advice="Check the endpoint address.")
    return Offline(f"{host} sent no valid HTTP answer.", advice="Check the port of the endpoint address.")


def redirected(host: str, location: str) -> BadAnswer:
    try:
        target = urlsplit(location).hostname or "another address"
    except ValueError:
        target = "another address"
    return BadAnswer(
        f"{host} redirects to {target}; signed requests do not follow.",
        advice="Behind a login page, log in with a browser first; else check the endpoint address.",
    )


def compressed(host: str, encoding: str) -> BadAnswer:
    return BadAnswer(
        f"{host} sent an answer compressed as {encoding[:40]}, which was not asked for.",
        advice="A proxy in between may do this; it has to leave answers as they are.",
    )


def too_large(host: str, limit_bytes: int) -> BadAnswer:
    return BadAnswer(
        f"{host} sent more than {limit_bytes / 2**20:g} MiB, which no answer of this service needs.",
        advice="Check the endpoint address.",
    )


def _tls_failed(error: ssl.SSLError, host: str) -> TlsFailed:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _CERTIFICATE_FAULTS:
            sentence, advice = _CERTIFICATE_FAULTS[error.verify_code]
            return TlsFailed(sentence.format(host=host), advice=advice)
        return TlsFailed(
            f"The certificate of {host} was not accepted: {error.verify_message}.", advice=_CA_ADVICE
        )
    reason = getattr(error, "reason", None) or "no reason given"
    if reason in _NOT_TLS:
        return TlsFailed(
            f"{host} does not speak TLS on this port.", advice="Check scheme and port of the address."
        )
    told = reason.replace("_", " ").lower()
    return TlsFailed(f"{host} and this machine found no secure connection: {told}.")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that led to it; several addresses tried at once come as a group."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__context__, cause.__cause__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions
