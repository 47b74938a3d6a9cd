"""The machine that credential tests see: that of the api tests."""

from tests.api.conftest import configure, home

__all__ = ["configure", "home"]
