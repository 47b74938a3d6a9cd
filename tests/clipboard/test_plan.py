"""Fourteen places: which routes are tried there, and which words tell what happened."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from ie_tui.clipboard.copy_text import Level, copy
from ie_tui.clipboard.routes import (
    CLIP_EXE,
    PBCOPY,
    TMUX,
    WIN32YANK,
    WL_COPY,
    XCLIP,
    XSEL,
    Escape,
    Route,
    TmuxSays,
    Tool,
    plan,
)
from tests.clipboard.fake_tools import FakeTools

SIGNATURE = "4O3pgJPEcIFNDXzOyboFrv/ltoo="

SENT = "Sent to your terminal (OSC 52). Not confirmed by the terminal; paste to check."
IN_TMUX = "In the tmux buffer (checked). tmux was asked to pass it to your terminal; paste to check."
SSH = {"SSH_TTY": "/dev/pts/3", "SSH_CONNECTION": "192.0.2.1 5000 192.0.2.2 22"}
IN_A_TMUX = {"TMUX": "/tmp/tmux-0/default,1,0"}  # noqa: S108 - a name that nobody opens


class Place(NamedTuple):
    environ: dict[str, str]
    tools: tuple[str, ...]
    routes: list[Route]
    level: Level
    words: str
    platform: str = "linux"
    tmux_passthrough: str = "off"
    tmux_ssh: str = ""
    term: str = "xterm-256color"


PLACES = {
    "Linux X11": Place(
        {"DISPLAY": ":0"},
        ("xclip", "xsel"),
        [XCLIP, XSEL, Escape.PLAIN],
        Level.CONFIRMED,
        "Copied with xclip (checked).",
    ),
    "Wayland": Place(
        {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"},
        ("wl-copy", "xsel"),
        [WL_COPY, XSEL, Escape.PLAIN],
        Level.CONFIRMED,
        "Copied with wl-copy (checked).",
    ),
    "no display": Place({}, ("xclip", "wl-copy"), [Escape.PLAIN], Level.SENT, SENT),
    "macOS": Place(
        {}, ("pbcopy",), [PBCOPY, Escape.PLAIN], Level.CONFIRMED, "Copied with pbcopy (checked).", "darwin"
    ),
    "macOS in tmux": Place(
        IN_A_TMUX,
        ("pbcopy", "tmux"),
        [PBCOPY, TMUX],
        Level.CONFIRMED,
        "Copied with pbcopy (checked).",
        "darwin",
        tmux_ssh="-SSH_CONNECTION",
    ),
    "ssh": Place({**SSH, "DISPLAY": ":10"}, ("xclip",), [Escape.PLAIN], Level.SENT, SENT),
    "ssh in tmux": Place(
        {**IN_A_TMUX, "DISPLAY": ":0"},
        ("xclip", "tmux"),
        [TMUX],
        Level.IN_TMUX,
        IN_TMUX,
        tmux_ssh="SSH_CONNECTION=192.0.2.1 5000 192.0.2.2 22",
    ),
    "ssh in screen": Place({**SSH, "STY": "1.pts"}, ("xclip",), [Escape.IN_SCREEN], Level.SENT, SENT),
    "tmux default": Place(IN_A_TMUX, ("tmux",), [TMUX], Level.IN_TMUX, IN_TMUX),
    "tmux passthrough on": Place(
        IN_A_TMUX, ("tmux",), [TMUX, Escape.IN_TMUX], Level.IN_TMUX, IN_TMUX, tmux_passthrough="on"
    ),
    "screen": Place({"STY": "1.pts"}, (), [Escape.IN_SCREEN], Level.SENT, SENT),
    "WSL": Place(
        {"WSL_DISTRO_NAME": "Debian"},
        ("clip.exe",),
        [CLIP_EXE, Escape.PLAIN],
        Level.CONFIRMED,
        "Copied with clip.exe.",
    ),
    "TERM=dumb": Place(
        SSH,
        (),
        [],
        Level.NOT_COPIED,
        "No clipboard available (ssh, a terminal without OSC 52). Here is the value:",
        term="dumb",
    ),
    "web driver": Place(
        {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "DISPLAY": ":0"},
        ("xclip",),
        [],
        Level.NOT_COPIED,
        "No clipboard available (the app runs in a browser). Here is the value:",
    ),
}


@pytest.mark.figure("clipboard environments", 14)
@pytest.mark.parametrize("name", PLACES)
async def test_in_this_place_the_right_routes_are_tried_and_the_words_are_true(
    name: str, tmp_path: Path
) -> None:
    place = PLACES[name]
    fakes = FakeTools(tmp_path)
    fakes.add(place.tools, tmux_passthrough=place.tmux_passthrough, tmux_ssh=place.tmux_ssh)
    environ = {"TERM": place.term, "PATH": str(tmp_path), **place.environ}
    knows_ssh = {"": None}.get(place.tmux_ssh, not place.tmux_ssh.startswith("-"))
    tmux = TmuxSays(knows_ssh, place.tmux_passthrough != "off")
    written: list[str] = []

    assert plan(environ, place.platform, place.tools, tmux=tmux) == place.routes
    outcome = await copy(SIGNATURE, environ=environ, write=written.append, platform=place.platform)

    assert (outcome.level, outcome.words) == (place.level, place.words)
    assert outcome.must_show is (place.level is Level.NOT_COPIED)
    assert len(written) == (Escape.IN_TMUX in place.routes or outcome.level is Level.SENT)
    assert ("opied" in outcome.words) is (outcome.level is Level.CONFIRMED)
    assert SIGNATURE not in outcome.words


def test_there_are_fourteen_places() -> None:
    assert len(PLACES) == 14


@pytest.mark.parametrize(
    ("pane", "says", "is_local"),
    [
        (SSH, TmuxSays(is_remote=False), True),
        (SSH, TmuxSays(is_remote=None), False),
        ({}, TmuxSays(is_remote=True), False),
        ({}, TmuxSays(is_remote=None), True),
    ],
)
def test_in_tmux_the_answer_of_tmux_beats_the_old_environment_of_the_pane(
    pane: dict[str, str], says: TmuxSays, is_local: bool
) -> None:
    routes = plan({**pane, **IN_A_TMUX, "DISPLAY": ":0"}, "linux", ("xclip",), tmux=says)
    assert (XCLIP in routes) is is_local


def test_on_windows_its_own_tools_come_first() -> None:
    tools = ("clip.exe", "win32yank.exe")
    assert plan({"TERM": "xterm"}, "win32", tools) == [WIN32YANK, CLIP_EXE, Escape.PLAIN]


def test_termux_has_a_tool_of_its_own() -> None:
    (tool, *_) = plan({"TERMUX_VERSION": "0.118"}, "linux", ("termux-clipboard-set",))
    assert tool == Tool(("termux-clipboard-set",))
