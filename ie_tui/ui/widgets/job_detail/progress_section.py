"""The progress section: a track of stages, code and message as sent, and when each stage was first seen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from ie_tui.api.models import PROGRESS_CODES, KeptStatus, Progress, Unreadable, progress_of
from ie_tui.jobs.attention import explained, in_short, newest_row
from ie_tui.jobs.next_move import Holder, MoveKind
from ie_tui.jobs.record import Change, Record
from ie_tui.text import printable_line
from ie_tui.ui.rendering.dates import ago, days_left, seen, stamp
from ie_tui.ui.rendering.glyphs import TONE_STYLES, Glyphs, Tone, progress_mark, whose
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    LabelledRow,
    code_lines,
    foreign_line,
    heading,
    joined,
    table,
)
from ie_tui.ui.widgets.job_detail.banners import cancellation
from ie_tui.ui.widgets.job_detail.section import View

_RUNNING: Final = frozenset(code for code, kind in PROGRESS_CODES.items() if kind is Progress.RUNNING)
_ENDINGS: Final = {
    Progress.DONE: "done",
    Progress.DONE_WITH_ERRORS: "with errors",
    Progress.ABORTED: "aborted",
    Progress.CANCELED: "cancelled",
    Progress.EXPIRED: "expired",
}
_INDENT: Final = 2
_WIDEST_STEP: Final = 16


class Stage(NamedTuple):
    """One stage of the track."""

    label: str
    is_reached: bool
    glyph: str
    tone: Tone
    seen: Change | None = None
    """The change in which it was first seen, if it was."""


def progress(view: View, width: int) -> Content:
    """The section; empty while there is no status."""
    status = view.record.status
    if status is None:
        return Content()
    mark = progress_mark(status.progress_code, view.glyphs)
    stages = stages_of(view.record, view.glyphs)
    lines = [
        *heading("PROGRESS", "", width),
        *track(stages, width, view.glyphs),
        *next_move(view, width),
        Content(),
        *code_lines(mark, status.progress_code, status.progress_message, width),
        *table(progress_rows(view, status, stages), width),
    ]
    return joined(lines)


def next_move(view: View, width: int) -> list[Content]:
    """Whose move it is and what to do, aligned with the tables below."""
    return table([LabelledRow("next move", next_move_in_words(view))], width)


def stages_of(record: Record, glyphs: Glyphs) -> tuple[Stage, ...]:
    """The five stages, each reached only if the service itself said so, now or in an earlier response."""
    status = record.status
    code = status.progress_code if status else None
    location = status.location_code if status else None
    kind = progress_of(code or "")
    at_aws = _first_seen(record, "location_code", {"AtAWS"})
    loading = _first_seen(record, "progress_code", _RUNNING)
    returned = _first_seen(record, "location_code", {"Returned"}) if location == "Returned" else None
    ending = _first_seen(record, "progress_code", {code or ""}) if kind in _ENDINGS else None
    is_loaded = kind in (Progress.RUNNING, Progress.DONE, Progress.DONE_WITH_ERRORS)
    reached = {
        "created": True,
        "at AWS": at_aws is not None or location in ("AtAWS", "Returned"),
        "loading": loading is not None or is_loaded,
        _ENDINGS.get(kind, "done"): kind in _ENDINGS,
        "returned": location == "Returned",
    }
    last = max(number for number, is_reached in enumerate(reached.values()) if is_reached)
    sights = (None, at_aws, loading, ending, returned)
    stages = []
    for number, ((label, is_reached), sight) in enumerate(zip(reached.items(), sights, strict=True)):
        glyph = (glyphs.here if number == last else glyphs.reached) if is_reached else glyphs.ahead
        tone = Tone.RUNNING
        if number == 3 and is_reached:
            glyph, _, tone = progress_mark(code, glyphs)
        elif number == 4:
            glyph, tone = (glyphs.reached, Tone.GOOD) if is_reached else (glyph, tone)
        stages.append(Stage(label, is_reached, glyph, tone, sight))
    return tuple(stages)


def track(stages: tuple[Stage, ...], width: int, glyphs: Glyphs) -> list[Content]:
    """The stages as a line of dots; all labelled where there is room, else only the last one reached."""
    step = min((width - _INDENT - cell_len(stages[-1].label)) // (len(stages) - 1), _WIDEST_STEP)
    is_full = step > max(cell_len(stage.label) for stage in stages[:-1])
    if not is_full:
        step = max(2, min((width - _INDENT - 1) // (len(stages) - 1), 8))
    last = max(number for number, stage in enumerate(stages) if stage.is_reached)
    line = Content(" " * _INDENT)
    for number, stage in enumerate(stages):
        if number:
            way = stages[number - 1].is_reached and stage.is_reached
            sign, style = (glyphs.way, TONE_STYLES[Tone.RUNNING]) if way else (glyphs.way_ahead, MUTED)
            line += Content.styled(sign * (step - 1), style)
        line += Content.styled(stage.glyph, TONE_STYLES[stage.tone] if stage.is_reached else MUTED)
    if is_full:
        return [line, _labels(stages, step, last)]
    label = stages[last].label
    place = max(_INDENT, min(_INDENT + last * step, width - cell_len(label)))
    return [line, Content(" " * place) + Content.styled(label, f"bold {TONE_STYLES[stages[last].tone]}")]


def errors_in_words(count: int | Unreadable | None) -> str:
    """The service's error count; empty if it sent none."""
    if count is None:
        return ""
    if isinstance(count, Unreadable):
        return f"unreadable: {printable_line(count.text)}"
    return {0: "none reported", 1: "1 error reported"}.get(count, f"{count:,} errors reported")


