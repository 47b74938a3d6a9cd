"""The world of jobs is complete at any time, deterministic and never goes back."""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from ie_tui.emulator.world.job_state import EmulatedStatus
from ie_tui.emulator.world.jobs_of_seed import World
from ie_tui.emulator.world.stories import LANES, LONG_DONE

NOW = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
WORLD = World()
ABORTED = {
    "DeviceError",
    "InvalidSignature",
    "MissingDevice",
    "MissingSignature",
    "UnsupportedDeviceType",
    "UnsupportedFileFormat",
    "UnsupportedPowerSupply",
}
DONE = {"Complete", "Success", "SuccessWithErrors"}
PROGRESS_CODES = {"Pending", "Started", "InProgress", "Canceled", "Expired"} | DONE | ABORTED
LOCATION_CODES = {"NotReceived", "AtAWS", "Returned"}
DEMO_YEARS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC))


def some_moments(count: int, *, seed: int) -> list[datetime]:
    """Sample times of the years in which the demo must work."""
    chance = random.Random(seed)
    first, last = DEMO_YEARS
    return [first + (last - first) * chance.random() for _ in range(count)]


def statuses(world: World, at: datetime) -> list[EmulatedStatus]:
    return [world.status(job.job_id, at) for job in world.jobs(at)]


def is_about_to_expire(status: EmulatedStatus, at: datetime) -> bool:
    waits = (status.location_code, status.progress_code) == ("NotReceived", "Pending")
    return waits and timedelta(days=27) <= at - status.created_at < timedelta(days=30)


def is_returned_with_tracking(status: EmulatedStatus) -> bool:
    tracking = status.tracking_number or ""
    return status.location_code == "Returned" and bool(status.carrier) and 0 < len(tracking.encode()) <= 32


def signature_line(status: EmulatedStatus) -> str | None:
    found = re.search(r"^signature:(.*)$", status.signature_file_contents or "", re.MULTILINE)
    return found[1] if found else None


SIGHTS: dict[str, Callable[[EmulatedStatus], object]] = {
    "an import": lambda s: s.job_type == "Import",
    "an export": lambda s: s.job_type == "Export",
    "a canceled job": lambda s: s.progress_code == "Canceled" and s.location_code == "NotReceived",
    "an expired job": lambda s: s.progress_code == "Expired" and s.location_code == "NotReceived",
    "a parcel on its way back": is_returned_with_tracking,
    "errors with their log": lambda s: (
        s.error_count > 0 and s.log_bucket and (s.log_key or "").endswith(s.job_id)
    ),
    "a warning": lambda s: "erased" in (s.warning_message or ""),
    "artifacts": lambda s: len(s.artifacts) == 2,
    "an address of several lines": lambda s: s.aws_shipping_address.count("\n") >= 3,
    "a long message": lambda s: len(s.progress_message) > 400,
    "signatures that disagree": lambda s: s.signature and s.signature != signature_line(s),
    "the ill-formed sample": lambda s: s.ill_formed,
    "a name in Japanese": lambda s: "見本 花子" in s.current_manifest,
    "a name with accents": lambda s: "João" in s.current_manifest,
    "a password": lambda s: re.search(r"trueCryptPassword: ?\w", s.current_manifest),
    "a PIN": lambda s: re.search(r"pinCode: ?\d", s.current_manifest),
    "no blank after the colon": lambda s: "\nreturnAddress:\n    name:R" in s.current_manifest,
    "blanks here and there": lambda s: (
        "name:Kari" in s.current_manifest and "city: Oslo" in s.current_manifest
    ),
    "lost indentation": lambda s: "\nreturnAddress:\nname: " in s.current_manifest,
    "semicolons": lambda s: s.current_manifest.startswith("manifestVersion: 2.0;\n"),
    "list items without a blank": lambda s: "- exportBucket:h" in s.current_manifest,
    "values that YAML would change": lambda s: (
        "country:NO" in s.current_manifest and "pinCode: 0" in s.current_manifest
    ),
    "an empty value": lambda s: "\naccessKeyId:\n" in s.current_manifest,
    "comments": lambda s: s.current_manifest.startswith("# "),
    "a value on the next line": lambda s: "\npinCode:\n    0" in s.current_manifest,
    "CR LF": lambda s: s.current_manifest.count("\r\n") == s.current_manifest.count("\n") > 10,
    "manifest version 1.2": lambda s: "manifestVersion: 1.2" in s.current_manifest,
    "an EBS job without signature": lambda s: "ebs-snapshot" in s.current_manifest and s.signature is None,
    "a Glacier job without signature": lambda s: "glacier" in s.current_manifest and s.signature is None,
}


def test_every_moment_shows_every_documented_code_and_a_job_about_to_expire() -> None:
    for at in some_moments(400, seed=1):
        seen = statuses(WORLD, at)
        assert {status.progress_code for status in seen} == PROGRESS_CODES, at
        assert {status.location_code for status in seen} == LOCATION_CODES, at
        assert any(is_about_to_expire(status, at) for status in seen), at
        assert 20 <= len(seen) <= 30, at


def test_every_moment_shows_every_kind_of_manifest_and_answer() -> None:
    for at in some_moments(60, seed=3):
        seen = statuses(WORLD, at)
        missing = [name for name, is_seen in SIGHTS.items() if not any(map(is_seen, seen))]
        assert missing == [], at


def test_something_changes_within_any_ten_minutes() -> None:
    for at in some_moments(400, seed=4):
        later = at + timedelta(minutes=10)
        has_new_status = any(moment.at > at for moment in WORLD.moments(later))
        assert has_new_status or WORLD.jobs(at) != WORLD.jobs(later), at


