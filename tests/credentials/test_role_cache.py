"""Assumed roles are shared with the AWS CLI, so that an MFA code is not asked for at every start."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session
from botocore.utils import JSONFileCache

from ie_tui.credentials.lookup import look_up
from ie_tui.credentials.role_cache import RoleCache
from tests.credentials.aws_machine import admin, give_code, never_asked, stub
from tests.credentials.aws_stub import AwsStub
from tests.credentials.resolution_cases import KEYS_FILE

__all__ = ["admin", "stub"]

KEYS = {"AccessKeyId": "AKID", "SecretAccessKey": "s", "SessionToken": "t"}


@pytest.fixture
def cache_dir(home: Path) -> Path:
    return home / ".aws/cli/cache"


def test_the_next_start_asks_for_no_code(admin: AwsStub) -> None:
    first = look_up("admin", prompter=give_code)
    second = look_up("admin", prompter=never_asked)
    assert second.credentials.frozen() == first.credentials.frozen()
    assert second.account_id == "123456789012"
    assert admin.asked == ["AssumeRole"]


def cli_session(cache_dir: Path, prompter: Any) -> Session:
    """A session as the AWS CLI makes it: its chain keeps assumed roles in this directory."""
    session = Session(profile="admin")
    provider = session.get_component("credential_provider").get_provider("assume-role")
    provider.cache, provider._prompter = JSONFileCache(str(cache_dir)), prompter
    return session


def test_a_role_that_the_aws_cli_assumed_is_used(admin: AwsStub, cache_dir: Path) -> None:
    theirs = cli_session(cache_dir, give_code).get_credentials().get_frozen_credentials()
    ours = look_up("admin").credentials.frozen()
    assert (ours.access_key_id, ours.secret_access_key, ours.session_token) == theirs[:3]
    assert admin.asked == ["AssumeRole"]


def test_the_aws_cli_uses_a_role_that_was_assumed_here(admin: AwsStub, cache_dir: Path) -> None:
    ours = look_up("admin", prompter=give_code).credentials.frozen()
    theirs = cli_session(cache_dir, never_asked).get_credentials().get_frozen_credentials()
    assert (ours.access_key_id, ours.secret_access_key, ours.session_token) == theirs[:3]
    assert admin.asked == ["AssumeRole"]


def test_a_kept_role_is_for_its_owner_alone(admin: AwsStub, cache_dir: Path) -> None:
    before = os.umask(0)
    try:
        look_up("admin", prompter=give_code)
    finally:
        os.umask(before)
    (kept,) = cache_dir.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache_dir.stat().st_mode) == 0o700


def test_only_assumed_roles_are_kept(stub: AwsStub, configure: Any, cache_dir: Path) -> None:
    configure(keys=KEYS_FILE)
    look_up("work")
    assert not cache_dir.exists()


def kept(end: Any, **changed: Any) -> bytes:
    return json.dumps({"Credentials": {**KEYS, "Expiration": end, **changed}}).encode()


@pytest.mark.parametrize(
    "end", ["2099-01-01T00:00:00UTC", "2099-01-01T00:00:00Z", "2099-01-01T02:00:00+02:00"]
)
def test_every_form_in_which_a_role_was_ever_kept_is_read(end: str, tmp_path: Path) -> None:
    (tmp_path / "role.json").write_bytes(kept(end))
    cache = RoleCache(tmp_path)
    assert "role" in cache
    (tmp_path / "role.json").unlink()
    assert cache["role"]["Credentials"] == {**KEYS, "Expiration": end}


UNUSABLE: dict[str, bytes] = {
    "empty": b"",
    "cut off": b'{"Credentials": {"AccessK',
    "not UTF-8": b"\xff\xfe{}",
    "a list": b"[]",
    "too deep": b"[" * 100_000,
    "something else": b'{"Credentials": "none"}',
    "without credentials": b"{}",
    "without a key": kept("2099-01-01T00:00:00Z", AccessKeyId=None),
    "without a token": kept("2099-01-01T00:00:00Z", SessionToken=""),
    "without an end": kept(None),
    "an end in words": kept("tomorrow"),
    "an end without a zone": kept("2099-01-01T00:00:00"),
    "an end as a number": kept(4_000_000_000),
}


@pytest.mark.parametrize("how", UNUSABLE)
def test_a_kept_role_that_cannot_be_used_counts_as_absent(how: str, tmp_path: Path) -> None:
    (tmp_path / "role.json").write_bytes(UNUSABLE[how])
    assert "role" not in RoleCache(tmp_path)


@pytest.mark.parametrize("text", [UNUSABLE["cut off"], kept("2020-01-01T00:00:00UTC")])
def test_a_role_that_is_spoilt_or_has_run_out_is_assumed_anew(
    text: bytes, admin: AwsStub, cache_dir: Path
) -> None:
    look_up("admin", prompter=give_code)
    next(cache_dir.iterdir()).write_bytes(text)
    assert look_up("admin", prompter=give_code).remarks == ()
    assert look_up("admin", prompter=never_asked).access_key_id.startswith("AKID-admin")
    assert admin.asked == ["AssumeRole"] * 2


def test_a_role_that_cannot_be_kept_is_told_and_used(admin: AwsStub, cache_dir: Path) -> None:
    cache_dir.parent.write_text("in the way")
    caller = look_up("admin", prompter=give_code)
    assert caller.access_key_id.startswith("AKID-admin")
    (remark,) = caller.remarks
    assert str(cache_dir) in remark
    assert "the next start requests them again" in remark


def test_a_directory_in_the_way_of_a_kept_role_is_told(tmp_path: Path) -> None:
    (tmp_path / "role.json").mkdir()
    cache = RoleCache(tmp_path)
    assert "role" not in cache
    cache["role"] = {"Credentials": KEYS}
    assert "Is a directory" in cache.remark
    assert not list(tmp_path.glob("*.tmp")), "secrets were left behind"
