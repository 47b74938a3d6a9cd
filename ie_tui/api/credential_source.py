"""What the client asks for credentials, and which of them it sends."""

from __future__ import annotations

from typing import Protocol

from ie_tui.api.errors import NoCredentials
from ie_tui.api.signing import Credentials


class CredentialSource(Protocol):
    """Whoever can name the credentials for the next attempt; `signing.Credentials` names itself."""

    async def freeze(self) -> Credentials:
        """Key, secret and token that belong together. Raises ServiceError."""
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
                f"The {name} is empty or holds a character that no AWS key has.",
                advice="Copy it again, without the blanks and line breaks around it.",
            )
