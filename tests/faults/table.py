"""The network faults of docs/faults.md 9: how each is caused, and what the user then reads."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

import httpx

from ie_tui.api.retry import Deadlines
from tests.faults import breakages, certificates, wallets
from tests.faults.breakages import at_first, http, refusal, sends
from tests.faults.proxy import Script, Way, faithfully
from tests.faults.whole_app import GENEROUS, HastyTransport, Road, Stage

IMPATIENT: Final = Deadlines(attempt_s=0.3, action_s=3)
"""Attempts reach their deadline; an action has room for three of them on a slow machine."""
NOT_FETCHED: Final = "list not fetched"
NO_CREDENTIALS: Final = "no credentials"
EXPIRED: Final = "credentials expired"
SKEW: Final = timedelta(minutes=20)

Strike = Callable[[Stage], Awaitable[None]]


class Tries(NamedTuple):
    """The attempts of an action, and the longest random waits between them."""

    attempts: int
    waits_s: tuple[float, ...] = ()


NEVER: Final = Tries(0)
ONCE: Final = Tries(1)
SIGNED_ANEW: Final = Tries(2)
THRICE: Final = Tries(3, (0.05, 0.1))
THRICE_SLOWLY: Final = Tries(3, (1.0, 2.0))
THRICE_AS_ASKED: Final = Tries(3, (3.0, 3.0))


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the table."""

    strike: Strike
    reads: tuple[str, ...] = ()
    """Patterns for the errors of both job and list; `{host}` and `{proxy}` are addresses."""
    tries: Tries = ONCE
    state: str = "offline since 12:05"
    """The short error of the list."""
    ends_well: bool = False
    """Fresh data arrives anyway; `reads` may then be anywhere on the screen."""
    meanwhile: tuple[str, ...] = ()
    """On the screen while the second attempt is held back; if empty, the first is held back."""
    road: Road = Road.PLAIN
    deadlines: Deadlines = GENEROUS
    open_wallet: wallets.OpenWallet = wallets.long_lived_keys
    transport: Callable[[], httpx.AsyncBaseTransport | None] = lambda: None


def by(way: Way) -> Strike:
    """Set the way of connections."""

    async def strike(stage: Stage) -> None:
        await stage.proxy.take(way)

    return strike


def with_certificate(make: Callable[[], ssl.SSLContext]) -> Strike:
    async def strike(stage: Stage) -> None:
        await stage.proxy.take(Way(tls=make()))

    return strike


def with_answer(script: Script) -> Strike:
    return by(Way(script))


async def _name_is_lost(stage: Stage) -> None:
    stage.names.is_known = False


async def _nobody_listens(stage: Stage) -> None:
    await stage.proxy.shut()


async def _connecting_hangs(stage: Stage) -> None:
    await stage.proxy.fall_silent()


async def _keys_fail(stage: Stage) -> None:
    """Expire the credentials in use, so that the next request looks for new ones."""
    stage.wallet.is_broken = True
    await stage.tracker.disconnect()


async def _session_ends(stage: Stage) -> None:
    """The session has expired for the service, but the app does not know yet."""
    stage.wallet.is_broken = True


def _clock_is_off(ahead: timedelta) -> Strike:
    async def strike(stage: Stage) -> None:
        stage.skew = -ahead

    return strike


def _tls(strike: Strike, *reads: str) -> Fault:
    return Fault(strike, ("{host}", *reads), road=Road.TLS)


def _broken(answer: Script, *reads: str) -> Fault:
    return Fault(with_answer(answer), ("{host}", *reads), THRICE)


def _unusable(answer: Script, *reads: str) -> Fault:
    return Fault(with_answer(answer), ("{host}", *reads), state=NOT_FETCHED)


_SECOND: Final = "attempt 2 of 3"
_BAD_HTTP: Final = "valid HTTP response"
_TOO_SLOW: Final = r"did not send a complete response within 0\.3 s"
_NOT_AVAILABLE: Final = refusal(b"ServiceUnavailable", b"503 Service Unavailable")
_ASKED_TO_WAIT: Final = refusal(
    b"TooManyRequestsException", b"429 Too Many Requests", b"x-amz-retry-after: 3000"
)
_THROTTLING: Final = refusal(b"Throttling", b"400 Bad Request")
_REDIRECT: Final = http(b"", b"302 Found", b"Location: http://evil.example/x")

