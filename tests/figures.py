"""Figures of a run: how many of how many cases passed. `conftest.py` registers them with pytest.

A test marked `figure(name, total)` is one case of that figure; with `case="V3"` it is one of the tests of
that case, and `simulated=True` says that something stood in for the real thing. `CountFigure` is for a figure
that one test counts itself. Figures travel in the test reports, so they work with parallel workers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import pytest

_CASE = "figure: case"
_COUNT = "figure: count"


class CountFigure(Protocol):
    """Reports a figure that a test counted itself."""

    def __call__(self, name: str, passed: int, total: int) -> None: ...


class Case(NamedTuple):
    """The part of one test in a figure."""

    figure: str
    total: int
    name: str
    is_simulated: bool
    outcome: str
    """`passed`, `failed` or `skipped`."""


def note_cases(item: pytest.Item, report: pytest.TestReport) -> None:
    """Add the cases of a test to its report."""
    if report.when != "call" and report.passed:
        return
    for mark in item.iter_markers("figure"):
        figure, total = mark.args
        callspec = getattr(item, "callspec", None)
        name = mark.kwargs.get("case") or (callspec.id if callspec else item.name)
        about = [figure, total, name, mark.kwargs.get("simulated", False)]
        report.user_properties = [*report.user_properties, (_CASE, about)]


def counter(item: pytest.Item) -> CountFigure:
    """The value of the fixture; counts are added to the report of this test."""

    def count(name: str, passed: int, total: int) -> None:
        item.user_properties.append((_COUNT, [name, passed, total]))

    return count


def lines(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """The figures in these reports, sorted by name."""
    figures: dict[str, list[Case]] = defaultdict(list)
    counts: dict[str, str] = {}
    for report in reports:
        properties: list[tuple[str, Any]] = report.user_properties
        for key, about in properties:
            if key == _CASE:
                figures[about[0]].append(Case._make([*about, report.outcome]))
            elif key == _COUNT and report.when == "call":
                counts[about[0]] = f"{about[1]:,} of {about[2]:,} passed"
    told = counts | {name: _told(cases) for name, cases in figures.items()}
    for name in sorted(told):
        yield f"{name}: {told[name]}"


def _told(cases: list[Case]) -> str:
    outcomes: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        outcomes[case.name].add(case.outcome)
    passed = [name for name, outcome in outcomes.items() if outcome == {"passed"}]
    failed = [name for name, outcome in outcomes.items() if "failed" in outcome]
    total = max(case.total for case in cases)
    missing = total - len(passed) - len(failed)
    notes = [
        f"failed: {', '.join(sorted(failed))}" if failed else "",
        f"{missing} not run" if missing > 0 else "",
        f"{-missing} more than were announced" if missing < 0 else "",
        _simulated(cases, passed),
    ]
    return "; ".join((f"{len(passed)} of {total} passed", *filter(None, notes)))


def _simulated(cases: list[Case], passed: list[str]) -> str:
    names = dict.fromkeys(case.name for case in cases if case.is_simulated and case.name in passed)
    return f"simulated: {', '.join(sorted(names))}" if names else ""
