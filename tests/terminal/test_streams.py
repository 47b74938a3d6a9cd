"""With stdin, stdout or stderr closed, full or redirected, the work is done and the status is right."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, combinations
from pathlib import Path
from typing import NamedTuple

import pytest

from ie_tui.exit_statuses import Exit
from tests.figures import CountFigure
from tests.terminal.conftest import PROGRAM
from tests.terminal.real_terminal import RealTerminal, modes_left_behind
from tests.terminal.test_ends import cache_is_whole

CLOSED = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-"}
SUBSETS = [
    " ".join(CLOSED[name] for name in names)
    for names in chain.from_iterable(combinations(CLOSED, n) for n in range(len(CLOSED) + 1))
]
OTHER = ["</dev/null", ">/dev/null", "2>/dev/null", ">/dev/full", "2>/dev/full", ">/dev/full 2>/dev/full"]
JOB_ID = "$(cat job)"
COMMANDS = {
    "--demo jobs": "JOB ",
    "--demo jobs --fetch --json": '"Jobs"',
    f"--demo status {JOB_ID} --cached": "location",
    f"--demo signature {JOB_ID}": "signature",
    f"--demo signature {JOB_ID} --force --save $(mktemp -d ./device.XXXXXX)": "SIGNATURE",
    "emulator --fault list": "storm ",
    "--version": "ie-tui ",
    "--help": "usage: ie-tui",
}


class Ended(NamedTuple):
    """The result of a run."""

    command: str
    streams: str
    status: int
    out: str
    err: str

    @property
    def loses_output(self) -> bool:
        return ">&-" in self.streams.replace("2>&-", "") or " >/dev/full" in f" {self.streams}"

    @property
    def is_right(self) -> bool:
        """Whether its output is there; if not, one sentence must say why, unless stderr is lost too."""
        if self.loses_output:
            reason = "No space left on device" if "/dev/full" in self.streams else "Bad file descriptor"
            sentence = f"ie-tui: The output could not be written: {reason}."
            heard = "2>" in self.streams or self.err.splitlines()[-1:] == [sentence]
            return self.status == Exit.FAILED and heard and "Traceback" not in self.err
        is_silent = ">/dev/null" in self.streams.replace("2>/dev/null", "")
        printed = not self.out if is_silent else COMMANDS[self.command] in self.out
        return self.status == Exit.DONE and printed and "rror" not in self.err


def run(home: Mapping[str, str], command: str, streams: str) -> Ended:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" {command} {streams}', PROGRAM],
        env=dict(home),
        cwd=home["HOME"],
        stdin=subprocess.PIPE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ended(command, streams, done.returncode, done.stdout, done.stderr)


@pytest.fixture
def cached(home: dict[str, str]) -> dict[str, str]:
    """A home with the demo's jobs cached; the file `job` holds the id of one with a SIGNATURE file."""
    folder = Path(home["HOME"])
    listed = run(home, "--demo jobs", "").out.splitlines()[1:]
    for job_id in (line.split()[0] for line in listed):
        if job_id and run(home, f"--demo signature {job_id}", "").status == Exit.DONE:
            (folder / "job").write_text(job_id)
            break
    return home


def test_every_subcommand_does_its_work_whatever_its_streams_are(
    cached: dict[str, str], count_figure: CountFigure
) -> None:
    few = ["<&- >&- 2>&-", ">&-", ">/dev/full", "2>/dev/full"]
    cases = [(command, streams) for command in COMMANDS for streams in few]
    cases += [("--demo jobs", streams) for streams in (*SUBSETS, *OTHER) if streams not in few]
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda case: run(cached, *case), cases))
    wrong = [one for one in ended if not one.is_right]
    count_figure("Ends of the program (streams of subcommands)", len(ended) - len(wrong), len(ended))
    assert wrong == []
    assert cache_is_whole(cached)
    saved = [file.read_text() for file in Path(cached["HOME"]).glob("device.*/*")]
    assert len(saved) == len(few)
    assert len(set(saved)) == 1
    assert "jobId:" in saved[0]


def test_a_reader_that_left_is_no_sentence_and_no_success(cached: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [PROGRAM, "--demo", "jobs", "--cached"],
        env=cached,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert done.returncode == Exit.FAILED
    assert "Broken pipe" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("streams", ["<&-", "2>&-", "<&- 2>&-"])
def test_the_emulator_serves_without_the_streams_that_it_does_not_need(
    home: dict[str, str], streams: str
) -> None:
    serving = subprocess.Popen(
        ["/bin/sh", "-c", f'exec "$0" emulator {streams}', PROGRAM],
        env=home,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    printed = [next(serving.stdout) for _ in range(3)]
    serving.send_signal(signal.SIGTERM)
    serving.communicate(timeout=60)
    assert any("AWS_ENDPOINT_URL_IMPORTEXPORT=http://127.0.0.1:" in line for line in printed)
    assert serving.returncode == Exit.DONE


WITHOUT = [*(streams for streams in SUBSETS if "<&-" in streams or " >&-" in f" {streams}")]
WITHOUT += ["</dev/null", ">/dev/null", ">/dev/full", "</dev/null >/dev/null 2>/dev/full"]


def test_without_a_terminal_for_both_the_screen_says_where_else_to_look(
    home: dict[str, str], count_figure: CountFigure
) -> None:
    passed = 0
    for streams in WITHOUT:
        with RealTerminal(["/bin/sh", "-c", f'exec "$0" --demo {streams}', PROGRAM], home) as terminal:
            assert terminal.wait_for_exit() == Exit.USAGE, streams
        said = terminal.received.decode()
        assert ("ie-tui needs an interactive terminal." in said) == ("2>" not in streams)
        assert "\x1b" not in said, "the terminal was never touched"
        passed += 1
    count_figure("Ends of the program (streams that are no terminal)", passed, len(WITHOUT))


@pytest.mark.figure("Ends of the program (stderr of the screen)", 4)
@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/null", "2>/dev/full", "2>errors"])
def test_the_screen_needs_no_stderr(home: dict[str, str], stderr: str) -> None:
    command = ["/bin/sh", "-c", f'cd "$HOME"; exec "$0" --demo --offline {stderr}', PROGRAM]
    with RealTerminal(command, home) as terminal:
        before = terminal.attributes
        terminal.wait_for(" quit")
        terminal.press("q")
        assert terminal.wait_for_exit() == Exit.DONE
        assert terminal.attributes == before
    assert modes_left_behind(bytes(terminal.received)) == []
