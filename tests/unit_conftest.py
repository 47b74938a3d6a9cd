"""What the unit tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from ie_tui.cache.cache import Cache


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Closes the caches in memory that a test makes in passing; Python 3.13 warns of an open database."""
    make = Cache.in_memory.__func__  # type: ignore[attr-defined]
    with ExitStack() as made:

        def in_memory(kind: type[Cache]) -> Cache:
            cache: Cache = make(kind)
            made.callback(cache.close)
            return cache

        monkeypatch.setattr(Cache, "in_memory", classmethod(in_memory))
        yield
