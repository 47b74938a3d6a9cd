"""SIGINT, SIGTERM, SIGHUP and SIGQUIT: the program cleans up, then ends by the signal it received."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from types import FrameType, TracebackType
from typing import Any, Final, Self, TypeVar

T = TypeVar("T")

_entered: Final[list[OrderlyEnd]] = []
_ENDING: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
GRACE_S: Final = 5.0
"""Time limit for cleaning up: Python waits for threads, and a DNS look-up may hang in one."""


class EndedBySignal(KeyboardInterrupt):
    """A signal is ending the program; like ctrl+c it passes every `except Exception`."""


class OrderlyEnd:
    """A context in which the first ending signal unwinds the running code.

    A second signal, or GRACE_S after the first, ends the program at once; otherwise it ends by the first
    signal on exit from the context. An ignored signal, like SIGHUP under `nohup`, stays ignored.
    """

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        """The first ending signal."""
        self.cancel: Callable[[], object] | None = None
        """Called for the first signal; if None, EndedBySignal is raised in the running code."""
        self.at_once: Callable[[], object] | None = None
        """Called before a second signal ends the program."""
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (getattr(signal, name) for name in _ENDING if hasattr(signal, name)):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._handle)
        _entered.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.received is not None:
            _end_by(self.received)
        _entered.remove(self)
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self.received is not None:
            self._end_at_once(signal.Signals(number))
        self.received = signal.Signals(number)
        if sys.platform != "win32":
            signal.signal(signal.SIGALRM, lambda *_: self._end_at_once(signal.Signals(number)))
            signal.setitimer(signal.ITIMER_REAL, GRACE_S)
        if self.cancel is None:
            raise EndedBySignal
        self.cancel()

    def _end_at_once(self, number: signal.Signals) -> None:
        _restore_default(number)
        if self.at_once is not None:
            self.at_once()
        _end_by(number)


def run(work: Coroutine[Any, Any, T], at_once: Callable[[], object] | None = None) -> T:
    """As `asyncio.run`, but an ending signal cancels the work. Raises EndedBySignal.

    `at_once` is called in a signal handler before a second signal ends the program.
    """
    import asyncio

    end = _entered[-1] if _entered else OrderlyEnd()

    async def cancellable() -> T:
        loop = asyncio.get_running_loop()
        (task,) = asyncio.all_tasks()
        end.cancel = lambda: loop.call_soon_threadsafe(task.cancel)
        try:
            return await work
        finally:
            end.cancel = None

    end.at_once = at_once
    try:
        return asyncio.run(cancellable())
    except asyncio.CancelledError as error:
        if end.received is None:
            raise RuntimeError("it was canceled from within") from error
        raise EndedBySignal from None
    finally:
        end.at_once = None


def _end_by(number: signal.Signals) -> None:
    """End the process so that its parent sees the signal."""
    if sys.platform != "win32":
        import resource

        # SIGQUIT dumps core, and the memory contains credentials.
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    _restore_default(number)
    signal.raise_signal(number)


def _restore_default(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)
