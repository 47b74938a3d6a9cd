"""Which proxy stands before an endpoint, whatever the variables hold."""

from __future__ import annotations

from random import Random
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # the stubs lack it

import pytest

from ie_tui.api.endpoint import Endpoint, parse_endpoint
from ie_tui.api.errors import NotSent
from ie_tui.api.proxies import ProxySetting, is_exempt, proxy_before, require_usable
from tests.figures import CountFigure

NAME, V4, V6 = "https://service.example.com", "https://10.1.2.3:8443", "http://[fd07::1:2]"

ENTRIES: list[tuple[str, str, bool]] = [
    ("*", NAME, True),
    ("foo, *", NAME, True),
    ("service.example.com", NAME, True),
    ("SERVICE.Example.COM", NAME, True),
    ("service.example.com.", NAME, True),
    ("example.com", NAME, True),
    (".example.com", NAME, True),
    ("*.example.com", NAME, True),
    (".service.example.com", NAME, True),
    ("ample.com", NAME, False),
    ("example.org", NAME, False),
    ("service.example.com:443", NAME, True),
    ("service.example.com:8443", NAME, False),
    (".example.com:443", NAME, True),
    ("https://service.example.com", NAME, True),
    ("http://service.example.com", NAME, False),
    ("https://service.example.com/path", NAME, True),
    ("localhost 127.0.0.1 example.com", NAME, True),
    ("localhost;example.com", NAME, True),
    (" , ,, example.com ,", NAME, True),
    ("[::1],fd07::/64,example.com", NAME, True),
    ("[::1],fd07::/64", NAME, False),
    ("10.0.0.0/8", NAME, False),
    ("10.1.2.3", V4, True),
    ("10.1.2.3:8443", V4, True),
    ("10.1.2.3:443", V4, False),
    ("10.0.0.0/8", V4, True),
    ("10.1.2.99/24", V4, True),
    ("192.168.0.0/16", V4, False),
    ("10.0.0.0/99", V4, False),
    ("3", V4, False),
    ("2.3", V4, False),
    ("::ffff:0:0/96", V4, False),
    ("fd07::1:2", V6, True),
    ("[fd07::1:2]", V6, True),
    ("[fd07::1:2]:80", V6, True),
    ("[fd07::1:2]:81", V6, False),
    ("FD07:0::1:2", V6, True),
    ("fd07::/64", V6, True),
    ("[fd07::]/64", V6, True),
    ("[fd07::/64]", V6, True),
    ("fd08::/64", V6, False),
    ("[", V6, False),
    ("[]:80", V6, False),
    ("%%%,://,:,[x]:y,\x00,💥,http://", NAME, False),
    ("", NAME, False),
]


@pytest.mark.parametrize(("value", "url", "exempt"), ENTRIES)
def test_an_entry_of_no_proxy_is_about_these_hosts(value: str, url: str, exempt: bool) -> None:
    assert is_exempt(parse_endpoint(url), {"no_proxy": value}) is exempt


def test_where_urllib_understands_an_entry_it_means_the_same(count_figure: CountFigure) -> None:
    random = Random(10)
    pieces = ("example", "com", "service", "org", "example.com", "a")
    cases = 2_000
    for _ in range(cases):
        host = ".".join(random.choices(pieces, k=random.randint(2, 3)))
        entries = []
        for _ in range(random.randint(1, 4)):
            entry = random.choice(("", ".")) + ".".join(random.choices(pieces, k=random.randint(1, 3)))
            entries.append(entry.upper() if random.random() < 0.2 else entry)
        value = random.choice((",", " , ")).join(entries)
        endpoint = parse_endpoint(f"https://{host}")
        netloc = urlsplit(endpoint.url).netloc
        ours = is_exempt(endpoint, {"no_proxy": value})
        assert ours == bool(proxy_bypass_environment(netloc, {"no": value})), (host, value)
    count_figure("NO_PROXY read as by urllib", cases, cases)


