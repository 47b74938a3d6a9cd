"""The service's way to say no: a code, a sentence and an HTTP status (docs/service.md 5)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_HTTP_STATUS: Final = MappingProxyType(
    {
        "ExpiredToken": 403,
        "InvalidClientTokenIdException": 403,
        "MalformedQueryString": 404,
        "MethodNotAllowed": 405,
        "MissingAuthenticationToken": 403,
        "RequestEntityTooLarge": 413,
        "SignatureDoesNotMatch": 403,
    }
)
"""Where it is not 400."""


class RefusalError(Exception):
    """A request that gets an ErrorResponse; the caller is to blame (`Type` is `Sender`)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        """As docs/service.md writes it, `Exception` at the end where it has one."""
        self.message = message

    @property
    def http_status(self) -> int:
        """The status of the HTTP answer."""
        return _HTTP_STATUS.get(self.code, 400)
