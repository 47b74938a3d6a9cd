"""Advice for an error on the screen and in a shell, each in its own terms, from one Remedy."""

from __future__ import annotations

import re
from typing import Final

import pytest

from ie_tui.api.errors import Remedy, ServiceError
from ie_tui.cli.output import error_lines
from ie_tui.credentials.credential_errors import renewal
from ie_tui.ui.advice import job_advice, list_advice

KEY_WORDS: Final = re.compile(r"\b([Pp]ress|enter|esc|[A-Z] (asks|tries|copies)|[a-zA-Z] again)\b")
"""Words that make sense only on the screen."""
FLAG_OF_SUBCOMMAND: Final = re.compile(r"--(fetch|cached|force|save)|[Rr]un (it|the command) again")


@pytest.mark.parametrize("remedy", Remedy)
def test_each_remedy_has_words_for_the_screen_and_for_the_shell(remedy: Remedy) -> None:
    error = ServiceError("It failed.", advice="Check the network.", remedy=remedy)
    for on_screen in (job_advice(error), list_advice(error)):
        assert on_screen.startswith("Check the network.")
        assert not FLAG_OF_SUBCOMMAND.search(on_screen)
    sentence, advice, word = error_lines(error)
    assert (sentence, advice) == ("It failed.", "Check the network.")
    assert not KEY_WORDS.search(word)


def test_an_error_without_remedy_has_no_empty_lines() -> None:
    assert error_lines(ServiceError("It failed.")) == ["It failed."]
    assert job_advice(ServiceError("It failed.")) == ""


@pytest.mark.parametrize(
    ("method", "profile", "command", "remedy"),
    [
        ("env", None, None, Remedy.START_AGAIN),
        ("sso", "prod", "aws sso login --profile prod", None),
        ("sso", None, "aws sso login", None),
        ("login", "prod", "aws login --profile prod", None),
        ("shared-credentials-file", "prod", None, None),
        ("config-file", None, None, None),
        ("custom-process", "a b", "aws configure export-credentials --profile 'a b'", None),
        ("assume-role", "ops", "aws sts get-caller-identity --profile ops", None),
        ("container-role", None, None, None),
        ("iam-role", None, None, None),
    ],
)
def test_expired_credentials_are_renewed_where_they_came_from(
    method: str, profile: str | None, command: str | None, remedy: Remedy | None
) -> None:
    found = renewal(method, profile)
    quoted = re.findall("`([^`]+)`", found.advice)
    assert quoted == ([command] if command else [])
    assert found.remedy is remedy
    assert ("AWS_SESSION_TOKEN" in found.advice) is (method == "env")
