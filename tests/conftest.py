"""Shared fixtures: figures at the end of a run, and closing of caches."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from ie_tui.cache.cache import Cache
from tests import figures

pytest_plugins = ["pytester"]


_MARKER = "figure(name, total, case, simulated): a case of a figure that is printed at the end"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Closes the in-memory caches of a test; Python 3.13 warns about open databases."""
    make = Cache.in_memory.__func__  # type: ignore[attr-defined]
    with ExitStack() as made:

        def in_memory(kind: type[Cache]) -> Cache:
            cache: Cache = make(kind)
            made.callback(cache.close)
            return cache

        monkeypatch.setattr(Cache, "in_memory", classmethod(in_memory))
        yield


@pytest.fixture
def count_figure(request: pytest.FixtureRequest) -> figures.CountFigure:
    """Returns a function that reports how many of how many cases passed."""
    return figures.counter(request.node)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    figures.note_cases(item, report)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [
        report
        for group in terminalreporter.stats.values()
        for report in group
        if isinstance(report, pytest.TestReport)
    ]
    told = list(figures.lines(reports))
    if told:
        terminalreporter.section("figures")
        for line in told:
            terminalreporter.write_line(line)
