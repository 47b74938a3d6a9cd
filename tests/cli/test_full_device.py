"""Output to a full device is a failure, even if argparse prints it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ie_tui.exit_statuses import Exit

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("typed", ["--help", "--version", "jobs --help", "emulator --fault list"])
def test_help_version_and_faults_fail_if_stdout_is_full(typed: str, unbuffered: str) -> None:
    with FULL.open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "ie_tui", *typed.split()],
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == Exit.FAILED
    assert ended.stderr == "ie-tui: The output could not be written: No space left on device.\n"
