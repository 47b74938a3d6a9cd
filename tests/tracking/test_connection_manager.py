"""The way to the service: what is tried again, whose clock is wrong, and credentials that come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ie_tui.api.client import RetryNotice
from ie_tui.api.errors import Expired, MfaDeclined, NoCredentials, Offline, Remedy, ServiceError, WrongKey
from ie_tui.api.models import Job, JobId, JobPage, JobStatus
from ie_tui.cache.cache import Cache
from ie_tui.credentials.credential_errors import Renewal
from ie_tui.jobs.record import RetryState
from ie_tui.jobs.row import Identity
from ie_tui.tracking.connection import CallerHint, Connection, UserCallbacks, clock_sentence
from ie_tui.tracking.repository import JobRepository
from ie_tui.tracking.tracker import JobTracker

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
WHO = CallerHint(hint="hint", scope="scope", account="profile prod", endpoint="")
A, B = JobId("A36BC"), JobId("B81TC")
DOWN = Offline("Cannot reach the service: connection refused.")
WRONG = WrongKey("The service does not recognize this access key.", code="InvalidClientTokenId")
ENDED = Expired("The temporary credentials have expired.", code="ExpiredToken")


class Service:
    """Answers once it may, after as many failed attempts as it is told."""

    def __init__(self, retrying: Callable[[RetryNotice], None]) -> None:
        self.retrying = retrying
        self.clock_offset = timedelta()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.error: ServiceError | None = None
        self.failed_attempts = 0
        self.is_closed = False

    async def list_jobs(self, marker: JobId | None = None) -> JobPage:
        await self._attempts("ListJobs")
        return JobPage((Job(A, "Import", NOON, False), Job(B, "Import", NOON, False)), is_truncated=False)

    async def get_status(self, job_id: JobId) -> JobStatus:
        await self._attempts("GetStatus")
        return JobStatus(job_id=job_id)

    async def version_1_signature(self, job_id: JobId, manifest: str) -> str:
        raise NotImplementedError

    async def aclose(self) -> None:
        self.is_closed = True

    async def _attempts(self, action: str) -> None:
        for attempt in range(2, 2 + self.failed_attempts):
            self.retrying(RetryNotice(action, attempt, 3, 0.8, DOWN))
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error


class Bench:
    """A tracker whose look-ups are counted, can be held back, and end as they are told."""

    def __init__(self) -> None:
        self.services: list[Service] = []
        self.looked_up = 0
        self.given_up = 0
        self.may_connect = asyncio.Event()
        self.may_connect.set()
        self.connect_error: ServiceError | None = None
        self.identity = Identity("me")
        self.changes = 0
        self.tracker = JobTracker(JobRepository(Cache.in_memory(), None), WHO, self.connect, lambda: NOON)
        self.tracker.set_callbacks(None, self.note_change)

    async def connect(self, person: UserCallbacks) -> Connection:
        self.looked_up += 1
        try:
            await self.may_connect.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if self.connect_error is not None:
            raise self.connect_error
        self.services.append(Service(person.retrying))
        return Connection(self.services[-1], self.identity, "prod", "host", ("Read as standard.",))

    def note_change(self) -> None:
        self.changes += 1

    async def walk(self) -> None:
        async for _ in self.tracker.walk():
            pass

    def trying(self) -> RetryState | None:
        return self.tracker.overview.trying

    def notices(self) -> tuple[str, ...]:
        return self.tracker.overview.notices

    async def turns(self) -> None:
        """Let all that can go on go on."""
        for _ in range(20):
            await asyncio.sleep(0)


async def connected() -> tuple[Bench, Service]:
    bench = Bench()
    await bench.walk()
    return bench, bench.services[0]


async def test_an_attempt_that_is_made_again_is_told_with_its_job_until_the_question_ends() -> None:
    bench, service = await connected()
    service.failed_attempts = 1
    service.may_answer.clear()
    asking = asyncio.create_task(bench.tracker.refresh_status(A))
    before = bench.changes
    await bench.turns()
    assert bench.trying() == RetryState(A, 2, 3, 0.8, DOWN.sentence)
    assert bench.changes == before + 1
    service.may_answer.set()
    await asking
    assert bench.trying() is None
    assert bench.changes == before + 2


async def test_of_several_attempts_the_newest_is_told_and_each_ends_for_itself() -> None:
    bench, service = await connected()
    service.failed_attempts = 1
    service.may_answer.clear()
    first = asyncio.create_task(bench.tracker.refresh_status(A))
    await bench.turns()
    second = asyncio.create_task(bench.walk())
    await bench.turns()
    assert bench.trying() == RetryState(None, 2, 3, 0.8, DOWN.sentence)
    second.cancel()
    await bench.turns()
    assert bench.trying() == RetryState(A, 2, 3, 0.8, DOWN.sentence)
    first.cancel()
    await bench.turns()
    assert bench.trying() is None
    assert not bench.tracker.overview.is_fetching


async def test_a_walk_that_is_given_up_loses_nothing_and_is_no_failure() -> None:
    bench, service = await connected()
    service.may_answer.clear()
    walk = asyncio.create_task(bench.walk())
    await bench.turns()
    walk.cancel()
    await bench.turns()
    overview = bench.tracker.overview
    assert (overview.is_unfinished, overview.is_fetching, overview.failure) == (True, False, None)
    assert (overview.job_count, overview.listed_at) == (2, NOON)


async def test_a_wrong_clock_is_told_as_soon_as_an_answer_showed_it_and_stays_told() -> None:
    bench, service = await connected()
    assert bench.notices() == ()
    service.clock_offset = timedelta(minutes=20)
    before = bench.changes
    await bench.tracker.refresh_status(A)
    told = (clock_sentence(timedelta(minutes=20)),)
    assert bench.notices() == told
    assert bench.changes == before + 1
    await bench.tracker.disconnect()
    assert bench.notices() == told
    await bench.tracker.refresh_status(A)
    assert bench.notices() == (), "a new client starts with the clock as it is"


async def test_a_wrong_clock_is_told_even_if_the_credentials_have_ended_too() -> None:
    bench, service = await connected()
    service.clock_offset, service.error = timedelta(hours=-2), ENDED
    with pytest.raises(Expired):
        await bench.tracker.refresh_status(A)
    assert bench.notices() == (clock_sentence(timedelta(hours=-2)),)


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (timedelta(minutes=19, seconds=59.4), "20 min behind the service's"),
        (timedelta(minutes=-20, seconds=-20), "20 min ahead of the service's"),
        (timedelta(minutes=4, seconds=31), "5 min behind"),
        (timedelta(minutes=89), "89 min behind"),
        (timedelta(minutes=100), "2 h behind"),
        (timedelta(hours=-23, minutes=-50), "24 h ahead of"),
        (timedelta(days=3, hours=1), "3 d behind"),
        (timedelta(days=-5000), "5000 d ahead of"),
    ],
)
def test_how_wrong_a_clock_is_is_said_as_people_say_it(offset: timedelta, words: str) -> None:
    sentence = clock_sentence(offset)
    assert sentence.startswith(f"This machine's clock is {words}")
    assert sentence.endswith("requests are signed with the corrected time.")


async def test_remarks_on_the_configuration_come_with_the_connection() -> None:
    bench, _ = await connected()
    assert bench.tracker.overview.remarks == ("Read as standard.",)


@pytest.mark.parametrize("ended", [ENDED, NoCredentials("The role has run out.")], ids=["expired", "none"])
async def test_ended_credentials_are_looked_up_anew_by_the_next_question_and_by_nothing_else(
    ended: ServiceError,
) -> None:
    bench, service = await connected()
    service.error = ended
    with pytest.raises(type(ended)):
        await bench.tracker.refresh_status(A)
    assert service.is_closed
    overview = bench.tracker.overview
    assert overview.needs_credentials
    assert overview.failure is not None
    assert overview.failure.error is ended
    assert bench.tracker.refresh_candidates([A, B]) == []
    await bench.tracker.refresh_status(A)
    assert bench.looked_up == 2
    assert not bench.tracker.overview.needs_credentials
    assert bench.tracker.overview.failure is None
    assert bench.tracker.refresh_candidates([A, B]) == [B]


async def test_all_that_wait_for_a_look_up_share_how_it_ends() -> None:
    bench = Bench()
    bench.may_connect.clear()
    bench.connect_error = MfaDeclined()
    waiting = [asyncio.create_task(bench.tracker.refresh_status(job_id)) for job_id in (A, B)]
    await bench.turns()
    assert bench.tracker.is_connecting
    bench.may_connect.set()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(error) for error in ended] == [MfaDeclined, MfaDeclined]
    assert bench.looked_up == 1, "a person who left the question is not asked again at once"
    assert not bench.tracker.is_connecting


async def test_a_question_that_is_cancelled_does_not_end_the_look_up_that_others_wait_for() -> None:
    bench = Bench()
    bench.may_connect.clear()
    left, stays = (asyncio.create_task(bench.tracker.refresh_status(job_id)) for job_id in (A, B))
    await bench.turns()
    left.cancel()
    await bench.turns()
    bench.may_connect.set()
    await stays
    assert (bench.looked_up, bench.given_up) == (1, 0)


@pytest.mark.parametrize("by_leaving", [False, True], ids=["esc", "quit"])
async def test_a_look_up_can_be_given_up_and_begun_again(by_leaving: bool) -> None:
    bench = Bench()
    bench.may_connect.clear()
    waiting = asyncio.create_task(bench.tracker.refresh_status(A))
    await bench.turns()
    if by_leaving:
        await bench.tracker.disconnect()
    else:
        bench.tracker.cancel_requests()
        await bench.turns()
    assert waiting.cancelled()
    assert bench.given_up == 1
    assert not bench.tracker.overview.needs_credentials
    bench.may_connect.set()
    await bench.tracker.refresh_status(A)
    assert bench.looked_up == 2


async def test_a_look_up_that_nobody_waits_for_any_more_may_fail_without_a_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench = Bench()
    bench.may_connect.clear()
    bench.connect_error = NoCredentials("nobody")
    waiting = asyncio.create_task(bench.tracker.refresh_status(A))
    await bench.turns()
    waiting.cancel()
    bench.may_connect.set()
    await bench.turns()
    assert bench.tracker.overview.needs_credentials
    assert caplog.records == []


async def test_an_answer_for_another_account_is_not_kept_for_the_one_in_use() -> None:
    bench, old = await connected()
    old.may_answer.clear()
    late = asyncio.create_task(bench.tracker.refresh_status(A))
    await bench.turns()
    await bench.tracker.disconnect()
    bench.identity = Identity("someone else")
    await bench.tracker.refresh_status(B)
    old.may_answer.set()
    with pytest.raises(ServiceError, match="The account changed"):
        await late
    assert bench.tracker.record(A).status is None


@pytest.mark.parametrize("error", [ENDED, WRONG])
async def test_keys_that_ended_or_are_wrong_are_looked_up_anew_and_each_connection_is_closed(
    error: ServiceError,
) -> None:
    bench, service = await connected()
    service.error = error
    with pytest.raises(type(error)):
        await bench.tracker.refresh_status(A)
    await bench.tracker.refresh_status(A)
    service.is_closed = False
    await bench.tracker.disconnect()
    assert [one.is_closed for one in bench.services] == [True, True]


async def test_what_has_expired_is_renewed_where_this_connection_had_it_from() -> None:
    bench, service = await connected()
    assert bench.tracker._link._connection is not None
    bench.tracker._link._connection = replace(
        bench.tracker._link._connection, renewal=Renewal("Set them to new ones.", Remedy.START_AGAIN)
    )
    service.error = Expired("They have expired.", code="ExpiredToken", advice="Renew them.")
    with pytest.raises(Expired) as caught:
        await bench.tracker.refresh_status(A)
    assert (caught.value.advice, caught.value.remedy) == ("Set them to new ones.", Remedy.START_AGAIN)
