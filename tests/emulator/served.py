"""An ASGI application on a free port of loopback, for clients that need a real socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn

from ie_tui.emulator.faults import App


@contextmanager
def served(app: App) -> Iterator[str]:
    """Gives the endpoint's address; the socket listens before the server runs, and both end here."""
    # asyncio switches Nagle's delay off only where the protocol is named: 40 ms a request.
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
