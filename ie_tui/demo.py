"""The demo: an embedded service without network or account, with a history of earlier fetches."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from ie_tui.api.models import JobId, readable
from ie_tui.jobs.attention import newest_move
from ie_tui.jobs.next_move import MoveKind
from ie_tui.jobs.record import Note
from ie_tui.jobs.row import Identity
from ie_tui.system.threads import import_apart
from ie_tui.tracking.connection import LANES, CallerHint, Connection, UserCallbacks, identity_of
from ie_tui.tracking.repository import JobRepository
from ie_tui.tracking.tracker import JobTracker

if TYPE_CHECKING:
    from ie_tui.api.client import ImportExportClient
    from ie_tui.emulator.world.jobs_of_seed import World

_LAST_LOOKED: Final = timedelta(days=2)
"""How long ago all jobs of the demo were last viewed."""
_DEALT_WITH_AFTER: Final = timedelta(days=20)
"""How long after a problem it was marked as handled."""
_SENT_BETWEEN: Final = (timedelta(days=2), timedelta(days=12))
"""The age of unreceived jobs that have a note with carrier and tracking number."""
WHO: Final = CallerHint(hint="demo", scope="demo", account="demo", endpoint="embedded service")


async def connect(
    keeping: JobRepository, clock: Callable[[], datetime], _person: UserCallbacks
) -> Connection:
    """Connect to the embedded service in process. If the cache is empty, fill it with the history first."""
    await import_apart("ie_tui.api.client", "ie_tui.api.responses", "ie_tui.emulator.app")
    from ie_tui.emulator.world.jobs_of_seed import World

    world = World()
    identity = identity_of("demo", f"demo:{world.seed}")
    mine = keeping.on_behalf(identity)
    if mine.listed_at() is None:
        await _replay(world, mine, identity, until=clock())
    # As for the real service: full collections would block the screen.
    gc.freeze()
    return Connection(_client(world, clock), identity, WHO.account, WHO.endpoint)


def _client(world: World, clock: Callable[[], datetime]) -> ImportExportClient:
    from ie_tui.api.client import ImportExportClient, asgi_transport
    from ie_tui.api.endpoint import Endpoint
    from ie_tui.api.signing import Credentials
    from ie_tui.emulator.app import create_app
    from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY

    return ImportExportClient(
        Endpoint("http://localhost/"),
        Credentials(DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY),
        lanes=LANES,
        clock=clock,
        transport=asgi_transport(create_app(world, clock=clock)),
    )


async def _replay(world: World, keeping: JobRepository, identity: Identity, until: datetime) -> None:
    """Build up the history: fetch each job at each of its changes, with the clock set to that time."""
    past = [until]
    seen: dict[str, datetime] = {}
    client = _client(world, lambda: past[0])

    async def connect_past(_person: UserCallbacks) -> Connection:
        return Connection(client, identity, WHO.account, WHO.endpoint)

    tracker = JobTracker(keeping, WHO, connect_past, lambda: past[0])
    for at, job_id in world.moments(until):
        past[0] = at
        await tracker.refresh_status(JobId(job_id))
        seen[job_id] = at
    for job_id, at in seen.items():
        if until - at > _LAST_LOOKED:
            await keeping.mark_noticed(JobId(job_id))
        past[0] = min(at + _DEALT_WITH_AFTER, until)
        await _as_its_owner(tracker, JobId(job_id), until)
    await tracker.disconnect()


async def _as_its_owner(tracker: JobTracker, job_id: JobId, until: datetime) -> None:
    """Add the note or the handled mark that an owner of this job would have set."""
    record = tracker.record(job_id)
    move = newest_move(record, record.at)
    created = record.status and readable(record.status.created_at)
    youngest, oldest = _SENT_BETWEEN
    if move.kinds == (MoveKind.SHIP,) and created and youngest < until - created < oldest:
        await tracker.replace_note(job_id, Note("", "UPS", f"1Z{created:%j%H%M%S}"), record.note)
    elif not {MoveKind.SHIP, MoveKind.EXPIRES} & {*move.kinds} and move.may_be_handled and record.at < until:
        await tracker.toggle_handled(record)
