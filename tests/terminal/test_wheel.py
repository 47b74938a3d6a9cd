"""Builds the package, installs it into a fresh environment and starts it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.terminal.real_terminal import RealTerminal

CHECKOUT = Path(__file__).parents[2]
WHEELS = Path(sys.prefix, "wheels")
"""Filled by `make test`, so that this test needs no network."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(target), str(CHECKOUT))
    (built,) = target.glob("ie_tui-*.whl")
    return built


def pip(*arguments: str, python: str = sys.executable) -> None:
    command = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, timeout=300)


def test_the_wheel_holds_the_styles_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    styles = {f"ie_tui/styles/{path.name}" for path in CHECKOUT.joinpath("styles").glob("*.tcss")}
    assert styles
    assert styles <= set(names)
    assert "ie_tui/py.typed" in names
    assert not [name for name in names if name.startswith("tests")]


def test_the_installed_package_starts_the_demo(wheel: Path, tmp_path: Path, home: dict[str, str]) -> None:
    fresh = tmp_path / "fresh"
    subprocess.run([sys.executable, "-m", "venv", str(fresh)], check=True, timeout=120)
    pip(
        "install", "--no-index", "--find-links", str(WHEELS), str(wheel), python=str(fresh / "bin" / "python")
    )
    with RealTerminal([str(fresh / "bin" / "ie-tui"), "--demo"], home) as terminal:
        terminal.wait_for("SIGNATURE")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
