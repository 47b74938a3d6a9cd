"""What comes from a terminal, byte by byte: keys, clicks and pastes reach Textual, answers do not."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import pytest
from textual import events, messages
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

from ie_tui.ui.terminal.input_parser import (
    PASTE_PATIENCE_S,
    SEQUENCE_PATIENCE_S,
    AltKey,
    EscapeKey,
    InputParser,
    Pasted,
    Token,
)
from ie_tui.ui.terminal.input_thread import messages_of
from tests.figures import CountFigure
from tests.unrequested import UNREQUESTED, cuts

ESCAPE_DELAY_S = 0.1
AT_ONCE_S = 0.001
HESITATING_S = 0.15
"""Longer than an ESC waits to be a key."""


def read(*pieces: bytes, gap_s: float = AT_ONCE_S, kitty: bool = True) -> list[Token]:
    """What the pieces mean that come `gap_s` apart, and nothing after them."""
    parser = InputParser(ESCAPE_DELAY_S, kitty=kitty)
    return [*_read_on(parser, pieces, gap_s), *parser.tick(1e6)]


def _read_on(parser: InputParser, pieces: Iterable[bytes], gap_s: float) -> Iterable[Token]:
    now = 0.0
    for piece in pieces:
        yield from parser.feed(piece, now)
        now += gap_s
        yield from parser.tick(now)


def posted(data: bytes, textual_parser: XTermParser | None = None) -> list[Message]:
    """The messages that reach the app."""
    parser = textual_parser or XTermParser()
    return [message for token in read(data) for message in messages_of(token, parser)]


def keys(found: Sequence[Message]) -> list[tuple[str, str | None]]:
    assert all(isinstance(message, events.Key) for message in found), found
    return [(message.key, message.character) for message in found if isinstance(message, events.Key)]


def test_an_answer_to_another_program_is_swallowed_whole_and_cut_at_every_byte(
    count_figure: CountFigure,
) -> None:
    leaking = set()
    for name, sequence in UNREQUESTED.items():
        ways = [((sequence,), AT_ONCE_S), (tuple(bytes([byte]) for byte in sequence), AT_ONCE_S)]
        for cut in cuts(sequence):
            ways += [(cut, AT_ONCE_S), (cut, HESITATING_S), (cut, 0.9 * SEQUENCE_PATIENCE_S)]
        for pieces, gap_s in ways:
            # ESC alone is a key for a person; the rest is no keys all the same.
            is_escape = pieces[0] == b"\x1b" and gap_s > ESCAPE_DELAY_S
            right: list[Token] = [EscapeKey(), "j"] if is_escape else ["j"]
            if read(*pieces, b"j", gap_s=gap_s) != right:
                leaking.add((name, pieces, gap_s))
    assert leaking == set()
    assert len(UNREQUESTED) >= 40
    count_figure("Unrequested terminal sequences", len(UNREQUESTED), len(UNREQUESTED))


def test_all_answers_one_after_another_are_swallowed_in_pieces_of_any_size() -> None:
    everything = b"".join(UNREQUESTED.values()) + b"j"
    for size in (1, 2, 3, 7, 50, 4096):
        pieces = [everything[at : at + size] for at in range(0, len(everything), size)]
        assert read(*pieces) == ["j"]


@pytest.mark.parametrize(
    "asked",
    [
        b"\x1b[?2026;2$y",
        b"\x1b[?2026;1$y",
        b"\x1b[?2048;2$y",
        b"\x1b[?2048;0$y",
    ],
)
def test_what_textual_asked_for_reaches_it(asked: bytes) -> None:
    (message,) = posted(asked)
    assert isinstance(message, messages.TerminalSupportsSynchronizedOutput | messages.InBandWindowResize)


def test_resize_focus_and_mouse_reach_textual() -> None:
    resize, focus, blur, press, release = posted(
        b"\x1b[48;40;120;800;960t\x1b[I\x1b[O\x1b[<0;96;32M\x1b[<0;96;32m"
    )
    assert isinstance(resize, events.Resize)
    assert resize.size == (120, 40)
    assert isinstance(focus, events.AppFocus)
    assert isinstance(blur, events.AppBlur)
    assert isinstance(press, events.MouseDown)
    assert isinstance(release, events.MouseUp)


@pytest.mark.parametrize("report", ["\x1b[48;40;120;0;0t", "\x1b[48;40:1;120:2;0:;0:3t"])
def test_a_terminal_that_tells_no_pixels_can_be_clicked(report: str) -> None:
    resize, press = posted(f"{report}\x1b[<0;96;32M".encode())
    assert isinstance(resize, events.Resize)
    assert isinstance(press, events.MouseDown)
    assert (press.x, press.y) == (95, 31)


def test_a_terminal_of_no_cells_is_not_believed() -> None:
    assert read(b"\x1b[48;0;0;0;0t") == []


def test_every_key_that_textual_knows_is_the_same_key() -> None:
    """But for those that its parser itself takes for a letter or for a report of the cursor's position."""
    for sequence, names in ANSI_SEQUENCES_KEYS.items():
        if sequence == "\x9b":  # Textual takes the beginning of a CSI of eight bits for a key.
            continue
        theirs = [*XTermParser().feed(sequence)] or [events.Key("escape", "\x1b")]
        ours = posted(sequence.encode())
        if sequence == "\x1b\x1b":
            assert keys(ours) == keys(theirs) * 2
        elif ours:
            assert keys(ours) == keys(theirs)
        elif isinstance(names, tuple):
            mistaken = {message.key for message in theirs if isinstance(message, events.Key)}
            assert not mistaken & {name.value for name in names}, sequence


