"""Clipboard tools that are small scripts, on a PATH of their own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path


class FakeTools:
    """Scripts in one directory, and what they were given."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._stored = directory / "stored"
        self._seen = directory / "seen"

    def add(self, names: Collection[str], *, tmux_passthrough: str = "off", tmux_ssh: str = "") -> None:
        """Tools that work. `tmux_ssh` is tmux's line on SSH_CONNECTION, empty when it knows nothing."""
        for name in names:
            get = {"wl-copy": "wl-paste", "pbcopy": "pbpaste"}.get(name)
            if get:
                self.write(get, f"exec /bin/cat '{self._stored}'")
            self.write(
                name,
                f"""
                case "$*" in
                  "show-environment SSH_CONNECTION") [ -n '{tmux_ssh}' ] && echo '{tmux_ssh}'; exit ;;
                  "show -gv allow-passthrough") echo {tmux_passthrough}; exit ;;
                  *-o|--clipboard\\ --output|show-buffer) exec /bin/cat '{self._stored}' ;;
                esac
                echo "$0 $*" >> '{self._seen}'
                /usr/bin/env >> '{self._seen}'
                exec /bin/cat > '{self._stored}'
                """,
            )

    def write(self, name: str, script: str) -> None:
        """A tool that runs this shell script."""
        tool = self.directory / name
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)

    @property
    def stored(self) -> bytes:
        """What the last tool took in."""
        return self._stored.read_bytes()

    @property
    def seen(self) -> str:
        """Command lines and environments of the tools that took something in."""
        return self._seen.read_text()
