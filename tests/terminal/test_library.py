"""Runs the example in docs/library.md."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ie_tui.emulator.app import create_app
from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY
from ie_tui.emulator.world.jobs_of_seed import World
from tests.emulator.served import served

PAGE = Path(__file__).parents[2].joinpath("docs/library.md")


def test_the_example_of_the_page_prints_ten_jobs(home: dict[str, str]) -> None:
    marked = PAGE.read_text(encoding="utf-8").partition("<!-- library")[2]
    example = marked.partition("```python\n")[2].partition("```")[0]
    with served(create_app(World(count=12))) as url:
        account = {
            "AWS_ACCESS_KEY_ID": DEMO_ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": DEMO_SECRET_ACCESS_KEY,
            "AWS_ENDPOINT_URL": url,
        }
        ended = subprocess.run(
            [sys.executable, "-W", "error", "-c", example],
            env=home | account,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.stderr == ""
    printed = [line.split() for line in ended.stdout.splitlines()]
    assert len(printed) == 10
    assert {len(words) for words in printed} == {3}
    assert "NotReceived" in ended.stdout
