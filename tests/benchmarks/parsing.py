"""Parsing responses compared with botocore's parser, alternating in one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ie_tui.api.responses import read_job_page, read_job_status
from tests.api.botocore_oracle import parse
from tests.api.random_responses import plain_job_page

TURNS: Final = 25
JOBS: Final = 1000
MANIFEST_LINES: Final = 61
DOCUMENTED: Final = Path(__file__).parents[1] / "fixtures" / "get-status-documented.xml"


def main() -> None:
    """Print the figures."""
    for line in measure():
        print(line)  # noqa: T201


def measure() -> Iterator[str]:
    """A line per figure: medians over turns, with dates and booleans converted on both sides."""
    page, status = plain_job_page(JOBS), _status()
    yield _line(
        f"ListJobs page of {JOBS:,} jobs, {len(page) / 1000:.0f} kB",
        15,
        _ratio(lambda: parse("ListJobs", page), lambda: read_job_page(page), calls=(1, 15)),
    )
    yield _line(
        f"GetStatus, manifest of {MANIFEST_LINES} lines, {len(status) / 1000:.1f} kB",
        3.4,
        _ratio(lambda: parse("GetStatus", status), lambda: read_job_status(status), calls=(100, 400)),
    )


def _line(what: str, goal: float, ratio: float) -> str:
    return f"{what}: botocore's parser / ours = {ratio:.1f} (goal >= {goal:g}, {TURNS} turns)"


def _ratio(theirs: Callable[[], object], ours: Callable[[], object], calls: tuple[int, int]) -> float:
    """botocore's time divided by ours. `calls` per turn are chosen so that turns take about equally long."""
    turns = [(_seconds(theirs, calls[0]), _seconds(ours, calls[1])) for _ in range(TURNS)]
    return statistics.median(their_s / our_s for their_s, our_s in turns)


def _seconds(call: Callable[[], object], calls: int) -> float:
    """Seconds for one call."""
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def _status() -> bytes:
    """The documented response, well-formed as live ones were, with a manifest of typical length."""
    body = DOCUMENTED.read_text()
    body = body.replace("</LocationDescription>", "</LocationMessage>")
    body = body.replace("</ProgressDescription>", "</ProgressMessage>")
    before, manifest, after = body.partition("eraseDevice: no")
    lines = body[body.index("manifestVersion") : len(before + manifest)].count("\n") + 1
    more = "".join(f"\noption{number}: some value of it" for number in range(MANIFEST_LINES - lines))
    return f"{before}{manifest}{more}{after}".encode()
