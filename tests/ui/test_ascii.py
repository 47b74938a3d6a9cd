"""A terminal without UTF-8 gets ASCII alone, and the same columns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rich.cells import cell_len

from ie_tui.ui.app import IeTui
from tests.ui.conftest import NEVER_BY_ITSELF, Stage, jobs, screen_lines, screen_text, settle, status


@pytest.mark.parametrize("size", [(120, 30), (50, 20)])
async def test_frames_glyphs_and_dots_are_ascii_in_every_pane_and_dialog(
    stage: Stage, size: tuple[int, int]
) -> None:
    names = [f"J{number:02d}" for number in range(40)]
    manifest = "manifestVersion: 2.0\npinCode: 1234\naccessKeyId: AKIAIOSFODNN7EXAMPLE\n"
    kept = status("J00", current_manifest=manifest, progress_code="SuccessWithErrors", warning_message="Mind")
    stage.keep(jobs(*names), [kept], age=timedelta(hours=3))
    app = IeTui(stage.tracker(), environ={}, ascii_glyphs=True, pace=NEVER_BY_ITSELF)
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        for keys in ((), ("enter",), ("G",), ("question_mark",), ("escape", "c"), ("s",)):
            await pilot.press(*keys)
            await pilot.pause()
            assert {c for c in screen_text(app) if not c.isascii()} == set(), keys
            assert {cell_len(line) for line in screen_lines(app)} == {size[0]}


async def test_what_a_person_wrote_stays_as_it_is(stage: Stage) -> None:
    kept = status("J00", progress_message="Póvoa de Exemplo, 例示")
    stage.keep(jobs("J00"), [kept], age=timedelta(hours=3))
    app = IeTui(stage.tracker(), environ={}, ascii_glyphs=True, pace=NEVER_BY_ITSELF)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(app, pilot)
        assert "Póvoa de Exemplo, 例示" in screen_text(app)
