"""Exceptions outside handlers and workers: in event loop callbacks and in threads of libraries."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Tell = Callable[[BaseException, str], None]
"""Takes the exception and what was being done; called in the event loop."""


@contextmanager
def told_to(tell: Tell) -> Iterator[None]:
    """Pass them to `tell` while inside; asyncio and Python would print them behind the screen."""
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
