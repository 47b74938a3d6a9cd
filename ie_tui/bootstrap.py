"""From what was typed to a tracker: the only file that knows the real service from the embedded one."""

from __future__ import annotations

import gc
import hashlib
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ie_tui.api.errors import Offline, Remedy
from ie_tui.api.models import JobId, readable
from ie_tui.cache.cache import Cache, CacheUnusable
from ie_tui.credentials.fingerprint import environment_endpoint, hint, profile_name, scope
from ie_tui.jobs.attention import newest_move
from ie_tui.jobs.next_move import Kind
from ie_tui.jobs.record import Note
from ie_tui.jobs.row import Identity
from ie_tui.system.paths import NoHome, cache_dir
from ie_tui.tracking.connection import Connect, Connection, Person, Who
from ie_tui.tracking.repository import Keeping
from ie_tui.tracking.tracker import JobTracker

if TYPE_CHECKING:
    from ie_tui.api.client import ImportExportClient
    from ie_tui.emulator.world.jobs_of_seed import World

API_VERSION: Final = "2010-06-01"
LANES: Final = 4
"""The list, the job under the cursor and two quiet questions at a time."""
_LAST_LOOKED: Final = timedelta(days=2)
"""So long ago the owner of the demo's jobs looked at them all."""
_DEALT_WITH_AFTER: Final = timedelta(days=20)
"""So long it took that owner to deal with what went wrong."""
_SENT_BETWEEN: Final = (timedelta(days=2), timedelta(days=12))
"""Jobs of this age whose device has not come: that owner noted a parcel."""
DEMO: Final = Who(hint="demo", scope="demo", account="demo", endpoint="embedded service")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    demo: bool = False
    """Ask the embedded service; no credentials, no network."""
    profile: str | None = None
    endpoint_url: str | None = None
    signature_version: int = 4
    ca_bundle: str | None = None
    insecure_endpoint: bool = False
    """Allow `http://` to a host that is not this machine."""
    offline: bool = False
    """Never ask the service."""
    no_cache: bool = False
    """Neither read nor write the cache on disk."""


def now() -> datetime:
    """The wall clock: aware, in UTC."""
    return datetime.now(UTC)


def wire(options: Options, environ: Mapping[str, str], clock: Callable[[], datetime] = now) -> JobTracker:
    """A tracker that shows what is cached at once, and looks up credentials when it first must ask."""
    cache, notices = _open_cache(options)
    who = DEMO if options.demo else _who(options, environ)
    keeping = Keeping(cache, None)
    keeping.notices += notices
    keeping.recognize(who.hint, who.scope)
    connect: Connect
    if options.offline:
        connect = _stay_offline
    elif options.demo:
        connect = partial(_connect_demo, keeping, clock)
    else:
        connect = partial(_connect, options, clock)
    return JobTracker(keeping, who, connect, clock)


def identity_of(account: str, endpoint_url: str) -> Identity:
    """Whose jobs: an account (or the access key id where it is unknown) at an endpoint."""
    told = "\x00".join((account, endpoint_url, API_VERSION))
    return Identity(hashlib.sha256(told.encode()).hexdigest())


def _open_cache(options: Options) -> tuple[Cache, list[str]]:
    """The cache on disk, or one in memory and the reason why."""
    if options.no_cache:
        return Cache.in_memory(), []
    try:
        name = "demo.sqlite3" if options.demo else "jobs.sqlite3"
        return Cache.open(Path(cache_dir(), name)), []
    except (CacheUnusable, NoHome) as error:
        return Cache.in_memory(), [str(error)]


def _who(options: Options, environ: Mapping[str, str]) -> Who:
    typed = (options.profile, options.endpoint_url, environ)
    endpoint = options.endpoint_url or environment_endpoint(environ) or ""
    return Who(
        hint=hint(*typed),
        scope=scope(*typed),
        account=f"profile {profile_name(options.profile, environ)}",
        endpoint=endpoint.partition("://")[2].rstrip("/"),
    )


async def _stay_offline(_person: Person) -> Connection:
    raise Offline("The service was not contacted, since --offline was given.", remedy=Remedy.LEAVE_OFFLINE)


