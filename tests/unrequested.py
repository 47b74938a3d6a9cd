"""Unrequested sequences from terminals, by name: replies to queries of an earlier program.

Sources: xterm's ctlseqs, the manuals of kitty, foot, iTerm2, WezTerm, mintty, tmux and screen.
"""

from __future__ import annotations

from typing import Final

UNREQUESTED: Final[dict[str, bytes]] = {
    "XTVERSION, tmux": b"\x1bP>|tmux 3.4\x1b\\",
    "XTVERSION, xterm": b"\x1bP>|XTerm(379)\x1b\\",
    "DA1, VT220": b"\x1b[?62;22c",
    "DA1, xterm with sixel": b"\x1b[?64;1;2;4;6;9;15;16;17;18;21;22;28c",
    "DA1, Linux console": b"\x1b[?6c",
    "DA2, tmux": b"\x1b[>84;0;0c",
    "DA2, xterm": b"\x1b[>41;379;0c",
    "DA3": b"\x1bP!|00000000\x1b\\",
    "DA3, VTE": b"\x1bP!|7E565445\x1b\\",
    "status report": b"\x1b[0n",
    "cursor position": b"\x1b[24;80R",
    "cursor position in the first line": b"\x1b[1;2R",
    "cursor position with page": b"\x1b[?12;40;1R",
    "locator status": b"\x1b[?53n",
    "colour scheme": b"\x1b[?997;1n",
    "DECRPM, sets cursor keys": b"\x1b[?1;2$y",
    "DECRPM, bracketed paste": b"\x1b[?2004;1$y",
    "DECRPM, grapheme clusters": b"\x1b[?2027;0$y",
    "DECRPM of an ANSI mode": b"\x1b[4;2$y",
    "DECRQSS, style": b"\x1bP1$r0;38:2::215:119:87m\x1b\\",
    "DECRQSS, cursor": b"\x1bP1$r2 q\x1b\\",
    "DECRQSS, refused": b"\x1bP0$r\x1b\\",
    "XTGETTCAP": b"\x1bP1+r544E=787465726D2D6B69747479\x1b\\",
    "XTGETTCAP, refused": b"\x1bP0+r4D73\x1b\\",
    "XTSMGRAPHICS, colours": b"\x1b[?1;0;256S",
    "XTSMGRAPHICS, sixel geometry": b"\x1b[?2;0;1600;1200S",
    "window state": b"\x1b[1t",
    "window position": b"\x1b[3;0;24t",
    "text area in pixels": b"\x1b[4;600;800t",
    "cell size": b"\x1b[6;16;8t",
    "text area in cells": b"\x1b[8;40;120t",
    "window title": b"\x1b]lqueue - vim\x1b\\",
    "icon title": b"\x1b]Lqueue\x1b\\",
    "OSC 4, colour of the palette": b"\x1b]4;1;rgb:cdcd/0000/0000\x07",
    "OSC 5, special colour": b"\x1b]5;0;rgb:ffff/ffff/ffff\x1b\\",
    "OSC 10, foreground": b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "OSC 11, background": b"\x1b]11;rgb:1d1d/1f1f/2121\x07",
    "OSC 12, cursor": b"\x1b]12;rgb:ffff/ffff/ffff\x1b\\",
    "OSC 21, kitty colours": b"\x1b]21;foreground=rgb:ff/ff/ff;background=rgb:00/00/00\x1b\\",
    "OSC 52, clipboard": b"\x1b]52;c;cXV4dSB4eHR0\x1b\\",
    "OSC 50, font": b"\x1b]50;xft:DejaVu Sans Mono\x07",
    "OSC 99, notification": b"\x1b]99;i=quit:p=?;a=report:o=always\x1b\\",
    "OSC 1337, iTerm2 cell size": b"\x1b]1337;ReportCellSize=16.0;8.0;2.0\x1b\\",
    "OSC 1337, iTerm2 capabilities": b"\x1b]1337;Capabilities=T3LrMSc7UU\x07",
    "OSC 7, folder in UTF-8": "\x1b]7;file://host/jobs/✜é日本\x07".encode(),
    "kitty keyboard flags": b"\x1b[?25u",
    "modifyOtherKeys": b"\x1b[>4;2m",
    "APC, kitty graphics": b"\x1b_Gi=31;OK\x1b\\",
    "APC, kitty graphics refused": b"\x1b_Gi=31;ENOTSUPPORTED:no graphics\x1b\\",
    "APC, tmux": b"\x1b_q\x1b\\",
    "PM": b"\x1b^private quit\x1b\\",
    "SOS": b"\x1bXstart of string u x t q\x1b\\",
    "DECCKSR, checksum": b"\x1bP1!~0000\x1b\\",
    "DECRQUPSS": b"\x1bP0!u%5\x1b\\",
    "DECRQTSR, terminal state": b"\x1bP1$s^x u t q\x1b\\",
    "DECTABSR, tab stops": b"\x1bP2$u9/17/25\x1b\\",
    "DECCIR, cursor": b"\x1bP1$u1;1;1;@;@;@;0;2;@;BB%5%5\x1b\\",
    "DECXCPR of macro space": b"\x1b[0*{",
    "terminal parameters": b"\x1b[2;1;1;120;120;1;0x",
    "xterm's foreground of the selection": b"\x1b]17;rgb:ffff/ffff/ffff\x1b\\",
    "mintty's font zoom": b"\x1b[?7704;3$y",
    "function key of no terminal": b"\x1b[120~",
    "colour table of the Linux console, 8 bits": b"\x9d4;0;rgb:00/00/00\x9c",
    "DA1 of 8 bits": b"\x9b?62;22c",
    "DCS of 8 bits in UTF-8": "\x90>|foot(1.16.2)\x9c".encode(),
}


def cuts(sequence: bytes) -> list[tuple[bytes, bytes]]:
    """The sequence in two pieces, cut after each byte but the last."""
    return [(sequence[:at], sequence[at:]) for at in range(1, len(sequence))]
