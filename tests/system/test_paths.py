from __future__ import annotations

import pwd
import sys
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from ie_tui.system.paths import NoHome, cache_dir, config_dir, state_dir

DIRECTORIES = [
    pytest.param(config_dir, "XDG_CONFIG_HOME", ".config", id="config"),
    pytest.param(cache_dir, "XDG_CACHE_HOME", ".cache", id="cache"),
    pytest.param(state_dir, "XDG_STATE_HOME", ".local/state", id="state"),
]
every_directory = pytest.mark.parametrize(("directory", "variable", "usual"), DIRECTORIES)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for _, variable, _ in (param.values for param in DIRECTORIES):
        monkeypatch.delenv(str(variable), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@every_directory
def test_an_absolute_xdg_variable_decides_on_every_platform(
    directory: Callable[[], Path], variable: str, usual: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "mine"))
    assert directory() == tmp_path / "mine" / "ie-tui"


@every_directory
@pytest.mark.parametrize("value", ["", "relative/place", "~/place"])
def test_an_xdg_variable_that_is_not_absolute_counts_as_none(
    directory: Callable[[], Path], variable: str, usual: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = directory()
    monkeypatch.setenv(variable, value)
    assert directory() == without


@pytest.mark.skipif(sys.platform != "linux", reason="the usual places of Linux")
@every_directory
def test_without_xdg_variables_the_places_are_the_usual_ones_below_home(
    directory: Callable[[], Path], variable: str, usual: str, home: Path
) -> None:
    assert directory() == home / usual / "ie-tui"


def test_the_three_directories_differ() -> None:
    assert len({config_dir(), cache_dir(), state_dir()}) == len(DIRECTORIES)


def test_asking_for_a_directory_does_not_make_it(home: Path) -> None:
    config_dir()
    cache_dir()
    state_dir()
    assert list(home.iterdir()) == []


@pytest.fixture
def nobody_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown)


@pytest.mark.usefixtures("nobody_home")
@every_directory
def test_without_any_home_the_sentence_names_what_to_set(
    directory: Callable[[], Path], variable: str, usual: str
) -> None:
    with pytest.raises(NoHome, match=f"HOME or {variable} to an absolute path"):
        directory()


@pytest.mark.usefixtures("nobody_home")
@every_directory
def test_an_older_platformdirs_that_leaves_the_tilde_gives_the_same_sentence(
    directory: Callable[[], Path], variable: str, usual: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("user_config_path", "user_cache_path", "user_state_path"):
        monkeypatch.setattr(platformdirs.PlatformDirs, name, Path("~", "somewhere"))
    with pytest.raises(NoHome, match=variable):
        directory()


@pytest.mark.usefixtures("nobody_home")
def test_without_any_home_an_xdg_variable_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_dir() == tmp_path / "ie-tui"