async def _connect(options: Options, clock: Callable[[], datetime], person: Person) -> Connection:
    """Look up credentials and make a client. Raises ServiceError."""
    await _import("ie_tui.api.client", "ie_tui.api.responses")
    from ie_tui.api.ca_bundle import CaBundle
    from ie_tui.api.client import SIGNERS, ImportExportClient, Scope
    from ie_tui.credentials.lookup import find_caller

    path = options.ca_bundle
    caller = await find_caller(options.profile, options.endpoint_url, prompter=person.mfa_code)
    client = ImportExportClient(
        caller.endpoint,
        caller.credentials,
        signer=SIGNERS[options.signature_version],
        scope=Scope(caller.region, caller.signing_name),
        lanes=LANES,
        clock=clock,
        ca_bundle=caller.ca_bundle if path is None else CaBundle(path, "--ca-bundle"),
        insecure=options.insecure_endpoint,
        max_attempts=caller.max_attempts,
        on_retry=person.retrying,
    )
    account = f"profile {caller.profile}" if caller.profile else "keys of the environment"
    identity = identity_of(caller.account_id or caller.access_key_id, caller.endpoint.url)
    gc.freeze()  # for the reason given in `_connect_demo`
    return Connection(client, identity, account, caller.endpoint.host, caller.remarks, caller.renewal)


async def _connect_demo(keeping: Keeping, clock: Callable[[], datetime], _person: Person) -> Connection:
    """The embedded service: no look-up, no socket. An empty cache is filled with what there was to see."""
    await _import("ie_tui.api.client", "ie_tui.api.responses", "ie_tui.emulator.app")
    from ie_tui.emulator.world.jobs_of_seed import World

    world = World()
    identity = identity_of("demo", f"demo:{world.seed}")
    mine = keeping.on_behalf(identity)
    if mine.listed_at() is None:
        await _replay(world, mine, identity, until=clock())
    # All modules are loaded, and stay: a full collection that looks at them again and again holds up the
    # screen for 16 to 45 ms each time, measured; without them it is not felt.
    gc.freeze()
    return Connection(_demo_client(world, clock), identity, DEMO.account, DEMO.endpoint)


def _demo_client(world: World, clock: Callable[[], datetime]) -> ImportExportClient:
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


async def _replay(world: World, keeping: Keeping, identity: Identity, until: datetime) -> None:
    """Live through the past: ask for each job each time it changed, as a machine that always watched."""
    past = [until]
    seen: dict[str, datetime] = {}
    client = _demo_client(world, lambda: past[0])

    async def connect(_person: Person) -> Connection:
        return Connection(client, identity, DEMO.account, DEMO.endpoint)

    tracker = JobTracker(keeping, DEMO, connect, lambda: past[0])
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
    """What a person who shipped these devices would have written down about one of them."""
    record = tracker.record(job_id)
    move = newest_move(record, record.at)
    created = record.status and readable(record.status.created_at)
    youngest, oldest = _SENT_BETWEEN
    if move.kinds == (Kind.SHIP,) and created and youngest < until - created < oldest:
        await tracker.replace_note(job_id, Note("", "UPS", f"1Z{created:%j%H%M%S}"), record.note)
    elif not {Kind.SHIP, Kind.EXPIRES} & {*move.kinds} and move.may_be_handled and record.at < until:
        await tracker.toggle_handled(record)


async def _import(*modules: str) -> None:
    """Import in a thread, so that the screen answers keys meanwhile."""
    import asyncio

    for module in modules:
        await asyncio.to_thread(import_module, module)


class CannotServe(Exception):
    """The emulator cannot be served as asked; the text says why and what to do."""


def emulator_faults() -> dict[str, str]:
    """The ways in which the emulator can misbehave: names and sentences."""
    from ie_tui.emulator.faults import FAULTS

    return {name: fault.sentence for name, fault in FAULTS.items()}


def serve_emulator(
    port: int,
    jobs: int | None,
    fault: str | None,
    *,
    announce: Callable[[Mapping[str, str]], None],
    log: Callable[[str], None],
) -> None:
    """Serve the embedded service on a port of this machine until SIGINT or SIGTERM. Raises CannotServe.

    `port` 0 is any free one; `jobs` None are those of the demo. `announce` gets the environment of a client
    once it may ask, `log` a line for each request.
    """
    try:
        from ie_tui.emulator import serve
    except ModuleNotFoundError as error:
        if error.name != "uvicorn":
            raise
        pip = f"{shlex.quote(sys.executable)} -m pip install 'ie-tui[emulator]'"
        raise CannotServe(f"The emulator needs uvicorn, which is not installed. Run: {pip}") from error
    if fault is not None and fault not in emulator_faults():
        raise CannotServe(f"There is no fault {fault}; `ie-tui emulator --fault list` names them.")
    fresh = serve.fresh_key()
    try:
        app = serve.emulation(jobs, fault, fresh)
        listener = serve.listen(port)
    except ValueError as error:
        raise CannotServe(f"--jobs: {error}.") from error
    except OSError as error:
        raise CannotServe(f"Port {port} of this machine cannot be used: {error.strerror}.") from error
    with listener:
        serve.run(
            serve.logged(app, log), listener, ready=lambda: announce(serve.environment(listener, fresh))
        )
