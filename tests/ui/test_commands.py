"""The registry: what is in it is bound, explained and shown, and nothing else is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from ie_tui.ui.commands.registry import BY_ID, COMMANDS, Scope, in_scope, key_rows
from ie_tui.ui.screens.copy_menu import CopyMenu
from ie_tui.ui.screens.copy_value import ConfirmCopy, ShowValue
from ie_tui.ui.screens.help import HelpBody, HelpScreen
from ie_tui.ui.screens.last_messages import LastMessages
from ie_tui.ui.screens.main_screen import MainScreen
from ie_tui.ui.screens.mfa_code import MfaScreen
from ie_tui.ui.screens.note import NoteScreen
from ie_tui.ui.screens.palette import PaletteInput
from ie_tui.ui.screens.pick_device import PickDevice
from ie_tui.ui.screens.reveal import RevealSecrets
from ie_tui.ui.screens.save import SaveSignature
from ie_tui.ui.screens.verify import VerifyDevice
from ie_tui.ui.widgets.filter_bar import FilterInput
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_detail.search_bar import SearchInput
from ie_tui.ui.widgets.job_list.job_list import JobList
from tests.ui.conftest import Stage, jobs, screen_lines, settle

TOGETHER = (
    (Scope.EVERYWHERE, Scope.JOB),
    (Scope.LIST,),
    (Scope.FILTER,),
    (Scope.NOTE,),
    (Scope.DETAIL, Scope.MANIFEST),
    (Scope.SEARCH,),
    (Scope.HELP,),
    (Scope.PALETTE,),
    (Scope.QUESTION,),
    (Scope.REVEAL,),
    (Scope.MESSAGES, Scope.DETAIL),
    (Scope.MFA,),
    (Scope.DEVICES,),
    (Scope.SAVE, Scope.FILE, Scope.DETAIL),
)


def test_every_command_is_explained() -> None:
    assert len(BY_ID) == len(COMMANDS)
    for command in COMMANDS:
        assert command.help.endswith(".")
        assert command.label
        binding = command.binding()
        assert binding.description
        assert binding.tooltip == command.help
        assert binding.id == command.id


@pytest.mark.parametrize("scopes", TOGETHER)
def test_no_key_means_two_things_in_one_place(scopes: tuple[Scope, ...]) -> None:
    keys = Counter(key for scope in scopes for command in in_scope(scope) for key in command.keys.split())
    assert [key for key, count in keys.items() if count > 1] == []


def test_the_key_that_is_shown_is_the_whole_first_one() -> None:
    refresh = replace(BY_ID["job.refresh"], keys="ctrl+y escape r")
    assert refresh.key_name == refresh.binding().key_display == "ctrl+y"
    assert refresh.key_names == ("ctrl+y", "esc", "r")


def test_every_key_can_be_typed_on_any_keyboard() -> None:
    for command in COMMANDS:
        for key in command.keys.split():
            assert not key.startswith("alt+")
            assert not key.startswith("ctrl+") or (len(key) == 6 and key[-1].isalpha())


async def test_every_command_has_something_that_does_it(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(0))
    doers = {
        Scope.EVERYWHERE: MainScreen,
        Scope.JOB: MainScreen,
        Scope.LIST: JobList,
        Scope.DETAIL: HelpBody,
        Scope.MANIFEST: JobDetail,
        Scope.SEARCH: SearchInput,
        Scope.HELP: HelpScreen,
        Scope.QUESTION: ConfirmCopy,
        Scope.REVEAL: RevealSecrets,
        Scope.MESSAGES: LastMessages,
        Scope.MFA: MfaScreen,
        Scope.DEVICES: PickDevice,
        Scope.SAVE: SaveSignature,
        Scope.FILE: VerifyDevice,
        Scope.COPY: CopyMenu,
        Scope.VALUE: ShowValue,
        Scope.FILTER: FilterInput,
        Scope.NOTE: NoteScreen,
        Scope.PALETTE: PaletteInput,
    }
    app = stage.app()
    for command in COMMANDS:
        name = command.action.partition("(")[0]
        namespace, _, action = name.rpartition(".")
        namespaces: dict[str, object] = {"app": app, "screen": MainScreen, "": doers[command.scope]}
        assert hasattr(namespaces[namespace], f"action_{action}"), command.id
    assert hasattr(ShowValue, "action_close")


def test_the_table_for_the_readme_has_a_row_for_each_command() -> None:
    rows = key_rows()
    assert rows[:2] == ["| where | keys | what happens |", "| --- | --- | --- |"]
    assert len(rows) == len(COMMANDS) + 2
    assert "| on a job, in list or detail | `y` | Copy the job's signature to the clipboard " in "\n".join(
        rows
    )


async def test_the_key_line_promises_only_what_works_here(stage: Stage) -> None:
    stage.service.pages = [()]
    async with stage.app().run_test(size=(160, 30)) as pilot:
        await settle(pilot.app, pilot)
        assert screen_lines(pilot.app)[-1].split("  ")[0] == " R fetch list"
        stage.service.pages = [jobs("A36BC")]
        await pilot.press("R")
        await settle(pilot.app, pilot)
        assert "y signature" not in screen_lines(pilot.app)[-1]
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "y signature" in screen_lines(pilot.app)[-1]
        assert "enter open" in screen_lines(pilot.app)[-1]
        await pilot.press("tab")
        await pilot.pause()
        assert "enter open" not in screen_lines(pilot.app)[-1]


async def test_a_click_in_the_key_line_is_the_key(stage: Stage) -> None:
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        column = screen_lines(pilot.app)[-1].index("? help")
        await pilot.click("#keys", offset=(column, 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
