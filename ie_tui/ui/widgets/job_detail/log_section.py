"""The log section: the log's address, the number of errors, and the artifacts."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from textual.content import Content

from ie_tui.api.models import Artifact, KeptStatus
from ie_tui.jobs.log_location import log_address
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    LabelledRow,
    foreign_line,
    heading,
    joined,
    paragraph,
    table,
)
from ie_tui.ui.widgets.job_detail.progress_section import errors_in_words
from ie_tui.ui.widgets.job_detail.section import View


def log(view: View, width: int) -> Content:
    """The section; empty while there is no status."""
    status = view.record.status
    if status is None:
        return Content()
    rows = _log_rows(status)
    lines = heading("LOG AND ARTIFACTS" if status.artifacts else "LOG", "", width)
    if not rows:
        lines += paragraph(Content.styled("No log.", MUTED), width)
    rows += [_artifact(artifact) for artifact in status.artifacts]
    return joined([*lines, *table(rows, width)])


def console_address(bucket: str, key: str) -> str:
    """URL of an object's page in the S3 console, percent-encoded."""
    name, prefix = (quote(text, safe=safe, errors="replace") for text, safe in ((bucket, ""), (key, "/")))
    return f"https://s3.console.aws.amazon.com/s3/object/{name}?prefix={prefix}"


def host_of(url: str) -> str:
    """The host that a URL really leads to; empty unless it is http or https."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host if parts.scheme.lower() in ("http", "https") else ""


def doubts(url: str) -> tuple[str, ...]:
    """Why a URL may lead elsewhere than it seems to. It is shown, never opened."""
    host = host_of(url)
    if not host:
        return ("Do not open: not an http or https address.",)
    found = []
    if host != _ascii(host) or any(part.startswith("xn--") for part in host.split(".")):
        found.append(f"The host {_letters(host)} is really {_ascii(host)}.")
    if "@" in (authority := urlsplit(url).netloc):
        user = authority.rpartition("@")[0]
        found.append(f"The part before the @ is a user name, not a host: {user}")
    if re.search(r"[\\\s\x00-\x1f]", url):
        found.append("It contains characters that browsers interpret differently: do not open it.")
    return tuple(found)


def _log_rows(status: KeptStatus) -> list[LabelledRow]:
    rows = []
    if status.log_bucket and status.log_key and (address := log_address(status)):
        rows.append(LabelledRow("log", foreign_line(address)))
        rows.append(LabelledRow("console", foreign_line(console_address(status.log_bucket, status.log_key))))
    elif status.log_bucket:
        rows.append(LabelledRow("bucket", foreign_line(status.log_bucket), ("The service sent no key.",)))
    elif status.log_key:
        rows.append(LabelledRow("key", foreign_line(status.log_key), ("The service sent no bucket.",)))
    if rows and (words := errors_in_words(status.error_count)):
        rows.append(LabelledRow("errors", Content(words)))
    return rows


def _artifact(artifact: Artifact) -> LabelledRow:
    lines = [foreign_line(text) for text in artifact if text]
    if host := host_of(artifact.url):
        lines.append(foreign_line(f"leads to {host}", MUTED))
    return LabelledRow("artifact", joined(lines), doubts(artifact.url))


def _ascii(host: str) -> str:
    """The host in the form that DNS uses; unchanged if it has none."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _letters(host: str) -> str:
    """The host in Unicode."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
