"""The steps of saving a SIGNATURE file, each as text and with the keys that it allows."""

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

LOOKING: Final = "Looking at what is there…"
_BAD: Final = TONE_STYLES[Tone.BAD]
_GOOD: Final = TONE_STYLES[Tone.GOOD]


class Busy(NamedTuple):
    """The device is being asked."""

    words: str
    is_writing: bool = False


class Problem(NamedTuple):
    """It did not work."""

    sentence: str
    """Not gated yet."""


class Planned(NamedTuple):
    """What saving would do, to be agreed to."""

    plan: SavePlan
    text: str
    """The whole file."""
    doubts: tuple[str, ...]
    """About the job's answer, beside those about the place in the plan. Not gated yet."""

    @property
    def may_save(self) -> bool:
        """Something is left to be saved."""
        return self.plan.state in (State.NEW, State.DIFFERENT)

    @property
    def needs_yes(self) -> bool:
        """Something is there, or in doubt."""
        return self.plan.state is State.DIFFERENT or bool(self.doubts or self.plan.warnings)


Step = Busy | Problem | Planned | Saved


def keys(step: Step) -> str:
    """What the keys do now, for the frame."""
    match step:
        case Busy():
            return "esc back"
        case Saved():
            return "esc close"
        case Planned() if step.plan.state is State.DIFFERENT:
            return "y replace it · esc back"
        case Planned() if step.may_save:
            return f"{'y save all the same' if step.needs_yes else 'enter save'} · esc back"
        case _:
            return "r look again · esc back"


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
    """The sentence that matters most; gated here."""
    style = TONE_STYLES[tone]
    first, *rest = wrapped(foreign_line(sentence, f"bold {style}"), width, 2)
    return [Content.styled(glyph, style) + first[1:], *rest]


def place(path: object, width: int) -> list[Content]:
    """The path that it is about, and a gap."""
    return [*wrapped(foreign_line(str(path), "bold"), width), Content()]


def doubt_lines(doubts: Sequence[str], width: int) -> list[Content]:
    """Doubts, not gated yet, and a gap if there are any."""
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
            lines += heading("THERE NOW", "nothing of that name", width)
        case State.SAME:
            lines += heading("THERE NOW", "the same file, byte for byte: nothing is left to do", width)
        case _:
            lines += heading("THERE NOW", "something else: - goes, + comes", width)
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
