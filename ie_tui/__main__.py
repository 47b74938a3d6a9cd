"""The program `ie-tui`, also as `python -m ie_tui`."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    """Run what was typed and give the exit status."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Python would answer ctrl+c during the imports below with a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from ie_tui.cli import main as cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
