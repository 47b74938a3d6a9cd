"""The result of verifying a device, as text."""

from __future__ import annotations

from typing import Final, NamedTuple

from textual.content import Content

from ie_tui.devices.safe_save import Check, LineCheck
from ie_tui.text import printable_line
from ie_tui.ui.rendering.glyphs import TONE_STYLES, Glyphs, Tone
from ie_tui.ui.rendering.save_steps import Busy, Problem, doubt_lines, place, verdict
from ie_tui.ui.rendering.text_layout import (
    MUTED,
    LabelledRow,
    foreign_line,
    heading,
    joined,
    paragraph,
    quoted,
    table,
    wrapped,
)

MOST_LINES: Final = 40
"""Most lines shown; a SIGNATURE file has four."""


class Recomputed(NamedTuple):
    """A signature recomputed by the rule of manifest Version 1.0."""

    signature: str
    """With the current secret key."""
    sent: str | None
    """The service's signature."""


class Checked(NamedTuple):
    """A device that was read."""

    check: Check
    job_id: str
    doubts: tuple[str, ...]
    """Warnings about the job's response. Not gated yet."""
    rule: Recomputed | Problem | None = None
    """None: the rule does not apply to this job, or the result is pending."""


Step = Busy | Problem | Checked


def content(step: Step, width: int, glyphs: Glyphs) -> Content:
    """The step in lines of at most `width` cells."""
    match step:
        case Busy():
            return joined(wrapped(Content.styled(step.words, MUTED), width))
        case Problem():
            return joined(verdict(glyphs.aborted, step.sentence, Tone.BAD, width))
        case Checked():
            return joined(_checked(step, width, glyphs))


def summary(step: Checked) -> str:
    """The verdict in one or two sentences; not gated yet. What AWS does: docs/service.md 4.2, 7."""
    check = step.check
    if not check.is_there:
        return "No SIGNATURE file. AWS would abort the job with MissingSignature."
    if check.is_right:
        return f"Correct: this is the SIGNATURE of {step.job_id}."
    wrong = sum(not line.is_same for line in check.lines)
    if not wrong:
        return "Not quite: the lines match, but see below."
    lines = "1 line differs" if wrong == 1 else f"{wrong} lines differ"
    return (
        f"Wrong: {lines} from the SIGNATURE of {step.job_id}. AWS would abort the job with InvalidSignature."
    )


def _checked(step: Checked, width: int, glyphs: Glyphs) -> list[Content]:
    check = step.check
    lines = place(check.path, width)
    is_right = check.is_right
    glyph, tone = (glyphs.done, Tone.GOOD) if is_right else (glyphs.aborted, Tone.BAD)
    lines += [*verdict(glyph, summary(step), tone, width), Content()]
    lines += doubt_lines((*step.doubts, *(check.remarks if check.is_there else ())), width)
    lines += _lines(check, width, glyphs) if check.is_there else _expected(check, width, glyphs)
    return lines + _rule(step.rule, width, glyphs)


def _expected(check: Check, width: int, glyphs: Glyphs) -> list[Content]:
    should_be = "\n".join(line.expected or "" for line in check.lines)
    return heading("EXPECTED", "", width) + quoted(should_be, width, glyphs)


def _lines(check: Check, width: int, glyphs: Glyphs) -> list[Content]:
    lines = heading("LINE BY LINE", "", width)
    for line in check.lines[:MOST_LINES]:
        lines += _line(line, width, glyphs)
    if len(check.lines) > MOST_LINES:
        more = f"and {len(check.lines) - MOST_LINES:,} more lines"
        lines += paragraph(Content.styled(more, MUTED), width)
    return lines


def _line(line: LineCheck, width: int, glyphs: Glyphs) -> list[Content]:
    """`● ok` and the line, or what was expected and what was found."""
    if line.is_same:
        style, glyph = TONE_STYLES[Tone.GOOD], glyphs.done
        head = Content.assemble((f"{glyph} ok  ", style), printable_line(line.expected or ""))
        return _hanging(head, width)
    style = TONE_STYLES[Tone.BAD]
    rows = [
        LabelledRow(name, Content.styled("no line", MUTED) if text is None else foreign_line(text))
        for name, text in (("expected", line.expected), ("found", line.found))
    ]
    below = [part.pad_left(2) for part in table(rows, width - 2, column=len("expected"))]
    return [*_hanging(Content.styled(f"{glyphs.aborted} differs", style), width), *below]


def _hanging(text: Content, width: int) -> list[Content]:
    first, *rest = text.wrap(max(2, width - 4))
    return [first.pad_left(2), *(line.pad_left(4) for line in rest)]


def _rule(rule: Recomputed | Problem | None, width: int, glyphs: Glyphs) -> list[Content]:
    if rule is None:
        return []
    lines = [Content(), *heading("RULE OF VERSION 1.0", "", width)]
    if isinstance(rule, Problem):
        return lines + paragraph(foreign_line(f"Not recomputed. {rule.sentence}"), width)
    words, glyph, tone = "differs from the job's: another key may have made that.", glyphs.unknown, Tone.WARN
    if rule.signature == (rule.sent or "").strip():
        words, glyph, tone = "matches the job's.", glyphs.done, Tone.GOOD
    lines += paragraph(Content("Recomputed with the current secret key:"), width)
    lines += paragraph(Content.styled(rule.signature, "bold"), width)
    style = TONE_STYLES[tone]
    return lines + _hanging(Content.styled(f"{glyph} {words}", style), width)
