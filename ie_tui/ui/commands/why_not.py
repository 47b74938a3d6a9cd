"""Why a command is unavailable: decides what is bound, what the palette dims and what the message says."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.jobs.record import Overview, Record
from ie_tui.ui.advice import first_command
from ie_tui.ui.commands.registry import BY_ID
from ie_tui.ui.copy_values import offer, why_absent
from ie_tui.ui.manifest_view import nothing_to_show

NO_JOB: Final = "No job is selected."
ON_A_JOB: Final = frozenset(
    {"fetch_job", "open", "note", "toggle_handled", "copy", "copy_menu", "save_signature", "verify_device"}
)
ANSWERS_ITSELF: Final = frozenset({"copy", "save_signature", "verify_device", "secrets"})
"""Actions that stay enabled without their data: their own message says more than the reason."""


class Situation(NamedTuple):
    """The state that decides which commands are available."""

    record: Record | None
    """Of the selected job."""
    overview: Overview | None

    @property
    def has_failed(self) -> bool:
        """The selected job was not fetched, or credentials are missing for every job."""
        is_waiting = self.overview is not None and self.overview.needs_credentials
        return self.record is not None and (self.record.failure is not None or is_waiting)


def why_not(action: str, parameters: tuple[object, ...], now: Situation) -> str:
    """A sentence, safe to show; empty if the command is available."""
    if action in ON_A_JOB and now.record is None:
        return NO_JOB
    reason = _REASONS.get(action)
    return reason(now, *parameters) if reason else ""


def _filter(now: Situation) -> str:
    return "" if now.overview is not None and now.overview.job_count else "The list is empty."


def _retry(now: Situation) -> str:
    return "" if now.has_failed else "Nothing has failed."


def _copy_command(now: Situation) -> str:
    if first_command(now.record, now.overview) is not None:
        return ""
    has_failed = now.has_failed or (now.overview is not None and now.overview.failure is not None)
    return "The error suggests no command." if has_failed else "Nothing has failed."


def _copy(now: Situation, kind: object) -> str:
    if now.record is None or offer(str(kind), now.record):
        return ""
    return f"No {BY_ID[f'copy.{kind}'].label}: {why_absent(str(kind), now.record)}."


def _device(now: Situation) -> str:
    return _copy(now, "signature_file")


def _manifest(now: Situation) -> str:
    if now.record is None:
        return NO_JOB
    if now.record.status is None:
        return "The manifest has not been fetched."
    return "" if now.record.status.current_manifest else "The service sent no manifest."


def _secrets(now: Situation) -> str:
    return NO_JOB if now.record is None else nothing_to_show(now.record)


_REASONS: Final = MappingProxyType[str, Callable[..., str]](
    {
        "filter": _filter,
        "needs_you": _filter,
        "retry": _retry,
        "copy_command": _copy_command,
        "copy": _copy,
        "save_signature": _device,
        "verify_device": _device,
        "original": _manifest,
        "search": _manifest,
        "secrets": _secrets,
    }
)
