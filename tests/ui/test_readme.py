"""The README says what the app does."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from ie_tui.cli.parser import build_parser
from ie_tui.exit_statuses import Exit
from ie_tui.ui.commands.registry import COMMANDS

README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")


def test_each_exit_status_is_told() -> None:
    for status in Exit:
        assert f"\n| {status.value} | " in README


def test_each_flag_of_the_command_line_is_told() -> None:
    parser = build_parser()
    commands = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction)).choices.values()
    flags = {flag for each in (parser, *commands) for flag in each._option_string_actions}
    missing = [flag for flag in flags if flag.startswith("--") and f"`{flag}" not in README]
    assert missing == []


def test_the_first_keys_are_in_the_registry() -> None:
    """The README has the few that matter first; docs/keys.md has all, made from the registry."""
    section = README.partition("\n## Keys\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+`) \| .+ \|$", section, re.MULTILINE)
    first = {key for row in rows for key in re.findall(r"`(.+?)`", row)}
    known = {name for command in COMMANDS for name in command.key_names}
    assert len(first) > 10
    assert first <= known