FAULTS: Final[dict[str, Fault]] = {
    "F1 name not found": Fault(_name_is_lost, ("Cannot find {host}",), THRICE, road=Road.TLS),
    "F2 refused": Fault(
        _nobody_listens, ("Cannot reach {host}", "refused"), THRICE, meanwhile=(_SECOND, "Cannot reach")
    ),
    "F3 connect hangs": Fault(
        _connecting_hangs,
        ("Cannot reach {host}", "timed out"),
        THRICE,
        transport=HastyTransport,
    ),
    "F4 certificate for another name": _tls(
        with_certificate(certificates.for_another_name), "certificate", "a different name"
    ),
    "F5 certificate expired": _tls(with_certificate(certificates.expired), "certificate", "has expired"),
    "F6 unknown authority": _tls(
        with_certificate(certificates.of_an_unknown_authority), "untrusted authority", "--ca-bundle"
    ),
    "F7 plain HTTP on a TLS port": _tls(
        by(Way(greeting=http(b"", b"400 Bad Request"))), "does not speak TLS", "scheme and port"
    ),
    "F8 reset before the answer": _broken(breakages.resets, "connection to .* was lost"),
    "F9 reset inside the body": _broken(breakages.resets_inside_the_body, "connection to .* was lost"),
    "F10 cut short, Content-Length": _broken(breakages.closes_inside_the_body, "cut short"),
    "F11 cut short, close-delimited": _unusable(
        breakages.closes_inside_a_body_without_length, "cut short", "fetch it again|tries again"
    ),
    "F12 body longer than Content-Length": Fault(
        with_answer(breakages.sends_more_than_announced), ends_well=True
    ),
    "F13 Content-Length twice, equal": Fault(
        with_answer(breakages.announces(lambda length: length)), ends_well=True
    ),
    "F13 Content-Length twice, different": _broken(breakages.announces(lambda length: length - 7), _BAD_HTTP),
    "F14 garbage chunk": _broken(breakages.sends_a_garbage_chunk, _BAD_HTTP),
    "F15 slow head": Fault(
        with_answer(breakages.hangs), ("{host}", _TOO_SLOW), THRICE, deadlines=IMPATIENT, meanwhile=(_SECOND,)
    ),
    "F16 slow body": Fault(
        with_answer(breakages.trickles),
        ("{host}", _TOO_SLOW),
        THRICE,
        deadlines=IMPATIENT,
        meanwhile=(_SECOND,),
    ),
    "F17 endless body": _unusable(breakages.never_ends, "more than 8 MiB|too large"),
    "F18 huge headers": _broken(breakages.sends_huge_headers, "headers that are too large"),
    "F19 SSH banner": Fault(
        by(Way(breakages.hangs, greeting=b"SSH-2.0-OpenSSH_9.6\r\n")),
        ("{host}", _TOO_SLOW, "not speak HTTP"),
        THRICE,
        deadlines=IMPATIENT,
        meanwhile=(_SECOND,),
    ),
    "F20 gzip bomb": _unusable(breakages.sends_a_gzip_bomb, "compressed as gzip"),
    "F21 broken gzip": _unusable(
        sends(http(b"\x1f\x8b\x08no gzip", b"200 OK", b"Content-Encoding: gzip")), "compressed as gzip"
    ),
    "F22 redirect": _unusable(sends(_REDIRECT), r"redirects to evil\.example", "not follow"),
    "F23 the proxy wants a login": Fault(
        with_answer(sends(http(b"", b"407 Proxy Authentication Required"))),
        ("The proxy http://•••@{proxy} requires a login",),
        state=NOT_FETCHED,
        road=Road.PROXY,
    ),
    "F24 proxy down": Fault(
        _nobody_listens, ("Cannot reach the proxy http://•••@{proxy}", "refused"), THRICE, road=Road.PROXY
    ),
    "F25 captive portal": _unusable(sends(http(breakages.WEB_PAGE)), "web page", "log ?in"),
    "F26 well-formed XHTML": _unusable(sends(http(breakages.XHTML)), "web page", "log ?in"),
    "F27 empty": _unusable(sends(http(b"")), "response is empty"),
    "F28 another operation's XML": _unusable(
        breakages.sends_another_operation, "response is a (ListJobs|GetStatus)Response"
    ),
    "F29 an error under status 200": Fault(
        with_answer(refusal(b"Throttling", b"200 OK")),
        ("throttling requests", "Throttling"),
        THRICE_SLOWLY,
        state=NOT_FETCHED,
    ),
    "F30 503 storm that heals": Fault(
        with_answer(at_first(2, _NOT_AVAILABLE, then=faithfully)),
        tries=THRICE,
        ends_well=True,
        meanwhile=(_SECOND, "unavailable"),
    ),
    "F31 503 for ever": Fault(
        with_answer(_NOT_AVAILABLE),
        ("service is unavailable", "Said by a test"),
        THRICE,
        state=NOT_FETCHED,
        meanwhile=(_SECOND, "unavailable"),
    ),
    "F32 429 with x-amz-retry-after": Fault(
        with_answer(_ASKED_TO_WAIT),
        ("throttling requests",),
        THRICE_AS_ASKED,
        state=NOT_FETCHED,
        meanwhile=(_SECOND, r"3(\.0)? s", "throttling"),
    ),
    "F33 Throttling with 400": Fault(
        with_answer(_THROTTLING),
        ("throttling requests",),
        THRICE_SLOWLY,
        state=NOT_FETCHED,
        meanwhile=(_SECOND, r"1(\.0)? s", "throttling"),
    ),
    "F34 clock 20 min ahead": Fault(
        _clock_is_off(SKEW), ("clock is 20 min ahead of the service",), SIGNED_ANEW, ends_well=True
    ),
    "F35 clock 20 min behind": Fault(
        _clock_is_off(-SKEW), ("clock is 20 min behind the service",), SIGNED_ANEW, ends_well=True
    ),
    "F36 credentials expire while running": Fault(
        _session_ends,
        ("credentials have expired", "Renew them"),
        SIGNED_ANEW,
        state=EXPIRED,
        open_wallet=wallets.session_keys,
    ),
    "F37 credential_process hangs": Fault(
        _keys_fail,
        ("profile prod", "too long", "aws .* --profile prod"),
        NEVER,
        state=NO_CREDENTIALS,
        open_wallet=wallets.credential_process,
    ),
    "F38 SSO expired": Fault(
        _keys_fail,
        ("SSO login of profile prod has expired", "aws sso login --profile prod"),
        NEVER,
        state=EXPIRED,
        open_wallet=wallets.sso_portal,
    ),
}
"""By number and name; F39 and F40 have separate tests, since they need time and many requests."""
