"""The app's own directories. None is created here: whoever writes a file creates its directory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from platformdirs import PlatformDirs

_APP: Final = "ie-tui"
_DIRECTORIES: Final = PlatformDirs(_APP, appauthor=False)


class NoHome(Exception):
    """There is no home directory; the sentence says what to set."""


def config_dir() -> Path:
    """The directory of the user's `config.toml`. Raises NoHome."""
    return _directory("XDG_CONFIG_HOME", lambda: _DIRECTORIES.user_config_path)


def cache_dir() -> Path:
    """The directory of the job cache, which can be fetched again. Raises NoHome."""
    return _directory("XDG_CACHE_HOME", lambda: _DIRECTORIES.user_cache_path)


def state_dir() -> Path:
    """The directory for state between runs: the last job, the log. Raises NoHome."""
    return _directory("XDG_STATE_HOME", lambda: _DIRECTORIES.user_state_path)


def _directory(variable: str, of_platform: Callable[[], Path]) -> Path:
    # Older releases of platformdirs ignore these variables on macOS. Per the XDG specification a
    # relative value is ignored.
    if Path(chosen := os.environ.get(variable, "")).is_absolute():
        return Path(chosen, _APP)
    try:
        directory = of_platform()
    except RuntimeError:
        directory = Path()
    if not directory.is_absolute():
        raise NoHome(f"There is no home directory. Set HOME or {variable} to an absolute path.")
    return directory
