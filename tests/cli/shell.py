"""Runs `ie-tui` in this process, in a separate home, on a scripted service."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import pytest

from ie_tui import bootstrap
from ie_tui.api.client import ImportExportClient
from ie_tui.api.endpoint import Endpoint
from ie_tui.api.retry import Deadlines
from ie_tui.api.signing import Credentials
from ie_tui.api.transport import Transport
from ie_tui.cli import main as cli
from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY
from ie_tui.jobs.row import Identity
from ie_tui.tracking.connection import Connection, UserCallbacks

KEYS: Final = Credentials(DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY)
HOST: Final = "localhost"
_QUICK: Final = Deadlines(attempt_s=0.3, action_s=2.0)


class Ended(NamedTuple):
    """The result of a run."""

    status: int
    out: str
    err: str


async def no_wait(_seconds: float) -> None:
    """Stands in for the wait between attempts."""


class Shell:
    """Runs command lines, each as if in a new process."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.patch = patch
        self._capsys = capsys
        patch.setenv("HOME", str(home))
        for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "AWS_PROFILE", "AWS_REGION"):
            patch.delenv(name, raising=False)

    @property
    def cache(self) -> Path:
        """The cache file."""
        return self.home / ".cache" / "ie-tui" / "jobs.sqlite3"

    @property
    def device(self) -> Path:
        """A folder to save in; it is not the root of a device."""
        folder = self.home / "device"
        folder.mkdir(exist_ok=True)
        return folder

    def empty_device(self) -> None:
        """Delete what has been cached and saved."""
        shutil.rmtree(self.device)

    def serve(self, transport: Callable[[], Transport], remarks: tuple[str, ...] = ()) -> None:
        """Use this transport for the following runs."""

        async def connect(
            _options: object, clock: Callable[[], datetime], person: UserCallbacks
        ) -> Connection:
            client = ImportExportClient(
                Endpoint(f"http://{HOST}/"),
                KEYS,
                transport=transport(),
                clock=clock,
                sleep=no_wait,
                on_retry=person.retrying,
                deadlines=_QUICK,
            )
            return Connection(client, Identity("me"), "profile prod", HOST, remarks)

        self.patch.setattr(bootstrap, "_connect", connect)

    def run(self, *arguments: str) -> Ended:
        """Run the command line; SystemExit counts as its end."""
        try:
            status = cli.main(list(arguments))
        except SystemExit as ended:
            status = int(ended.code or 0)
        return self.streams()._replace(status=status)

    def streams(self) -> Ended:
        """The output since the last call; its status is meaningless."""
        streams = self._capsys.readouterr()
        return Ended(-1, streams.out, streams.err)


def transport_of(answer: Callable[[httpx.Request], httpx.Response]) -> Callable[[], Transport]:
    """A transport that responds with `answer`."""
    return lambda: httpx.MockTransport(answer)
