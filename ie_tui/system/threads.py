"""Runs blocking calls in daemon threads, which never delay the program's exit.

Python joins the threads of asyncio and of thread pools at exit: a hanging device in one of those would make
it impossible to quit.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from importlib import import_module
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def start_daemon_thread(call: Callable[[], T]) -> Future[T]:
    """Run a blocking call in its own daemon thread."""
    outcome: Future[T] = Future()

    def work() -> None:
        if not outcome.set_running_or_notify_cancel():
            return
        try:
            outcome.set_result(call())
        except BaseException as error:  # noqa: BLE001  # the waiter gets it
            outcome.set_exception(error)

    Thread(target=work, name="apart", daemon=True).start()
    return outcome


async def in_daemon_thread(call: Callable[[], T], limit_s: float) -> T:
    """The result of a blocking call. Raises TimeoutError; the thread is then left alone."""
    import asyncio

    async with asyncio.timeout(limit_s):
        return await asyncio.wrap_future(start_daemon_thread(call))


async def import_apart(*modules: str) -> None:
    """Import in a thread, so that the screen keeps responding to keys."""
    import asyncio

    for module in modules:
        await asyncio.to_thread(import_module, module)
