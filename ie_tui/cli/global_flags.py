"""Flags that several parsers share."""

from __future__ import annotations

import argparse
from typing import TypeAlias

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What `add_subparsers` returns; it is generic for the type checker only."""


def add_global_flags(parser: argparse.ArgumentParser, *, defaults: bool) -> None:
    """Add the flags that are accepted both before and after the subcommand.

    Pass `defaults=False` for subcommands: the defaults of a sub-parser overwrite what was typed before it,
    and a lost `--demo` would contact the real service.
    """

    def add(flag: str, default: object, **how: object) -> None:
        parser.add_argument(flag, default=default if defaults else argparse.SUPPRESS, **how)  # type: ignore[arg-type]

    add("--demo", False, action="store_true", help="use an embedded service with sample jobs")
    add("--profile", None, metavar="NAME", help="use this AWS profile")
    add("--endpoint-url", None, metavar="URL", help="send requests to this URL")
    add(
        "--signature-version",
        4,
        type=int,
        choices=(4, 2),
        help="sign requests with this version (default: 4)",
    )
    add("--ca-bundle", None, metavar="FILE", help="trust these CA certificates instead of the system's")
    add("--insecure-endpoint", False, action="store_true", help="allow http:// to other machines")
    add("--offline", False, action="store_true", help="never contact the service")
    add("--theme", None, metavar="NAME", help="use this colour theme")
    add("--utc", False, action="store_true", help="show times in UTC, as JSON always does")
    add("--no-cache", False, action="store_true", help="disable the cache")


def add_fetch_flags(parser: argparse.ArgumentParser) -> None:
    """Add --fetch and --cached; with neither, a command fetches only what is not cached."""
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--fetch", action="store_true", help="fetch from the service even if cached")
    when.add_argument(
        "--cached", action="store_true", help="print cached data only; never contact the service"
    )


def typed_global_flags(parser: argparse.ArgumentParser, typed: argparse.Namespace) -> list[str]:
    """The global flags whose values differ from their defaults."""
    untyped = vars(parser.parse_args([]))
    names = [name for name in untyped if name != "command" and getattr(typed, name) != untyped[name]]
    return [f"--{name.replace('_', '-')}" for name in names]
