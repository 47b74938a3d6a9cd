"""As whom requests are signed: botocore is the judge."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable

import pytest
from botocore.session import Session

from ie_tui.service.credentials import look_up, require_sendable
from ie_tui.service.errors import BadEndpoint, NoCredentials
from ie_tui.service.logs import TALKATIVE
from ie_tui.service.signing import Credentials

Configure = Callable[..., None]

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT00001", "AWS_SECRET_ACCESS_KEY": "environment-secret"}
KEYS_FILE = """
[default]
aws_access_key_id = AKIDDEFAULT000000001
aws_secret_access_key = default-secret
[work]
aws_access_key_id = AKIDWORK000000000001
aws_secret_access_key = work-secret
aws_session_token = work-token
aws_account_id = 123456789012
"""


CASES: dict[str, tuple[str | None, dict[str, str]]] = {
    "keys in the environment": (None, {**KEYS}),
    "keys and token in the environment": (None, {**KEYS, "AWS_SESSION_TOKEN": "token"}),
    "environment before files": (None, {"keys": KEYS_FILE, **KEYS}),
    "default profile": (None, {"keys": KEYS_FILE}),
    "profile by flag": ("work", {"keys": KEYS_FILE}),
    "flag before environment keys": ("work", {"keys": KEYS_FILE, **KEYS}),
    "profile by variable": (None, {"keys": KEYS_FILE, "AWS_PROFILE": "work"}),
    "old variable before the new": (
        None,
        {"keys": KEYS_FILE, "AWS_DEFAULT_PROFILE": "work", "AWS_PROFILE": "default"},
    ),
    "keys in the config file": (
        "c",
        {"config": "[profile c]\naws_access_key_id=AKIDC\naws_secret_access_key=c-secret\n"},
    ),
    "endpoint by variable": (None, {**KEYS, "AWS_ENDPOINT_URL": "https://all.example"}),
    "service variable first": (
        None,
        {
            **KEYS,
            "AWS_ENDPOINT_URL": "https://all.example",
            "AWS_ENDPOINT_URL_IMPORTEXPORT": "http://127.0.0.1:8099",
        },
    ),
    "empty variable is none": (None, {**KEYS, "AWS_ENDPOINT_URL": ""}),
    "endpoint of the profile": (None, {"config": "[default]\nendpoint_url = https://p.example\n", **KEYS}),
    "services section before the profile": (
        None,
        {
            "config": "[default]\nendpoint_url = https://p.example\nservices = mine\n"
            "[services mine]\nimportexport =\n  endpoint_url = https://s.example\n",
            **KEYS,
        },
    ),
    "services section without this service": (
        None,
        {
            "config": "[default]\nendpoint_url = https://p.example\nservices = mine\n"
            "[services mine]\ns3 =\n  endpoint_url = https://s3.example\n",
            **KEYS,
        },
    ),
    "variable before the services section": (
        None,
        {
            "config": "[default]\nservices = mine\n"
            "[services mine]\nimportexport =\n  endpoint_url = https://s.example\n",
            "AWS_ENDPOINT_URL": "https://all.example",
            **KEYS,
        },
    ),
    "configured addresses ignored": (
        None,
        {
            "config": "[default]\nendpoint_url = https://p.example\n",
            "AWS_ENDPOINT_URL": "https://all.example",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
            **KEYS,
        },
    ),
    "ignored by the profile": (
        None,
        {
            "config": "[default]\nendpoint_url = https://p.example\nignore_configured_endpoint_urls = true\n",
            **KEYS,
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_keys_and_endpoint_are_those_that_botocore_finds(case: str, configure: Configure) -> None:
    profile, settings = CASES[case]
    configure(**settings)
    caller = look_up(profile)

    session = Session(profile=profile)
    theirs = session.get_credentials().get_frozen_credentials()
    frozen = caller.credentials.frozen()
    assert (frozen.access_key_id, frozen.secret_access_key, frozen.session_token) == theirs[:3]
    assert caller.account_id == theirs.account_id
    client = session.create_client("importexport", region_name="us-east-1")
    assert caller.endpoint.url.rstrip("/") == client.meta.endpoint_url


PROFILES: dict[str, tuple[str | None, dict[str, str], str | None]] = {
    "chosen by flag": ("work", {"keys": KEYS_FILE}, "work"),
    "chosen by variable": (None, {"keys": KEYS_FILE, "AWS_PROFILE": "work", **KEYS}, "work"),
    "chosen by nobody": (None, {"keys": KEYS_FILE}, "default"),
    "irrelevant": (None, {"keys": KEYS_FILE, **KEYS}, None),
}


@pytest.mark.parametrize("case", PROFILES)
def test_the_profile_shown_is_the_one_that_counted(case: str, configure: Configure) -> None:
    flag, settings, shown = PROFILES[case]
    configure(**settings)
    assert look_up(flag).profile == shown


def test_the_account_is_known_where_the_profile_names_it(configure: Configure) -> None:
    configure(keys=KEYS_FILE)
    assert look_up("work").account_id == "123456789012"
    assert look_up("default").account_id is None


def test_the_flag_is_the_endpoint_even_where_the_configured_one_is_broken(configure: Configure) -> None:
    configure(AWS_ENDPOINT_URL="nonsense", **KEYS)
    caller = look_up(None, "http://127.0.0.1:8099")
    assert (caller.endpoint.host, caller.endpoint.source) == ("127.0.0.1:8099", "flag")
    with pytest.raises(BadEndpoint, match="nonsense"):
        look_up()


def test_a_missing_services_section_never_falls_back_to_the_real_service(configure: Configure) -> None:
    configure(config="[default]\nservices = mine\n", **KEYS)
    with pytest.raises(BadEndpoint, match="services section mine"):
        look_up()


SETTINGS: dict[str, tuple[dict[str, str], tuple[str, str | None, int]]] = {
    "nothing set": ({}, ("us-east-1", None, 3)),
    "the service has one region": ({"AWS_DEFAULT_REGION": "eu-west-1"}, ("us-east-1", None, 3)),
    "another endpoint keeps it": (
        {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
        ("eu-west-1", None, 3),
    ),
    "bundle of the AWS tools first": (
        {"AWS_CA_BUNDLE": "/aws.pem", "REQUESTS_CA_BUNDLE": "/requests.pem"},
        ("us-east-1", "/aws.pem", 3),
    ),
    "bundle of requests": ({"REQUESTS_CA_BUNDLE": "/requests.pem"}, ("us-east-1", "/requests.pem", 3)),
    "bundle of the profile": ({"config": "[default]\nca_bundle = /p.pem\n"}, ("us-east-1", "/p.pem", 3)),
    "an empty bundle is no bundle forgotten": ({"AWS_CA_BUNDLE": ""}, ("us-east-1", "", 3)),
    "attempts": ({"AWS_MAX_ATTEMPTS": "5"}, ("us-east-1", None, 5)),
    "attempts of the profile": ({"config": "[default]\nmax_attempts = 1\n"}, ("us-east-1", None, 1)),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_come_with_the_credentials(case: str, configure: Configure) -> None:
    settings, expected = SETTINGS[case]
    configure(**KEYS, **settings)
    caller = look_up()
    assert (caller.region, caller.ca_bundle, caller.max_attempts) == expected


def test_nothing_shows_a_secret(configure: Configure) -> None:
    configure(keys=KEYS_FILE)
    caller = look_up("work")
    shown = repr(caller) + repr(caller.credentials) + repr(caller.credentials.frozen())
    assert "work-secret" not in shown
    assert "work-token" not in shown


def test_the_libraries_that_would_log_secrets_are_quiet(configure: Configure) -> None:
    configure(**KEYS)
    logging.getLogger("botocore").setLevel(logging.DEBUG)
    look_up()
    assert all(not logging.getLogger(name).isEnabledFor(logging.INFO) for name in TALKATIVE)


@pytest.mark.parametrize(
    "credentials",
    [
        Credentials("", "secret"),
        Credentials("AKID\n", "secret"),
        Credentials("AKID", "sec ret"),
        Credentials("AKID", ""),
        Credentials("AKID", "secret", "tok\r\nX-Injected: yes"),
        Credentials("ÄKID", "secret"),
    ],
)
def test_a_key_that_no_header_can_carry_is_told(credentials: Credentials) -> None:
    with pytest.raises(NoCredentials, match="no AWS key has") as caught:
        require_sendable(credentials)
    assert "sec" not in caught.value.sentence.replace("secret key", "")


def test_the_modules_import_without_botocore() -> None:
    code = (
        "import sys; import ie_tui.service.credentials, ie_tui.service.endpoint;"
        "print([name for name in ('botocore', 'httpx', 'lxml') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
