"""ie-tui for storms: it can write only below the given folder.

Usage: python -m tests.storm.guarded_app FOLDER DESCRIPTOR [FLAG ...].
SIGUSR1 makes it prompt for an MFA code.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import os
import signal
import sys
from collections import Counter
from concurrent.futures import Future
from errno import EACCES
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import events
from textual.screen import Screen

from ie_tui.cli import main as cli
from ie_tui.devices import mounts
from ie_tui.ui import app as app_module
from ie_tui.ui.messages import CodeWanted
from tests.storm.play import ASK_SIGNAL, BUSY, MARK_KEY, OPENED, OVER, STUCK

_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_DIRECTORY
"""Flags of a file opened for more than reading; a directory is opened to write into it."""
_CHANGES: Final = frozenset(
    (
        *("os.chmod", "os.chown", "os.link", "os.mkdir", "os.mknod", "os.remove", "os.rename", "os.rmdir"),
        *("os.symlink", "os.truncate", "os.utime", "os.setxattr", "shutil.move", "shutil.rmtree"),
    )
)
_FREE: Final = (Path("/dev/null"), Path("/dev/tty"))


class Guard:
    """An audit hook that refuses to write outside the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITES:
                self._check(path)
        elif event in _CHANGES:
            # Paths relative to a directory descriptor are fine: the directory was checked when it was opened.
            for path in arguments[: 2 if event in ("os.rename", "os.link", "shutil.move") else 1]:
                self._check(path)
        elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            raise PermissionError(EACCES, "a storm starts no programs")

    def _check(self, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        asked = Path(os.path.realpath(os.fsdecode(path)))
        if asked not in _FREE and not asked.is_relative_to(self._folder):
            raise PermissionError(EACCES, "outside of the folder of this storm", str(asked))


class StormApp(app_module.IeTui):
    """Prompts for an MFA code on a signal, and counts the screens that it opens."""

    CSS_PATH = app_module.IeTui.CSS_PATH
    folder: ClassVar[Path]
    marks_fd: ClassVar[int]
    """Gets a byte for each mark read from the input."""
    opened: ClassVar[Counter[str]] = Counter()

    def on_mount(self) -> None:
        asyncio.get_running_loop().add_signal_handler(ASK_SIGNAL, self._ask)

    def _tell_what_is_open(self) -> None:
        tasks = [f"{task.get_name()}: {task.get_stack(limit=1)}" for task in asyncio.all_tasks()]
        waiting = [
            f"{type(screen).__name__}: {screen._message_queue.qsize()} messages"
            for screen in self.screen_stack
        ]
        (self.folder / STUCK).write_text("\n".join((*waiting, f"focus: {self.focused}", *tasks)))

    def exit(self, *arguments: Any, **more: Any) -> None:
        """Ignore the palette, clicks and ctrl+c until the storm is over."""
        if (self.folder / OVER).exists():
            super().exit(*arguments, **more)

    def action_suspend_process(self) -> None:
        """Ignore ctrl+z: nobody would type `fg`."""

    def push_screen(self, screen: Screen[Any] | str, *arguments: Any, **more: Any) -> Any:
        self.opened[type(screen).__name__] += 1
        return super().push_screen(screen, *arguments, **more)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and event.key == MARK_KEY:
            if not event.is_forwarded:
                os.write(self.marks_fd, b".")
            return
        await super().on_event(event)

    def _ask(self) -> None:
        if (self.folder / OVER).exists():
            self._tell_what_is_open()
            return
        self.post_message(CodeWanted("arn:aws:iam::123456789012:mfa/storm", Future()))


def main(folder: Path, marks_fd: int, flags: list[str]) -> int:
    """Run the program with these flags and give its exit status."""
    signal.signal(ASK_SIGNAL, signal.SIG_IGN)
    faulthandler.register(signal.SIGUSR2, (folder / BUSY).open("w"))
    disk = folder / "disk"
    table = f"36 35 8:17 / {disk} rw,relatime - vfat /dev/sdz1 rw\n"
    mounts._read_table = lambda platform: table
    StormApp.folder, StormApp.marks_fd = folder, marks_fd
    app_module.IeTui = StormApp  # type: ignore[misc]
    sys.addaudithook(Guard(folder))
    try:
        return cli.main(flags)
    finally:
        (folder / OPENED).write_text(json.dumps(StormApp.opened))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), int(sys.argv[2]), sys.argv[3:]))
