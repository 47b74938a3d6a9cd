"""Entry point of `ie-tui` and `python -m ie_tui`."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    """Run the command line and return the exit status."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Otherwise ctrl+c during the imports below prints a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from ie_tui.cli import main as cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
