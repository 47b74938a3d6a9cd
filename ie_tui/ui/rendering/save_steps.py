"""The steps of saving a SIGNATURE file: their text and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual.content import Content

from ie_tui.devices.safe_save import Saved, SavePlan, State
from ie_tui.ui.rendering.glyphs import TONE_STYLES, Glyphs, Tone
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    WARN,
    LabelledRow,
    foreign_line,
    heading,
    joined,
    quoted,
    remark,
    table,
    wrapped,
)

LOOKING: Final = "Scanning the device…"
_BAD: Final = TONE_STYLES[Tone.BAD]
_GOOD: Final = TONE_STYLES[Tone.GOOD]


class Busy(NamedTuple):
    """The device is being read or written."""

    words: str
    is_writing: bool = False


class Problem(NamedTuple):
    """The step failed."""

    sentence: str
    """Not gated yet."""


class Planned(NamedTuple):
    """A preview of what saving will do, to be confirmed."""

    plan: SavePlan
    text: str
    """The whole file."""
    doubts: tuple[str, ...]
    """Warnings about the job's response; those about the place are in the plan. Not gated yet."""

    @property
    def may_save(self) -> bool:
        """Whether there is anything to save."""
        return self.plan.state in (State.NEW, State.DIFFERENT)

    @property
    def needs_yes(self) -> bool:
        """Whether a file would be replaced, or there are warnings to confirm."""
        return self.plan.state is State.DIFFERENT or bool(self.doubts or self.plan.warnings)


Step = Busy | Problem | Planned | Saved


def keys(step: Step) -> str:
    """The keys of this step, for the border."""
    match step:
        case Busy():
            return "esc back"
        case Saved():
            return "esc close"
        case Planned() if step.plan.state is State.DIFFERENT:
            return "y replace · esc back"
        case Planned() if step.may_save:
            return f"{'y save anyway' if step.needs_yes else 'enter save'} · esc back"
        case _:
            return "r rescan · esc back"


def content(step: Step, width: int, glyphs: Glyphs) -> Content:
    """The step in lines of at most `width` cells."""
    match step:
        case Busy():
            return joined(wrapped(Content.styled(step.words, MUTED), width))
        case Problem():
            return joined(verdict(glyphs.aborted, step.sentence, Tone.BAD, width))
        case Saved():
            return joined(_saved(step, width, glyphs))
        case Planned():
            return joined(_planned(step, width, glyphs))


def verdict(glyph: str, sentence: str, tone: Tone, width: int) -> list[Content]:
    """The main result, in bold behind its glyph; gated here."""
    style = TONE_STYLES[tone]
    first, *rest = wrapped(foreign_line(sentence, f"bold {style}"), width, 2)
    return [Content.styled(glyph, style) + first[1:], *rest]


def place(path: object, width: int) -> list[Content]:
    """The path concerned, and a blank line."""
    return [*wrapped(foreign_line(str(path), "bold"), width), Content()]


def doubt_lines(doubts: Sequence[str], width: int) -> list[Content]:
    """Warnings, not gated yet, and a blank line if there are any."""
    lines = [line for doubt in doubts for line in remark(doubt, width, 0, WARN)]
    return [*lines, Content()] if lines else []


def _planned(step: Planned, width: int, glyphs: Glyphs) -> list[Content]:
    plan = step.plan
    lines = place(plan.path, width)
    if plan.state is State.REFUSED:
        return lines + verdict(glyphs.aborted, plan.reason, Tone.BAD, width)
    lines += doubt_lines((*step.doubts, *plan.warnings, *plan.changes), width)
    match plan.state:
        case State.NEW:
            lines += heading("FOUND", "no SIGNATURE file", width)
        case State.SAME:
            lines += heading("FOUND", "the same file, byte for byte: nothing to do", width)
        case _:
            lines += heading("FOUND", "a different file: - removed, + added", width)
            lines += _difference(plan.diff, width)
    size = len(step.text.encode(errors="surrogatepass"))
    title = "FILE" if plan.state is State.SAME else "TO BE WRITTEN"
    lines += [Content(), *heading(title, f"{len(step.text.splitlines())} lines, {size} bytes", width)]
    return lines + quoted(step.text, width, glyphs)


def _difference(diff: Sequence[str], width: int) -> list[Content]:
    styles = {"-": _BAD, "+": _GOOD}
    lines = []
    for line in diff:
        style = styles.get(line[:1], MUTED)
        first, *rest = wrapped(foreign_line(line[2:], style), width, 4)
        lines += [Content.styled(f"  {line[:1]} ", style) + first[4:], *rest]
    return lines


def _saved(saved: Saved, width: int, glyphs: Glyphs) -> list[Content]:
    lines = [*verdict(glyphs.done, "SIGNATURE is saved.", Tone.GOOD, width), Content()]
    rows = (
        LabelledRow("file", foreign_line(str(saved.path))),
        LabelledRow("size", Content(f"{saved.size_bytes} bytes, read back from the device")),
        LabelledRow("SHA-256", Content(saved.sha256)),
    )
    lines += [*table(rows, width, column=len("SHA-256")), Content()]
    return lines + [line for said in saved.remarks for line in remark(said, width, 0, WARN)]