@pytest.mark.parametrize(
    "key",
    [
        "\x1b[A",
        "\x1bOP",
        "\x1bOR",
        "\x1b[3~",
        "\x1b[1;5C",
        "\x1b[[A",
        "\x1b[3$",
        "\x1b[Z",
        "\x1b[106;5u",
        "日",
        "\x1bq",
    ],
)
def test_a_key_cut_at_any_byte_is_the_same_key(key: str) -> None:
    whole = read(key.encode())
    assert len(whole) == 1
    for pieces in cuts(key.encode()):
        assert read(*pieces) == whole


def test_escape_is_a_key_once_nothing_follows_and_two_are_two() -> None:
    assert read(b"\x1b") == [EscapeKey()]
    assert read(b"\x1b", b"j", gap_s=HESITATING_S) == [EscapeKey(), "j"]
    assert read(b"\x1b\x1b") == [EscapeKey(), EscapeKey()]
    assert read(b"\x1b\x1b[A") == [EscapeKey(), "\x1b[1A"]
    parser = InputParser(ESCAPE_DELAY_S, kitty=True)
    assert list(parser.feed(b"\x1b", 5.0)) == []
    assert parser.deadline == 5.0 + ESCAPE_DELAY_S
    assert list(parser.tick(5.05)) == []
    assert list(parser.tick(5.1)) == [EscapeKey()]
    assert parser.deadline is None


def test_a_letter_with_alt_is_neither_typed_nor_a_command() -> None:
    assert read(b"\x1bq") == [AltKey("q")]
    assert keys(posted(b"\x1bq\x1bQ\x1b/\x1b\xc3\xa9")) == [
        ("alt+q", None),
        ("alt+shift+q", None),
        ("alt+slash", None),
        ("alt+é", None),
    ]


@pytest.mark.parametrize(
    "begun", [b"\x1bP", b"\x1b]", b"\x1b_q", b"\x1b[", b"\x1b[12", b"\x1bO", b"\x1bX", b"\x1b^u"]
)
def test_what_was_begun_and_never_ends_takes_the_keyboard_for_a_second(begun: bytes) -> None:
    parser = InputParser(ESCAPE_DELAY_S, kitty=True)
    assert list(parser.feed(begun, 0.0)) == []
    typed: list[Token] = []
    for tenth in range(5, 20):  # a person types on, ten keys a second
        typed += parser.tick(tenth / 10)
        typed += parser.feed(b";", tenth / 10)
    assert typed == [";"] * 10


def test_a_long_answer_may_take_its_time_while_it_comes_in_bursts() -> None:
    parts = [b"\x1b]52;c;", *[b"cXV4dSB4" * 20] * 40, b"\x07", b"j"]
    assert read(*parts, gap_s=0.5) == ["j"]


@pytest.mark.parametrize("left", [b"\x1b[A", b"\x1b[<35;1;1M", b"\x1b[I", b"\x1b[106u"])
def test_a_key_or_click_ends_a_string_that_has_no_end(left: bytes) -> None:
    assert read(b"\x1bPgarbage quit", left, gap_s=HESITATING_S) == read(left)
    assert read(b"\x1b[12;" + left) == read(left)


