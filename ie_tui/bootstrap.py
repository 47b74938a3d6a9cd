"""Builds the tracker from the command line's options and the environment."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from ie_tui import demo
from ie_tui.api.errors import Offline, Remedy
from ie_tui.cache.cache import Cache, CacheUnusable
from ie_tui.credentials.fingerprint import (
    cache_scope,
    configuration_fingerprint,
    environment_endpoint,
    profile_name,
)
from ie_tui.system.clock import utc_now
from ie_tui.system.paths import NoHome, cache_dir
from ie_tui.system.threads import import_apart
from ie_tui.tracking.connection import LANES, CallerHint, Connect, Connection, UserCallbacks, identity_of
from ie_tui.tracking.repository import JobRepository
from ie_tui.tracking.tracker import JobTracker


@dataclass(frozen=True, slots=True)
class Options:
    """The global flags that decide where data comes from."""

    demo: bool = False
    """Use the embedded service, without credentials or network."""
    profile: str | None = None
    endpoint_url: str | None = None
    signature_version: int = 4
    ca_bundle: str | None = None
    insecure_endpoint: bool = False
    """Allow `http://` to a host that is not this machine."""
    offline: bool = False
    """Never contact the service."""
    no_cache: bool = False
    """Keep the cache in memory only."""


def wire(options: Options, environ: Mapping[str, str], clock: Callable[[], datetime] = utc_now) -> JobTracker:
    """A tracker over the cache; it looks up credentials when it first has to fetch."""
    cache, notices = _open_cache(options)
    who = demo.WHO if options.demo else _who(options, environ)
    keeping = JobRepository(cache, None)
    keeping.notices += notices
    keeping.recognize(who.hint, who.scope)
    connect: Connect
    if options.offline:
        connect = _stay_offline
    elif options.demo:
        connect = partial(demo.connect, keeping, clock)
    else:
        connect = partial(_connect, options, clock)
    return JobTracker(keeping, who, connect, clock)


def _open_cache(options: Options) -> tuple[Cache, list[str]]:
    """The cache on disk; or one in memory, with a notice if the disk could not be used."""
    if options.no_cache:
        return Cache.in_memory(), []
    try:
        name = "demo.sqlite3" if options.demo else "jobs.sqlite3"
        return Cache.open(Path(cache_dir(), name)), []
    except (CacheUnusable, NoHome) as error:
        return Cache.in_memory(), [str(error)]


def _who(options: Options, environ: Mapping[str, str]) -> CallerHint:
    typed = (options.profile, options.endpoint_url, environ)
    endpoint = options.endpoint_url or environment_endpoint(environ) or ""
    return CallerHint(
        hint=configuration_fingerprint(*typed),
        scope=cache_scope(*typed),
        account=f"profile {profile_name(options.profile, environ)}",
        endpoint=endpoint.partition("://")[2].rstrip("/"),
    )


async def _stay_offline(_person: UserCallbacks) -> Connection:
    raise Offline("Offline: the service was not contacted.", remedy=Remedy.LEAVE_OFFLINE)


async def _connect(options: Options, clock: Callable[[], datetime], person: UserCallbacks) -> Connection:
    """Look up credentials and create a client. Raises ServiceError."""
    await import_apart("ie_tui.api.client", "ie_tui.api.responses")
    from ie_tui.api.ca_bundle import CaBundle
    from ie_tui.api.client import SIGNERS, CredentialScope, ImportExportClient
    from ie_tui.credentials.lookup import find_caller

    path = options.ca_bundle
    caller = await find_caller(options.profile, options.endpoint_url, prompter=person.mfa_code)
    client = ImportExportClient(
        caller.endpoint,
        caller.credentials,
        signer=SIGNERS[options.signature_version],
        scope=CredentialScope(caller.region, caller.signing_name),
        lanes=LANES,
        clock=clock,
        ca_bundle=caller.ca_bundle if path is None else CaBundle(path, "--ca-bundle"),
        insecure=options.insecure_endpoint,
        max_attempts=caller.max_attempts,
        on_retry=person.retrying,
    )
    account = f"profile {caller.profile}" if caller.profile else "keys from the environment"
    identity = identity_of(caller.account_id or caller.access_key_id, caller.endpoint.url)
    # Loaded modules never become garbage, but every full collection scans them and blocks the screen for
    # 16 to 45 ms (measured).
    gc.freeze()
    return Connection(client, identity, account, caller.endpoint.host, caller.remarks, caller.renewal)
