"""The README says what the app does."""

from __future__ import annotations

from pathlib import Path

from ie_tui.exits import Exit
from ie_tui.ui.commands import key_rows

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


if __name__ == "__main__":
    head, mark, rest = README.partition("<!-- keys:")
    note, close, _ = rest.partition("-->\n")
    tail = rest.partition("<!-- end of keys -->")[2]
    written = f"{head}{mark}{note}{close}" + "\n".join(key_rows()) + f"\n<!-- end of keys -->{tail}"
    Path(__file__).parents[2].joinpath("README.md").write_text(written, encoding="utf-8")
