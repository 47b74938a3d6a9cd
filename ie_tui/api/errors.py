"""Why a request gave no answer that we can use.

    ServiceError
    ├── NotSent               the request never left: nothing reached the service
    │   ├── NoCredentials     nobody to sign as
    │   │   ├── LoginExpired  there was a login, which has ended
    │   │   └── MfaDeclined   nobody entered the code that the profile asks for
    │   └── BadEndpoint       an address that may not be used
    ├── Offline               no connection, or it broke, or it took too long
    │   └── TlsFailed         the other side could not prove who it is
    ├── Refused               the service's own ErrorResponse
    │   ├── Denied            it does not accept who asks
    │   │   ├── Expired       it did once: temporary credentials ran out
    │   │   └── WrongKey      it does not know the key, or the secret is another
    │   ├── Throttled         it asks to slow down
    │   ├── Unavailable       it fails by itself (5xx)
    │   └── UnknownJob        no such job for this account
    └── BadAnswer             bytes that are no answer of this service

`str(error)` is one sentence; `advice` says what a person can do anywhere, and `remedy` what to do in ie-tui,
which the screen words with its keys and the command line as a command to run. Sentence and advice may
quote foreign text: they pass `text.printable()` before they are shown.
"""

from __future__ import annotations

from enum import Enum


class Remedy(Enum):
    """What a person can do in ie-tui about an error; whoever shows the error words it."""

    FETCH_AGAIN = "fetch again"
    ENTER_MFA_CODE = "enter an MFA code"
    START_AGAIN = "start again"
    """With what the advice names: a running ie-tui never sees it."""
    LEAVE_OFFLINE = "leave offline"
    """It was told never to fetch."""


class ServiceError(Exception):
    """A request that gave no answer we can use."""

    def __init__(self, sentence: str, *, advice: str = "", remedy: Remedy | None = None) -> None:
        super().__init__(sentence)
        self.advice = advice
        """What helps wherever it is read: no key of the screen; empty when waiting is all."""
        self.remedy = remedy

    @property
    def sentence(self) -> str:
        """What happened, in one sentence."""
        return str(self)


class NotSent(ServiceError):
    """The request never left this machine."""


class NoCredentials(NotSent):
    """There is nobody to sign as; `advice` names the command to run."""


class LoginExpired(NoCredentials):
    """A login or temporary credentials have ended; `advice` names the command that renews them."""


class MfaDeclined(NoCredentials):
    """No MFA code was entered; raised by whoever was asked for one."""

    def __init__(self, sentence: str = "No MFA code was entered.") -> None:
        super().__init__(sentence, remedy=Remedy.ENTER_MFA_CODE)


class BadEndpoint(NotSent):
    """The address cannot be used, or not with credentials."""


class Offline(ServiceError):
    """The service could not be reached, or the connection broke, or took longer than its deadline."""


class TlsFailed(Offline):
    """The other side could not prove who it is; never tried again by itself."""


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
        """As sent, a manifest's secrets masked; of a Denied the first line: AWS repeats requests below."""
        self.http_status = http_status
        self.request_id = request_id


class Denied(Refused):
    """The service does not accept who asks: key, signature or permission."""


class Expired(Denied):
    """Temporary credentials ran out."""


class WrongKey(Denied):
    """The access key is unknown, or its secret is another one: other credentials are needed."""


class Throttled(Refused):
    """The service asks to slow down."""


class Unavailable(Refused):
    """The service fails by itself (5xx)."""


class UnknownJob(Refused):
    """No such job for this account (InvalidJobIdException)."""


class BadAnswer(ServiceError):
    """Bytes that are no answer of this service."""
