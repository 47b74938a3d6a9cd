"""The real app on the real tracker, cache and client, with a fault proxy between it and the emulator."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final, Self

import httpx
import pytest

from ie_tui.api.ca_bundle import CaBundle
from ie_tui.api.client import SIGNERS, ImportExportClient
from ie_tui.api.endpoint import Endpoint, parse_endpoint
from ie_tui.api.retry import Deadlines
from ie_tui.api.signers import CredentialScope, SignedRequest
from ie_tui.api.signing import Credentials
from ie_tui.cache.cache import Cache
from ie_tui.jobs.row import Identity
from ie_tui.tracking.connection import CallerHint, Connection, UserCallbacks
from ie_tui.tracking.repository import JobRepository
from ie_tui.tracking.tracker import JobTracker
from ie_tui.ui.app import IeTui
from tests.faults import certificates
from tests.faults.behind import NOW, ServiceBehind
from tests.faults.proxy import FaultProxy, Way
from tests.faults.wallets import OpenWallet, Wallet, long_lived_keys
from tests.ui.conftest import NEVER_BY_ITSELF

ME: Final = Identity("me")
GENEROUS: Final = Deadlines(attempt_s=10, action_s=30)
"""Longer than any fault takes that is not about time."""
_HOLD_LIMIT_S: Final = 10.0


class Road(Enum):
    """How the client reaches the service."""

    PLAIN = auto()
    """By address, unencrypted."""
    TLS = auto()
    """By name, encrypted."""
    PROXY = auto()
    """By name, encrypted, through a proxy with a password."""


class Names:
    """Resolves one name in place of the resolver."""

    def __init__(self) -> None:
        self.is_known = True
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._look_up: Callable[..., Any] = socket.getaddrinfo

    def look_up(self, host: object, *arguments: Any, **options: Any) -> Any:
        """Stands in for `socket.getaddrinfo`, in whatever thread."""
        if host not in (certificates.NAME, certificates.NAME.encode()):
            return self._look_up(host, *arguments, **options)
        self.may_answer.wait(_HOLD_LIMIT_S)
        if not self.is_known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self._look_up("127.0.0.1", *arguments, **options)


class HastyTransport(httpx.AsyncHTTPTransport):
    """A real network backend with a connect timeout of a moment instead of ten seconds."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"]["connect"] = 0.2
        return await super().handle_async_request(request)


@dataclass
class Stage:
    """The surroundings of one app; a fault can be held back until keys have been pressed."""

    behind: ServiceBehind
    folder: Path
    patch: pytest.MonkeyPatch
    road: Road = Road.PLAIN
    deadlines: Deadlines = GENEROUS
    open_wallet: OpenWallet = long_lived_keys
    transport: httpx.AsyncBaseTransport | None = None
    lanes: int = 4
    now: datetime = NOW
    """This machine's clock."""
    skew: timedelta = timedelta()
    """How far the service's clock is ahead of this one."""
    attempts: Counter[str] = field(default_factory=Counter)
    """The number of attempts by action, counted by their signatures."""
    waits_s: list[float] = field(default_factory=list)
    """The waits between attempts that the client chose."""
    names: Names = field(default_factory=Names)
    endpoint: Endpoint = field(init=False)
    proxy: FaultProxy = field(init=False)
    """The place of the faults: the service's address, or the client's proxy."""
    wallet: Wallet = field(init=False)
    tracker: JobTracker = field(init=False)
    _may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    _ends: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        self._may_go_on.set()
        self.behind.clock = lambda: self.now + self.skew
        self.patch.setattr(socket, "getaddrinfo", self.names.look_up)
        await self._open_road()
        self.wallet = await self._ends.enter_async_context(self.open_wallet(self.folder / "home", self.patch))
        cache = Cache.open(self.folder / "cache" / "jobs.sqlite3")
        self._ends.callback(cache.close)
        who = CallerHint("hint", "scope", "prod", self.endpoint.host)
        self.tracker = JobTracker(JobRepository(cache, ME), who, self._connect, lambda: self.now)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.go_on()
        await self._ends.aclose()

    def app(self) -> IeTui:
        """The app; by itself it fetches only the first list."""
        return IeTui(
            self.tracker,
            environ={"TERM": "xterm-256color"},
            state_dir=self.folder / "state",
            pace=NEVER_BY_ITSELF,
        )

    @property
    def healthy(self) -> Way:
        """The way of the proxy without a fault."""
        return Way(tls=certificates.genuine() if self.road is Road.TLS else None)

    def hold_first_attempts(self) -> None:
        """Hold back connections, name lookups and credential lookups until `go_on`."""
        self.proxy.gate.clear()
        self.names.may_answer.clear()
        self._may_go_on.clear()

    def hold_second_attempts(self) -> None:
        """Hold back retries until `go_on`."""
        self._may_go_on.clear()

    def go_on(self) -> None:
        """Release what is held back."""
        self.names.may_answer.set()
        self._may_go_on.set()
        self.proxy.gate.set()

    async def mend(self) -> None:
        """Remove the fault."""
        self.names.is_known = True
        self.skew = timedelta()
        self.wallet.is_broken = False
        self.proxy.reopen()
        await self.proxy.take(self.healthy)

    async def _open_road(self) -> None:
        if self.road is Road.PLAIN:
            self.proxy = await self._ends.enter_async_context(FaultProxy(self.behind.address))
            self.endpoint = parse_endpoint(f"http://127.0.0.1:{self.proxy.port}")
            return
        certificates.authority().cert_pem.write_to_path(str(self._bundle))
        door = FaultProxy(self.behind.address, Way(tls=certificates.genuine()))
        self.proxy = await self._ends.enter_async_context(door)
        self.endpoint = parse_endpoint(f"https://{certificates.NAME}:{door.port}")
        if self.road is Road.PROXY:
            self.proxy = await self._ends.enter_async_context(FaultProxy(("127.0.0.1", door.port)))
            self.patch.setenv("https_proxy", f"http://me:hunter2@127.0.0.1:{self.proxy.port}")

    @property
    def _bundle(self) -> Path:
        return self.folder / "authority.pem"

    async def _connect(self, person: UserCallbacks) -> Connection:
        try:
            credentials = await self.wallet.look_up()
        finally:
            await self._may_go_on.wait()
        client = ImportExportClient(
            self.endpoint,
            credentials,
            signer=self._sign,
            lanes=self.lanes,
            ca_bundle=None if self.road is Road.PLAIN else CaBundle(str(self._bundle), "--ca-bundle"),
            transport=self.transport,
            on_retry=person.retrying,
            clock=lambda: self.now,
            random=lambda: 1.0,
            sleep=self._sleep,
            deadlines=self.deadlines,
        )
        return Connection(client, ME, "prod", self.endpoint.host)

    def _sign(
        self,
        url: str,
        params: Mapping[str, str],
        credentials: Credentials,
        at: datetime,
        scope: CredentialScope,
    ) -> SignedRequest:
        self.attempts[params["Action"]] += 1
        return SIGNERS[4](url, params, credentials, at, scope)

    async def _sleep(self, seconds: float) -> None:
        self.waits_s.append(seconds)
        await self._may_go_on.wait()
