"""When jobs are fetched, when they are not, and what becomes of the responses."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from ie_tui.api.errors import Offline, Refused, UnknownJob
from ie_tui.api.models import JobId
from ie_tui.ui.loader import Pace
from ie_tui.ui.messages import LoadFailed
from ie_tui.ui.widgets.job_list.job_list import JobList
from tests.ui.conftest import AT_ONCE, Stage, jobs, screen_text, settle, status, until

QUIETLY = Pace(rest_s=3600, background_after_s=0.001, renew_s=3600)


async def test_a_start_fetches_the_list_and_shows_it(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC", "K7F2M"), jobs("Q9XZ1")]
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        assert "1 of 3" in screen_text(pilot.app)
        assert stage.service.asked == ["list", "list"]


async def test_the_first_paint_shows_the_cache_before_anything_is_asked(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M"), [status("A36BC")], age=timedelta(hours=3))
    stage.service.gates["list"] = asyncio.Event()
    async with stage.app().run_test(size=(120, 50)) as pilot:
        text = screen_text(pilot.app)
        assert "▸… A36BC  Import  ◉ InProgress" in text
        assert "sigA36BC" in text
        assert "listed 3 h ago" in text
        await until(pilot, lambda: "fetching…" in screen_text(pilot.app))


async def test_the_rest_of_a_long_cache_is_read_after_the_first_window(stage: Stage) -> None:
    stage.keep(jobs(*(f"J{number:03d}" for number in range(250))), age=timedelta(0))
    stage.service.gates["list"] = asyncio.Event()
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "1 of 250" in screen_text(pilot.app))


async def test_resting_on_a_job_asks_for_it(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "sigA36BC" in screen_text(pilot.app))
        assert stage.service.asked == ["list", "A36BC"]


async def test_resting_on_a_job_with_a_fresh_status_asks_nothing(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M"), [status("A36BC")], age=timedelta(seconds=30))
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 30)) as pilot:
        await pilot.press("j")
        await until(pilot, lambda: "sigK7F2M" in screen_text(pilot.app))
        await pilot.press("k")
        await settle(pilot.app, pilot)
        assert stage.service.asked.count("A36BC") == 0


async def test_a_job_that_the_cursor_merely_passes_is_not_asked_for(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC", "K7F2M", "Q9XZ1", "B81TC")]
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        await pilot.press("j", "j", "j", "k")
        await settle(pilot.app, pilot)
        assert stage.service.asked == ["list"]


async def test_leaving_a_job_gives_its_resting_request_up(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    stage.service.gates["A36BC"] = asyncio.Event()
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "A36BC" in stage.service.asked)
        assert "fetching…" in screen_text(pilot.app)
        await pilot.press("j")
        await until(pilot, lambda: "sigK7F2M" in screen_text(pilot.app))
        assert stage.service.given_up["A36BC"] == 1
        await pilot.press("k")
        await until(pilot, lambda: stage.service.asked.count("A36BC") == 2)


async def test_r_asks_however_fresh_and_survives_cursor_moves(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M"), [status("A36BC", progress_code="Pending")], age=timedelta(0))
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    gate = stage.service.gates["A36BC"] = asyncio.Event()
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await pilot.press("r", "j")
        await until(pilot, lambda: "A36BC" in stage.service.asked)
        gate.set()
        await settle(pilot.app, pilot)
        assert stage.service.given_up["A36BC"] == 0
        assert "A36BC  Import  ◉ InProgress" in screen_text(pilot.app)


async def test_r_twice_asks_once_while_the_first_is_under_way(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(0))
    stage.service.pages = [jobs("A36BC")]
    gate = stage.service.gates["A36BC"] = asyncio.Event()
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await pilot.press("r", "r", "r")
        await until(pilot, lambda: "A36BC" in stage.service.asked)
        gate.set()
        await settle(pilot.app, pilot)
        assert stage.service.asked.count("A36BC") == 1
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert stage.service.asked.count("A36BC") == 2


async def test_visible_jobs_are_asked_for_quietly_and_two_at_a_time(stage: Stage) -> None:
    names = [f"J{number:02d}" for number in range(40)]
    stage.keep(jobs(*names), age=timedelta(0))
    stage.service.pages = [jobs(*names)]
    stage.service.gates = {name: asyncio.Event() for name in names}
    async with stage.app(pace=QUIETLY).run_test(size=(120, 12)) as pilot:
        await until(pilot, lambda: "J01" in stage.service.asked)
        await pilot.pause()
        assert [name for name in stage.service.asked if name != "list"] == ["J00", "J01"]
        for gate in stage.service.gates.values():
            gate.set()
        await settle(pilot.app, pilot)
        assert "7 of 40 known" in screen_text(pilot.app)


async def test_a_key_pauses_the_quiet_requests(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M", "Q9XZ1"), age=timedelta(0))
    stage.service.pages = [jobs("A36BC", "K7F2M", "Q9XZ1")]
    stage.service.gates = {name: asyncio.Event() for name in ("A36BC", "K7F2M")}
    async with stage.app(pace=QUIETLY).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "K7F2M" in stage.service.asked)
        await pilot.press("tab")
        await until(pilot, lambda: stage.service.given_up.total() == 2)
        assert "Q9XZ1" not in stage.service.asked


async def test_quiet_requests_go_on_after_a_job_that_is_unknown_and_stop_when_nothing_answers(
    stage: Stage,
) -> None:
    names = ["A36BC", "K7F2M", "Q9XZ1", "B81TC", "M4T9B"]
    stage.keep(jobs(*names), age=timedelta(0))
    stage.service.pages = [jobs(*names)]
    gone = UnknownJob("There is no such job.", code="InvalidJobIdException")
    down = Offline("The service could not be reached.")
    stage.service.statuses = {"A36BC": gone, "K7F2M": down, "Q9XZ1": down}
    async with stage.app(pace=QUIETLY).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "Q9XZ1" in stage.service.asked)
        await settle(pilot.app, pilot)
        assert set(stage.service.asked) == {"list", "A36BC", "K7F2M", "Q9XZ1"}


async def test_a_failure_shows_in_the_detail_and_loses_nothing(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), [status("A36BC")], age=timedelta(hours=3))
    stage.service.pages = [jobs("A36BC")]
    stage.service.statuses["A36BC"] = Refused("The service refused.", code="X", advice="Ask someone.")
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "The service refused." in screen_text(pilot.app))
        text = screen_text(pilot.app)
        assert "Ask someone." in text
        assert "sigA36BC" in text
        assert "stale · 3 h ago" in text


async def test_enter_tries_again_in_the_list_and_in_the_detail(stage: Stage) -> None:
    stage.service.pages = [jobs("A36BC")]
    stage.service.statuses["A36BC"] = Offline("The service could not be reached.")
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "could not be reached" in screen_text(pilot.app))
        await settle(pilot.app, pilot)
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert stage.service.asked.count("A36BC") == 2
        assert "enter try again" in screen_text(pilot.app)
        del stage.service.statuses["A36BC"]
        await pilot.press("enter")
        await settle(pilot.app, pilot)
        assert stage.service.asked.count("A36BC") == 3
        assert "sigA36BC" in screen_text(pilot.app)
        assert "enter try again" not in screen_text(pilot.app)


async def test_a_failed_r_is_told_even_after_the_cursor_went_on(stage: Stage) -> None:
    stage.keep(jobs("A36BC", "K7F2M"), age=timedelta(0))
    stage.service.pages = [jobs("A36BC", "K7F2M")]
    stage.service.statuses["A36BC"] = Offline("The service [b]could[/b] not be reached.")
    gate = stage.service.gates["A36BC"] = asyncio.Event()
    async with stage.app().run_test(size=(120, 30), notifications=True) as pilot:
        await pilot.press("r", "j")
        gate.set()
        await settle(pilot.app, pilot)
        assert "A36BC: The service [b]could[/b]" in screen_text(pilot.app)


async def test_many_jobs_that_fail_together_are_told_once(stage: Stage) -> None:
    names = [f"J{number:03d}" for number in range(20)]
    stage.keep(jobs(*names), age=timedelta(0))
    async with stage.app().run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot.app, pilot)
        for name in names:
            pilot.app.post_message(LoadFailed(JobId(name), Offline("The network is down.")))
        await until(pilot, lambda: len(pilot.app._notifications) > 0)
        await settle(pilot.app, pilot)
        told = [one.message for one in pilot.app._notifications]
        assert told == ["20 requests failed. Last error: J019: The network is down."]


async def test_a_list_that_succeeds_after_a_failure_asks_for_the_selected_job_again(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(hours=1))
    stage.connect_error = Offline("The service could not be reached.")
    async with stage.app(pace=AT_ONCE).run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "offline" in screen_text(pilot.app))
        await settle(pilot.app, pilot)
        stage.connect_error = None
        stage.service.pages = [jobs("A36BC")]
        await pilot.press("R")
        await until(pilot, lambda: "sigA36BC" in screen_text(pilot.app))


async def test_a_list_that_shrinks_to_nothing_selects_nothing(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(hours=1))
    async with stage.app().run_test(size=(120, 30)) as pilot:
        await settle(pilot.app, pilot)
        pilot.app.screen.index = type(pilot.app.query_one(JobList).index)()  # type: ignore[attr-defined]
        await pilot.pause()
        assert pilot.app.query_one(JobList).cursor is None
        assert "No job is selected" in screen_text(pilot.app)


async def test_an_unforeseen_exception_in_a_worker_is_told_and_the_app_goes_on(stage: Stage) -> None:
    stage.keep(jobs("A36BC"), age=timedelta(0))
    stage.service.list_error = KeyError("surprise")
    async with stage.app().run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot.app, pilot)
        await pilot.pause()
        text = " ".join(screen_text(pilot.app).split())
        assert "went wrong while" in text
        assert "KeyError" in text
        await pilot.press("r")
        await settle(pilot.app, pilot)
        assert "sigA36BC" in screen_text(pilot.app)
    (details,) = stage.state_dir.iterdir()
    assert "surprise" in details.read_text()
    assert details.stat().st_mode & 0o777 == 0o600
