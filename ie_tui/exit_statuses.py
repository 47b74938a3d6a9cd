"""The one table of exit statuses."""

from __future__ import annotations

from enum import IntEnum

from ie_tui.api.errors import BadEndpoint, Denied, NoCredentials, Offline, ServiceError, UnknownJob


class Exit(IntEnum):
    """What a script learns from how ie-tui ended."""

    DONE = 0
    FAILED = 1
    """The app itself failed, or its output could not be written."""
    USAGE = 2
    """The call cannot be carried out as typed."""
    NO_SUCH = 3
    """The job is unknown, or there is no such value."""
    NOT_REACHED = 4
    """The service was not reached."""
    NOT_ACCEPTED = 5
    """There are no credentials, or the service does not accept them."""
    NO_RESULT = 6
    """The service gave some other answer that is no result."""
    NOT_REPLACED = 7
    """Another SIGNATURE file is there; it was left alone."""
    IN_DOUBT = 8
    """SIGNATURE was not saved, since something is in doubt; --force saves it all the same."""
    ANOTHER_JOB = 9
    """The service answered about another job, or named none; --force takes the answer all the same."""
    INTERRUPTED = 130


def exit_of(error: ServiceError) -> Exit:
    """The exit status for a request that gave no answer."""
    kinds: tuple[tuple[type[ServiceError], Exit], ...] = (
        (BadEndpoint, Exit.USAGE),
        (UnknownJob, Exit.NO_SUCH),
        (Offline, Exit.NOT_REACHED),
        (NoCredentials, Exit.NOT_ACCEPTED),
        (Denied, Exit.NOT_ACCEPTED),
    )
    return next((status for kind, status in kinds if isinstance(error, kind)), Exit.NO_RESULT)
