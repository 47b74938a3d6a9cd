"""Keys, clicks, pastes and resizes never end the app. `make storm` runs the long storms."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.storm.guarded_app import Guard
from tests.storm.gusts import AskForCode, Bytes, Event, Resize, Rest, from_json, storm, to_json
from tests.storm.play import play
from tests.unrequested import UNREQUESTED

SEEDS = (101, 102, 103)
EVENTS = 150


@pytest.mark.figure("Storms", len(SEEDS))
@pytest.mark.parametrize("seed", SEEDS)
def test_the_app_lives_through_a_storm_and_leaves(seed: int, tmp_path: Path) -> None:
    events = storm(seed, EVENTS)
    ended = play(events, tmp_path / "storm")
    told = tmp_path / f"storm-{seed}.jsonl"
    told.write_text(to_json(events[: ended.played]))
    assert ended.is_well, f"python -m tests.storm --replay {told}\n{ended}\n{ended.last_words}"
    assert sum(ended.opened.values()) > 5, "a storm that opens nothing shows nothing"


def test_an_end_before_its_time_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.storm.play.ASK_SIGNAL", signal.SIGKILL)
    ended = play([Bytes(b"j"), AskForCode(), *[Rest()] * 5, Bytes(b"k")], tmp_path / "storm")
    assert (ended.is_dead, ended.status, ended.is_well) == (True, -signal.SIGKILL, False)
    assert ended.played <= 8


def test_a_storm_is_the_same_for_the_same_seed_and_can_be_kept_in_a_file() -> None:
    events = storm(7, 300)
    assert events == storm(7, 300) == from_json(to_json(events))
    assert events != storm(8, 300)
    assert sum(isinstance(event, Bytes | Resize | AskForCode) for event in events) >= 300


def test_a_storm_has_events_of_every_kind_and_no_way_out() -> None:
    events = [event for seed in range(20) for event in storm(seed, 300)]
    assert {type(event) for event in events} == set(Event.__args__)
    typed = [event.data for event in events if isinstance(event, Bytes)]
    pasted = b"\x1b[200~"
    keys = [data for data in typed if not data.startswith((pasted, *UNREQUESTED.values()))]
    assert not [data for data in keys if set(data) & {*b"q\x11\x1a"}]
    sizes = {event for event in events if isinstance(event, Resize)}
    assert {Resize(1, 1), Resize(2, 1), Resize(300, 2)} <= sizes
    assert AskForCode() in events


@pytest.mark.parametrize("outside", ["/etc", "/", "~"])
def test_a_storm_writes_in_its_own_folder_alone(tmp_path: Path, outside: str) -> None:
    guard = Guard(tmp_path)
    path = os.path.expanduser(outside)  # noqa: PTH111  as it is typed
    for event, arguments in (
        ("open", (f"{path}/SIGNATURE", None, os.O_WRONLY | os.O_CREAT)),
        ("open", (path, None, os.O_RDONLY | os.O_DIRECTORY)),
        ("os.rename", (str(tmp_path / "a"), f"{path}/b", -1, -1)),
        ("os.remove", (f"{path}/SIGNATURE", -1)),
        ("subprocess.Popen", ("sh", ["sh"], None, None)),
    ):
        with pytest.raises(PermissionError):
            guard(event, arguments)
    guard("open", (f"{path}/SIGNATURE", None, os.O_RDONLY))
    guard("open", (str(tmp_path / "SIGNATURE"), None, os.O_WRONLY | os.O_CREAT))
