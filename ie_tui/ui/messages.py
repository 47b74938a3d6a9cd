"""What workers tell the screen. The tracker holds the truth; a message says where to look again."""

from __future__ import annotations

from textual.message import Message

from ie_tui.service.errors import ServiceError
from ie_tui.service.models import JobId


class ListChanged(Message):
    """Rows came in, or a walk of the list began or ended."""

    def can_replace(self, message: Message) -> bool:
        """A flood of pages is one change to a person."""
        return isinstance(message, ListChanged)


class StatusChanged(Message):
    """A request for a job began, ended or was given up."""

    def __init__(self, job_id: JobId) -> None:
        super().__init__()
        self.job_id = job_id


class LoadFailed(Message):
    """A job that a person asked for by a key did not come; the list keeps its failure in the overview."""

    def __init__(self, job_id: JobId, error: ServiceError) -> None:
        super().__init__()
        self.job_id = job_id
        self.error = error


class Faulted(Message):
    """A worker ended with an exception that nobody foresaw."""

    def __init__(self, error: BaseException, doing: str) -> None:
        """`doing` completes "Something went wrong while …"."""
        super().__init__()
        self.error = error
        self.doing = doing


class CopyWanted(Message):
    """A value is to go to the clipboard; whatever was doubtful about it has been said."""

    def __init__(self, text: str, what: str) -> None:
        """`what` names kind and size, never the value."""
        super().__init__()
        self.text = text
        self.what = what
