"""Runs storms over the demo: `python -m tests.storm`, `--seed 7`, `--replay FILE`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.storm.gusts import Event, from_json, storm, to_json
from tests.storm.play import Ended, play


def main() -> int:
    """Run the storms; returns 1 if one ended the app."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--seed", type=int, help="one storm alone")
    parser.add_argument("--seeds", type=int, default=20, help="how many storms (default: 20)")
    parser.add_argument("--first", type=int, default=1, help="the first of these seeds (default: 1)")
    parser.add_argument("--events", type=int, default=3000, help="events of each (default: 3000)")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="the events of a file")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()), help="where lists go")
    typed = parser.parse_args()
    if typed.replay is not None:
        storms = {typed.replay.stem: from_json(typed.replay.read_text())}
    else:
        seeds = [typed.seed] if typed.seed is not None else range(typed.first, typed.first + typed.seeds)
        storms = {f"storm-{seed}": storm(seed, typed.events) for seed in seeds}
    well = sum(_run(name, events, typed.keep) for name, events in storms.items())
    print(f"Storms: {well} of {len(storms)} lived through and left with 0")  # noqa: T201
    return 0 if well == len(storms) else 1


def _run(name: str, events: Sequence[Event], keep: Path) -> bool:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        ended = play(events, Path(folder))
    took_s = time.monotonic() - began
    print(f"{name}: {ended.played:,} events, {took_s:.0f} s, {tell(ended)}", flush=True)  # noqa: T201
    if not ended.is_well:
        keep.mkdir(parents=True, exist_ok=True)
        file = keep / f"{name}.jsonl"
        file.write_text(to_json(events[: ended.played]))
        print(f"Again: python -m tests.storm --replay {file}\n{ended.last_words}", flush=True)  # noqa: T201
    return ended.is_well


def tell(ended: Ended) -> str:
    """A line about the end of a storm."""
    if ended.is_dead:
        return f"died with status {ended.status}"
    opened = ", ".join(f"{name} {count}" for name, count in sorted(ended.opened.items()))
    left = "did not leave" if ended.status is None else f"left with status {ended.status}"
    return f"{left}; opened {opened}"


if __name__ == "__main__":
    sys.exit(main())
