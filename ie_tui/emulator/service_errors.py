"""Error responses of the service: code, message and HTTP status (docs/service.md 5)."""

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
"""Status by code; 400 for all others."""


class RefusalError(Exception):
    """The request gets an ErrorResponse of `Type` `Sender`: the caller is at fault."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        """As in docs/service.md 5, with the suffix `Exception` where it has one."""
        self.message = message

    @property
    def http_status(self) -> int:
        """The status of the HTTP answer."""
        return _HTTP_STATUS.get(self.code, 400)
