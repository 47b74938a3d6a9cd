"""Serves an ASGI application on a free loopback port, for clients that need a real socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn

from ie_tui.emulator.faults import App


@contextmanager
def served(app: App) -> Iterator[str]:
    """Yields the endpoint's URL. The socket listens before the server runs; both are closed on exit."""
    # asyncio sets TCP_NODELAY only if the protocol is given; without it a request takes 40 ms longer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(app, log_level="critical", ws="none", http="h11", date_header=False)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="emulator", daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive()
