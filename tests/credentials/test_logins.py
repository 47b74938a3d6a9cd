"""Profiles that a person logs in to elsewhere: the command is named when that is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import botocore.credentials
import pytest

from ie_tui.api.errors import NoCredentials, Offline
from ie_tui.credentials.lookup import look_up
from tests.credentials.aws_machine import set_up, stub
from tests.credentials.resolution_cases import SSO, SSO_LEGACY, SSO_SESSION, START_URL, Case
from tests.credentials.token_files import login_token, sso_token

__all__ = ["set_up", "stub"]

SetUp = Callable[[Case], None]

HOUR = timedelta(hours=1)
LOGIN = "[profile p]\nlogin_session = arn:aws:iam::1:user/me\n"
REFUSED = {
    "refreshToken": "used up",
    "clientId": "c",
    "clientSecret": "s",
    "registrationExpiresAt": "2099-01-01T00:00:00Z",
}
OVER: dict[str, tuple[str, dict[str, str]]] = {
    "run out": (SSO_SESSION, {**sso_token("corp", "good", -HOUR)}),
    "run out, and its renewal refused": (SSO_SESSION, {**sso_token("corp", "good", -HOUR, **REFUSED)}),
    "refused by the portal": (SSO_SESSION, {**sso_token("corp", "withdrawn", HOUR)}),
    "never made": (SSO_SESSION, {}),
    "of an older form run out": (SSO_LEGACY, {**sso_token(START_URL, "good", -HOUR)}),
    "of an older form refused": (SSO_LEGACY, {**sso_token(START_URL, "withdrawn", HOUR)}),
    "of an older form never made": (SSO_LEGACY, {}),
}


@pytest.mark.parametrize("how", OVER)
def test_an_sso_login_that_is_over_names_the_command(how: str, set_up: SetUp) -> None:
    config, files = OVER[how]
    set_up(Case(SSO, config, files=files))
    with pytest.raises(NoCredentials, match="SSO login of profile p has expired") as caught:
        look_up("p")
    assert caught.value.advice == "Run `aws sso login --profile p`, then try again."


@pytest.mark.parametrize(("config", "name"), [(SSO_SESSION, "corp"), (SSO_LEGACY, START_URL)])
def test_after_the_command_the_next_try_succeeds(config: str, name: str, set_up: SetUp) -> None:
    set_up(Case(SSO, config, files=sso_token(name, "good", -HOUR)))
    with pytest.raises(NoCredentials):
        look_up("p")
    set_up(Case(SSO, config, files=sso_token(name, "good", HOUR)))
    assert look_up("p").access_key_id == "AKIDSSO-good"


@pytest.mark.parametrize(("config", "name"), [(SSO_SESSION, "corp"), (SSO_LEGACY, START_URL)])
def test_a_spoilt_login_file_names_the_command_too(config: str, name: str, set_up: SetUp) -> None:
    (path,) = sso_token(name, "good", HOUR)
    set_up(Case(SSO, config, files={path: '{"accessTok'}))
    with pytest.raises(NoCredentials, match="Profile p provided no credentials") as caught:
        look_up("p")
    assert "`aws sso login --profile p`" in caught.value.advice


def test_a_portal_that_is_not_there_is_no_fault_of_the_login(set_up: SetUp) -> None:
    nowhere = {"AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    set_up(Case(nowhere, SSO_SESSION, files=sso_token("corp", "good", HOUR)))
    with pytest.raises(Offline, match="credentials of profile p could not be fetched"):
        look_up("p")


def test_a_login_that_was_never_made_names_the_command(set_up: SetUp) -> None:
    set_up(Case(config=LOGIN))
    with pytest.raises(NoCredentials, match="login of profile p has expired or is missing") as caught:
        look_up("p")
    assert "`aws login --profile p`" in caught.value.advice


def test_what_botocore_needs_for_a_login_is_named_with_its_command(
    set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(Case(config=LOGIN, files=login_token("arn:aws:iam::1:user/me", HOUR)))
    monkeypatch.setattr(botocore.credentials, "EC", None)
    with pytest.raises(
        NoCredentials, match="needs an optional part of botocore that is not installed"
    ) as caught:
        look_up("p")
    assert "-m pip install 'botocore[crt]'`" in caught.value.advice
