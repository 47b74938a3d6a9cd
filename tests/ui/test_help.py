"""The help: every key by where it works, readable at every size."""

from __future__ import annotations

import pytest

from ie_tui.ui.commands import COMMANDS, Scope, key_name
from ie_tui.ui.screens.help import HelpBody, HelpScreen, lines
from tests.ui.conftest import Stage, screen_text


@pytest.mark.parametrize("key", ["escape", "q", "question_mark"])
async def test_a_question_mark_opens_the_help_and_a_key_closes_it(stage: Stage, key: str) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert "Everywhere" in screen_text(app)
        await pilot.press(key)
        assert "Everywhere" not in screen_text(app)
        assert app.is_running


@pytest.mark.parametrize("width", [30, 40, 80])
def test_it_tells_every_command_and_every_place(width: int) -> None:
    found = lines(width)
    text = " ".join(" ".join(line.plain for line in found).split())
    assert max(line.cell_length for line in found) <= width
    for scope in Scope:
        assert scope.value in text
    for command in COMMANDS:
        assert command.help in text
        for key in command.keys.split():
            assert key_name(key) in text


def test_it_says_more_than_the_key_line() -> None:
    text = " ".join(" ".join(line.plain for line in lines(80)).split())
    assert "hold Shift" in text
    assert "set -g set-clipboard on" in text


@pytest.mark.parametrize("size", [(120, 40), (40, 12)])
async def test_it_scrolls_with_the_keys_of_the_detail(stage: Stage, size: tuple[int, int]) -> None:
    async with stage.app().run_test(size=size) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        body = pilot.app.screen.query_one(HelpBody)
        assert body.has_focus
        await pilot.press("G")
        await pilot.pause()
        assert body.scroll_offset.y == body.max_scroll_y > 0
        assert "set-clipboard" in screen_text(pilot.app)
        await pilot.press("g")
        await pilot.pause()
        assert body.scroll_offset.y == 0
