"""The text of a manifest as it may be seen: whole, broken by cells, searched, no key id in full."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len
from textual.content import Content

from ie_tui.api.models import JobId
from ie_tui.manifest.reader import mask_secrets, shortened_key_ids
from ie_tui.text import MAX_CHARACTERS, MAX_LINES
from ie_tui.ui.manifest_view import FOUND, HERE, MatchHighlighter, Revealed, match_position
from ie_tui.ui.rendering.manifest_text import Original, Spot, rows_of

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("accessKeyId: AKIDTESTVECTOR000001;", "accessKeyId: ••••0001;"),
        ("accessKeyId:AKIDTESTVECTOR000001", "accessKeyId:••••0001"),
        ("'ACCESSKEYID' : \"AKIDTESTVECTOR000001\"", "'ACCESSKEYID' : \"••••0001\""),
        ("accessKeyId:\n  AKIDTESTVECTOR000001\n", "accessKeyId:\n  ••••0001\n"),
        ("accessKeyId: short", "accessKeyId: ••••"),
        ("accessKeyId:\nnotificationEmail: x", "accessKeyId:\nnotificationEmail: x"),
        ("accessKeyId: ••••0001", "accessKeyId: ••••0001"),
        ("my_accessKeyId: harmless-name", "my_accessKeyId: harmless-name"),
    ],
)
def test_of_a_key_id_the_last_four_characters_are_seen(text: str, seen: str) -> None:
    assert shortened_key_ids(text) == seen


@pytest.mark.parametrize("part", [" ", "accessKeyId", "accessKeyId: ", "accessKeyId:\n"])
def test_key_ids_are_found_in_one_pass(part: str) -> None:
    # Any quadratic step would take minutes here.
    text = "accessKeyId:" + part * (MAX_CHARACTERS // len(part)) + ":"
    assert shortened_key_ids(text).startswith("accessKeyId:")


SHAPES = (
    "bucket: b\r\n# note\rdeviceId:D1;\n",
    "\tname: 日本語\x1b[31m\n\n- exportBucket:a",
    "trueCryptPassword:\n  pass word\nbucket: b",
    "customs: {pinCode: 12, x: y}\ne\u0301: \u202e",
    "",
)


@pytest.mark.parametrize("text", SHAPES)
@pytest.mark.parametrize("masked", [True, False])
def test_a_line_is_styled_without_changing_a_character(text: str, masked: bool) -> None:
    original = Original(mask_secrets(text)[0] if masked else text)
    for number, line in enumerate(original.lines):
        assert original.styled(number).plain == line
        assert line.isprintable()


def test_every_line_end_ends_a_line_and_tabs_are_blanks() -> None:
    assert Original("a:1\r\nb:\t2\rc\n\nd\n").lines == ["a:1", "b:    2", "c", "", "d"]


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("pinCode: 0123 # x\nbucket: b", ["0123 # x"]),
        ("trueCryptPassword:\n  pass\tword", ["pass    word"]),
        ("pinCode: ••••", ["••••"]),
        ("bucket: b", []),
    ],
)
def test_secrets_stand_out_masked_or_not(text: str, secrets: list[str]) -> None:
    original = Original(text)
    found = [
        line.plain[span.start : span.end]
        for line in map(original.styled, range(len(original.lines)))
        for span in line.spans
        if "warning" in str(span.style)
    ]
    assert found == secrets


@pytest.mark.parametrize("line", ["", "a", "x" * 31, "日本語" * 11, "a日" * 13 + "\u0301", "ab " * 20])
@pytest.mark.parametrize("room", [2, 3, 10, 31])
def test_rows_hold_the_whole_line_and_are_never_wider_than_the_room(line: str, room: int) -> None:
    rows = rows_of(["first", line, "last"], room)
    parts = [line[start:end] for number, start, end in rows if number == 1]
    assert "".join(parts) == line
    assert len(parts) >= 1
    assert max(map(cell_len, parts)) <= room
    assert [number for number, *_ in rows] == sorted(number for number, *_ in rows)


def test_what_is_beyond_the_limits_is_counted() -> None:
    assert Original("a\n" * 20).rest == 0
    assert Original("a\n" * (MAX_LINES + 5)).rest == 11
    assert Original("x" * (MAX_CHARACTERS + 7)).rest == 7


def test_a_search_finds_plain_text_in_capitals_or_not_and_only_what_is_shown() -> None:
    original = Original("Bucket: a.b[c\naccessKeyId: AKIDTESTVECTOR000001\nbucket:\x1b")
    assert original.spots("BUCKET") == [Spot(0, 0, 6), Spot(2, 0, 6)]
    assert original.spots("a.b[") == [Spot(0, 8, 12)]
    assert original.spots("AKID") == []
    assert original.spots("\\e") == [Spot(2, 7, 9)]


def test_matches_are_marked_across_texts_and_the_one_gone_to_differs() -> None:
    marker = MatchHighlighter("an", 1)
    first, second = marker.mark(Content("banana")), marker.mark(Content("ANT"))
    assert [(span.start, span.end, span.style) for span in first.spans] == [(1, 3, FOUND), (3, 5, HERE)]
    assert [span.style for span in second.spans] == [FOUND]
    assert marker.count == 3
    assert not MatchHighlighter("", 0).mark(Content("banana")).spans


@pytest.mark.parametrize(
    ("match", "count", "words"),
    [(0, 0, "no matches"), (0, 1, "1 of 1 match"), (2, 1200, "3 of 1,200 matches")],
)
def test_a_place_among_matches_in_words(match: int, count: int, words: str) -> None:
    assert match_position(match, count) == words


@pytest.mark.parametrize(
    ("passed_s", "left"), [(0, 30), (0.4, 30), (6, 24), (29.9, 1), (30, 0), (3600, 0), (-0.1, 0), (-3600, 0)]
)
def test_secrets_are_shown_for_thirty_seconds_whatever_the_clock_does(passed_s: float, left: int) -> None:
    revealed = Revealed(JobId("A36BC"), "pinCode: rope-canary", NOON)
    assert revealed.seconds_left(NOON + timedelta(seconds=passed_s)) == left
    assert "canary" not in repr(revealed)
