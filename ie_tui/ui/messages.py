"""Messages from workers to the screen. The tracker holds the data; a message only says what changed."""

from __future__ import annotations

from concurrent.futures import Future

from textual.message import Message

from ie_tui.api.errors import ServiceError
from ie_tui.api.models import JobId, KeptStatus
from ie_tui.jobs.record import Note


class ListChanged(Message):
    """Rows arrived, or fetching the list began or ended."""

    def can_replace(self, message: Message) -> bool:
        """Merge a flood of pages into one redraw."""
        return isinstance(message, ListChanged)


class OverviewChanged(Message):
    """A retry, a clock found wrong, or a credential lookup that began or ended."""

    def can_replace(self, message: Message) -> bool:
        """Only the latest state matters."""
        return isinstance(message, OverviewChanged)


class ListWalked(Message):
    """Fetching the list ended, with an error or without."""


class StatusChanged(Message):
    """A request for a job began, ended or was cancelled."""

    def __init__(self, job_id: JobId) -> None:
        super().__init__()
        self.job_id = job_id


class JobFetched(Message):
    """A job that the user requested was fetched."""

    def __init__(self, job_id: JobId, before: KeptStatus | None, after: KeptStatus | None) -> None:
        """`before` and `after`: the cached status and the new one."""
        super().__init__()
        self.job_id = job_id
        self.before = before
        self.after = after


class LoadFailed(Message):
    """A job that the user requested could not be fetched; failures of the list are in the overview."""

    def __init__(self, job_id: JobId, error: ServiceError) -> None:
        super().__init__()
        self.job_id = job_id
        self.error = error

    @property
    def sentence(self) -> str:
        """The message to show; not gated."""
        return f"{self.job_id}: {self.error.sentence}"


class NoteRefused(Message):
    """A note was not saved: another window changed it first."""

    def __init__(self, job_id: JobId, typed: Note | None, there: Note | None) -> None:
        """`typed` is this window's note (None deletes it), `there` the other window's."""
        super().__init__()
        self.job_id = job_id
        self.typed = typed
        self.there = there


class CodeWanted(Message):
    """A credential lookup waits for an MFA code."""

    def __init__(self, serial: str, answer: Future[str]) -> None:
        """`serial` names the MFA device, not gated; `answer` takes the code or MfaDeclined."""
        super().__init__()
        self.serial = serial
        self.answer = answer


class OriginalLoaded(Message):
    """A manifest was fetched with its secrets; it must go nowhere but to the screen."""

    def __init__(self, job_id: JobId, text: str) -> None:
        super().__init__()
        self.job_id = job_id
        self.text = text


class OriginalFailed(LoadFailed):
    """A manifest with its secrets could not be fetched; the cache cannot stand in for it."""

    @property
    def sentence(self) -> str:
        """The message to show; not gated."""
        return (
            f"The secrets of {self.job_id} stay hidden: they are not cached, only the service has them. "
            f"{self.error.sentence}"
        )


class FilterTyped(Message):
    """The filter text changed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class FilterMoved(Message):
    """Move the list's cursor while the filter is being typed."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows


class FilterCleared(Message):
    """The filter text was cleared; `FilterTyped` follows."""


class FilterLeft(Message):
    """The user left the filter line."""


class Faulted(Message):
    """A worker ended with an unexpected exception."""

    def __init__(self, error: BaseException, doing: str) -> None:
        """`doing` completes "Something went wrong while …"."""
        super().__init__()
        self.error = error
        self.doing = doing


class CopyWanted(Message):
    """A value to copy; its warnings have been confirmed."""

    def __init__(self, text: str, what: str, hint: str = "") -> None:
        """`what` names kind and size, never the value; `hint` is shown if the copy cannot be verified."""
        super().__init__()
        self.text = text
        self.what = what
        self.hint = hint
