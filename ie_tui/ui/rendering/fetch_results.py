"""One-line results of fetching, also where nothing changed."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ie_tui.api.models import JobId, KeptStatus
from ie_tui.jobs.record import Overview
from ie_tui.text import printable_line
from ie_tui.ui.widgets.message_line import Severity

_NAMES: Final = MappingProxyType(
    {
        "progress_code": "progress",
        "location_code": "location",
        "error_count": "errors",
        "signature": "signature",
        "signature_file_contents": "SIGNATURE file",
        "carrier": "carrier",
        "tracking_number": "tracking number",
        "log_bucket": "log",
        "log_key": "log",
        "current_manifest": "manifest",
        "aws_shipping_address": "shipping address",
        "artifacts": "artifacts",
        "warning_message": "warning",
        "progress_message": "message",
        "location_message": "message",
    }
)
"""Display names of status fields; the request id is left out, since it differs each time."""


def list_result(overview: Overview, count_before: int) -> tuple[str, Severity]:
    """The message after fetching the list. Safe to show."""
    if overview.failure is not None:
        return f"List not fetched: {printable_line(overview.failure.error.sentence)}", "error"
    jobs = f"{overview.job_count:,} job{'s' * (overview.job_count != 1)}"
    new = overview.job_count - count_before
    return f"List fetched: {jobs}, {f'{new:,} new' if new > 0 else 'none new'}.", "information"


def job_result(job_id: JobId, before: KeptStatus | None, after: KeptStatus | None) -> str:
    """The message after fetching a job. Safe to show."""
    job = printable_line(job_id)
    if before is None or after is None:
        return f"{job} fetched."
    changed = {
        name: None for field, name in _NAMES.items() if getattr(before, field) != getattr(after, field)
    }
    return f"{job} fetched: {', '.join(changed) or 'nothing'} changed."
