"""Reads an HTTP request from ASGI, up to a size limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from ie_tui.emulator.service_errors import RefusalError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY_BYTES: Final = 1 << 20
MAX_PARAMETERS: Final = 1_000

Pairs = tuple[tuple[str, str], ...]


class Request(NamedTuple):
    """A decoded request; its signature has not been verified."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case; the values of a repeated header are joined by commas."""
    query: Pairs
    """Decoded, in the order sent."""
    form: Pairs
    """The parameters of the body, likewise."""
    body: bytes


async def read_request(scope: Scope, receive: Receive) -> Request | None:
    """The request of an ASGI `http` scope, or None if the client disconnected. Raises RefusalError."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        # An oversized body is read to its end but not kept, so that the client gets the error response.
        if size <= MAX_BODY_BYTES:
            chunks.append(chunk)
        if not message.get("more_body", False):
            break
    if size > MAX_BODY_BYTES:
        raise RefusalError("RequestEntityTooLarge", f"The request is longer than {MAX_BODY_BYTES} bytes")
    body = b"".join(chunks)
    return Request(
        method=scope["method"],
        path=scope["path"],
        headers=_headers(scope["headers"]),
        query=_pairs(scope["query_string"]),
        form=_pairs(body),
        body=body,
    )


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), " ".join(raw_value.decode("latin-1").split())
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return headers


def _pairs(encoded: bytes) -> Pairs:
    """Names and values of a query string or a form; `+` means a space too (docs/service.md 13.28)."""
    try:
        text = encoded.decode("utf-8")
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS))
    except ValueError as error:
        raise RefusalError(
            "MalformedQueryString", "The parameters are not UTF-8, or there are too many"
        ) from error
