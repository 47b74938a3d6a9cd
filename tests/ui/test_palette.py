"""The command palette: found by name or key, run once, closed by the key that opened it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from ie_tui.ui.app import IeTui
from ie_tui.ui.commands.registry import BY_ID
from ie_tui.ui.commands.search import FOUND_IN_NAME, Entry, find
from ie_tui.ui.screens.help import HelpScreen
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.screens.palette import Palette, PaletteInput, entries
from ie_tui.ui.widgets.command_list import CommandList
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_list.job_list import JobList
from ie_tui.ui.widgets.panes import Panes
from tests.ui.conftest import Stage, jobs, screen_lines, screen_text, settle, status

SIGNS = {"colon": ":", "slash": "/"}
SIZES = [(120, 40), (80, 24), (50, 15), (220, 60)]


@pytest.fixture
def full(stage: Stage) -> Stage:
    """A stage on which one job is known."""
    manifest = "bucket: a\npinCode: 1234\n"
    stage.keep(jobs("A36BC"), [status("A36BC", current_manifest=manifest)], age=timedelta(0))
    return stage


def type_at_once(app: IeTui, *keys: str) -> None:
    """All in one turn of the loop, as a fast person and a slow link send them."""
    for key in keys:
        app.post_message(events.Key(key, SIGNS.get(key, key if len(key) == 1 else None)))


def chosen(app: IeTui) -> str:
    """The name under the cursor."""
    entry = app.screen.query_one(CommandList).entry
    return entry.name if entry else ""


async def open_and_type(pilot: Pilot[None], typed: str) -> None:
    await pilot.press("ctrl+p", *typed)
    await pilot.pause()


@pytest.mark.parametrize("key", ["colon", "ctrl+p"])
async def test_a_key_opens_it_and_what_is_found_there_is_run(full: Stage, key: str) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        asked = full.service.asked.count("A36BC")
        await pilot.press(key, *"fetch again")
        assert chosen(app) == "fetch again"
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, MainScreen)
        assert full.service.asked.count("A36BC") == asked + 1


@pytest.mark.parametrize("key", ["colon", "ctrl+p", "escape"])
async def test_the_key_that_opened_it_closes_it_and_it_opens_again(full: Stage, key: str) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(3):
            await pilot.press("colon" if key == "escape" else key)
            assert isinstance(app.screen, Palette)
            assert app.screen.query_one(PaletteInput).value == ""
            await pilot.press(key)
            assert isinstance(app.screen, MainScreen)


async def test_a_colon_behind_other_text_is_text(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon", *"theme", "colon")
        assert isinstance(app.screen, Palette)
        assert app.screen.query_one(PaletteInput).value == "theme:"


@pytest.mark.parametrize("more", [("enter",), ("enter", "enter"), ("enter", "enter", "enter")])
async def test_what_is_typed_at_once_is_done_once(full: Stage, more: tuple[str, ...]) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        asked = full.service.asked.count("A36BC")
        type_at_once(app, "colon", *"again", "enter", *more)
        await settle(app, pilot)
        assert full.service.asked.count("A36BC") == asked + 1
        assert isinstance(app.screen, MainScreen)


async def test_letters_behind_enter_go_to_what_the_command_opened(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        type_at_once(app, "colon", *"filter", "enter", *"k7")
        await settle(app, pilot)
        assert isinstance(app.screen, MainScreen)
        assert app.screen.query_one(JobList).wanted.text == "k7"


async def test_the_key_of_the_detail_and_a_slash_at_once_search_in_the_manifest(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        type_at_once(app, "2", "slash", *"ut")
        await settle(app, pilot)
        detail = app.screen.query_one(JobDetail)
        assert detail.needle == "ut"
        assert not app.screen.query("FilterBar")


@pytest.mark.parametrize("key", ["pageup", "pagedown", "home", "end", "up", "down", "ctrl+n", "enter"])
async def test_a_key_before_there_is_a_list_is_harmless(full: Stage, key: str) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        type_at_once(app, "colon", key, key)
        await settle(app, pilot)
        assert app.is_running
        await pilot.press("escape", "escape")
        await settle(app, pilot)
        assert isinstance(app.screen, MainScreen)


async def test_the_cursor_moves_by_lines_and_pages_and_stays_at_the_ends(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        listed = app.screen.query_one(CommandList)
        seen = []
        for key in ("up", "down", "ctrl+n", "pagedown", "end", "down", "pageup", "home"):
            await pilot.press(key)
            seen.append(listed.cursor)
        last, page = len(listed.hits) - 1, listed.size.height - 1
        assert seen == [0, 1, 2, 2 + page, last, last, last - page, 0]


async def test_a_click_runs_a_command_and_a_double_click_runs_it_once(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_and_type(pilot, "help")
        await pilot.click(CommandList, offset=(4, 0), times=2)
        await settle(app, pilot)
        assert [type(screen) for screen in app.screen_stack] == [MainScreen, HelpScreen]


async def test_what_cannot_be_done_now_stands_last_with_its_reason_and_is_not_run(stage: Stage) -> None:
    stage.service.pages = [()]
    app = stage.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(app, pilot)
        await pilot.press("ctrl+p")
        names = [hit.entry.name for hit in app.screen.query_one(CommandList).hits]
        assert names.index("quit") < names.index("copy signature")
        line = next(line for line in screen_lines(app) if "copy signature" in line)
        assert "y" in line
        assert "No job is selected." in line
        await pilot.press(*"copy signature", "enter")
        assert isinstance(app.screen, Palette)
        assert "No job is selected." in screen_text(app)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("copy signature", "No signature: the job has not been fetched."),
        ("save SIGNATURE", "No SIGNATURE file: the job has not been fetched."),
        ("original text", "The manifest has not been fetched."),
        ("search", "The manifest has not been fetched."),
        ("show secrets", "The manifest of A36BC has not been fetched."),
        ("copy command", "Nothing has failed."),
        ("fetch again", ""),
        ("filter", ""),
        ("help", ""),
    ],
)
async def test_a_job_that_was_never_fetched_has_reasons_of_its_own(stage: Stage, name: str, why: str) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(0))
    app = stage.app()
    async with app.run_test(size=(120, 40)):
        found = {entry.name: entry.why_not for entry in entries(app._main.why_not)}
        assert found[name] == why


async def test_a_command_of_a_pane_is_run_in_that_pane(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(50, 15)) as pilot:
        await settle(app, pilot)
        await open_and_type(pilot, "original text")
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.screen.query_one(Panes).used == "detail"
        assert "original text" in screen_text(app)
        await open_and_type(pilot, "filter")
        await pilot.press("enter", "z")
        await settle(app, pilot)
        assert app.screen.query_one(Panes).used == "jobs"
        assert "No matches" in screen_text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_names_and_keys_at_every_size_and_no_picture(
    full: Stage, size: tuple[int, int]
) -> None:
    app = full.app()
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        text = screen_text(app)
        line = next(line for line in screen_lines(app) if "copy signature" in line)
        assert line.split("copy signature")[1].split()[0] == "y"
        assert BY_ID["job.copy_signature"].help in " ".join(text.replace("│", " ").split())
        assert all(ord(character) < 0x2600 for character in text)
        if size[0] <= 80:
            assert screen_lines(app)[0].startswith("╭─ Commands")
            assert len(screen_lines(app)[-1].strip()) == size[0]


async def test_a_theme_is_shown_while_one_walks_over_it_and_taken_by_enter(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_and_type(pilot, "choose a theme")
        await pilot.press("enter")
        assert chosen(app) == "theme: ie-dark"
        await pilot.press("down")
        await pilot.pause()
        assert (chosen(app), app.theme) == ("theme: ie-light", "ie-light")
        await pilot.press("escape")
        await pilot.pause()
        assert (app.theme, chosen(app)) == ("ie-dark", "copy signature")
        await pilot.press(*"nord", "enter")
        await pilot.pause()
        assert app.theme == "nord"
        assert isinstance(app.screen, MainScreen)


async def test_with_no_colour_no_unreadable_theme_is_offered(full: Stage) -> None:
    app = full.app(environ={"NO_COLOR": "1"})
    async with app.run_test(size=(120, 40)) as pilot:
        await open_and_type(pilot, "theme: ansi")
        assert app.screen.query_one(CommandList).entry is None
        assert "No matching commands." in screen_text(app)


def names(typed: str, *found: Entry) -> list[str]:
    return [hit.entry.name for hit in find(found, typed)]


def test_nearer_matches_come_first() -> None:
    copy, again = Entry("copy menu", "Show all.", ("c",)), Entry("fetch again", "Ask anew.", ("r",))
    listed, zoom = Entry("fetch list", "Ask for all; c.", ("R",)), Entry("zoom", "Menu of one pane.", ("z",))
    known = (zoom, listed, again, copy)
    assert names("", *known) == ["zoom", "fetch list", "fetch again", "copy menu"]
    assert names("fetch", *known) == ["fetch list", "fetch again"]
    assert names("again f", *known) == ["fetch again"]
    assert names("menu", *known) == ["copy menu", "zoom"]
    assert names("cpm", *known) == ["copy menu"]
    assert names("R", *known)[0] == "fetch list"
    assert names("r", *known)[0] == "fetch again"
    assert names("xyz", *known) == []


def test_what_cannot_be_done_comes_behind_what_can() -> None:
    known = (Entry("copy", "", why_not="No."), Entry("a copy", ""))
    assert names("copy", *known) == ["a copy", "copy"]


def test_what_matched_is_marked() -> None:
    hits = find([Entry("copy SIGNATURE file", "")], "sig")
    marked = {
        place
        for span in hits[0].name.spans
        if span.style == FOUND_IN_NAME
        for place in range(span.start, span.end)
    }
    assert marked == {5, 6, 7}


def test_nothing_of_textuals_own_palette_is_left() -> None:
    assert IeTui.ENABLE_COMMAND_PALETTE is False
    sources = Path(__file__).parents[2].joinpath("ie_tui").rglob("*.py")
    assert not [path for path in sources if "textual.command" in path.read_text(encoding="utf-8")]
