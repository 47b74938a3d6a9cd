"""Accounts see only their own jobs; the job list may grow during paging."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, islice

import pytest
from botocore.credentials import Credentials

from ie_tui.emulator.app import Emulator, create_app
from ie_tui.emulator.keys import DEMO_KEYS, Key
from ie_tui.emulator.world.ids import number_of
from ie_tui.emulator.world.jobs_of_seed import EPOCH, FREE_NUMBERS, MOST_JOBS, World
from ie_tui.emulator.world.ledger import Ledger
from ie_tui.emulator.world.parcels import STICK
from ie_tui.emulator.world.stories import LANES, UNSENT

from .account import Account, wait_for
from .caller import Clock, outcome
from .orders import EXPORT, IMPORT

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MATE = Credentials("AKIDMATE", "secret-of-a-mate")
STRANGER = Credentials("AKIDSTRANGER", "secret-of-a-stranger")
KEYS = {
    **DEMO_KEYS,
    MATE.access_key: Key(MATE.secret_key),
    STRANGER.access_key: Key(STRANGER.secret_key, account="stranger"),
}


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = NOW
    return clock


@pytest.fixture
def app(clock: Clock) -> Emulator:
    return create_app(World(count=40), clock=clock, keys=KEYS)


@pytest.fixture
def mate(app: Emulator, clock: Clock) -> Account:
    return Account(app, clock, MATE)


@pytest.fixture
def stranger(app: Emulator, clock: Clock) -> Account:
    return Account(app, clock, STRANGER)


async def test_another_account_starts_without_jobs_and_sees_its_own_only(
    demo: Account, stranger: Account
) -> None:
    assert await stranger.listed() == {}
    ours, theirs = await demo.create(), await stranger.create()
    assert list(await stranger.listed()) == [theirs]
    assert len(await demo.listed()) == 41
    assert theirs not in await demo.listed()
    assert ours != theirs


async def test_keys_of_one_account_share_its_jobs(demo: Account, mate: Account) -> None:
    job_id = await demo.create()
    assert await mate.codes(job_id) == ("NotReceived", "Pending")
    await mate("CancelJob", JobId=job_id)
    assert (await demo.listed())[job_id] == ("Import", "true")


async def test_another_accounts_job_is_refused_just_as_one_that_never_was(
    demo: Account, stranger: Account, clock: Clock
) -> None:
    for job_id in (await demo.create(), wait_for(clock, "NotReceived", "Pending")):
        for action in ("GetStatus", "UpdateJob", "CancelJob", "GetShippingLabel"):
            said = []
            for name in (job_id, "ZZZZZ"):
                parameters = {"JobId": name, "JobType": "Import", "Manifest": IMPORT, "jobIds.member.1": name}
                answer = await stranger(action, **parameters)
                said.append((outcome(answer), (answer.text("Message") or "").replace(name, "…")))
            assert said == [((400, "InvalidJobIdException"), "No such job … for your account")] * 2
        assert await demo.codes(job_id) == ("NotReceived", "Pending")
        assert outcome(await stranger("ListJobs", Marker=job_id)) == (400, "InvalidParameterException")


async def test_each_account_has_a_quota_of_its_own(demo: Account, stranger: Account) -> None:
    for _ in range(50):
        await demo.create()
    assert outcome(await demo("CreateJob", JobType="Import", Manifest=IMPORT))[0] == 400
    assert await stranger.create()


async def test_two_emulators_share_a_world_and_nothing_else(
    app: Emulator, demo: Account, clock: Clock
) -> None:
    other = Account(create_app(World(count=40), clock=clock, keys=KEYS), clock)
    job_id = wait_for(clock, "NotReceived", "Pending")
    await demo("CancelJob", JobId=job_id)
    assert await demo.codes(job_id) == ("NotReceived", "Canceled")
    assert await other.codes(job_id) == ("NotReceived", "Pending")


def test_ids_of_created_jobs_follow_from_the_first_number_and_start_over_at_the_end() -> None:
    last = len(FREE_NUMBERS) - 2
    for first_number in (0, 7, last):
        ledger = Ledger(World(), count(first_number))
        numbers = [number_of(ledger.draft(STICK, UNSENT, NOW).job_id, World().seed) for _ in range(3)]
        assert numbers == [FREE_NUMBERS[(first_number + n) % len(FREE_NUMBERS)] for n in range(3)]


def test_no_world_ever_gives_out_the_id_of_a_created_job() -> None:
    kinds = len(LANES) + 1
    busiest = min(lane.every for lane in LANES)
    assert (datetime(2500, 1, 1, tzinfo=UTC) - EPOCH) // busiest * kinds < FREE_NUMBERS.start
    assert MOST_JOBS * kinds < FREE_NUMBERS.start
    world = World(count=5_000)
    ledger = Ledger(world, count())
    created = {ledger.draft(STICK, UNSENT, NOW).job_id for _ in range(5_000)}
    assert len(created) == 5_000
    assert not created & {job.job_id for job in world.jobs(NOW)}


def test_a_walk_meets_every_job_once_while_others_are_created_updated_and_cancelled() -> None:
    world = World(count=300)
    ledger = Ledger(world, count())
    for hours in range(0, 60, 3):
        ledger.add(ledger.draft(STICK, UNSENT, NOW + timedelta(hours=hours)))
    at = NOW + timedelta(hours=60)
    expected = [job.job_id for job in ledger.page(at, after=None, limit=1_000).jobs]
    assert len(expected) == 320
    cancelled = ledger.job(expected[12], at)
    met: list[str] = []
    marker = None
    while True:
        page = ledger.page(at, after=marker, limit=7)
        met += [job.job_id for job in page.jobs]
        if not page.is_truncated:
            break
        marker = met[-1]
        ledger.add(ledger.draft(STICK, UNSENT, at))
        ledger.amend(cancelled.canceled(at))
    assert met == expected
    whole = ledger.page(at, after=None, limit=1_000).jobs
    assert list(whole) == sorted(whole, key=lambda job: job.created_at, reverse=True)
    assert next(job for job in whole if job.job_id == expected[12]).is_canceled


def test_what_was_changed_in_the_world_leaves_the_list_when_the_world_drops_it() -> None:
    world = World()
    ledger = Ledger(world, count())
    newest = next(islice(world.jobs(NOW), 1))
    ledger.amend(ledger.job(newest.job_id, NOW).canceled(NOW))
    assert ledger.job(newest.job_id, NOW).stage(NOW).progress_code == "Canceled"
    later = NOW + timedelta(days=200)
    with pytest.raises(LookupError):
        ledger.job(newest.job_id, later)
    assert newest.job_id not in {job.job_id for job in ledger.page(later, after=None, limit=1_000).jobs}


async def test_what_people_do_shows_nothing_in_the_world_itself(demo: Account, clock: Clock) -> None:
    world = World(count=40)
    before = world.jobs(clock.now)
    job_id = wait_for(clock, "NotReceived", "Pending")
    await demo("UpdateJob", JobId=job_id, JobType="Export", Manifest=EXPORT)
    await demo.create()
    assert world.jobs(NOW) == before
