"""Connections that do not come about, told by their causes."""

from __future__ import annotations

import socket
import ssl

import httpx
import pytest

from ie_tui.api.errors import (
    NotSent,
    Offline,
    ServiceError,
    TlsFailed,
)
from tests.api.stand_in import JOB, Service


def caused(error: httpx.TransportError, cause: BaseException) -> httpx.TransportError:
    error.__cause__ = cause
    return error


def certificate_fault(number: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    error.verify_code, error.verify_message = number, "odd {certificate}"
    return error


CONNECT = httpx.ConnectError("All connection attempts failed")
CONNECTIONS: dict[str, tuple[httpx.TransportError, type[ServiceError], str, int]] = {
    "F1 no such name": (
        caused(CONNECT, socket.gaierror(-2, "Name or service not known")),
        Offline,
        "Cannot find service.example",
        3,
    ),
    "F2 no network": (
        caused(
            httpx.ConnectError(""), ExceptionGroup("tried", [OSError(101, "unreachable"), OSError(1, "")])
        ),
        Offline,
        "Cannot reach service.example: network unreachable",
        3,
    ),
    "F3 nobody answers": (
        caused(httpx.ConnectTimeout(""), TimeoutError()),
        Offline,
        "Cannot reach service.example: connection timed out",
        3,
    ),
    "an unknown reason": (httpx.ConnectError("?"), Offline, "Cannot reach service.example.", 3),
    "F4 wrong name": (
        caused(httpx.ConnectError(""), certificate_fault(62)),
        TlsFailed,
        "certificate of service.example is for a different name",
        1,
    ),
    "F5 expired": (
        caused(httpx.ConnectError(""), certificate_fault(10)),
        TlsFailed,
        "certificate of service.example has expired",
        1,
    ),
    "F6 unknown authority": (
        caused(httpx.ConnectError(""), certificate_fault(20)),
        TlsFailed,
        "service.example was issued by an untrusted authority",
        1,
    ),
    "another fault": (
        caused(httpx.ConnectError(""), certificate_fault(77)),
        TlsFailed,
        "service.example was rejected: odd {certificate}",
        1,
    ),
    "no common ground": (
        caused(httpx.ConnectError(""), ssl.SSLError(1, "handshake failure")),
        TlsFailed,
        "service.example could not be established",
        1,
    ),
    "read limit": (
        httpx.ReadTimeout(""),
        Offline,
        "service.example did not send a complete response within 20 s",
        3,
    ),
    "write broken": (httpx.WriteError(""), Offline, "The connection to service.example was lost", 3),
    "unwritable": (httpx.LocalProtocolError("Illegal header"), NotSent, "Illegal header", 1),
}


@pytest.mark.parametrize("case", CONNECTIONS)
async def test_a_connection_that_fails_is_told_by_its_cause(case: str) -> None:
    error, kind, sentence, attempts = CONNECTIONS[case]
    service = Service(error)
    async with service.client() as client:
        with pytest.raises(kind) as caught:
            await client.get_status(JOB)
    assert type(caught.value) is kind
    assert sentence in caught.value.sentence
    assert len(service.requests) == attempts
