"""The same jobs in Textual's own widgets: a DataTable beside a Static with the details of one job.

The straightforward solution, which repaints the whole pane for each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import DataTable, Static

from ie_tui.api.models import KeptStatus
from tests.benchmarks.thousand_jobs import statuses

_TITLE: Final = "bold $text-primary"
_NAME: Final = "$text-muted"
_CODE: Final = "bold $text-success"


class DataTableApp(App[None]):
    """Shows the job of the row under the cursor."""

    CSS = "DataTable { width: 9fr; } Static { width: 11fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._statuses = statuses(datetime.now(UTC))

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield DataTable[str](cursor_type="row")
            yield Static(id="text", markup=False)

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("JOB", "TYPE", "PROGRESS", "LOCATION")
        for status in self._statuses:
            table.add_row(status.job_id, status.job_type, status.progress_code, status.location_code)

    @on(DataTable.RowHighlighted)
    def show(self, event: DataTable.RowHighlighted) -> None:
        """Put the text of one job into the pane."""
        self.query_one("#text", Static).update(text(self._statuses[event.cursor_row]))


def text(status: KeptStatus) -> Content:
    """The details of a job in 36 lines, the height of the pane."""
    return Content("\n").join([*_progress(status), *_signature(status), *_manifest(status)])


def _progress(status: KeptStatus) -> Iterator[Content]:
    yield _title("PROGRESS")
    yield Content.assemble("  ", (status.progress_code or "", _CODE))
    yield Content(f"    {status.progress_message}")
    yield _row("created", f"{status.created_at:%Y-%m-%d %H:%M} UTC")
    yield Content()
    yield _title("LOCATION")
    yield Content.assemble("  ", (status.location_code or "", _CODE))
    yield Content()


def _signature(status: KeptStatus) -> Iterator[Content]:
    yield _title("SIGNATURE")
    yield Content.assemble("  ", (status.signature or "", _CODE))
    yield Content.styled("  SIGNATURE file, in the root of the device", _NAME)
    for line in (status.signature_file_contents or "").splitlines():
        yield Content(f"    {line}")
    yield Content()
    yield _title("LOG")
    yield Content.styled("  No log.", _NAME)
    yield Content()


def _manifest(status: KeptStatus) -> Iterator[Content]:
    yield _title("MANIFEST")
    for line in (status.current_manifest or "").splitlines():
        name, _, value = line.partition(":")
        yield _row(name.strip(), value.strip())
    yield Content.styled("  as the service sent it", _NAME)


def _title(words: str) -> Content:
    return Content.styled(words, _TITLE)


def _row(name: str, value: str) -> Content:
    return Content.assemble("  ", (f"{name:<18}", _NAME), value)


if __name__ == "__main__":
    DataTableApp().run()
