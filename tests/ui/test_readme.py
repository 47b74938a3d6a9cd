"""The README says what the app does."""

from __future__ import annotations

import argparse
from pathlib import Path

from ie_tui.cli.parser import build_parser
from ie_tui.exit_statuses import Exit
from ie_tui.ui.commands.registry import key_rows

README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")


def test_the_key_table_is_the_registry() -> None:
    """`python -m tests.ui.test_readme` writes it anew."""
    _, _, rest = README.partition("<!-- keys:")
    table, end, _ = rest.partition("-->\n")[2].partition("<!-- end of keys -->")
    assert end
    assert table.strip().split("\n") == key_rows()


def test_each_exit_status_is_told() -> None:
    for status in Exit:
        assert f"\n| {status.value} | " in README


def test_each_flag_of_the_command_line_is_told() -> None:
    parser = build_parser()
    commands = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction)).choices.values()
    flags = {flag for each in (parser, *commands) for flag in each._option_string_actions}
    missing = [flag for flag in flags if flag.startswith("--") and f"`{flag}" not in README]
    assert missing == []


if __name__ == "__main__":
    head, mark, rest = README.partition("<!-- keys:")
    note, close, _ = rest.partition("-->\n")
    tail = rest.partition("<!-- end of keys -->")[2]
    written = f"{head}{mark}{note}{close}" + "\n".join(key_rows()) + f"\n<!-- end of keys -->{tail}"
    Path(__file__).parents[2].joinpath("README.md").write_text(written, encoding="utf-8")
