"""Flags of `ie-tui` itself that the subcommands about jobs have as well, and those that they share."""

from __future__ import annotations

import argparse
from typing import TypeAlias

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What `add_subparsers` gives; generic for the type checker alone."""


def add_global_flags(parser: argparse.ArgumentParser, *, defaults: bool) -> None:
    """The same flags before and after the subcommand.

    A sub-parser with defaults of its own would overwrite what was typed before it: a lost `--demo` would ask
    the real service.
    """

    def add(flag: str, default: object, **how: object) -> None:
        parser.add_argument(flag, default=default if defaults else argparse.SUPPRESS, **how)  # type: ignore[arg-type]

    add("--demo", False, action="store_true", help="an embedded service with made-up jobs")
    add("--profile", None, metavar="NAME", help="the AWS profile to use")
    add("--endpoint-url", None, metavar="URL", help="another service that speaks this API")
    add("--signature-version", 4, type=int, choices=(4, 2), help="how requests are signed (default: 4)")
    add("--ca-bundle", None, metavar="FILE", help="certificates to trust instead of the system's")
    add("--insecure-endpoint", False, action="store_true", help="allow http:// beyond this machine")
    add("--offline", False, action="store_true", help="never ask the service")
    add("--theme", None, metavar="NAME", help="the colours of the screen")
    add(
        "--utc",
        False,
        action="store_true",
        help="times on the screen and in tables in UTC; JSON always is",
    )
    add("--no-cache", False, action="store_true", help="neither read nor write the cache")


def add_fetch_flags(parser: argparse.ArgumentParser) -> None:
    """Whether the service is asked; with neither, only where nothing is cached."""
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--fetch", action="store_true", help="ask the service, whatever is cached")
    when.add_argument("--cached", action="store_true", help="never ask the service")


def typed_global_flags(parser: argparse.ArgumentParser, typed: argparse.Namespace) -> list[str]:
    """The flags that were given another value than their default."""
    untyped = vars(parser.parse_args([]))
    names = [name for name in untyped if name != "command" and getattr(typed, name) != untyped[name]]
    return [f"--{name.replace('_', '-')}" for name in names]
