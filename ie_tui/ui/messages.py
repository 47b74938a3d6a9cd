"""What workers tell the screen. The tracker holds the truth; a message says where to look again."""

from __future__ import annotations

from concurrent.futures import Future

from textual.message import Message

from ie_tui.api.errors import ServiceError
from ie_tui.api.models import JobId, KeptStatus
from ie_tui.jobs.record import Note


class ListChanged(Message):
    """Rows came in, or a walk of the list began or ended."""

    def can_replace(self, message: Message) -> bool:
        """A flood of pages is one change to a person."""
        return isinstance(message, ListChanged)


class OverviewChanged(Message):
    """An attempt is repeated, the clock was found wrong, or a look-up of credentials began or ended."""

    def can_replace(self, message: Message) -> bool:
        """Only how it stands now counts."""
        return isinstance(message, OverviewChanged)


class ListWalked(Message):
    """A walk of the list ended, with a failure or without."""


class StatusChanged(Message):
    """A request for a job began, ended or was given up."""

    def __init__(self, job_id: JobId) -> None:
        super().__init__()
        self.job_id = job_id


class JobFetched(Message):
    """A job that a person asked for by a key came."""

    def __init__(self, job_id: JobId, before: KeptStatus | None, after: KeptStatus | None) -> None:
        """`before` and `after`: what was known of it, and what is known now."""
        super().__init__()
        self.job_id = job_id
        self.before = before
        self.after = after


class LoadFailed(Message):
    """A job that a person asked for by a key did not come; the list keeps its failure in the overview."""

    def __init__(self, job_id: JobId, error: ServiceError) -> None:
        super().__init__()
        self.job_id = job_id
        self.error = error

    @property
    def sentence(self) -> str:
        """What to say; not gated."""
        return f"{self.job_id}: {self.error.sentence}"


class NoteRefused(Message):
    """A note was not kept, since another window has written one meanwhile."""

    def __init__(self, job_id: JobId, typed: Note | None, there: Note | None) -> None:
        """`typed` is what this window would keep; None would remove the note."""
        super().__init__()
        self.job_id = job_id
        self.typed = typed
        self.there = there


class CodeWanted(Message):
    """A look-up of credentials waits for an MFA code."""

    def __init__(self, serial: str, answer: Future[str]) -> None:
        """`serial` names the device, not gated; `answer` takes the code or MfaDeclined."""
        super().__init__()
        self.serial = serial
        self.answer = answer


class OriginalLoaded(Message):
    """A manifest came with its secrets; nothing but the screen may take it."""

    def __init__(self, job_id: JobId, text: str) -> None:
        super().__init__()
        self.job_id = job_id
        self.text = text


class OriginalFailed(LoadFailed):
    """The same for a manifest with its secrets, for which nothing kept can stand in."""

    @property
    def sentence(self) -> str:
        """What to say; not gated."""
        return (
            f"The secrets of {self.job_id} stay hidden: they were never stored, only the service has them. "
            f"{self.error.sentence}"
        )


class FilterTyped(Message):
    """The text to filter the list by is another."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class FilterMoved(Message):
    """The cursor of the list is to move while the filter is typed."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows


class FilterCleared(Message):
    """The text to filter by is to go; `FilterTyped` follows."""


class FilterLeft(Message):
    """The person is done with typing the filter."""


class Faulted(Message):
    """A worker ended with an exception that nobody foresaw."""

    def __init__(self, error: BaseException, doing: str) -> None:
        """`doing` completes "Something went wrong while …"."""
        super().__init__()
        self.error = error
        self.doing = doing


class CopyWanted(Message):
    """A value is to go to the clipboard; whatever was doubtful about it has been said."""

    def __init__(self, text: str, what: str, hint: str = "") -> None:
        """`what` names kind and size, never the value; `hint` is said where nothing proves the copy."""
        super().__init__()
        self.text = text
        self.what = what
        self.hint = hint