def test_whoever_looks_for_an_hour_and_a_quarter_sees_a_job_loaded_and_done() -> None:
    for at in some_moments(10, seed=5):
        seen: dict[str, set[str]] = {}
        for minutes in range(0, 76, 5):
            for status in statuses(WORLD, at + timedelta(minutes=minutes)):
                seen.setdefault(status.job_id, set()).add(status.progress_code)
        assert any("InProgress" in codes and codes & DONE for codes in seen.values()), at


@pytest.mark.parametrize("story", [LONG_DONE, *(story for lane in LANES for story in lane.stories)])
def test_a_story_only_goes_forward(story: tuple[tuple[timedelta, str, str, int], ...]) -> None:
    places = ["NotReceived", "AtAWS", "Returned"]
    steps = ["Pending", "Started", "InProgress"]
    assert story[0][0] == timedelta()
    for (age, place, code, errors), (next_age, next_place, next_code, next_errors) in pairwise(story):
        assert age < next_age
        assert places.index(place) <= places.index(next_place)
        assert errors <= next_errors
        if code in steps:
            assert next_code not in steps[: steps.index(code)]
        else:
            assert next_code == code


def test_no_job_goes_back_or_comes_again_while_a_quarter_passes() -> None:
    ranks = {"NotReceived": 0, "AtAWS": 1, "Returned": 2}
    last: dict[str, tuple[int, int]] = {}
    gone: set[str] = set()
    for hours in range(0, 24 * 92, 7):
        at = NOW + timedelta(hours=hours)
        listed = {job.job_id: job for job in WORLD.jobs(at)}
        assert not gone & listed.keys()
        gone |= last.keys() - listed.keys()
        for job_id, job in listed.items():
            status = WORLD.status(job_id, at)
            assert (status.created_at, status.job_type) == (job.created_at, job.job_type)
            assert job.is_canceled == (status.progress_code == "Canceled")
            step = {"Pending": 0, "Started": 1, "InProgress": 2}.get(status.progress_code, 3)
            rank = (ranks[status.location_code], step)
            assert all(new >= old for new, old in zip(rank, last.get(job_id, (0, 0)), strict=True))
            last[job_id] = rank


def test_new_jobs_come_first_as_time_passes() -> None:
    jobs = WORLD.jobs(NOW)
    assert list(jobs) == sorted(jobs, key=lambda job: job.created_at, reverse=True)
    assert all(job.created_at <= NOW and job.created_at.microsecond == 0 for job in jobs)
    known = {job.job_id for job in jobs}
    a_month_later = [job.job_id for job in WORLD.jobs(NOW + timedelta(days=30))]
    newcomers = [job_id for job_id in a_month_later if job_id not in known]
    assert a_month_later[: len(newcomers)] == newcomers
    assert len(newcomers) >= 10


def test_another_process_sees_the_same_world() -> None:
    script = (
        "import hashlib; from datetime import datetime, UTC\n"
        "from ie_tui.emulator.world.jobs_of_seed import World\n"
        f"w, at = World(), datetime.fromisoformat({NOW.isoformat()!r})\n"
        "seen = repr((w.jobs(at), [w.status(j.job_id, at) for j in w.jobs(at)]))\n"
        "print(hashlib.sha256(seen.encode()).hexdigest())"
    )
    here = hashlib.sha256(repr((WORLD.jobs(NOW), statuses(WORLD, NOW))).encode()).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PYTHONHASHSEED": "4711"},
    )
    assert there.stdout.strip() == here


def test_the_demo_world_keeps_its_ids_from_release_to_release() -> None:
    oldest = WORLD.jobs(NOW)[-1]
    assert (oldest.job_id, f"{oldest.created_at:%Y-%m-%dT%H:%M:%SZ}") == ("3Y813", "2026-08-26T07:36:41Z")
    assert WORLD.status("3Y813", NOW).signature == "IGr7xy7VVY3DceQGo6UmUDQ2hQg="


def test_another_seed_is_another_world() -> None:
    ours = {job.job_id for job in WORLD.jobs(NOW)}
    assert not ours & {job.job_id for job in World(seed=7).jobs(NOW)}


def test_signatures_are_28_characters_and_stay_the_same_for_the_whole_of_a_job() -> None:
    job_id = WORLD.jobs(NOW)[4].job_id
    before, after = (WORLD.status(job_id, at) for at in (NOW, NOW + timedelta(days=20)))
    assert re.fullmatch(r"[A-Za-z0-9+/]{27}=", before.signature or "")
    assert before.signature == after.signature == signature_line(after)
    assert before.signature_file_contents == (
        f"version:2.0\nsigningMethod:HmacSHA1\njobId:{job_id}\nsignature:{before.signature}\n"
    )


def test_carrier_and_tracking_number_are_there_exactly_when_the_device_was_returned() -> None:
    for status in statuses(WORLD, NOW):
        is_returned = status.location_code == "Returned"
        assert is_returned == is_returned_with_tracking(status) == (status.carrier is not None)


def test_the_moments_are_all_the_times_at_which_a_status_changes() -> None:
    moments = WORLD.moments(NOW)
    assert moments == sorted(moments)
    assert moments[-1].at <= NOW
    assert {moment.job_id for moment in moments} == {job.job_id for job in WORLD.jobs(NOW)}
    for job in WORLD.jobs(NOW):
        times = [moment.at for moment in moments if moment.job_id == job.job_id]
        assert times[0] == job.created_at
        for at, next_at in pairwise([*times, NOW + timedelta(microseconds=1)]):
            just_before = next_at - timedelta(microseconds=1)
            assert WORLD.status(job.job_id, at) == WORLD.status(job.job_id, just_before)
        for at in times[1:]:
            assert WORLD.status(job.job_id, at) != WORLD.status(job.job_id, at - timedelta(microseconds=1))
