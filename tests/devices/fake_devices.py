"""Devices that fail in one call, and file systems of other manners."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ie_tui.devices.folder import FileCalls

TEXT = "version:2.0\nsigningMethod:HmacSHA1\njobId:QX7ZD\nsignature:4O3pgJPEcIFNDXzOyboFrv/ltoo=\n"
OTHER = TEXT.replace("QX7ZD", "M4T9B")


def listed(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def failing(code: int) -> Callable[..., Any]:
    def call(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return call


def blind_to_case(directory: Path) -> FileCalls:
    """The calls of a file system that finds `signature` under the name SIGNATURE, as FAT does."""

    def known(name: str | Path) -> str:
        there = (entry for entry in listed(directory) if entry.casefold() == str(name).casefold())
        return next(there, str(name))

    def by_name(call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda name, *rest, **more: call(known(name), *rest, **more)

    def by_names(call: Callable[..., Any]) -> Callable[..., Any]:
        # Over another file the spelling that is there stays; a change of spelling alone is done.
        def renamed(old: str, new: str, **more: int) -> None:
            call(known(old), new if known(old) == known(new) else known(new), **more)

        return renamed

    return FileCalls(
        open=by_name(os.open),
        stat=by_name(os.stat),
        unlink=by_name(os.unlink),
        link=by_names(os.link),
        replace=by_names(os.replace),
    )
