"""The program against a service on a real socket: its credentials, and its messages on failure."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ie_tui.emulator.app import create_app
from ie_tui.emulator.keys import Key
from ie_tui.emulator.world.jobs_of_seed import World
from tests.emulator.served import served
from tests.terminal.conftest import PROGRAM, Start

KEYS = {"AKIDTERMINALPROD0001": Key("secret-of-prod"), "AKIDTERMINALTEST0001": Key("secret-of-test")}
PROFILES = """
[prod]
aws_access_key_id = AKIDTERMINALPROD0001
aws_secret_access_key = secret-of-prod
[test]
aws_access_key_id = AKIDTERMINALTEST0001
aws_secret_access_key = secret-of-test
[wrong]
aws_access_key_id = AKIDTERMINALPROD0001
aws_secret_access_key = no-such-secret
"""
COUNT = 1_200


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with served(create_app(World(count=COUNT), keys=KEYS)) as url:
        yield url


@pytest.fixture
def home(home: dict[str, str]) -> dict[str, str]:
    """A home with the profiles in it."""
    folder = Path(home["HOME"], ".aws")
    folder.mkdir()
    folder.joinpath("credentials").write_text(PROFILES, encoding="utf-8")
    return home


def run(home: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments], env=dict(home), capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("version", ["4", "2"])
def test_all_pages_of_the_list_come_with_either_signature_version(
    home: dict[str, str], endpoint: str, version: str
) -> None:
    ended = run(
        home,
        "jobs",
        "--json",
        "--profile",
        "prod",
        "--endpoint-url",
        endpoint,
        "--signature-version",
        version,
    )
    assert (ended.returncode, ended.stderr) == (0, "ie-tui: fetched now\n")
    assert len(json.loads(ended.stdout)["Jobs"]) == COUNT


def test_of_two_profiles_neither_sees_what_the_other_kept(home: dict[str, str], endpoint: str) -> None:
    run(home, "jobs", "--profile", "prod", "--endpoint-url", endpoint)
    assert run(home, "jobs", "--profile", "prod", "--endpoint-url", endpoint, "--cached").returncode == 0
    other = run(home, "jobs", "--profile", "test", "--endpoint-url", endpoint, "--cached")
    assert (other.returncode, other.stdout) == (3, "")
    assert "No job list is cached" in other.stderr


@pytest.mark.parametrize(
    ("profile", "path", "status", "words"),
    [
        ("wrong", "", 5, "SignatureDoesNotMatch"),
        ("nobody", "", 5, "nobody"),
        ("prod", "/elsewhere?x", 2, "query"),
    ],
)
def test_who_cannot_ask_reads_why_and_what_to_do(
    home: dict[str, str], endpoint: str, profile: str, path: str, status: int, words: str
) -> None:
    ended = run(home, "jobs", "--profile", profile, "--endpoint-url", endpoint + path)
    assert (ended.returncode, ended.stdout) == (status, "")
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_credentials_it_says_where_it_looked(home: dict[str, str], endpoint: str) -> None:
    Path(home["HOME"], ".aws", "credentials").unlink()
    ended = run(home, "jobs", "--endpoint-url", endpoint)
    assert (ended.returncode, ended.stdout) == (5, "")
    assert "credentials" in ended.stderr


def test_the_screen_keeps_the_jobs_when_the_service_goes_away(start: Start, home: dict[str, str]) -> None:
    with served(create_app(World(), keys=KEYS)) as url:
        listed = run(home, "jobs", "--profile", "prod", "--endpoint-url", url, "--json")
        job_id = json.loads(listed.stdout)["Jobs"][0]["JobId"]
    with start("--profile", "prod", "--endpoint-url", url) as terminal:
        terminal.wait_for(job_id)
        terminal.wait_for("connection refused")
        terminal.wait_for("Nothing is cached for this job")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
