"""Network failures, in sentences that name the host.

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

_CA_ADVICE: Final = "If your company's CA issued it, pass the CA's certificates: --ca-bundle FILE."
_CERTIFICATE_FAULTS: Final = {
    9: ("The certificate of {host} is not valid yet.", "Check this machine's date."),
    10: (
        "The certificate of {host} has expired.",
        "Check this machine's date; otherwise only the server's owner can fix it.",
    ),
    18: ("The certificate of {host} is self-signed.", _CA_ADVICE),
    19: ("The certificate of {host} was issued by an untrusted authority.", _CA_ADVICE),
    20: ("The certificate of {host} was issued by an untrusted authority.", _CA_ADVICE),
    62: ("The certificate of {host} is for a different name.", "Check the endpoint address."),
    64: ("The certificate of {host} is for a different address.", "Check the endpoint address."),
}
"""By OpenSSL's X509_V_ERR numbers."""

_NOT_TLS: Final = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"}
)
_UNREACHABLE: Final = {
    errno.ECONNREFUSED: "connection refused",
    errno.ENETUNREACH: "network unreachable",
    errno.EHOSTUNREACH: "no route to host",
    errno.ENETDOWN: "the network is down",
    errno.ECONNRESET: "connection reset",
}


def not_connected(error: BaseException, endpoint: Endpoint) -> Offline:
    """The error for a failed connection; its reason is somewhere in the chain of causes."""
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
        return Offline(f"Cannot find {target}: DNS lookup failed.", advice=advice)
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return Offline(f"Cannot reach {target}: connection timed out.", advice=advice)
    numbers = (cause.errno for cause in causes if isinstance(cause, OSError))
    reason = next((_UNREACHABLE[number] for number in numbers if number in _UNREACHABLE), None)
    return Offline(f"Cannot reach {target}{f': {reason}' if reason else ''}.", advice=advice)


def proxy_refused(endpoint: Endpoint, status_line: str) -> ServiceError:
    """The error for a proxy's own response: a required login is final, anything else may be temporary."""
    # A 407 without a proxy of ours comes from a proxy that the network interposes.
    proxy = proxy_before(endpoint) or ProxySetting("HTTPS_PROXY", f"before {endpoint.host}")
    if status_line.startswith("407"):
        return NotSent(
            f"The proxy {proxy.shown} requires a login.",
            advice=f"Put user and password in {proxy.variable}: http://USER:PASSWORD@HOST:PORT.",
        )
    return Offline(
        f"The proxy {proxy.shown} did not connect to {endpoint.host}: {mask_quoted(status_line)}.",
        advice=f"Check {proxy.variable} and NO_PROXY.",
    )


def unsendable(host: str, detail: str) -> NotSent:
    return NotSent(f"The request to {host} is not valid HTTP: {detail}.")


def too_slow(host: str, limit_s: float) -> Offline:
    return Offline(
        f"{host} did not send a complete response within {limit_s:g} s.",
        advice="It may be overloaded or far away, or not speak HTTP.",
    )


def broken(host: str) -> Offline:
    return Offline(f"The connection to {host} was lost.")


def ill_formed(host: str, detail: str) -> Offline:
    """The error for a malformed HTTP response. `detail` is h11's message, which tells the cases apart."""
    if "disconnected without" in detail:
        return Offline(f"{host} closed the connection without a response.")
    if "complete message body" in detail or "incomplete chunked" in detail:
        return Offline(f"The response from {host} was cut short.")
    if "too long" in detail:
        return Offline(f"{host} sent headers that are too large.", advice="Check the endpoint address.")
    return Offline(
        f"{host} did not send a valid HTTP response.", advice="Check the port of the endpoint address."
    )


def redirected(host: str, location: str) -> BadAnswer:
    try:
        target = urlsplit(location).hostname or "another address"
    except ValueError:
        target = "another address"
    return BadAnswer(
        f"{host} redirects to {target}; signed requests do not follow redirects.",
        advice="If this network has a login page, log in with a browser; "
        "otherwise check the endpoint address.",
    )


def compressed(host: str, encoding: str) -> BadAnswer:
    return BadAnswer(
        f"{host} sent a response compressed as {encoding[:40]}, which was not requested.",
        advice="A proxy may be compressing responses; it must pass them unchanged.",
    )


def too_large(host: str, limit_bytes: int) -> BadAnswer:
    return BadAnswer(
        f"{host} sent more than {limit_bytes / 2**20:g} MiB, more than any response of this service.",
        advice="Check the endpoint address.",
    )


def _tls_failed(error: ssl.SSLError, host: str) -> TlsFailed:
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _CERTIFICATE_FAULTS:
            sentence, advice = _CERTIFICATE_FAULTS[error.verify_code]
            return TlsFailed(sentence.format(host=host), advice=advice)
        return TlsFailed(
            f"The certificate of {host} was rejected: {error.verify_message}.", advice=_CA_ADVICE
        )
    reason = getattr(error, "reason", None) or "no reason given"
    if reason in _NOT_TLS:
        return TlsFailed(
            f"{host} does not speak TLS on this port.",
            advice="Check the scheme and port of the endpoint address.",
        )
    told = reason.replace("_", " ").lower()
    return TlsFailed(f"A secure connection to {host} could not be established: {told}.")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all its causes; several addresses tried at once arrive as an exception group."""
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
