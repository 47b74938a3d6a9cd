"""Paging of the job list, worlds of any size, and their cost."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from ie_tui.emulator.world.ids import ALPHABET, SIZE, job_id_of, number_of
from ie_tui.emulator.world.job_state import ListedJob
from ie_tui.emulator.world.jobs_of_seed import UnknownJobError, World

NOW = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
WORLD = World()


def test_ids_are_five_characters_without_zero_and_o_and_lead_back_to_their_number() -> None:
    chance = random.Random(6)
    for number in [0, 1, SIZE - 1, *(chance.randrange(SIZE) for _ in range(500))]:
        job_id = job_id_of(number, WORLD.seed)
        assert len(job_id) == 5
        assert not set(job_id) - set(ALPHABET)
        assert number_of(job_id, WORLD.seed) == number
    assert not set("0O") & set(ALPHABET)


@pytest.mark.parametrize("job_id", ["", "A36B", "A36BCD", "a36bc", "A36B0", "A36BO", "見本-1", "AAAAA"])
def test_an_id_that_is_no_job_is_unknown(job_id: str) -> None:
    with pytest.raises(UnknownJobError):
        World(count=5_000).status(job_id, NOW)


@pytest.mark.parametrize("count", [0, 3, 40, 2_500])
def test_a_world_has_as_many_jobs_as_asked_for(count: int) -> None:
    jobs = World(count=count).jobs(NOW)
    assert len(jobs) == len({job.job_id for job in jobs}) == count
    assert list(jobs) == sorted(jobs, key=lambda job: job.created_at, reverse=True)
    assert jobs[:20] == WORLD.jobs(NOW)[: min(20, count)]


@pytest.mark.parametrize("count", [-1, 1_000_001])
def test_a_world_cannot_have_less_than_no_job_or_more_than_a_million(count: int) -> None:
    with pytest.raises(ValueError, match="0 to 1000000"):
        World(count=count)


@pytest.mark.parametrize("limit", [1, 7, 26, 27, 28, 1_000])
def test_pages_put_together_are_the_whole_list(limit: int) -> None:
    world = World(count=200)
    gathered: list[ListedJob] = []
    marker = None
    while True:
        page = world.page(NOW, after=marker, limit=limit)
        gathered += page.jobs
        if not page.is_truncated:
            break
        marker = page.jobs[-1].job_id
    assert tuple(gathered) == world.jobs(NOW)


def test_jobs_of_the_archive_have_a_status_and_were_done_long_ago() -> None:
    world = World(count=2_500)
    last = world.jobs(NOW)[-1]
    status = world.status(last.job_id, NOW)
    assert (status.created_at, status.progress_code, status.location_code) == (
        last.created_at,
        "Success",
        "Returned",
    )
    with pytest.raises(UnknownJobError):
        WORLD.status(last.job_id, NOW)


class CountingWorld(World):
    """Counts the jobs that are generated."""

    made = 0

    def _draw(self, number: int) -> bytes:
        CountingWorld.made += 1
        return super()._draw(number)


def test_a_page_from_a_hundred_thousand_jobs_makes_up_no_more_than_a_page() -> None:
    world = CountingWorld(count=100_000)
    marker = World(count=100_000).jobs(NOW)[98_000].job_id
    CountingWorld.made = 0
    world.page(NOW, after=marker, limit=1_000)
    assert 1_000 <= CountingWorld.made < 1_200
