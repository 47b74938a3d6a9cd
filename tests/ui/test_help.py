"""The help: every key by where it works, this place first, searchable, readable at every size."""

from __future__ import annotations

import pytest

from ie_tui.api.models import PROGRESS_CODES
from ie_tui.jobs.next_move import Holder
from ie_tui.ui.commands.registry import BY_ID, COMMANDS, Scope, key_name
from ie_tui.ui.rendering.glyphs import ASCII, UNICODE, Glyphs, holder_glyph, location_mark, progress_mark
from ie_tui.ui.screens.help import HelpBody, HelpScreen, lines, signs
from ie_tui.ui.screens.main_screen import MainScreen
from tests.ui.conftest import Stage, screen_lines, screen_text

COLUMN = {30: 0, 40: 14, 80: 19}
"""Where the help of a key begins, by the width; 0: below the key."""


@pytest.mark.parametrize("key", ["escape", "q", "question_mark"])
async def test_a_question_mark_opens_the_help_and_a_key_closes_it(stage: Stage, key: str) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert Scope.LIST.value in screen_text(app)
        await pilot.press(key)
        assert Scope.LIST.value not in screen_text(app)
        assert app.is_running


@pytest.mark.parametrize(("pane", "first"), [("1", Scope.LIST), ("2", Scope.MANIFEST)])
async def test_it_begins_with_the_place_that_one_came_from(stage: Stage, pane: str, first: Scope) -> None:
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(pane, "question_mark")
        await pilot.pause()
        shown = [line for line in screen_lines(app) if any(scope.value in line for scope in Scope)]
        assert first.value in shown[0]


@pytest.mark.parametrize("width", [30, 40, 80])
def test_it_tells_every_command_and_every_place(width: int) -> None:
    found = lines(width)
    assert max(line.cell_length for line in found) <= width
    told = " ".join(" ".join(line.plain[COLUMN[width] :] for line in found).split())
    keys = " ".join(line.plain[: COLUMN[width] or width] for line in found)
    for scope in Scope:
        assert scope.value in " ".join(line.plain for line in found)
    for command in COMMANDS:
        assert command.help in told
        for key in command.keys.split():
            assert f" {key_name(key)}" in keys


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_it_explains_every_sign_of_list_and_detail(glyphs: Glyphs) -> None:
    legend = dict(row for rows in signs(glyphs).values() for row in rows)
    codes = [*PROGRESS_CODES, "unheard of", None]
    used = {progress_mark(code, glyphs).glyph for code in codes}
    used |= {location_mark(code, glyphs).glyph for code in ("NotReceived", "AtAWS", "Returned")}
    used |= {holder_glyph(holder, glyphs) for holder in Holder if holder is not Holder.NOBODY}
    assert used | {glyphs.note} == set(legend)
    told = [line.plain.strip() for line in lines(80, glyphs=glyphs)]
    assert all(
        any(line.split() == [sign, *meaning.split()] for line in told) for sign, meaning in legend.items()
    )


def test_it_says_more_than_the_key_line() -> None:
    text = " ".join(" ".join(line.plain for line in lines(80)).split())
    assert "hold Shift" in text
    assert "set -g set-clipboard on" in text


@pytest.mark.parametrize("size", [(120, 40), (50, 15), (40, 12)])
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


async def test_keys_and_help_stand_side_by_side_in_a_small_window(stage: Stage) -> None:
    async with stage.app().run_test(size=(50, 15)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        line = next(line for line in screen_lines(pilot.app) if "Next job." in line)
        assert line.split() == ["│", "j", "↓", "To", "the", "next", "job.", "▇", "│"] or "j  ↓" in line


def found_for(needle: str) -> str:
    return "\n".join(line.plain for line in lines(80, needle=needle))


def test_a_search_leaves_what_holds_the_word_or_has_the_key() -> None:
    found = found_for("clipboard")
    assert BY_ID["job.copy_signature"].help in " ".join(found.split())
    assert BY_ID["list.filter"].help not in " ".join(found.split())
    assert BY_ID["job.save_signature"].help[:30] in found_for("x")
    assert Scope.MFA.value not in found_for("zoom")
    assert found_for("no such thing") == "No matches in the help."


async def test_a_slash_searches_and_escape_undoes_one_layer(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark", "slash", *"zoom?")
        assert "No matches in the help." in screen_text(app)
        await pilot.press("backspace", "enter", "G")
        await pilot.pause()
        assert "Zoom the focused pane" in screen_text(app)
        assert "Next job." not in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Next job." in screen_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, MainScreen)
