"""Where the client gets its credentials, and which ones it refuses to send."""

from __future__ import annotations

from typing import Protocol

from ie_tui.api.errors import NoCredentials
from ie_tui.api.signing import Credentials


class CredentialSource(Protocol):
    """Provides the credentials for the next attempt; `signing.Credentials` provides itself."""

    async def freeze(self) -> Credentials:
        """A matching key, secret and token. Raises ServiceError."""
        ...


def require_sendable(credentials: Credentials) -> None:
    """Raises NoCredentials for a key with a character that no AWS key has, most often a line break."""
    for name, value in (
        ("access key id", credentials.access_key_id),
        ("secret key", credentials.secret_access_key),
        ("session token", credentials.session_token or "none"),
    ):
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise NoCredentials(
                f"The {name} is empty or contains a character that no AWS key has.",
                advice="Copy it again, without surrounding spaces or line breaks.",
            )
