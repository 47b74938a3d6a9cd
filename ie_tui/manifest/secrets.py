"""Finds and masks the secrets of a manifest, whatever shape the text has (docs/service.md 6.2, 6.8).

Ambiguous text is read in the way that hides more: masking a word too many is harmless, a password on a
screen or in a cache is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import Final, NamedTuple

from ie_tui.manifest.options import SECRETS, SPELLINGS

MASK: Final = "••••"

_NAMES: Final = "|".join(SECRETS)
_FOLDED_NAMES: Final = tuple(name.casefold() for name in SECRETS)
_KEY: Final = re.compile(
    # A message may quote a manifest with escaped line ends, or form-encoded.
    r"(?=[tp])(?:(?<![a-z0-9])|(?<=\\[nrt])|(?<=%0[ad])|(?<=%20)|(?<=%22))"
    rf"(?:{_NAMES})(?![a-z0-9_])(?:[\\\"']|%22)*+\s*+(?P<separator>[:=\uff1a]|%3a)?",
    re.IGNORECASE,
)
_FLOW_NAME: Final = re.compile(r",[\s\\\"']*+(\w++)[\\\"']*+\s*+:")
_PROPERTIES: Final = re.compile(r"(?:[!&]\S*+\s++)*+")
_BLOCK_HEADER: Final = re.compile(r"(?<!\S)[|>][-+0-9]*+\s*+(?:#|$)")
QUOTED: Final = re.compile(r"""\s*+(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')""")
_DEPTH: Final = 50


class Line(NamedTuple):
    """One line of a text, by offsets; `end` is before the line end."""

    start: int
    end: int


class TextSpan(NamedTuple):
    """The part of a line that belongs to a secret."""

    line: int
    start: int
    end: int


class Secret(NamedTuple):
    """One value that must not be shown."""

    key_line: int
    """Index of the line with its name."""
    pieces: tuple[TextSpan, ...]
    """One for each line the value covers, by offsets into the text."""


class _Reach(Enum):
    """How far down a value may continue."""

    SAME_LINE = auto()
    """It starts beside its name; only deeper lines continue it."""
    NEXT_LINE = auto()
    """Nothing is beside the name: the next non-empty line is the value."""
    OPEN = auto()
    """An unclosed block, bracket or quotation."""


class _Value(NamedTuple):
    """The text beside a secret's name, by columns of its line."""

    key: int
    start: int
    end: int


def split_lines(text: str) -> list[Line]:
    """The lines of a text; LF, CR LF and CR end one, nothing else does."""
    lines: list[Line] = []
    start = 0
    for match in re.finditer(r"\r\n|\r|\n", text):
        lines.append(Line(start, match.start()))
        start = match.end()
    lines.append(Line(start, len(text)))
    return lines


def mask_secrets(text: str) -> tuple[str, int]:
    """The text with each secret value as `••••`, and how many there were; all else byte for byte.

    A multi-line value is masked line by line, so that line numbers stay. Masking is idempotent and the count
    stays the same.
    """
    parts: list[str] = []
    position = count = 0
    for secret in secrets_in(text, split_lines(text)):
        count += 1
        for piece in secret.pieces:
            parts += (text[position : piece.start], MASK)
            position = piece.end
    return "".join((*parts, text[position:])), count


def mask_quoted(text: str) -> str:
    """A message that may quote a manifest, with each secret value as `••••`."""
    return mask_secrets(text)[0] if names_secret(text) else text


def names_secret(text: str) -> bool:
    """Whether there may be something to mask; much faster than masking."""
    folded = text.casefold()
    return any(name in folded for name in _FOLDED_NAMES)


def secrets_in(text: str, lines: Sequence[Line]) -> Iterator[Secret]:
    """All non-empty secrets, in order, without overlaps."""
    index = 0
    while index < len(lines):
        start, end = lines[index]
        line = text[start:end]
        values = list(_values_in(line))
        after = index + 1
        for number, value in enumerate(values):
            pieces: list[TextSpan] = []
            if line[value.start : value.end] not in ("", '""', "''"):
                pieces.append(TextSpan(index, start + value.start, start + value.end))
            if number == len(values) - 1:
                more = _following(text, lines, index, value)
                pieces += more
                after = more[-1].line + 1 if more else after
            if pieces:
                yield Secret(index, tuple(pieces))
        index = after


def _values_in(line: str) -> Iterator[_Value]:
    """The values beside the secret names of one line; inside braces there may be several."""
    lead = len(line) - len(line.lstrip(" \t-?{[\"',\ufeff"))
    position, depth = 0, -1
    while key := _KEY.search(line, position):
        position = key.end()
        if not key["separator"] and lead < key.start() and position < len(line):
            continue
        if depth < 0:
            depth = min(line.count("{", 0, position) + line.count("[", 0, position), _DEPTH)
        end = _end_in_flow(line, position, depth) if depth else len(line)
        value = line[position:end]
        start = end - len(value.lstrip())
        yield _Value(key.start(), start, start + len(value.strip()))
        if line[end : end + 1] != ",":
            return
        position = end


def _end_in_flow(line: str, start: int, depth: int) -> int:
    """Where a value inside braces ends: before the next known name, or before the closing braces."""
    quoted = QUOTED.match(line, start)
    for match in _FLOW_NAME.finditer(line, quoted.end() if quoted else start):
        if match[1].casefold() in SPELLINGS:
            return match.start()
    rest = line[start:].rstrip(" \t,;")
    for _ in range(depth):
        if rest[-1:] not in ("}", "]"):
            break
        rest = rest[:-1].rstrip()
    return start + len(rest)


def _following(text: str, lines: Sequence[Line], index: int, value: _Value) -> list[TextSpan]:
    """The parts of a value on the lines below its name."""
    line = text[lines[index].start : lines[index].end]
    reach = _reach(line[value.start :])
    skips_comments = reach is _Reach.NEXT_LINE and not line.lstrip().startswith("#")
    key_column = len(line[: value.key].expandtabs())
    line_column = len(line) - len(line.lstrip())
    pieces: list[TextSpan] = []
    in_list = False
    for number in range(index + 1, len(lines)):
        below = text[lines[number].start : lines[number].end]
        body = below.strip()
        if not body or (skips_comments and not pieces and _is_comment(body)):
            continue
        indent = len(below) - len(below.lstrip())
        column = len(below[:indent].expandtabs())
        first = reach is _Reach.NEXT_LINE and not pieces
        if _names_option(body):
            belongs = reach is not _Reach.SAME_LINE and column > key_column
        else:
            in_list = body.startswith("-") and (first or in_list)
            belongs = first or in_list or reach is _Reach.OPEN or column > line_column
        if not belongs:
            break
        start = lines[number].start + indent
        pieces.append(TextSpan(number, start, start + len(body)))
        if _KEY.search(body):
            # A secret's name inside a secret's value: either way, what follows is masked.
            reach, key_column = _Reach.OPEN, min(key_column, column)
    return pieces


def _reach(beside: str) -> _Reach:
    """How far a value that starts like this continues; leading tags and anchors are not part of it."""
    rest = _PROPERTIES.sub("", beside + " ", count=1).strip()
    if not rest or rest.startswith("#"):
        return _Reach.NEXT_LINE
    unclosed = rest[0] in "\"'" and not QUOTED.match(rest)
    return _Reach.OPEN if unclosed or rest[0] in "[{" or _BLOCK_HEADER.search(rest) else _Reach.SAME_LINE


def _is_comment(body: str) -> bool:
    """A `#` followed by a space: glued to a word it may start a password. Not one that names a secret."""
    return body[0] == "#" and body[1:2] in ("", "#", " ", "\t") and not _KEY.search(body)


def _names_option(body: str) -> bool:
    """Whether the line starts with a known name and a colon, which certainly ends a value."""
    name, colon, _ = body.lstrip(" \t#-{[,?\"'").partition(":")
    return bool(colon) and name.rstrip(" \t\"'\\").casefold() in SPELLINGS
