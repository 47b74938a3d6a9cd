"""Shells, containers and VPNs as they are: none is unusable, and no innocent variable is accused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ie_tui.api.errors import NoCredentials, NotSent, Offline, ServiceError
from ie_tui.credentials.lookup import look_up
from tests.api.loopback_peer import JOB, Peer, client_of, http, listening
from tests.credentials.resolution_cases import KEYS, KEYS_FILE

Configure = Callable[..., None]

ENVIRONMENTS = 77
NOWHERE = "/nowhere/at/all"

NO_PROXIES = {
    "a bracketed address": "[::1]",
    "an IPv6 network": "fd07::/64",
    "as a VPN writes it": "localhost,127.0.0.0/8,[::1],fd07:b51a:cc66:f0::/64,*.local,169.254/16",
    "as Docker writes it": "hubproxy.docker.internal:5555,hubproxy.docker.internal,::1,fe80::/10",
    "as Kubernetes writes it": "10.96.0.0/12,192.168.59.0/24,.svc,.cluster.local,kubernetes.default.svc",
    "an IPv4 network": "10.0.0.0/8",
    "another domain": ".example.org",
    "a host with a port": "other.invalid:8080",
    "the host with another port": "service.invalid:8080",
    "blanks for commas": "localhost 127.0.0.1 [::1]",
    "a quoted list": '"localhost,127.0.0.1"',
    "an address with a scheme": "http://localhost,https://service.invalid",
    "an address without an end": "http://[::1",
    "commas alone": ",,,",
    "nothing": "",
    "junk": "%zz,://,[,]:0,\x01,💥,a b",
}


@pytest.mark.figure("environments", ENVIRONMENTS)
@pytest.mark.parametrize("case", NO_PROXIES)
async def test_no_proxy_never_costs_the_proxy(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", NO_PROXIES[case])
    async with listening(Peer(http())) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        async with client_of("http://service.invalid", insecure=True) as client:
            assert (await client.get_status(JOB)).job_id == JOB
        assert len(proxy.requests) == 1


STRAIGHT = {"a star": "*", "its name": "localtest,service.localhost", "its domain": "[::1],.localhost"}


@pytest.mark.figure("environments", ENVIRONMENTS)
@pytest.mark.parametrize("case", STRAIGHT)
async def test_an_exempt_host_is_asked_straight(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", STRAIGHT[case])
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:port")
    async with client_of("http://service.localhost:9", insecure=True, max_attempts=1) as client:
        with pytest.raises(Offline) as caught:
            await client.get_status(JOB)
    assert "proxy" not in (caught.value.sentence + caught.value.advice).lower()


BAD_PROXIES: dict[str, tuple[dict[str, str], str]] = {
    "a port in words": ({"HTTPS_PROXY": "http://p:port", "HTTP_PROXY": "http://ok"}, "HTTPS_PROXY"),
    "lower case": ({"https_proxy": "http://p:port", "HTTPS_PROXY": "http://ok:1"}, "https_proxy"),
    "for everything": ({"ALL_PROXY": "ftp://p"}, "ALL_PROXY"),
    "blanks inside": ({"all_proxy": "junk junk", "NO_PROXY": "[::1]"}, "all_proxy"),
    "no SOCKS here": ({"ALL_PROXY": "socks5h://127.0.0.1:1080"}, "ALL_PROXY"),
    "a password with a slash": ({"HTTPS_PROXY": "http://me:hunter2/x@p:1"}, "HTTPS_PROXY"),
    "nobody there": (
        {"HTTPS_PROXY": "http://me:hunter2@127.0.0.1:9", "NO_PROXY": "fd07::/64"},
        "HTTPS_PROXY",
    ),
    "no such name": ({"https_proxy": "me:hunter2@proxy.invalid:9"}, "https_proxy"),
}


@pytest.mark.figure("environments", ENVIRONMENTS)
@pytest.mark.parametrize("case", BAD_PROXIES)
async def test_the_proxy_variable_that_is_wrong_is_named(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environ, culprit = BAD_PROXIES[case]
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    async with client_of("https://service.invalid", max_attempts=1) as client:
        with pytest.raises((NotSent, Offline)) as caught:
            await client.get_status(JOB)
    told = caught.value.sentence + " " + caught.value.advice
    assert culprit in told
    assert not [name for name in environ if name not in (culprit, "NO_PROXY") and name in told]
    assert "hunter2" not in told


CERTIFICATES: dict[str, tuple[dict[str, str], str, str]] = {
    "SSLKEYLOGFILE in no directory": (
        {"SSLKEYLOGFILE": f"{NOWHERE}/keys"},
        "SSLKEYLOGFILE",
        "No such file",
    ),
    "SSLKEYLOGFILE a directory": ({"SSLKEYLOGFILE": "/"}, "SSLKEYLOGFILE", "Is a directory"),
    "SSL_CERT_FILE missing": ({"SSL_CERT_FILE": NOWHERE}, "SSL_CERT_FILE", "No such file"),
    "SSL_CERT_FILE without certificates": ({"SSL_CERT_FILE": __file__}, "SSL_CERT_FILE", "no certificate"),
    "SSL_CERT_DIR missing": ({"SSL_CERT_DIR": NOWHERE}, "SSL_CERT_DIR", "No such file"),
    "SSL_CERT_DIR a file": ({"SSL_CERT_DIR": __file__}, "SSL_CERT_DIR", "Not a directory"),
    "SSL_CERT_DIR nowhere twice": ({"SSL_CERT_DIR": f"{NOWHERE}:/none"}, "SSL_CERT_DIR", "No such file"),
}


@pytest.mark.figure("environments", ENVIRONMENTS)
@pytest.mark.parametrize("case", CERTIFICATES)
async def test_the_variable_that_tls_fails_for_is_named_and_matters_to_nothing_else(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ, culprit, reason = CERTIFICATES[case]
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    async with client_of("https://service.invalid") as client:
        with pytest.raises(NotSent, match=culprit) as caught:
            await client.get_status(JOB)
    assert reason in caught.value.sentence
    async with listening(Peer(http())) as peer, client_of(peer) as client:
        assert (await client.get_status(JOB)).job_id == JOB


OWN_SERVICE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:8099"}

USABLE: dict[str, dict[str, str]] = {
    "empty addresses": {"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_IMPORTEXPORT": ""},
    "no files": {"AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": ""},
    "folders for files": {"AWS_CONFIG_FILE": "/", "AWS_SHARED_CREDENTIALS_FILE": "/"},
    "the home of nobody": {"AWS_CONFIG_FILE": "~no-such-user/x", "HOME": NOWHERE},
    "an empty home": {"HOME": ""},
    "empty regions": {"AWS_REGION": "", "AWS_DEFAULT_REGION": ""},
    "an empty token": {"AWS_SESSION_TOKEN": "", "AWS_SECURITY_TOKEN": ""},
    "empty switches": {"AWS_USE_FIPS_ENDPOINT": "", "AWS_USE_DUALSTACK_ENDPOINT": "", "AWS_CSM_ENABLED": ""},
    "odd switches": {"AWS_USE_FIPS_ENDPOINT": "maybe", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "?"},
    "an empty role": {"AWS_ROLE_ARN": "", "AWS_WEB_IDENTITY_TOKEN_FILE": ""},
    "an empty key log": {"SSLKEYLOGFILE": ""},
    "a key log nobody needs": {"SSLKEYLOGFILE": f"{NOWHERE}/keys", **OWN_SERVICE},
    "bundles nobody needs": {"AWS_CA_BUNDLE": NOWHERE, "SSL_CERT_FILE": NOWHERE, **OWN_SERVICE},
    "a proxy nobody needs": {"HTTPS_PROXY": "junk junk", "NO_PROXY": "[::1]", **OWN_SERVICE},
    "no data path": {"AWS_DATA_PATH": NOWHERE},
}


@pytest.mark.figure("environments", ENVIRONMENTS)
@pytest.mark.parametrize("case", USABLE)
def test_what_does_not_matter_is_passed_over(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**KEYS, **USABLE[case]}.items():
        monkeypatch.setenv(name, value)
    caller = look_up()
    assert caller.access_key_id == KEYS["AWS_ACCESS_KEY_ID"]
    assert caller.endpoint.url.startswith(("https://importexport", "http://127.0.0.1:8099"))


MISSET: dict[str, tuple[dict[str, str], str, str]] = {
    "no profile": ({**KEYS, "AWS_PROFILE": ""}, "AWS_PROFILE is empty; unset it", "`unset AWS_PROFILE`"),
    "a blank profile": ({**KEYS, "AWS_PROFILE": " "}, "AWS_PROFILE is empty; unset it", "AWS_PROFILE"),
    "no default profile": (
        {**KEYS, "AWS_DEFAULT_PROFILE": "", "AWS_PROFILE": "work"},
        "AWS_DEFAULT_PROFILE is empty; unset it",
        "`unset AWS_DEFAULT_PROFILE`",
    ),
    "no attempts": ({**KEYS, "AWS_MAX_ATTEMPTS": ""}, "AWS_MAX_ATTEMPTS is empty; unset it", "unset"),
    "attempts in words": ({**KEYS, "AWS_MAX_ATTEMPTS": "five"}, "AWS_MAX_ATTEMPTS is not a valid", "from 1"),
    "no retry mode": ({**KEYS, "AWS_RETRY_MODE": ""}, "AWS_RETRY_MODE is empty; unset it", "unset"),
    "no defaults mode": ({**KEYS, "AWS_DEFAULTS_MODE": ""}, "AWS_DEFAULTS_MODE is empty", "unset"),
    "a region of no world": ({**KEYS, "AWS_DEFAULT_REGION": "a b"}, "AWS_DEFAULT_REGION", "us-east-1"),
    "endpoints of STS": (
        {**KEYS, "AWS_STS_REGIONAL_ENDPOINTS": "near"},
        "AWS_STS_REGIONAL_ENDPOINTS has the invalid value 'near'",
        "regional",
    ),
    "an account mode": (
        {**KEYS, "AWS_ACCOUNT_ID_ENDPOINT_MODE": "x"},
        "AWS_ACCOUNT_ID_ENDPOINT_MODE has the invalid value 'x'",
        "preferred",
    ),
    "a size in words": (
        {**KEYS, "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "big"},
        "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES has the invalid value 'big'",
        "whole number",
    ),
    "seconds in words": (
        {**KEYS, "AWS_METADATA_SERVICE_TIMEOUT": "1s"},
        "AWS_METADATA_SERVICE_TIMEOUT has the invalid value '1s'",
        "whole number",
    ),
    "no number of attempts": (
        {**KEYS, "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "", "AWS_METADATA_SERVICE_TIMEOUT": "1"},
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS is empty",
        "unset",
    ),
    "a mode of metadata": (
        {**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv5"},
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE has the invalid value 'ipv5'",
        "ipv6",
    ),
    "an address of metadata": (
        {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "here"},
        "AWS_EC2_METADATA_SERVICE_ENDPOINT has the invalid value 'here'",
        "http://",
    ),
    "credentials of a stranger": (
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/x"},
        "AWS_CONTAINER_CREDENTIALS_FULL_URI has the invalid value",
        "this machine",
    ),
    "an end that is no time": (
        {**KEYS, "AWS_CREDENTIAL_EXPIRATION": "soon"},
        "AWS_CREDENTIAL_EXPIRATION has the invalid value 'soon'",
        "2026-",
    ),
    "a token that is not there": (
        {"AWS_WEB_IDENTITY_TOKEN_FILE": NOWHERE, "AWS_ROLE_ARN": "arn:aws:iam::1:role/x"},
        f"AWS_WEB_IDENTITY_TOKEN_FILE names {NOWHERE}",
        "Unset AWS_WEB_IDENTITY_TOKEN_FILE",
    ),
    "half a key": (
        {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": ""},
        "AWS_SECRET_ACCESS_KEY",
        "Set",
    ),
    "no keys file": (
        {"AWS_SHARED_CREDENTIALS_FILE": ""},
        "AWS_SHARED_CREDENTIALS_FILE is empty",
        "configure",
    ),
    "a folder of keys": (
        {"AWS_SHARED_CREDENTIALS_FILE": "/"},
        "AWS_SHARED_CREDENTIALS_FILE is set to a folder: /",
        "configure",
    ),
    "a file that is not there": (
        {"AWS_CONFIG_FILE": NOWHERE, "AWS_PROFILE": "work"},
        f"AWS_CONFIG_FILE is set to a missing file: {NOWHERE}",
        "--profile",
    ),
    "a key log": (
        {**KEYS, "SSLKEYLOGFILE": f"{NOWHERE}/keys", "AWS_CA_BUNDLE": "/"},
        "SSLKEYLOGFILE names",
        "Unset SSLKEYLOGFILE",
    ),
    "no port for metrics": (
        {**KEYS, "AWS_CSM_ENABLED": "true", "AWS_CSM_PORT": "x"},
        "AWS_CSM_PORT has the invalid value 'x'",
        "a port",
    ),
}


@pytest.mark.figure("environments", ENVIRONMENTS)
@pytest.mark.parametrize("case", MISSET)
def test_the_aws_variable_that_is_wrong_is_named(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environ, sentence, advice = MISSET[case]
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(NotSent) as caught:
        look_up()
    assert sentence in caught.value.sentence
    assert advice in caught.value.advice
    assert "\n" not in caught.value.sentence


ROLE = "[profile r]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = work\nregion = us-east-1\n"
ON_THE_WAY: dict[str, tuple[dict[str, str], str]] = {
    "a proxy that is none": ({"HTTPS_PROXY": "http://127.0.0.1:port"}, "HTTPS_PROXY"),
    "a proxy that is down": ({"https_proxy": "http://me:hunter2@127.0.0.1:9"}, "https_proxy"),
    "a bundle that is not there": ({"REQUESTS_CA_BUNDLE": NOWHERE}, "REQUESTS_CA_BUNDLE"),
    "a key log": ({"SSLKEYLOGFILE": f"{NOWHERE}/keys", **OWN_SERVICE}, "SSLKEYLOGFILE"),
}


@pytest.mark.figure("environments", ENVIRONMENTS)
@pytest.mark.parametrize("case", ON_THE_WAY)
def test_the_variable_is_named_where_a_role_cannot_be_fetched(case: str, configure: Configure) -> None:
    environ, culprit = ON_THE_WAY[case]
    configure(config=ROLE, keys=KEYS_FILE, AWS_MAX_ATTEMPTS="1", **environ)
    with pytest.raises(ServiceError) as caught:
        look_up("r")
    told = caught.value.sentence + " " + caught.value.advice
    assert culprit in told
    assert "hunter2" not in told


@pytest.mark.parametrize("program", ["/nowhere/program", "/bin/echo {"])
def test_a_program_that_gives_nothing_gets_no_innocent_variable_accused(
    program: str, configure: Configure
) -> None:
    wrong = {"HTTPS_PROXY": "junk junk", "REQUESTS_CA_BUNDLE": NOWHERE, "AWS_CSM_PORT": "x"}
    configure(config=f"[profile p]\ncredential_process = {program}\n", **wrong, **OWN_SERVICE)
    with pytest.raises(NoCredentials) as caught:
        look_up("p")
    assert not [name for name in wrong if name in caught.value.sentence + caught.value.advice]


@pytest.mark.figure("environments", ENVIRONMENTS)
def test_an_empty_profile_of_the_environment_does_not_matter_beside_a_flag(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(keys=KEYS_FILE, AWS_PROFILE="")
    assert look_up("work").access_key_id == "AKIDWORK000000000001"
    with pytest.raises(NoCredentials, match="--profile is empty; leave it out"):
        look_up("")


def test_a_key_log_that_can_be_written_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "keys"
    log.write_bytes(b"kept\n")
    for name, value in {**KEYS, "SSLKEYLOGFILE": str(log)}.items():
        monkeypatch.setenv(name, value)
    assert look_up().access_key_id == KEYS["AWS_ACCESS_KEY_ID"]
    assert log.read_bytes().startswith(b"kept\n")