def test_a_sequence_longer_than_any_is_swallowed_with_its_end() -> None:
    assert read(b"\x1b[" + b"1;" * 5000 + b"uj") == ["j"]
    assert read(b"\x1b[" + b"1;" * 200, b"2;" * 200, b"u", b"j") == ["j"]


@pytest.mark.parametrize(
    ("data", "right"),
    [
        (b"\xe9j", ["j"]),
        (b"\xffj", ["j"]),
        (b"\xe9", []),
        (b"\xc3\x28j", ["(j"]),
        (b"\xed\xa0\x80j", ["j"]),
        (b"\xc0\xafj", ["j"]),
        (b"\xf5\x80\x80\x80j", ["j"]),
        (b"\x80\x85\x8d\x9aj", ["j"]),
        (b"\xc2\x85j", ["j"]),
        (b"\x1b\xe9j", [EscapeKey(), "j"]),
        ("日本語é".encode(), ["日本語é"]),
        (b"\x1bPunfinished \xe9\x1b\\j", ["j"]),
        (b"\x8fP", ["\x1bOP"]),
        (b"\x9bA", ["\x1b[1A"]),
        (b"\x1b[\xe9j", ["j"]),
    ],
)
def test_bytes_that_are_no_utf_8_are_dropped_and_the_rest_is_read(data: bytes, right: list[Token]) -> None:
    assert read(data) == right
    assert read(*(bytes([byte]) for byte in data)) == [token for part in right for token in _single(part)]


def _single(token: Token) -> Iterable[Token]:
    return [token] if not isinstance(token, str) or token.startswith("\x1b") else list(token)


def test_every_mouse_report_of_the_x10_form_is_a_click_whatever_its_bytes() -> None:
    for x in range(1, 224):
        assert read(bytes((0x1B, 0x5B, 0x4D, 32, 32 + x, 33)) + b"j") == [f"\x1b[<0;{x};1M", "j"]
    for pieces in cuts(b"\x1b[M\x20\xc3\xa9"):
        assert read(*pieces) == ["\x1b[<0;163;137M"]
    assert read(b"\x1b[M\x22\xff\xff\x1b[M\x23\xff\xff") == ["\x1b[<2;223;223M", "\x1b[<2;223;223m"]
    assert read(b"\x1b[M\x60\x21\x21") == ["\x1b[<64;1;1M"]
    assert read(b"\x1b[M\x20\x20\x20j") == ["j"]
    assert read(b"\x1b[M\x20\x00qj") == ["j"]
    assert read(b"\x1b[32;120;40M\x1b[35;120;40M") == ["\x1b[<0;120;40M", "\x1b[<0;120;40m"]
    assert read(b"\x1b[M\x20") == []


@pytest.mark.parametrize(
    ("sequence", "key", "character"),
    [
        ("[1089::99;5u", "ctrl+c", None),
        ("[1089;5u", "ctrl+\u0441", None),
        ("[1089::99;1;1089u", "\u0441", "\u0441"),
        ("[97:65;2;65u", "A", "A"),
        ("[97:65;2u", "A", "A"),
        ("[97;2u", "A", "A"),
        ("[97u", "a", "a"),
        ("[32;2;32u", "space", " "),
        ("[97;65;97u", "a", "a"),
        ("[27u", "escape", None),
        ("[27;129u", "escape", None),
        ("[13;65u", "enter", "\r"),
        ("[13;1:1u", "enter", "\r"),
        ("[9;2:2u", "shift+tab", None),
        ("[1;5:1A", "ctrl+up", None),
        ("[;5A", "ctrl+up", None),
        ("[3;1:1~", "delete", None),
        ("[27;5;99~", "ctrl+c", None),
        ("[99;5:2:9;u", "ctrl+c", None),
        ("[99:::::;5:::;::u", "ctrl+c", None),
        ("[0;;229u", "å", "å"),
    ],
)
def test_a_key_in_the_long_form_is_understood(sequence: str, key: str, character: str | None) -> None:
    assert keys(posted(f"\x1b{sequence}".encode())) == [(key, character)]


