"""A dialog closes once, alone and at any time, and takes the keys that were typed for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from ie_tui.ui.app import IeTui
from ie_tui.ui.screens.copy_menu import CopyMenu
from ie_tui.ui.screens.copy_value import ConfirmCopy, ShowValue
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.screens.gone import DeviceGone
from ie_tui.ui.screens.help import HelpScreen
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.screens.note import NoteScreen
from ie_tui.ui.screens.palette import Palette
from ie_tui.ui.screens.pick_device import PickDevice
from ie_tui.ui.widgets.command_list import CommandList
from ie_tui.ui.widgets.filter_bar import FilterBar
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_detail.search_bar import SearchInput
from tests.ui.conftest import Stage, jobs, settle, status

SIGNS = {"slash": "/", "question_mark": "?"}
DIALOGS: dict[str, Callable[[], Dialog[object]]] = {
    "help": HelpScreen,  # type: ignore[dict-item]
    "palette": lambda: Palette([], ["ie-dark"]),  # type: ignore[dict-item, return-value]
    "note": lambda: NoteScreen("A36BC", None),  # type: ignore[dict-item, return-value, arg-type]
    "value": lambda: ShowValue("title", "words", "value"),  # type: ignore[dict-item, return-value]
    "question": lambda: ConfirmCopy("what", ["a doubt"]),  # type: ignore[dict-item, return-value]
    "devices": lambda: PickDevice("title", lambda _: ConfirmCopy("", []), list),  # type: ignore[dict-item, return-value]
}


@pytest.fixture
def full(stage: Stage) -> Stage:
    """A stage on which two jobs are known."""
    stage.keep(jobs("A36BC", "B81TC"), [status("A36BC"), status("B81TC")], age=timedelta(0))
    return stage


def stack(app: IeTui) -> list[type[Screen[object]]]:
    return [type(screen) for screen in app.screen_stack]


@pytest.mark.parametrize("name", DIALOGS)
async def test_a_second_close_is_nothing(full: Stage, name: str) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        below, dialog = HelpScreen(), DIALOGS[name]()
        app.push_screen(below)
        results: list[object] = []
        app.push_screen(dialog, results.append)
        await pilot.pause()
        dialog.dismiss()
        dialog.dismiss()
        await settle(app, pilot)
        assert stack(app) == [MainScreen, HelpScreen]
        assert results == [None]
        dialog.dismiss()
        await settle(app, pilot)
        assert stack(app) == [MainScreen, HelpScreen]


@pytest.mark.parametrize("name", DIALOGS)
async def test_a_dialog_that_closes_below_another_goes_when_that_has_gone(full: Stage, name: str) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog, above = DIALOGS[name](), HelpScreen()
        app.push_screen(dialog)
        app.push_screen(above)
        await pilot.pause()
        dialog.dismiss()
        await settle(app, pilot)
        assert stack(app) == [MainScreen, type(dialog), HelpScreen]
        above.dismiss()
        await settle(app, pilot)
        assert stack(app) == [MainScreen]


@pytest.mark.parametrize("name", DIALOGS)
async def test_a_dialog_may_close_before_it_was_drawn(full: Stage, name: str) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = DIALOGS[name]()
        app.push_screen(dialog)
        dialog.dismiss()
        await settle(app, pilot)
        assert stack(app) == [MainScreen]
        assert app.is_running


def test_every_screen_that_closes_itself_is_guarded() -> None:
    kinds = set(ModalScreen.__subclasses__()) | set(Screen.__subclasses__())
    ours = {kind for kind in kinds if kind.__module__.startswith("ie_tui.")}
    assert ours == {Dialog, MainScreen}
    sources = Path(__file__).parents[2].joinpath("ie_tui").rglob("*.py")
    assert not [path for path in sources if "pop_screen" in path.read_text(encoding="utf-8")]


def type_at_once(app: IeTui, *keys: str) -> None:
    for key in keys:
        app.post_message(events.Key(key, SIGNS.get(key, key if len(key) == 1 else None)))


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("c", "j", "k", "G", "g"), CopyMenu),
        (("c", "c"), MainScreen),
        (("c", "s"), ShowValue),
        (("c", "s", "s"), ShowValue),
        (("c", "enter", "enter", "1"), MainScreen),
        (("x", "x", "x"), DeviceGone),
        (("x", "y", "G", "enter"), PickDevice),
        (("V", "r", "g", "escape", "escape"), MainScreen),
        (("e", "n", "n"), NoteScreen),
        (("e", "enter", "enter", "1"), MainScreen),
        (("question_mark", "G", "question_mark"), MainScreen),
        (("question_mark", "q", "question_mark"), HelpScreen),
    ],
)
async def test_keys_typed_at_once_do_what_they_do_one_by_one(
    full: Stage, keys: tuple[str, ...], left: type[Screen[object]]
) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        type_at_once(app, *keys)
        await settle(app, pilot)
        assert app.is_running
        assert isinstance(app.screen, left)


async def test_no_letter_typed_behind_the_key_of_a_dialog_is_lost(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        type_at_once(app, "e", *"quick")
        await settle(app, pilot)
        assert isinstance(app.screen, NoteScreen)
        assert app.screen.query_one("#text", Input).value == "quick"


async def test_what_is_typed_behind_the_key_of_the_search_is_searched_for_and_runs_nothing(
    full: Stage,
) -> None:
    manifest = "bucket: here\npinCode: 1234\n"
    full.keep(jobs("A36BC"), [status("A36BC", current_manifest=manifest)], age=timedelta(0))
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        await pilot.press("2")
        type_at_once(app, "slash", "slash", *"ut", "slash", "x")
        await settle(app, pilot)
        assert stack(app) == [MainScreen]
        assert app.screen.query_one(SearchInput).value == "/ut/x"
        assert app.screen.query_one(JobDetail).revealed is None


async def test_the_app_may_end_while_a_dialog_comes_up(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        for make in DIALOGS.values():
            app.push_screen(make())
        app.exit()
    assert app.return_code == 0


async def test_what_a_dialogs_widgets_said_last_finds_it_empty(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        palette = app.screen
        await palette.remove_children()
        palette.post_message(CommandList.Moved())
        app.post_message(events.Key("enter", None))
        await settle(app, pilot)
        assert app.is_running


async def test_a_click_on_what_was_just_taken_away_is_nothing(full: Stage) -> None:
    app = full.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        await pilot.press("slash")
        await settle(app, pilot)
        bar = app.screen.query_one(FilterBar)
        x, y = bar.region.offset
        bar.remove()
        for kind in (events.MouseDown, events.MouseMove, events.MouseUp):
            app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await settle(app, pilot)
        assert app.is_running
