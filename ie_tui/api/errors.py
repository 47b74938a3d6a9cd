"""Errors of a request that produced no usable response.

    ServiceError
    ├── NotSent               the request never left: nothing reached the service
    │   ├── NoCredentials     no credentials to sign with
    │   │   ├── LoginExpired  a login has expired
    │   │   └── MfaDeclined   the profile requires a code and none was entered
    │   └── BadEndpoint       the address is unusable or unsafe
    ├── Offline               no connection, connection lost, or timed out
    │   └── TlsFailed         the server's identity could not be verified
    ├── Refused               the service's own ErrorResponse
    │   ├── Denied            it rejected the credentials or permissions
    │   │   ├── Expired       temporary credentials have expired
    │   │   └── WrongKey      the key is unknown, or the secret is wrong
    │   ├── Throttled         it is throttling requests
    │   ├── Unavailable       it failed internally (5xx)
    │   └── UnknownJob        no such job for this account
    └── BadAnswer             the bytes are not a response of this service

`str(error)` is one sentence; `advice` says what helps anywhere, and `remedy` what to do in ie-tui, which the
screen words with its keys and the command line as a command to run. Sentence and advice may quote foreign
text: pass them through `text.printable()` before showing them.
"""

from __future__ import annotations

from enum import Enum


class Remedy(Enum):
    """What to do in ie-tui about an error; the screen and the command line each word it."""

    FETCH_AGAIN = "fetch again"
    ENTER_MFA_CODE = "enter an MFA code"
    START_AGAIN = "start again"
    """After following the advice: a running ie-tui does not see the change."""
    LEAVE_OFFLINE = "leave offline"
    """It was started with --offline."""


class ServiceError(Exception):
    """A request that produced no usable response."""

    def __init__(self, sentence: str, *, advice: str = "", remedy: Remedy | None = None) -> None:
        super().__init__(sentence)
        self.advice = advice
        """What helps, without naming keys of the screen; empty if all you can do is wait."""
        self.remedy = remedy

    @property
    def sentence(self) -> str:
        """What happened, in one sentence."""
        return str(self)


class NotSent(ServiceError):
    """The request never left this machine."""


class NoCredentials(NotSent):
    """There are no credentials to sign with; `advice` names the command to run."""


class LoginExpired(NoCredentials):
    """A login or temporary credentials have expired; `advice` names the command that renews them."""


class MfaDeclined(NoCredentials):
    """No MFA code was entered; raised by the prompter."""

    def __init__(self, sentence: str = "No MFA code was entered.") -> None:
        super().__init__(sentence, remedy=Remedy.ENTER_MFA_CODE)


class BadEndpoint(NotSent):
    """The address cannot be used, or not with credentials."""


class Offline(ServiceError):
    """The service is unreachable, the connection was lost, or a deadline passed."""


class TlsFailed(Offline):
    """The server's identity could not be verified; never retried automatically."""


class Refused(ServiceError):
    """The service answered with an ErrorResponse (docs/service.md 5.1)."""

    def __init__(
        self,
        sentence: str,
        *,
        code: str,
        message: str = "",
        http_status: int = 0,
        request_id: str | None = None,
        advice: str = "",
        remedy: Remedy | None = None,
    ) -> None:
        super().__init__(sentence, advice=advice, remedy=remedy)
        self.code = code
        """As sent, for instance `InvalidJobIdException`."""
        self.message = message
        """As sent, manifest secrets masked; of a Denied only the first line, since AWS echoes the request."""
        self.http_status = http_status
        self.request_id = request_id


class Denied(Refused):
    """The service rejected the key, the signature or the permissions."""


class Expired(Denied):
    """Temporary credentials have expired."""


class WrongKey(Denied):
    """The access key is unknown or its secret is wrong: other credentials are needed."""


class Throttled(Refused):
    """The service is throttling requests."""


class Unavailable(Refused):
    """The service failed internally (5xx)."""


class UnknownJob(Refused):
    """No such job for this account (InvalidJobIdException)."""


class BadAnswer(ServiceError):
    """The bytes received are not a response of this service."""
