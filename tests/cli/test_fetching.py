"""MFA prompts and notices of the command line."""

from __future__ import annotations

import argparse
import os
import pty
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from ie_tui.api.errors import MfaDeclined, NoCredentials
from ie_tui.api.models import JobId, JobPage, JobStatus
from ie_tui.cache.cache import Cache
from ie_tui.cli import jobs_command
from ie_tui.cli.output import error_lines
from ie_tui.exit_statuses import Exit
from ie_tui.jobs.row import Identity
from ie_tui.system.threads import in_daemon_thread
from ie_tui.tracking.connection import CallerHint, Connection, UserCallbacks
from ie_tui.tracking.repository import JobRepository
from ie_tui.tracking.tracker import JobTracker

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
LIST = argparse.Namespace(
    command="jobs", fetch=True, cached=False, json=False, utc=True, offline=False, no_cache=False
)


class EmptyAccount:
    """A service without jobs, reporting a wrong local clock."""

    clock_offset = timedelta(minutes=-20)

    async def list_jobs(self, marker: JobId | None = None) -> JobPage:
        return JobPage((), is_truncated=False)

    async def get_status(self, job_id: JobId) -> JobStatus:
        raise NotImplementedError

    async def version_1_signature(self, job_id: JobId, manifest: str) -> str:
        raise NotImplementedError

    async def aclose(self) -> None:
        """Nothing is open."""


def tracker_with_mfa(codes: list[str]) -> JobTracker:
    """A tracker whose credentials need an MFA code."""

    def look_up(person: UserCallbacks) -> str:
        if person.mfa_code is None:
            raise NoCredentials("There is nobody to ask.")
        return person.mfa_code("arn:aws:iam::1:mfa/jo\x1b[2J")

    async def connect(person: UserCallbacks) -> Connection:
        codes.append(await in_daemon_thread(lambda: look_up(person), 10))
        return Connection(EmptyAccount(), Identity("me"), "prod", "host", ("Read as \x1bstandard.",))

    who = CallerHint("hint", "scope", "prod", "host")
    return JobTracker(JobRepository(Cache.in_memory(), None), who, connect, lambda: NOON)


@contextmanager
def on_a_terminal(typed: bytes) -> Iterator[Callable[[], str]]:
    """Replace stdin and stderr by a terminal with this input; returns a function that reads its output."""
    person, program = pty.openpty()
    os.write(person, typed)
    with (
        os.fdopen(program) as stdin,
        os.fdopen(os.dup(program), "w") as stderr,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "stdin", stdin)
        patch.setattr(sys, "stderr", stderr)

        def screen() -> str:
            stderr.flush()
            told = b""
            # The kernel may deliver the output in pieces.
            while select.select([person], [], [], 0.2)[0]:
                told += os.read(person, 4096)
            return told.decode()

        yield screen
    os.close(person)


def test_on_a_terminal_the_code_is_asked_for_and_stdout_gets_the_result_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    codes: list[str] = []
    with on_a_terminal(b" 123456 \n") as screen:
        assert jobs_command.run(tracker_with_mfa(codes), LIST) is Exit.DONE
        told = screen()
    assert codes == ["123456"]
    assert "ie-tui: MFA code for arn:aws:iam::1:mfa/jo\\e[2J: " in told
    assert "ie-tui: Read as \\estandard." in told
    assert told.count("clock is 20 min ahead of the service's") == 1
    out = capsys.readouterr().out
    assert out.split() == ["JOB", "TYPE", "CREATED", "PROGRESS", "LOCATION", "NEXT", "MOVE"]


@pytest.mark.parametrize("typed", [b"\n", b"\x04"], ids=["enter", "ctrl+d"])
def test_an_empty_answer_is_a_no(typed: bytes) -> None:
    with on_a_terminal(typed), pytest.raises(MfaDeclined) as raised:
        jobs_command.run(tracker_with_mfa([]), LIST)
    assert error_lines(raised.value) == [
        "No MFA code was entered.",
        "Run the command again in a terminal to be prompted for a code.",
    ]


def test_without_a_terminal_nobody_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NoCredentials, match="nobody to ask"):
        jobs_command.run(tracker_with_mfa([]), LIST)
    assert capsys.readouterr().err == ""
