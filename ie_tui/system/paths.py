"""Where the app keeps its own files. Nothing is made here: who writes a file makes its directory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from platformdirs import PlatformDirs

_APP: Final = "ie-tui"
_DIRECTORIES: Final = PlatformDirs(_APP, appauthor=False)


class NoHome(Exception):
    """The system names no home directory; the sentence says what to set."""


def config_dir() -> Path:
    """Where `config.toml` is looked for: what a person wrote. Raises NoHome."""
    return _directory("XDG_CONFIG_HOME", lambda: _DIRECTORIES.user_config_path)


def cache_dir() -> Path:
    """What can be fetched again: the cache of jobs. Raises NoHome."""
    return _directory("XDG_CACHE_HOME", lambda: _DIRECTORIES.user_cache_path)


def state_dir() -> Path:
    """What is remembered from one run to the next: the last job, the log. Raises NoHome."""
    return _directory("XDG_STATE_HOME", lambda: _DIRECTORIES.user_state_path)


def _directory(variable: str, of_platform: Callable[[], Path]) -> Path:
    # Older releases of platformdirs ignore these variables on macOS. The XDG specification has a relative
    # value count as none.
    if Path(chosen := os.environ.get(variable, "")).is_absolute():
        return Path(chosen, _APP)
    try:
        directory = of_platform()
    except RuntimeError:
        directory = Path()
    if not directory.is_absolute():
        raise NoHome(
            f"There is no home directory to keep files in. Set HOME, or {variable}, to an absolute path."
        )
    return directory
