"""Exceptions outside of handlers and workers: in a callback of the event loop, in a thread of a library."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Tell = Callable[[BaseException, str], None]
"""Gets the exception and what was being done, and runs in the event loop."""


@contextmanager
def told_to(tell: Tell) -> Iterator[None]:
    """Hand them on, within the running loop; asyncio and Python would print them where nobody looks."""
    loop, before = asyncio.get_running_loop(), threading.excepthook

    def of_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        tell(context.get("exception") or RuntimeError(context["message"]), "working")

    def of_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            loop.call_soon_threadsafe(tell, told.exc_value, "working")

    loop.set_exception_handler(of_loop)
    threading.excepthook = of_thread
    try:
        yield
    finally:
        threading.excepthook = before
        loop.set_exception_handler(None)
