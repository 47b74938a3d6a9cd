"""Callers that use the emulator's clock, and a way to advance it to a given state."""

from __future__ import annotations

from datetime import timedelta

from botocore.credentials import Credentials

from ie_tui.emulator.app import Emulator
from ie_tui.emulator.world.jobs_of_seed import World

from .caller import DEMO, Answer, Clock, ask_at, call
from .orders import IMPORT


class Account:
    """Calls the emulator for one account."""

    def __init__(self, app: Emulator, clock: Clock, credentials: Credentials = DEMO) -> None:
        self._app = app
        self._clock = clock
        self._credentials = credentials

    async def __call__(self, action: str, **parameters: str) -> Answer:
        sent = ask_at(self._clock.now, action, credentials=self._credentials, **parameters)
        return await call(self._app, sent)

    async def create(self, manifest: str = IMPORT, job_type: str = "Import", **more: str) -> str:
        answer = await self("CreateJob", JobType=job_type, Manifest=manifest, **more)
        assert answer.http_status == 200, answer.body
        return answer.text("JobId") or ""

    async def codes(self, job_id: str) -> tuple[str | None, str | None]:
        answer = await self("GetStatus", JobId=job_id)
        return answer.text("LocationCode"), answer.text("ProgressCode")

    async def listed(self) -> dict[str, tuple[str, str]]:
        answer = await self("ListJobs")
        kinds = zip(answer.texts("JobType"), answer.texts("IsCanceled"), strict=True)
        return dict(zip(answer.texts("JobId"), kinds, strict=True))


def wait_for(clock: Clock, location_code: str, progress_code: str, *, manifest_has: str = "") -> str:
    """Advance the clock until the demo has such a job with a well-formed status; returns its id."""
    world = World()
    for _ in range(500):
        for job in world.jobs(clock.now):
            status = world.status(job.job_id, clock.now)
            codes = (status.location_code, status.progress_code)
            is_wanted = manifest_has in status.current_manifest and not status.ill_formed
            if is_wanted and codes == (location_code, progress_code):
                return job.job_id
        clock.now += timedelta(hours=1)
    raise AssertionError(f"no job came to {location_code}, {progress_code}")
