"""The last line names the keys that matter and work where one is, at every width."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ie_tui.api.models import JobId
from ie_tui.ui.manifest_view import Revealed
from ie_tui.ui.screens.main_screen import MainScreen
from tests.ui.conftest import NOW, Stage, jobs, screen_lines, settle, status

LIST = "enter y c / ! x"
DETAIL = "y c x r ! u"


@pytest.mark.parametrize(
    ("keys", "width", "shown"),
    [
        ("", 50, "enter y c q ?"),
        ("", 80, f"{LIST} q ?"),
        ("", 100, f"{LIST} r d q ?"),
        ("", 120, f"{LIST} r R d q ?"),
        ("2", 50, "y c x q ?"),
        ("2", 80, f"{DETAIL} q ?"),
        ("2", 120, f"{DETAIL} / t d e q ?"),
        ("slash", 80, "enter esc ↓ ↑ ctrl+p"),
        ("2 slash", 80, "↓ ↑ enter esc"),
    ],
)
async def test_where_one_is_and_the_width_decide(stage: Stage, keys: str, width: int, shown: str) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC", current_manifest="pinCode: 1\n")], age=timedelta(0))
    stage.service.pages = [jobs("A36BC")]
    async with stage.app().run_test(size=(width, 24)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press(*keys.split())
        await settle(pilot.app, pilot)
        line = screen_lines(pilot.app)[-1].strip()
        assert " ".join(entry.split()[0] for entry in line.split("  ")) == shown


async def test_an_empty_list_offers_neither_open_nor_filter(stage: Stage) -> None:
    stage.service.pages = [()]
    async with stage.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot.app, pilot)
        keys = [entry.split()[0] for entry in screen_lines(pilot.app)[-1].strip().split("  ")]
        assert (keys[0], keys[-2:]) == ("R", ["q", "?"])
        assert not {"enter", "/", "!", "c", "y", "x"} & set(keys)


@pytest.mark.parametrize(("manifest", "entry"), [("pinCode: 1\n", "u secrets"), ("bucket: a\n", "")])
async def test_secrets_are_offered_where_there_are_some_and_hidden_by_the_same_key(
    stage: Stage, manifest: str, entry: str
) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC", current_manifest=manifest)], age=timedelta(0))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("2")
        await pilot.pause()
        assert ("u secrets" in screen_lines(pilot.app)[-1]) == bool(entry)
        if entry:
            assert isinstance(pilot.app.screen, MainScreen)
            pilot.app.screen.revealed = Revealed(JobId("A36BC"), manifest, NOW)
            await pilot.pause()
            assert "u hide" in screen_lines(pilot.app)[-1]
