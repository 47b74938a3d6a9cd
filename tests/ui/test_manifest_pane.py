"""The manifest in the pane: original text, search, and secrets for thirty seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from textual.events import AppBlur
from textual.pilot import Pilot

from ie_tui.api.errors import Offline
from ie_tui.ui.app import IeTui
from ie_tui.ui.screens.copy_value import ShowValue
from ie_tui.ui.screens.reveal import RevealSecrets
from ie_tui.ui.themes import OURS
from ie_tui.ui.widgets.job_detail.detail_text import DetailText
from ie_tui.ui.widgets.job_detail.job_detail import JobDetail
from ie_tui.ui.widgets.job_detail.manifest_section import manifest
from ie_tui.ui.widgets.job_detail.search_bar import SearchBar
from ie_tui.ui.widgets.panes import Panes
from tests.ui.conftest import Stage, jobs, screen_text, settle, status, until
from tests.ui.detail_stories import view, with_status
from tests.ui.test_contrast import too_faint

CANARY = "rope-canary-71"
MANIFEST = f"""\
# made by hand
manifestVersion:2.0;
bucket: harbour-archive-in
accessKeyId: AKIDTESTVECTOR000001
deviceId: 日本語-7
trueCryptPassword:{CANARY}
pinCode:
eraseDevice: maybe
prefix: {"a-long-way-down/" * 8}
returnAddress:
    name: Pat Example
    country: harbour land