def next_move_in_words(view: View) -> Content:
    """Whose move it is, and what to do or what will happen."""
    move, row = explained(view.record, view.now), newest_row(view.record)
    first = move.reasons[0]
    if first.kind is MoveKind.SHIP:
        what = first.advice
    elif move.holder is Holder.YOU:
        # The full advice is at the top of the detail.
        what = f"{in_short(row, view.now, days_left(row, view.now, view.zone))}."
    else:
        what = " ".join(filter(None, (first.sentence, first.advice)))
    words = foreign_line(f"{whose(move.holder)}: {what}", "bold" if move.holder is Holder.YOU else "")
    if move.handled_at is not None:
        words += Content.styled(f" Marked as handled {ago(move.handled_at, view.now)}.", MUTED)
    return words


def _labels(stages: tuple[Stage, ...], step: int, last: int) -> Content:
    line = Content(" " * _INDENT)
    for number, stage in enumerate(stages):
        style = f"bold {TONE_STYLES[stage.tone]}" if number == last else "" if stage.is_reached else MUTED
        blanks = " " * (step - cell_len(stage.label)) if number < len(stages) - 1 else ""
        line += Content.assemble((stage.label, style), blanks)
    return line


def progress_rows(view: View, status: KeptStatus, stages: tuple[Stage, ...]) -> list[LabelledRow]:
    """The table below the progress code: errors, cancellation, dates."""
    rows = []
    if words := errors_in_words(status.error_count):
        has_none = status.error_count == 0
        rows.append(LabelledRow("errors", Content.styled(words, "" if has_none else TONE_STYLES[Tone.WARN])))
    if view.record.row is not None:
        rows += cancellation(view.record.row)
    created = stamp(status.created_at, view.zone)
    if status.created_at is not None and not isinstance(status.created_at, Unreadable):
        created = f"{ago(status.created_at, view.now)}, {created}"
    rows.append(LabelledRow("created", Content(created)))
    rows += [LabelledRow(stage.label, Content(seen(stage.seen, view.zone))) for stage in stages if stage.seen]
    return rows


def _first_seen(record: Record, field: str, codes: Collection[str]) -> Change | None:
    """The earliest change to one of these codes."""
    found = [change for change in record.history if change.field == field and change.new in codes]
    return found[-1] if found else None
