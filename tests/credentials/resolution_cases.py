"""Configurations of the AWS tools, to be resolved by botocore and by us.

`STUB` stands for the address of the stub services, `HOME` for the home directory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from tests.credentials.aws_stub import CONTAINER_TOKEN
from tests.credentials.token_files import login_token, sso_token


@dataclass(frozen=True, slots=True)
class Case:
    """What a machine is set to, and the flags that were given."""

    environ: Mapping[str, str] = field(default_factory=dict)
    config: str = ""
    keys: str = ""
    profile: str | None = None
    endpoint_url: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    """Text by path below the home directory."""


KEYS: Final = {"AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT00001", "AWS_SECRET_ACCESS_KEY": "environment-secret"}
KEYS_FILE: Final = """
[default]
aws_access_key_id = AKIDDEFAULT000000001
aws_secret_access_key = default-secret
[work]
aws_access_key_id = AKIDWORK000000000001
aws_secret_access_key = work-secret
aws_session_token = work-token
aws_account_id = 123456789012
"""
STS: Final = {"AWS_ENDPOINT_URL_STS": "STUB", "AWS_DEFAULT_REGION": "us-east-1"}
SSO: Final = {"AWS_ENDPOINT_URL_SSO": "STUB", "AWS_ENDPOINT_URL_SSO_OIDC": "STUB"}
INSTANCE: Final = {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "STUB"}
ROLE: Final = "role_arn = arn:aws:iam::123456789012:role/"
START_URL: Final = "https://sso.example/start"
SSO_LEGACY: Final = (
    f"[profile p]\nsso_start_url = {START_URL}\nsso_region = us-east-1\n"
    "sso_account_id = 123456789012\nsso_role_name = reader\n"
)
SSO_SESSION: Final = (
    "[profile p]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\n"
    f"[sso-session corp]\nsso_start_url = {START_URL}\nsso_region = us-east-1\n"
)
PROCESS: Final = json.dumps(
    {"Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "p", "AccountId": "1" * 12}
)


def _set(**variables: str) -> Case:
    return Case({**KEYS, **variables})


_RENEWABLE: Final = {
    "refreshToken": "renewable",
    "clientId": "c",
    "clientSecret": "s",
    "registrationExpiresAt": "2099-01-01T00:00:00Z",
}
_HOUR: Final = timedelta(hours=1)
_SOURCE: Final = "source_profile = work\n"

CREDENTIALS: Final[Mapping[str, Case]] = {
    "keys in the environment": Case(KEYS),
    "keys and token in the environment": Case({**KEYS, "AWS_SESSION_TOKEN": "token"}),
    "older name of the token first": Case({**KEYS, "AWS_SECURITY_TOKEN": "old", "AWS_SESSION_TOKEN": "new"}),
    "account in the environment": Case({**KEYS, "AWS_ACCOUNT_ID": "123456789012"}),
    "expiry in the environment": Case({**KEYS, "AWS_CREDENTIAL_EXPIRATION": "2099-01-01T00:00:00Z"}),
    "environment before files": Case(KEYS, keys=KEYS_FILE),
    "default profile": Case(keys=KEYS_FILE),
    "profile by flag": Case(keys=KEYS_FILE, profile="work"),
    "flag before environment keys": Case(KEYS, keys=KEYS_FILE, profile="work"),
    "profile by variable": Case({"AWS_PROFILE": "work"}, keys=KEYS_FILE),
    "environment keys before a profile by variable": Case({**KEYS, "AWS_PROFILE": "work"}, keys=KEYS_FILE),
    "older variable before the newer": Case(
        {"AWS_DEFAULT_PROFILE": "work", "AWS_PROFILE": "default"}, keys=KEYS_FILE
    ),
    "flag before variable": Case({"AWS_PROFILE": "default"}, keys=KEYS_FILE, profile="work"),
    "keys in the config file": Case(
        config="[profile c]\naws_access_key_id = AKIDC\naws_secret_access_key = c-secret\n", profile="c"
    ),
    "credentials file before config file": Case(
        config="[profile work]\naws_access_key_id = AKIDC\naws_secret_access_key = c-secret\n",
        keys=KEYS_FILE,
        profile="work",
    ),
    "files elsewhere": Case(
        {"AWS_CONFIG_FILE": "HOME/there", "AWS_SHARED_CREDENTIALS_FILE": "HOME/those"},
        files={"there": "[default]\nmax_attempts = 4\n", "those": KEYS_FILE},
    ),
    "role of a source profile": Case(
        STS, f"[profile p]\n{ROLE}a\n{_SOURCE}role_session_name = me\n", KEYS_FILE, "p"
    ),
    "role with an external id and a duration": Case(
        STS, f"[profile p]\n{ROLE}a\n{_SOURCE}external_id = partner\nduration_seconds = 900\n", KEYS_FILE, "p"
    ),
    "role of a role": Case(
        STS,
        f"[profile p]\n{ROLE}outer\nsource_profile = q\n[profile q]\n{ROLE}inner\n{_SOURCE}",
        KEYS_FILE,
        "p",
    ),
    "role of its own keys": Case(
        STS,
        f"[profile p]\n{ROLE}a\nsource_profile = p\naws_access_key_id = AKIDP\naws_secret_access_key = s\n",
        profile="p",
    ),
    "role of the environment": Case(
        {**STS, **KEYS}, f"[profile p]\n{ROLE}a\ncredential_source = Environment\n", profile="p"
    ),
    "role of a container": Case(
        {
            **STS,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "STUB/container",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": CONTAINER_TOKEN,
        },
        f"[profile p]\n{ROLE}a\ncredential_source = EcsContainer\n",
        profile="p",
    ),
    "role of an instance": Case(
        {**STS, **INSTANCE}, f"[profile p]\n{ROLE}a\ncredential_source = Ec2InstanceMetadata\n", profile="p"
    ),
    "role of a process": Case(
        STS,
        f"[profile p]\n{ROLE}a\nsource_profile = q\n[profile q]\ncredential_process = cat HOME/answer\n",
        profile="p",
        files={"answer": PROCESS},
    ),
    "role of an SSO login": Case(
        {**STS, **SSO},
        f"[profile r]\n{ROLE}a\nsource_profile = p\n{SSO_SESSION}",
        profile="r",
        files=sso_token("corp", "good", _HOUR),
    ),
    "web identity in the environment": Case(
        {**STS, "AWS_WEB_IDENTITY_TOKEN_FILE": "HOME/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/web"},
        files={"token": "an identity"},
    ),
    "web identity of a profile": Case(
        STS,
        f"[profile p]\n{ROLE}web\nweb_identity_token_file = HOME/token\n",
        profile="p",
        files={"token": "an identity"},
    ),
    "SSO login": Case(SSO, SSO_SESSION, profile="p", files=sso_token("corp", "good", _HOUR)),
    "SSO login in the older form": Case(
        SSO, SSO_LEGACY, profile="p", files=sso_token(START_URL, "good", _HOUR)
    ),
    "SSO login that is renewed": Case(
        SSO, SSO_SESSION, profile="p", files=sso_token("corp", "old", -_HOUR, **_RENEWABLE)
    ),
    "login": Case(
        config="[profile p]\nlogin_session = arn:aws:iam::1:user/me\n",
        profile="p",
        files=login_token("arn:aws:iam::1:user/me", _HOUR),
    ),
    "process": Case(
        config="[profile p]\ncredential_process = cat HOME/answer\n", profile="p", files={"answer": PROCESS}
    ),
    "container": Case(
        {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "STUB/container",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": CONTAINER_TOKEN,
        }
    ),
    "container with its token in a file": Case(
        {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "STUB/container",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "HOME/token",
        },
        files={"token": CONTAINER_TOKEN},
    ),
    "instance": Case(INSTANCE),
    "files before instance": Case(INSTANCE, keys=KEYS_FILE),
}

_SECTION: Final = "[services mine]\nimportexport =\n  endpoint_url = https://s.example\n"
_REGION: Final = {"AWS_DEFAULT_REGION": "eu-west-1"}

ENDPOINTS: Final[Mapping[str, Case]] = {
    "endpoint by flag": Case({**KEYS, **_REGION}, endpoint_url="https://flag.example"),
    "flag before variables": Case(
        {**KEYS, **_REGION, "AWS_ENDPOINT_URL_IMPORTEXPORT": "https://own.example"},
        endpoint_url="http://127.0.0.1:8099",
    ),
    "endpoint by variable": _set(**_REGION, AWS_ENDPOINT_URL="https://all.example"),
    "service variable first": _set(
        **_REGION, AWS_ENDPOINT_URL="https://all.example", AWS_ENDPOINT_URL_IMPORTEXPORT="https://own.example"
    ),
    "empty variable is none": _set(AWS_ENDPOINT_URL=""),
    "another service's variable": _set(AWS_ENDPOINT_URL_S3="https://s3.example"),
    "endpoint with a path": _set(**_REGION, AWS_ENDPOINT_URL="https://all.example/ie/"),
    "endpoint of the profile": Case(
        {**KEYS, **_REGION}, "[default]\nendpoint_url = https://p.example\nregion = eu-west-3\n"
    ),
    "services section before the profile": Case(
        {**KEYS, **_REGION}, f"[default]\nendpoint_url = https://p.example\nservices = mine\n{_SECTION}"
    ),
    "services section without this service": Case(
        {**KEYS, **_REGION},
        "[default]\nendpoint_url = https://p.example\nservices = mine\n"
        "[services mine]\ns3 =\n  endpoint_url = https://s3.example\n",
    ),
    "variable before the services section": Case(
        {**KEYS, **_REGION, "AWS_ENDPOINT_URL": "https://all.example"},
        f"[default]\nservices = mine\n{_SECTION}",
    ),
    "configured addresses ignored": Case(
        {**KEYS, "AWS_ENDPOINT_URL": "https://all.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        "[default]\nendpoint_url = https://p.example\n",
    ),
    "ignored by the profile": Case(
        {**KEYS, "AWS_ENDPOINT_URL": "https://all.example"},
        "[default]\nendpoint_url = https://p.example\nignore_configured_endpoint_urls = true\n",
    ),
    "a flag is never ignored": Case(
        {**KEYS, **_REGION, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        endpoint_url="https://flag.example",
    ),
    "no region": Case(KEYS),
    "region by variable": _set(**_REGION),
    "the variable that botocore does not read": _set(AWS_REGION="cn-north-1"),
    "region of the profile": Case(KEYS, "[default]\nregion = cn-north-1\n"),
    "region variable before the profile": Case({**KEYS, **_REGION}, "[default]\nregion = cn-north-1\n"),
    "a region that nobody knows": _set(AWS_DEFAULT_REGION="mars-1"),
    "China": _set(AWS_DEFAULT_REGION="cn-north-1"),
    "China and an address of one's own": _set(
        AWS_DEFAULT_REGION="cn-north-1", AWS_ENDPOINT_URL="http://127.0.0.1:1"
    ),
    "GovCloud": _set(AWS_DEFAULT_REGION="us-gov-west-1"),
    "GovCloud by its pseudo-region": _set(AWS_DEFAULT_REGION="fips-us-gov-west-1"),
    "an isolated partition": _set(AWS_DEFAULT_REGION="us-iso-east-1"),
    "FIPS": _set(**_REGION, AWS_USE_FIPS_ENDPOINT="true"),
    "FIPS without a region": _set(AWS_USE_FIPS_ENDPOINT="true"),
    "FIPS of the profile": Case(KEYS, "[default]\nregion = us-west-2\nuse_fips_endpoint = true\n"),
    "dual stack": _set(**_REGION, AWS_USE_DUALSTACK_ENDPOINT="true"),
    "dual stack of the profile": Case(KEYS, "[default]\nregion = us-west-2\nuse_dualstack_endpoint = true\n"),
    "dual stack of an isolated partition": _set(
        AWS_DEFAULT_REGION="us-iso-east-1", AWS_USE_DUALSTACK_ENDPOINT="true"
    ),
    "FIPS and dual stack": _set(**_REGION, AWS_USE_FIPS_ENDPOINT="true", AWS_USE_DUALSTACK_ENDPOINT="true"),
    "FIPS and dual stack of an address of one's own": _set(
        **_REGION,
        AWS_USE_FIPS_ENDPOINT="true",
        AWS_USE_DUALSTACK_ENDPOINT="true",
        AWS_ENDPOINT_URL="https://all.example",
    ),
}

_PROXY: Final = {"HTTPS_PROXY": "http://proxy.example:3128"}

CONNECTIONS: Final[Mapping[str, Case]] = {
    "bundle by variable": _set(AWS_CA_BUNDLE="/aws.pem"),
    "bundle of the profile": Case(KEYS, "[default]\nca_bundle = /p.pem\n"),
    "bundle of requests": _set(REQUESTS_CA_BUNDLE="/requests.pem"),
    "bundle of the AWS tools first": _set(AWS_CA_BUNDLE="/aws.pem", REQUESTS_CA_BUNDLE="/requests.pem"),
    "attempts by variable": _set(AWS_MAX_ATTEMPTS="5"),
    "attempts of the profile": Case(KEYS, "[default]\nmax_attempts = 1\n"),
    "attempts variable before the profile": Case(
        {**KEYS, "AWS_MAX_ATTEMPTS": "2"}, "[default]\nmax_attempts = 7\n"
    ),
    "retries as in legacy mode": _set(AWS_RETRY_MODE="legacy"),
    "legacy mode and attempts": _set(AWS_RETRY_MODE="legacy", AWS_MAX_ATTEMPTS="2"),
    "adaptive mode of the profile": Case(KEYS, "[default]\nretry_mode = adaptive\n"),
    "defaults mode": _set(AWS_DEFAULTS_MODE="standard"),
    "proxy": _set(**_PROXY),
    "proxy for the other scheme": _set(HTTP_PROXY="http://proxy.example:3128"),
    "proxy by its lower-case name": _set(https_proxy="http://proxy.example:3128"),
    "no proxy for this host": _set(**_PROXY, NO_PROXY="importexport.amazonaws.com"),
    "no proxy for the domain": _set(**_PROXY, NO_PROXY="localhost,.amazonaws.com"),
    "no proxy for anybody": _set(**_PROXY, NO_PROXY="*"),
    "no proxy for somebody else": _set(**_PROXY, NO_PROXY="example.com"),
    "proxy for clear text": _set(
        **_REGION, HTTP_PROXY="http://proxy.example:3128", AWS_ENDPOINT_URL="http://all.example"
    ),
}

CASES: Final = {**CREDENTIALS, **ENDPOINTS, **CONNECTIONS}