"""


@pytest.fixture(autouse=True)
def read_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ie_tui.ui.screens.reveal.READING_S", 0.01)


@asynccontextmanager
async def detail(
    stage: Stage, *, manifest: str = MANIFEST, size: tuple[int, int] = (110, 60)
) -> AsyncIterator[Pilot[None]]:
    """The app with the focus on the detail of A36BC, whose manifest is kept and can be fetched."""
    answers = [status("A36BC", current_manifest=manifest), status("K7F2M", current_manifest=MANIFEST)]
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    stage.service.statuses = {answer.job_id: answer for answer in answers}
    stage.keep(jobs("A36BC", "K7F2M"), answers, age=timedelta(0))
    async with stage.app().run_test(size=size, notifications=True) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("z", "2")
        await pilot.pause()
        yield pilot


async def show_secrets(pilot: Pilot[None]) -> None:
    """Press the key and say yes, as soon as a yes is taken."""
    await pilot.press("u")
    await until(pilot, lambda: "enter show" in shown(pilot))
    await pilot.press("enter")
    await settle(pilot.app, pilot)


def shown(pilot: Pilot[None]) -> str:
    return screen_text(pilot.app)


async def test_fields_have_their_remarks_beside_them(stage: Stage) -> None:
    async with detail(stage) as pilot:
        lines = shown(pilot).split("\n")
        row = next(number for number, line in enumerate(lines) if "manifestVersion" in line)
        assert "2.0;" in lines[row]
        assert "! The trailing semicolon is part of the value as sent." in lines[row + 1]


def test_more_fields_than_can_be_laid_out_at_once_are_in_the_original_text() -> None:
    sent = "contentTypes:\n" + "".join(f"  .e{number}: image/x-{number}\n" for number in range(5000))
    text = manifest(view(with_status(current_manifest=sent)), 80).plain
    assert "5,000 fields" in text
    assert ".e299 " in text
    assert ".e300 " not in text
    assert "! 4,700 more fields in the original text: t shows it." in text


async def test_t_shows_the_text_line_by_line_and_the_fields_again(stage: Stage) -> None:
    async with detail(stage) as pilot:
        await pilot.press("t")
        await settle(pilot.app, pilot)
        text = shown(pilot)
        assert "MANIFEST  original text · 1 secret hidden · u shows" in text
        for line in (
            " 1 │ # made by hand",
            " 2 │ manifestVersion:2.0;",
            " 4 │ accessKeyId: ••••0001",
            " 5 │ deviceId: 日本語-7 ",
            " 6 │ trueCryptPassword:••••",
            "10 │ returnAddress:",
            "11 │     name: Pat Example",
        ):
            assert line in text
        cells = (line.partition("│ ")[2].partition("│ ")[2] for line in text.split("\n") if "way" in line)
        assert "".join(line.rstrip("│ ▂▁") for line in cells) == f"prefix: {'a-long-way-down/' * 8}"
        await pilot.press("t")
        await settle(pilot.app, pilot)
        assert "original text" not in shown(pilot).replace("t original text", "")
        assert "10 │" not in shown(pilot)


@pytest.mark.parametrize("size", [(120, 40), (50, 20)])
async def test_a_text_of_thousands_of_lines_is_there_at_once_and_searched(
    stage: Stage, size: tuple[int, int]
) -> None:
    manifest = "contentTypes:\n" + "".join(f"  .e{number}: image/x-{number}\n" for number in range(5000))
    async with detail(stage, manifest=manifest, size=size) as pilot:
        await pilot.press("t", "slash", *"X-4321")
        await settle(pilot.app, pilot)
        assert "1 of 1 match" in shown(pilot)
        assert "4323 │   .e4321: image/x-4321" in shown(pilot)


async def test_a_search_walks_its_matches_in_both_views_and_finds_nothing_hidden(stage: Stage) -> None:
    async with detail(stage, size=(80, 20)) as pilot:
        await pilot.press("slash", *"HARBOUR")
        await settle(pilot.app, pilot)
        assert "1 of 2 matches" in shown(pilot)
        assert "harbour-archive-in" in shown(pilot)
        await pilot.press("down")
        await settle(pilot.app, pilot)
        assert "2 of 2 matches" in shown(pilot)
        assert "harbour land" in shown(pilot)
        await pilot.press("down", "up", "enter", "t")
        await settle(pilot.app, pilot)
        assert "original text · 1 secret hidden · u shows · 1 of 2 matches" in shown(pilot)
        await pilot.press("slash", *"canary")
        await settle(pilot.app, pilot)
        assert "no matches" in shown(pilot)
        await pilot.press("escape")
        await settle(pilot.app, pilot)
        assert "match" not in shown(pilot)
        assert pilot.app.query_one(JobDetail).has_focus


async def test_escape_undoes_a_kept_search_before_the_zoom(stage: Stage) -> None:
    async with detail(stage) as pilot:
        await pilot.press("slash", *"pat", "enter", "escape")
        await settle(pilot.app, pilot)
        assert "match" not in shown(pilot)
        assert pilot.app.query_one(Panes).is_zoomed
        await pilot.press("escape")
        assert not pilot.app.query_one(Panes).is_zoomed


async def test_what_a_search_finds_while_its_line_closes_ends_nothing(stage: Stage) -> None:
    async with detail(stage) as pilot:
        await pilot.press("slash", *"harbour")
        bar = pilot.app.screen.query_one(SearchBar)
        await bar.query("#search-found").remove()
        bar.post_message(SearchBar.Typed("archive"))
        await settle(pilot.app, pilot)
        assert pilot.app.is_running
        assert pilot.app.screen.query_one(JobDetail).needle == "archive"


async def test_the_letters_of_a_search_are_no_commands(stage: Stage) -> None:
    async with detail(stage) as pilot:
        await pilot.press("slash", *"qtu/12?z")
        await settle(pilot.app, pilot)
        assert "/ qtu/12?z" in shown(pilot)
        await pilot.resize_terminal(100, 40)
        await pilot.press("x")
        await settle(pilot.app, pilot)
        assert "/ qtu/12?zx" in shown(pilot)


@pytest.mark.parametrize("shape", ["fields", "original"])
async def test_u_shows_the_secrets_for_thirty_seconds_in_both_views(stage: Stage, shape: str) -> None:
    async with detail(stage) as pilot:
        await pilot.press(*("t" if shape == "original" else ""))
        await show_secrets(pilot)
        assert CANARY in shown(pilot)
        assert "1 secret shown · u hides" in shown(pilot)
        assert "secrets visible for 30 s" in shown(pilot)
        assert "AKIDTEST" not in shown(pilot)
        for passed, is_shown in ((29.5, True), (30, False)):
            pilot.app.screen.now = stage.clock.now + timedelta(seconds=passed)  # type: ignore[attr-defined]
            await settle(pilot.app, pilot)
            assert (CANARY in shown(pilot)) == is_shown
        assert "1 secret hidden · u shows" in shown(pilot)


async def test_u_alone_shows_nothing_and_asks_first(stage: Stage) -> None:
    async with detail(stage) as pilot:
        await pilot.press("u")
        await until(pilot, lambda: "enter show" in shown(pilot))
        assert "Show 1 secret?" in shown(pilot)
        await pilot.press("y", "u", "space", "j")
        await settle(pilot.app, pilot)
        assert "Show 1 secret?" in shown(pilot)
        await pilot.press("escape")
        await settle(pilot.app, pilot)
        assert "Show 1 secret?" not in shown(pilot)
        assert CANARY not in shown(pilot)
        assert "A36BC" not in stage.service.asked


@pytest.mark.parametrize(
    "burst", [["u", "enter"], ["u", "u", "enter", "enter"], ["u", "y", "enter", "escape"]]
)
async def test_no_burst_of_keys_shows_secrets(
    stage: Stage, burst: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ie_tui.ui.screens.reveal.READING_S", 1_000.0)
    async with detail(stage) as pilot:
        await pilot.press(*burst)
        await settle(pilot.app, pilot)
        assert CANARY not in shown(pilot)
        assert "A36BC" not in stage.service.asked
        assert len(pilot.app.screen_stack) == 1 + isinstance(pilot.app.screen, RevealSecrets)


async def test_a_yes_given_twice_closes_nothing_but_the_question(stage: Stage) -> None:
    async with detail(stage) as pilot:
        await pilot.press("u")
        await until(pilot, lambda: "enter show" in shown(pilot))
        question = pilot.app.screen
        assert isinstance(question, RevealSecrets)
        question.action_show()
        question.action_show()
        await settle(pilot.app, pilot)
        assert CANARY in shown(pilot)


async def leave_the_job(pilot: Pilot[None]) -> None:
    await pilot.press("1", "j", "2")


async def press_u_again(pilot: Pilot[None]) -> None:
    await pilot.press("u")


async def blur(pilot: Pilot[None]) -> None:
    pilot.app.post_message(AppBlur())


async def suspend(pilot: Pilot[None]) -> None:
    pilot.app._suspend_signal()


async def put_the_clock_back(pilot: Pilot[None]) -> None:
    pilot.app.screen.now -= timedelta(hours=1)  # type: ignore[attr-defined]


async def take_a_screenshot(pilot: Pilot[None]) -> None:
    assert CANARY not in pilot.app.export_screenshot()


@pytest.mark.parametrize(
    "act", [leave_the_job, press_u_again, blur, suspend, put_the_clock_back, take_a_screenshot]
)
async def test_secrets_are_hidden_at_once(
    stage: Stage, act: Callable[[Pilot[None]], Awaitable[None]]
) -> None:
    async with detail(stage) as pilot:
        await show_secrets(pilot)
        assert CANARY in shown(pilot)
        await act(pilot)
        await settle(pilot.app, pilot)
        assert CANARY not in shown(pilot)


@pytest.mark.parametrize("theme", [theme.name for theme in OURS])
async def test_highlighting_marks_and_secrets_are_readable(stage: Stage, theme: str) -> None:
    async with detail(stage) as pilot:
        pilot.app.theme = theme
        await pilot.press("t")
        await show_secrets(pilot)
        await pilot.press("slash", *"ar")
        await settle(pilot.app, pilot)
        assert CANARY in shown(pilot)
        assert too_faint(pilot.app) == {}


async def test_the_mouse_selects_the_text_without_its_numbers(stage: Stage) -> None:
    async with detail(stage) as pilot:
        await pilot.press("t")
        await settle(pilot.app, pilot)
        lines = [line.partition("│")[2] for line in shown(pilot).split("\n")]
        text = pilot.app.query_one(DetailText)
        first = next(y for y, line in enumerate(lines) if "manifestVersion" in line) - text.region.y
        begin, end = 7, 7 + len("bucket")
        await pilot.mouse_down(text, offset=(begin, first))
        await pilot.hover(text, offset=(end, first + 1))
        await pilot.mouse_up(text, offset=(end, first + 1))
        await pilot.pause()
        assert pilot.app.screen.get_selected_text() == "manifestVersion:2.0;\nbucket:"


async def test_a_manifest_shown_alone_is_masked_in_a_picture(stage: Stage) -> None:
    async with detail(stage) as pilot:
        pilot.app.push_screen(ShowValue("Not copied", "No clipboard.", MANIFEST))
        await pilot.pause()
        assert CANARY in shown(pilot)
        picture = pilot.app.export_screenshot()
        assert CANARY not in picture
        assert "harbour-archive-in" in picture


async def test_secrets_that_come_too_late_are_not_shown(stage: Stage) -> None:
    async with detail(stage) as pilot:
        gate = stage.service.gates["A36BC"] = asyncio.Event()
        await pilot.press("u")
        await until(pilot, lambda: "enter show" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "A36BC" in stage.service.asked)
        assert "fetching…" in shown(pilot)
        await leave_the_job(pilot)
        gate.set()
        await settle(pilot.app, pilot)
        await pilot.press("1", "k", "2")
        await settle(pilot.app, pilot)
        assert CANARY not in shown(pilot)


async def test_without_the_service_it_is_said_that_secrets_were_never_stored(stage: Stage) -> None:
    async with detail(stage) as pilot:
        stage.service.statuses["A36BC"] = Offline("The service could not be reached.")
        await show_secrets(pilot)
        await until(pilot, lambda: "A36BC stay hidden: they" in shown(pilot))
        assert CANARY not in shown(pilot)


async def test_a_manifest_without_secrets_says_so_and_asks_nothing(stage: Stage) -> None:
    async with detail(stage, manifest="bucket: b\npinCode:\n") as pilot:
        await pilot.press("u")
        await settle(pilot.app, pilot)
        assert "The manifest of A36BC has no secrets." in shown(pilot)
        assert "A36BC" not in stage.service.asked


async def test_a_canary_is_nowhere_but_on_the_screen_while_it_is_shown(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def stored() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())

    app: IeTui | None = None

    async def run() -> None:
        nonlocal app
        async with detail(stage) as pilot:
            app = pilot.app  # type: ignore[assignment]
            assert CANARY not in shown(pilot)
            await pilot.press("t", "r")
            await show_secrets(pilot)
            await pilot.press("t")
            await settle(pilot.app, pilot)
            assert CANARY in shown(pilot)
            assert CANARY.encode() not in stored()
            pilot.app.save_screenshot("picture.svg", str(tmp_path))
            assert CANARY not in shown(pilot)
            await show_secrets(pilot)
            assert CANARY in shown(pilot)
            pilot.app.screen.call_later(fail, pilot.app.screen.revealed)  # type: ignore[attr-defined]
            await pilot.pause()

    def fail(revealed: object) -> None:
        raise RuntimeError(f"while showing {revealed!r}")

    with pytest.raises(RuntimeError):
        await run()
    assert b"harbour-archive-in" in stored(), "the search finds what is there"
    assert (tmp_path / "picture.svg").exists()
    assert list(stage.state_dir.iterdir())
    assert CANARY.encode() not in stored()
    told = capsys.readouterr()
    assert CANARY not in told.out + told.err