CHOICES: dict[str, tuple[dict[str, str], str, ProxySetting | None]] = {
    "none set": ({}, NAME, None),
    "by scheme": (
        {"HTTP_PROXY": "http://h", "HTTPS_PROXY": "http://s"},
        NAME,
        ProxySetting("HTTPS_PROXY", "http://s"),
    ),
    "for the other scheme": ({"HTTP_PROXY": "http://h"}, NAME, None),
    "for all": ({"ALL_PROXY": "socks5://a:1080"}, NAME, ProxySetting("ALL_PROXY", "socks5://a:1080")),
    "the scheme before all": (
        {"https_proxy": "http://s", "all_proxy": "http://a"},
        NAME,
        ProxySetting("https_proxy", "http://s"),
    ),
    "lower case first": (
        {"HTTPS_PROXY": "http://upper", "https_proxy": "http://lower"},
        NAME,
        ProxySetting("https_proxy", "http://lower"),
    ),
    "lower case switches off": ({"HTTPS_PROXY": "http://upper", "https_proxy": ""}, NAME, None),
    "blank": ({"HTTPS_PROXY": "  "}, NAME, None),
    "blanks around": ({"HTTPS_PROXY": " http://s \n"}, NAME, ProxySetting("HTTPS_PROXY", "http://s")),
    "no scheme": ({"HTTPS_PROXY": "s:3128"}, NAME, ProxySetting("HTTPS_PROXY", "http://s:3128")),
    "exempt": ({"HTTPS_PROXY": "http://s", "NO_PROXY": "example.com"}, NAME, None),
    "lower-case list first": (
        {"HTTPS_PROXY": "http://s", "NO_PROXY": "example.com", "no_proxy": "other"},
        NAME,
        ProxySetting("HTTPS_PROXY", "http://s"),
    ),
    "a header of a web server": ({"HTTP_PROXY": "http://evil", "REQUEST_METHOD": "GET"}, V6, None),
    "this machine": ({"HTTP_PROXY": "http://h"}, "http://127.0.0.1:8099", None),
}


@pytest.mark.parametrize("case", CHOICES)
def test_the_proxy_is_the_one_that_urllib_and_curl_would_use(case: str) -> None:
    environ, url, expected = CHOICES[case]
    assert proxy_before(parse_endpoint(url), environ) == expected


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:pa/ss@w@proxy:3128", "http://•••@proxy:3128"),
        ("http://me:pa\nss@proxy:3128", "http://•••@proxy:3128"),
        ("http://proxy:3128", "http://proxy:3128"),
    ],
)
def test_a_proxy_is_shown_without_its_password(url: str, shown: str) -> None:
    assert ProxySetting("HTTPS_PROXY", url).shown == shown


JUNK = {
    "ftp://proxy:21": "begins with ftp://",
    "http://proxy:port": "invalid host or port",
    "http://proxy:0": "port 0",
    "http://": "has no host",
    "http://:3128": "has no host",
    "http://[::1": "invalid host or port",
    "http://pro xy": "an invalid character",
    "http://proxy\x1b[31m": "an invalid character",
    "http://me:hunter2#@proxy:3128": "invalid host or port",
    "http://me:hunter2/@proxy:3128": "invalid host or port",
    "://": "begins with ://",
}


@pytest.mark.parametrize("url", JUNK)
def test_what_is_no_proxy_is_told_with_its_variable_and_without_its_password(url: str) -> None:
    with pytest.raises(NotSent, match=r"all_proxy ") as caught:
        require_usable(ProxySetting("all_proxy", url))
    assert JUNK[url] in caught.value.sentence
    assert "all_proxy" in caught.value.advice
    assert "hunter2" not in caught.value.sentence + caught.value.advice


def test_no_proxy_stands_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    assert proxy_before(Endpoint("http://127.0.0.1:8099/")) is None