@pytest.mark.parametrize(
    "sequence",
    [
        "[106;1:3u",
        "[106;5:3u",
        "[1;1:3A",
        "[;u",
        "[u",
        "[:;:;:u",
        "[99999999999999999999;5u",
        "[1114112;5u",
        "[55296;5u",
        "[57343u",
        "[60000;5u",
        "[1;1;7:27:155u",
        "[99;5;1;1u",
        "[120~",
        "[~",
        "[:::;::;::~",
        "[65535;5~",
        "[5;5R",
    ],
)
def test_a_key_let_go_and_what_is_no_key_is_dropped(sequence: str) -> None:
    assert read(f"\x1b{sequence}j".encode()) == ["j"]


def test_text_of_many_characters_is_typed_whole() -> None:
    codes = ":".join(str(ord(character)) for character in "日本語の長い文字列です")
    assert read(f"\x1b[0;;{codes}u".encode()) == ["日本語の長い文字列です"]


def test_without_the_kitty_protocol_its_keys_are_dropped() -> None:
    assert read(b"\x1b[106;5u\x1b[A", kitty=False) == ["\x1b[A"]


PASTE = "q u t x\r\n/\x1b]52;c;" + "quit" * 20 + "\x07\x1b[<0;1;1M\x1b[I\x1b[200~\x1bOP é日\x1b[106u\x9b0n"


def test_a_paste_is_one_text_whatever_it_contains_and_wherever_it_is_cut() -> None:
    whole = f"\x1b[200~{PASTE}\x1b[201~".encode()
    for pieces in ((whole,), *cuts(whole)):
        assert read(*pieces, b"j") == [Pasted(PASTE), "j"]
    assert [type(message) for message in posted(whole)] == [events.Paste]


def test_a_paste_may_hold_bytes_that_are_no_text() -> None:
    assert read(b"\x1b[200~a\xff\x00b\xe9\x1b[201~j") == [Pasted("ab"), "j"]


def test_a_large_paste_is_read_at_once() -> None:
    text = ("q" * 99 + "\n") * 20_000
    pasted = f"\x1b[200~{text}\x1b[201~".encode()
    pieces = [pasted[at : at + 4096] for at in range(0, len(pasted), 4096)]
    assert read(*pieces) == [Pasted(text)]


def test_the_rest_of_a_paste_that_stalled_is_no_keys_and_the_keyboard_comes_back() -> None:
    parser = InputParser(ESCAPE_DELAY_S, kitty=True)
    assert list(parser.feed(b"\x1b[200~quit", 0.0)) == []
    assert list(parser.tick(0.9 * PASTE_PATIENCE_S)) == []
    assert list(parser.feed(b"quit\x1b[2", 4.5)) == []
    assert list(parser.tick(4.5 + PASTE_PATIENCE_S)) == [Pasted("quitquit\x1b[2")]
    assert list(parser.feed(b"j", 10.0)) == ["j"]


PIECES = (
    *(b"\x1b", b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"[", b"<", b"M", b"m", b"u", b"~", b"t", b"R", b"$y"),
    *(b";", b":", b"?", b"0", b"1", b"27", b"48", b"2048", b"57441", b"99999999", b"a", b"A", b"\x00", b"\r"),
    *(b"\x07", b"\x1b\\", b"\xe9", b"\xff", b"\x9b", b"\xc2", b"\x80", "日".encode(), b"I", b"200~"),
    *(b"\x1b[200~", b"\x1b[201~", b"\x1b[M", b"\x1b[<"),
)


def test_whatever_comes_textual_waits_for_nothing_more_and_the_next_key_works() -> None:
    """Textual's parser may only be given what it is done with: it would add the next key to it."""
    chosen = random.Random(2010)
    for _ in range(2_000):
        data = b"".join(chosen.choices(PIECES, k=chosen.randint(1, 14)))
        parser, textual_parser, now = InputParser(ESCAPE_DELAY_S, kitty=True), XTermParser(), 0.0
        while data:
            piece, data = data[: (size := chosen.randint(1, 6))], data[size:]
            now += chosen.choice((0.001, 0.05, 0.2, 2.0))
            for token in (*parser.feed(piece, now), *parser.tick(now + 0.01)):
                list(messages_of(token, textual_parser))
        list(parser.tick(now + 100))
        assert parser.deadline is None
        (token,) = parser.feed(b"j", now + 200)
        assert [
            message.key for message in messages_of(token, textual_parser) if isinstance(message, events.Key)
        ] == ["j"]
