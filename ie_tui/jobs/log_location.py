"""Where the log of a job lies, and the command that fetches it."""

from __future__ import annotations

import shlex

from ie_tui.api.models import KeptStatus


def log_address(status: KeptStatus) -> str | None:
    """`s3://bucket/key` as the service reports them, not gated; None unless it reports both."""
    if not status.log_bucket or not status.log_key:
        return None
    return f"s3://{status.log_bucket}/{status.log_key}"


def log_command(status: KeptStatus) -> str | None:
    """The AWS CLI command that downloads the log, quoted for a POSIX shell."""
    address = log_address(status)
    return None if address is None else shlex.join(("aws", "s3", "cp", address, "."))
