"""One place decides what the program ends with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

import ie_tui
from ie_tui.ui.app import IeTui
from tests.ui.conftest import Stage


def fail() -> None:
    raise ZeroDivisionError


def failing(app: IeTui) -> None:
    app.call_later(fail)


def panic(app: IeTui) -> None:
    app.panic("broken")


def leave(app: IeTui) -> None:
    app.exit()


def leave_with_3(app: IeTui) -> None:
    app.exit(return_code=3)


def leave_later(app: IeTui) -> None:
    app.call_later(app.exit)


WAYS_OUT: dict[str, tuple[Sequence[Callable[[IeTui], None]], int]] = {
    "exit": ([leave], 0),
    "exit with a code": ([leave_with_3], 3),
    "panic": ([panic], 1),
    "panic, then exit": ([panic, leave], 1),
    "exit, then panic": ([leave, panic], 1),
    "fault": ([failing], 1),
    "fault, then exit": ([failing, leave_later], 1),
}


@pytest.mark.parametrize("way", WAYS_OUT)
async def test_no_way_out_by_a_fault_gives_0(stage: Stage, way: str) -> None:
    steps, status = WAYS_OUT[way]
    app = stage.app()
    with pytest.raises(ZeroDivisionError) if failing in steps else nullcontext():
        async with app.run_test():
            for step in steps:
                step(app)
            if failing in steps:
                await app._exception_event.wait()
    assert app.exit_status == status


def test_nothing_else_looks_at_what_textual_would_return() -> None:
    (package,) = ie_tui.__path__
    looks = [path.name for path in Path(package).rglob("*.py") if "return_code" in path.read_text()]
    assert looks == ["app.py"]
