"""Look-ups that find nobody: the reason and the command, whatever is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ie_tui.api.errors import NoCredentials, NotSent, Offline, ServiceError
from ie_tui.credentials.lookup import look_up

Configure = Callable[..., None]

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT00001", "AWS_SECRET_ACCESS_KEY": "environment-secret"}
KEYS_FILE = """
[default]
aws_access_key_id = AKIDDEFAULT000000001
aws_secret_access_key = default-secret
[work]
aws_access_key_id = AKIDWORK000000000001
aws_secret_access_key = work-secret
"""

FAULTS: dict[str, tuple[str | None, dict[str, str], type[ServiceError], str, str]] = {
    "nothing anywhere": (None, {}, NoCredentials, "No AWS credentials found", "`aws configure`"),
    "a profile without keys": (
        "bare",
        {"config": "[profile bare]\nregion = eu-west-1\n"},
        NoCredentials,
        "profile bare of",
        "`aws configure --profile bare`",
    ),
    "unknown profile": (
        "wrok",
        {"keys": KEYS_FILE},
        NoCredentials,
        "no profile wrok. Available profiles: default, work.",
        "--profile",
    ),
    "unknown profile by variable": (
        None,
        {"keys": KEYS_FILE, "AWS_PROFILE": "wrok", **KEYS},
        NoCredentials,
        "no profile wrok",
        "AWS_PROFILE",
    ),
    "no profile at all": (
        "x",
        {},
        NoCredentials,
        "No profiles are configured",
        "`aws configure --profile x`",
    ),
    "half a key": (
        None,
        {"AWS_ACCESS_KEY_ID": "AKID"},
        NoCredentials,
        "AWS_SECRET_ACCESS_KEY",
        "aws sts get-caller-identity",
    ),
    "broken file": (None, {"config": "[default\nnonsense"}, NoCredentials, "config", "aws sts"),
    "role of a missing profile": (
        "r",
        {"config": "[profile r]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = gone\n"},
        NoCredentials,
        '"gone"',
        "--profile r",
    ),
    "MFA": (
        "admin",
        {
            "config": "[profile admin]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = work\n"
            "mfa_serial = arn:aws:iam::123456789012:mfa/me\nregion = us-east-1\n",
            "keys": KEYS_FILE,
        },
        NoCredentials,
        "Profile admin requires an MFA code",
        'eval "$(aws configure export-credentials --profile admin --format env)"',
    ),
    "SSO never logged in": (
        "sso us",
        {
            "config": "[profile 'sso us']\nsso_start_url = https://never.example/start\n"
            "sso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = x\n",
        },
        NoCredentials,
        "SSO login of profile sso us",
        "`aws sso login --profile 'sso us'`",
    ),
    "SSO session never logged in": (
        "s",
        {
            "config": "[profile s]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = x\n"
            "[sso-session corp]\nsso_start_url = https://never.example/start\nsso_region = us-east-1\n",
        },
        NoCredentials,
        "SSO login of profile s",
        "`aws sso login --profile s`",
    ),
    "attempts in words": (
        None,
        {"AWS_MAX_ATTEMPTS": "many", **KEYS},
        NotSent,
        "valid number of attempts",
        "from 1",
    ),
    "no attempts": (None, {"AWS_MAX_ATTEMPTS": "0", **KEYS}, NotSent, "valid number of attempts", "from 1"),
    "no region": (
        None,
        {"AWS_DEFAULT_REGION": "the moon", **KEYS},
        NotSent,
        "the unknown region 'the moon'",
        "AWS_DEFAULT_REGION",
    ),
    "no region for an address of one's own": (
        None,
        {"AWS_DEFAULT_REGION": "the moon", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", **KEYS},
        NotSent,
        "the unknown region 'the moon'",
        "AWS_DEFAULT_REGION",
    ),
    "no retry mode": (None, {"AWS_RETRY_MODE": "brave", **KEYS}, NotSent, "retry mode 'brave'", "standard"),
    "no defaults mode": (
        None,
        {"AWS_DEFAULTS_MODE": "x", **KEYS},
        NotSent,
        "AWS_DEFAULTS_MODE has the invalid value 'x'",
        "`unset AWS_DEFAULTS_MODE`",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_look_up_that_fails_names_the_reason_and_the_command(case: str, configure: Configure) -> None:
    profile, settings, kind, sentence, advice = FAULTS[case]
    configure(**settings)
    with pytest.raises(kind) as caught:
        look_up(profile)
    assert sentence in caught.value.sentence
    assert advice in caught.value.advice
    assert "\n" not in caught.value.sentence


def test_a_broken_file_is_never_quoted(configure: Configure) -> None:
    configure(config="[default]\naws_secret_access_key c4n4ry\n")
    with pytest.raises(NoCredentials) as caught:
        look_up()
    assert "c4n4ry" not in caught.value.sentence + caught.value.advice


def test_environment_keys_come_before_a_profile_that_wants_mfa(configure: Configure) -> None:
    profile, settings, *_ = FAULTS["MFA"]
    assert profile is not None
    configure(**settings, **KEYS, AWS_PROFILE=profile)
    assert look_up().access_key_id == KEYS["AWS_ACCESS_KEY_ID"]


def test_a_network_that_is_down_is_no_fault_of_the_credentials(configure: Configure) -> None:
    configure(
        config="[profile r]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = work\nregion = us-east-1\n",
        keys=KEYS_FILE,
        AWS_ENDPOINT_URL_STS="http://127.0.0.1:9",
        AWS_MAX_ATTEMPTS="1",
    )
    with pytest.raises(Offline, match="of profile r could not be fetched"):
        look_up("r")
