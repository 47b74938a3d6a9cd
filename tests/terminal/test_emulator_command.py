"""`ie-tui emulator` prints all that botocore and ie-tui need, and ends on a signal."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import Session

from ie_tui.cli import main as cli
from ie_tui.emulator.request import Receive, Send
from ie_tui.emulator.serve import logged
from ie_tui.exit_statuses import Exit
from tests.terminal.conftest import PROGRAM, Start
from tests.terminal.emulator_process import EmulatorProcess, running

BY_HAND = "import sys; {}; from ie_tui.cli.main import main; sys.exit(main(sys.argv[1:]))"


def jobs_by_ie_tui(home: Mapping[str, str], emulator: EmulatorProcess) -> subprocess.CompletedProcess[str]:
    """`ie-tui jobs` in a shell with the printed variables."""
    script = f"{emulator.printed}\nexec {shlex.quote(PROGRAM)} jobs --fetch --json"
    elsewhere = {"AWS_PROFILE": "nobody", "AWS_SESSION_TOKEN": "stale", "AWS_REGION": "eu-west-1"}
    return subprocess.run(
        ["/bin/sh", "-c", script],
        env={**home, **elsewhere},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def botocore_client(
    home: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Mapping[str, str]], Any]:
    """Returns a client configured by these variables alone."""

    def make(variables: Mapping[str, str]) -> Any:
        for name in os.environ:
            if name.startswith("AWS_") or name.lower() in ("http_proxy", "all_proxy"):
                monkeypatch.delenv(name)
        for name, value in {**variables, "HOME": home["HOME"]}.items():
            monkeypatch.setenv(name, value)
        return Session().create_client("importexport", config=Config(retries={"total_max_attempts": 1}))

    return make


def test_what_it_prints_is_all_that_botocore_and_ie_tui_need(
    home: dict[str, str], botocore_client: Callable[[Mapping[str, str]], Any]
) -> None:
    with running(home, "--jobs", "1200") as emulator:
        client = botocore_client(emulator.variables)
        pages = list(client.get_paginator("list_jobs").paginate())
        client.close()
        ended = jobs_by_ie_tui(home, emulator)
        listed = json.loads(ended.stdout)
        status, rest, told = emulator.end()
    ids = [job["JobId"] for page in pages for job in page["Jobs"]]
    assert len(ids) == 1_200
    assert ended.stderr == "ie-tui: fetched now\n"
    # Between the two, a job may have been created and another dropped.
    assert len({job["JobId"] for job in listed["Jobs"]} ^ set(ids)) <= 2
    assert listed["Endpoint"] == f"127.0.0.1:{emulator.port}"
    assert (status, rest, told) == (0, "", "ie-tui: ListJobs 200\n" * 4)


def test_each_run_has_a_key_of_its_own(home: dict[str, str]) -> None:
    with running(home) as first, running(home) as second:
        keys = {
            (own.variables["AWS_ACCESS_KEY_ID"], own.variables["AWS_SECRET_ACCESS_KEY"])
            for own in (first, second)
        }
        assert len(keys) == 2
        stranger = {**first.variables, "AWS_ENDPOINT_URL_IMPORTEXPORT": second.url}
        ended = subprocess.run(
            [PROGRAM, "jobs", "--fetch"],
            env={**home, **stranger},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (ended.returncode, ended.stdout) == (Exit.NOT_ACCEPTED, "")
        assert re.fullmatch(r"ie-tui: ListJobs 403 \w+\n", second.end()[2])


def test_a_taken_port_is_said_and_a_left_one_is_free_at_once(home: dict[str, str]) -> None:
    with running(home) as first:
        port = str(first.port)
        ended = subprocess.run(
            [PROGRAM, "emulator", "--port", port],
            env=home,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (ended.returncode, ended.stdout) == (Exit.USAGE, "")
        assert ended.stderr == f"ie-tui: Cannot listen on port {port}: Address already in use.\n"
        with socket.create_connection(("127.0.0.1", first.port)):
            # The emulator closes first, so its side of the connection lingers in TIME_WAIT.
            assert first.end()[0] == 0
    with running(home, "--port", port) as second:
        assert second.port == first.port


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_in_the_middle_of_a_request(home: dict[str, str], by: signal.Signals) -> None:
    with (
        running(home, "--fault", "slow-head") as emulator,
        socket.create_connection(("127.0.0.1", emulator.port)) as client,
    ):
        client.sendall(b"GET /?Action=ListJobs HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\r\n")
        client.settimeout(30)
        assert client.recv(100).startswith(b"HTTP/1.1 100")
        status, rest, told = emulator.end(by)
        assert (status, rest, told) == (0, "", "")


def test_ctrl_c_in_a_terminal_ends_it(start: Start) -> None:
    with start("emulator") as terminal:
        terminal.wait_for(r"Ctrl\+C stops")
        terminal.press("\x03")
        assert terminal.wait_for_exit() == 0
    assert b"Traceback" not in terminal.received


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [("clock-behind", Exit.DONE, "fetched now"), ("portal-html", Exit.NO_RESULT, "login")],
)
def test_with_a_fault_it_misbehaves(home: dict[str, str], fault: str, status: Exit, words: str) -> None:
    with running(home, "--fault", fault) as emulator:
        ended = jobs_by_ie_tui(home, emulator)
    assert ended.returncode == status
    assert words in ended.stderr


def test_without_uvicorn_it_names_the_command_that_installs_it(home: dict[str, str]) -> None:
    script = BY_HAND.format("sys.modules['uvicorn'] = None")
    ended = subprocess.run(
        [sys.executable, "-c", script, "emulator"],
        env=home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (Exit.USAGE, "")
    command = f"{shlex.quote(sys.executable)} -m pip install 'ie-tui[emulator]'"
    assert ended.stderr == f"ie-tui: The emulator needs uvicorn, which is not installed. Run: {command}\n"


async def test_each_request_is_logged_without_what_it_says() -> None:
    asked = b"JobId=QX7ZD&Action=GetStatus&Signature=secret"

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": asked}

    async def send(_: object) -> None:
        """The client takes it."""

    async def refuse(_: object, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 400, "headers": []})
        await send({"type": "http.response.body", "body": b"<Error><Code>InvalidJobIdException</Code>"})

    async def leave(_: object, receive: Receive, send: Send) -> None:
        await receive()

    async def fail(_: object, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError("oh")

    lines: list[str] = []
    scope = {"type": "http", "method": "POST", "query_string": b""}
    await logged(refuse, lines.append)(scope, receive, send)
    await logged(leave, lines.append)(scope, receive, send)
    with pytest.raises(ZeroDivisionError):
        await logged(fail, lines.append)(scope, receive, send)
    assert lines == [
        "GetStatus 400 InvalidJobIdException",
        "GetStatus no response",
        "POST no response. The emulator failed: ZeroDivisionError('oh')",
    ]


def test_the_faults_are_listed_with_what_they_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["emulator", "--fault", "list"]) == Exit.DONE
    lines = capsys.readouterr().out.splitlines()
    assert "storm               Every request gets 503." in lines
    assert len({line.split()[0] for line in lines}) == len(lines) == 19


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["emulator", "--fault", "earth\x1bquake"],
            r"Unknown fault earth\equake; `ie-tui emulator --fault list`",
        ),
        (["emulator", "--jobs", "-1"], "--jobs: expected 0 to 1000000 jobs, not -1."),
        (["emulator", "--jobs", "1000001"], "--jobs: expected 0 to 1000000 jobs, not 1000001."),
    ],
)
def test_what_cannot_be_served_is_said(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert cli.main(arguments) == Exit.USAGE
    streams = capsys.readouterr()
    assert streams.out == ""
    assert words in streams.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--demo", "--utc", "emulator"], "--demo, --utc: not allowed with emulator"),
        (["--endpoint-url", "http://x", "emulator"], "--endpoint-url: not allowed with emulator"),
        (["emulator", "--profile", "prod"], "unrecognized arguments: --profile prod"),
        (["emulator", "--port", "65536"], "invalid port '65536': expected 0 to 65535"),
        (["emulator", "--port", "http"], "invalid port 'http': expected 0 to 65535"),
        (["emulator", "--port", "-1"], "invalid port '-1'"),
    ],
)
def test_what_makes_no_sense_is_said_and_not_passed_over(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == Exit.USAGE
    assert words in capsys.readouterr().err
