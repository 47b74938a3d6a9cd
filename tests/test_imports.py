"""The modules that each entry point loads: start-up time is mostly imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NEVER_BEFORE_THE_FIRST_PAINT = {
    "httpx",
    "httpcore",
    "lxml",
    "botocore",
    "ie_tui.emulator.app",
    "ie_tui.api.client",
}
NEVER_FOR_THE_COMMAND_LINE = {"textual", "asyncio", "httpx", "lxml", "botocore", "ie_tui.ui"}

FIRST_PAINT = """
import asyncio, json, os, sys
from ie_tui.bootstrap import Options, wire
from ie_tui.ui.app import IeTui
async def main():
    app = IeTui(wire(Options(offline=True), os.environ), environ=os.environ)
    async with app.run_test() as pilot:
        await pilot.pause()
        print(json.dumps(sorted(sys.modules)), file=sys.__stdout__, flush=True)
asyncio.run(main())
"""
COMMAND_LINE = """
import json, sys
from ie_tui.cli.main import main
status = main({arguments!r})
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(script: str, home: Path, stream: str) -> set[str]:
    environ = {"HOME": str(home), "PATH": os.environ["PATH"]}
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, timeout=60, check=True
    )
    return set(json.loads(getattr(ended, stream).splitlines()[-1]))


def test_the_first_paint_needs_nothing_but_textual_and_sqlite(tmp_path: Path) -> None:
    modules = loaded(FIRST_PAINT, tmp_path, "stdout")
    assert {"textual", "sqlite3"} <= modules
    assert modules & NEVER_BEFORE_THE_FIRST_PAINT == set()


@pytest.mark.parametrize(
    "arguments",
    [["jobs", "--cached", "--json"], ["status", "QX7ZD", "--cached"], ["signature", "QX7ZD", "--cached"]],
)
def test_a_subcommand_from_the_cache_loads_no_screen_and_no_network(
    tmp_path: Path, arguments: list[str]
) -> None:
    modules = loaded(COMMAND_LINE.format(arguments=arguments), tmp_path, "stderr")
    assert "ie_tui.cli.output" in modules
    assert modules & NEVER_FOR_THE_COMMAND_LINE == set()


@pytest.mark.parametrize(
    "module",
    ["api.models", "api.errors", "api.signing", "manifest.reader", "manifest.remarks", "manifest.version_1"],
)
def test_the_core_of_the_service_needs_the_standard_library_alone(module: str, tmp_path: Path) -> None:
    script = f"import ie_tui.{module}, json, sys; print(json.dumps(sorted(sys.modules)))"
    own = {name.partition(".")[0] for name in loaded(script, tmp_path, "stdout")} - set(
        sys.stdlib_module_names
    )
    assert {name for name in own if not name.startswith("_")} <= {"ie_tui", "sitecustomize", "usercustomize"}
