"""The exit statuses of `ie-tui`, and the one for each error."""

from __future__ import annotations

from enum import IntEnum

from ie_tui.api.errors import BadEndpoint, Denied, NoCredentials, Offline, ServiceError, UnknownJob


class Exit(IntEnum):
    """Exit statuses of `ie-tui`; public, since scripts test for them."""

    DONE = 0
    FAILED = 1
    """The app itself failed, or its output could not be written."""
    USAGE = 2
    """Invalid arguments."""
    NO_SUCH = 3
    """The job is unknown, or it has no such value."""
    NOT_REACHED = 4
    """The service was not reached."""
    NOT_ACCEPTED = 5
    """No credentials were found, or the service rejected them."""
    NO_RESULT = 6
    """Any other unexpected response from the service."""
    NOT_REPLACED = 7
    """A different SIGNATURE file is there; it was not replaced."""
    IN_DOUBT = 8
    """SIGNATURE was not saved because there are warnings; --force saves it anyway."""
    ANOTHER_JOB = 9
    """The response is about another job, or names none; --force accepts it anyway."""
    INTERRUPTED = 130


def exit_of(error: ServiceError) -> Exit:
    """The exit status for a failed request."""
    kinds: tuple[tuple[type[ServiceError], Exit], ...] = (
        (BadEndpoint, Exit.USAGE),
        (UnknownJob, Exit.NO_SUCH),
        (Offline, Exit.NOT_REACHED),
        (NoCredentials, Exit.NOT_ACCEPTED),
        (Denied, Exit.NOT_ACCEPTED),
    )
    return next((status for kind, status in kinds if isinstance(error, kind)), Exit.NO_RESULT)
