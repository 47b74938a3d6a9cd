"""A profile's credential_process, and credentials that are refreshed while the program runs."""

from __future__ import annotations

import asyncio
import json
import os
import select
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ie_tui.api.errors import NoCredentials
from ie_tui.credentials.credential_errors import explain
from ie_tui.credentials.lookup import SessionCredentials, find_caller, look_up
from ie_tui.credentials.process import CredentialProcess

Configure = Callable[..., None]


class Lifeline:
    """A FIFO held open by a process: it reads as ended when the process and all its children are gone."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.hold = f"exec 9>{shlex.quote(str(path))}; echo held >&9"
        self._reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def wait_until_held(self) -> None:
        assert select.select([self._reader], [], [], 10)[0]
        assert os.read(self._reader, 100) == b"held\n"

    def is_let_go(self) -> bool:
        left = b"held"
        while left:
            if not select.select([self._reader], [], [], 5)[0]:
                return False
            left = os.read(self._reader, 100)
        return True

    def close(self) -> None:
        os.close(self._reader)


@pytest.fixture
def lifeline(tmp_path: Path) -> Iterator[Lifeline]:
    with closing(Lifeline(tmp_path / "lifeline")) as lifeline:
        yield lifeline


def process_profile(*command: str, source: bool = False) -> str:
    """A config file whose profile `p` runs a command, or assumes a role with what the command gives."""
    line = f"credential_process = {shlex.join(command)}\n"
    if not source:
        return f"[profile p]\n{line}"
    role = "role_arn = arn:aws:iam::1:role/x\nsource_profile = q\nregion = us-east-1\n"
    return f"[profile p]\n{role}[profile q]\n{line}"


def process_answer(path: Path, name: str, *, expires_in: timedelta | None = None) -> Path:
    answer = {"Version": 1, "AccessKeyId": name, "SecretAccessKey": "s", "SessionToken": "t"}
    if expires_in is not None:
        answer["Expiration"] = (datetime.now(UTC) + expires_in).isoformat()
    path.write_text(json.dumps(answer))
    return path


def test_a_credential_process_gives_keys(configure: Configure, tmp_path: Path) -> None:
    answer = process_answer(tmp_path / "answer", "AKIDPROCESS")
    configure(config=process_profile("cat", str(answer)))
    assert look_up("p").access_key_id == "AKIDPROCESS"


def test_a_credential_process_reaches_no_terminal() -> None:
    script = (
        "import os; print(os.getsid(0) == os.getpid(), os.path.samestat(os.fstat(0), os.stat(os.devnull)))"
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    child = CredentialProcess()([sys.executable, "-c", script], **pipes)
    assert child.communicate() == (b"True True\n", b"")
    assert child.returncode == 0


@pytest.mark.parametrize("source", [False, True])
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("sh", "-c", "echo no luck today >&2; exit 3"), "no luck today"),
        (("/nowhere/at-all",), "/nowhere/at-all"),
        (("echo", "not json"), "Expecting value"),
        (("echo", '{"Version": 2}'), "Unsupported version"),
    ],
)
def test_a_credential_process_that_fails_is_told(
    command: tuple[str, ...], told: str, source: bool, configure: Configure
) -> None:
    configure(config=process_profile(*command, source=source))
    with pytest.raises(NoCredentials, match="Profile p provided no credentials") as caught:
        look_up("p")
    assert told in caught.value.sentence


@pytest.mark.parametrize("source", [False, True])
def test_a_credential_process_that_hangs_is_ended_with_its_children(
    source: bool, configure: Configure, lifeline: Lifeline
) -> None:
    configure(config=process_profile("sh", "-c", f"{lifeline.hold}; sleep 600 & wait", source=source))
    with pytest.raises(NoCredentials, match=r"did not answer within 0\.4 s") as caught:
        look_up("p", process=CredentialProcess(limit_s=0.4))
    assert "credential_process of profile p" in caught.value.sentence
    assert "aws configure export-credentials --profile p" in caught.value.advice
    assert lifeline.is_let_go()


async def test_a_look_up_ends_in_time_and_ends_its_process(configure: Configure, lifeline: Lifeline) -> None:
    configure(config=process_profile("sh", "-c", f"{lifeline.hold}; exec sleep 600"), AWS_PROFILE="p")
    with pytest.raises(NoCredentials, match="profile p took too long"):
        await find_caller(limit_s=1.0)
    assert lifeline.is_let_go()


async def test_a_look_up_that_nobody_waits_for_ends_its_process(
    configure: Configure, lifeline: Lifeline
) -> None:
    configure(config=process_profile("sh", "-c", f"{lifeline.hold}; exec sleep 600"))
    looking = asyncio.create_task(find_caller("p"))
    await asyncio.to_thread(lifeline.wait_until_held)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert lifeline.is_let_go()


def test_a_process_that_nobody_waits_for_is_not_even_started(configure: Configure) -> None:
    process = CredentialProcess()
    process.close()
    configure(config=process_profile("true"))
    with pytest.raises(NoCredentials, match="was canceled"):
        look_up("p", process=process)


async def test_a_look_up_leaves_the_loop_free(configure: Configure, tmp_path: Path) -> None:
    answer = process_answer(tmp_path / "answer", "AKIDPROCESS")
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    configure(config=process_profile("sh", "-c", f"read line <{gate}; cat {answer}"))
    looking = asyncio.create_task(find_caller("p"))
    await asyncio.to_thread(gate.write_text, "go\n")
    assert (await looking).access_key_id == "AKIDPROCESS"


async def test_credentials_about_to_expire_are_fetched_again(configure: Configure, tmp_path: Path) -> None:
    answer = process_answer(tmp_path / "answer", "AKIDFIRST", expires_in=timedelta(minutes=5))
    configure(config=process_profile("cat", str(answer)))
    caller = look_up("p")
    process_answer(tmp_path / "answer", "AKIDSECOND", expires_in=timedelta(hours=1))
    frozen = await asyncio.gather(*(caller.credentials.freeze() for _ in range(3)))
    assert {each.access_key_id for each in frozen} == {"AKIDSECOND"}


async def test_a_refresh_that_fails_is_told(configure: Configure, tmp_path: Path) -> None:
    answer = process_answer(tmp_path / "answer", "AKIDFIRST", expires_in=timedelta(minutes=5))
    configure(config=process_profile("cat", str(answer)))
    caller = look_up("p")
    answer.unlink()
    with pytest.raises(NoCredentials, match=r"Profile p provided no credentials: .*No such file"):
        await caller.credentials.freeze()


class Hanging:
    """Credentials whose refresh never ends by itself."""

    def __init__(self, process: CredentialProcess) -> None:
        self._process = process

    def refresh_needed(self) -> bool:
        return True

    def get_frozen_credentials(self) -> Any:
        self._process(["sleep", "600"], stdout=subprocess.PIPE, stderr=subprocess.PIPE).communicate()
        raise RuntimeError("the process was ended")


async def test_a_refresh_that_hangs_is_given_up() -> None:
    process = CredentialProcess()
    credentials = SessionCredentials(Hanging(process), process, partial(explain, profile="p"), limit_s=0.1)
    with pytest.raises(NoCredentials, match="profile p took too long"):
        await credentials.freeze()
