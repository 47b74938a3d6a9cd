"""Where requests go."""

from __future__ import annotations

import httpx
import pytest

from ie_tui.api.endpoint import DEFAULT_URL, parse_endpoint, require_safe
from ie_tui.api.errors import BadEndpoint
from ie_tui.api.signing import host_of

NORMALISED = {
    "https://importexport.amazonaws.com": (DEFAULT_URL, "importexport.amazonaws.com"),
    " https://importexport.amazonaws.com/\n": (DEFAULT_URL, "importexport.amazonaws.com"),
    "HTTPS://ImportExport.Amazonaws.COM:443": (DEFAULT_URL, "importexport.amazonaws.com"),
    "http://127.0.0.1:8099": ("http://127.0.0.1:8099/", "127.0.0.1:8099"),
    "http://localhost:80/": ("http://localhost/", "localhost"),
    "https://localhost:80": ("https://localhost:80/", "localhost:80"),
    "http://[0:0:0:0:0:0:0:1]:8099": ("http://[::1]:8099/", "[::1]:8099"),
    "https://my_service:4566/base/path": ("https://my_service:4566/base/path", "my_service:4566"),
    "https://xn--bcher-kva.example": ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
    "https://example.com:/": ("https://example.com/", "example.com"),
}

REFUSED = {
    "": "https:// or http://",
    "importexport.amazonaws.com": "https:// or http://",
    "127.0.0.1:8099": "https:// or http://",
    "ftp://example.com": "https:// or http://",
    "file:///etc/passwd": "https:// or http://",
    "https://": "no host",
    "https:///path": "no host",
    "https://user:secret@example.com": "a user or password",
    "https://importexport.amazonaws.com@evil.example/": "a user or password",
    "https://user:sec/ret@example.com": "invalid host or port",
    "https://example.com?x=1": "query",
    "https://example.com/#top": "query",
    "https://example.com:99999": "invalid host or port",
    "https://example.com:0": "port 0",
    "https://exa mple.com": "an invalid character",
    "https://example.com/\u202epath": "an invalid character",
    "https://bücher.example": "xn--",
    "https://example.com\\@evil.example": "a user or password",
    "https://example.com\\.evil.example": "an invalid host name",
    "https://ex%41mple.com": "an invalid host name",
    "https://[::1": "invalid host or port",
    "https://[fe80::1%25eth0]": "with a zone",
    "https://[v1.x]": "IPv6",
    "https://a..example": "an invalid host name",
    "https://example.com/a/../b": "a path",
    "https://example.com//a": "a path",
    "https://example.com/a%2Fb": "a path",
}


@pytest.mark.parametrize("given", NORMALISED)
def test_an_address_is_normalised_once(given: str) -> None:
    endpoint = parse_endpoint(given)
    assert (endpoint.url, endpoint.host) == NORMALISED[given]


@pytest.mark.parametrize("given", NORMALISED)
def test_the_host_shown_is_the_host_signed_and_the_host_sent(given: str) -> None:
    endpoint = parse_endpoint(given)
    assert endpoint.host == host_of(endpoint.url) == httpx.Request("POST", endpoint.url).headers["Host"]


@pytest.mark.parametrize("given", REFUSED)
def test_what_is_no_address_is_refused_with_its_fault(given: str) -> None:
    with pytest.raises(BadEndpoint, match=REFUSED[given]) as caught:
        parse_endpoint(given)
    assert caught.value.advice
    assert "sec" not in caught.value.sentence + caught.value.advice


def test_a_fault_names_the_setting_it_came_from() -> None:
    with pytest.raises(BadEndpoint) as caught:
        parse_endpoint("example.com", "environment")
    assert "(example.com)" in caught.value.sentence
    assert "AWS_ENDPOINT_URL" in caught.value.advice


LOOPBACK = {
    "http://127.0.0.1:1/": True,
    "http://127.9.9.9/": True,
    "http://localhost/": True,
    "http://[::1]/": True,
    "http://localhost.example.com/": False,
    "http://evil.localhost/": False,
    "http://127.0.0.1.example.com/": False,
    "http://0.0.0.0/": False,
    "http://10.0.0.1/": False,
    "http://2130706433/": False,
}


@pytest.mark.parametrize("url", LOOPBACK)
def test_clear_text_goes_to_this_machine_only(url: str) -> None:
    endpoint = parse_endpoint(url)
    assert endpoint.is_loopback is LOOPBACK[url]
    if LOOPBACK[url]:
        require_safe(endpoint, insecure=False)
    else:
        with pytest.raises(BadEndpoint, match="not sent over unencrypted") as caught:
            require_safe(endpoint, insecure=False)
        assert "--insecure-endpoint" in caught.value.advice
        require_safe(endpoint, insecure=True)


def test_https_needs_no_leave() -> None:
    require_safe(parse_endpoint("https://example.com"), insecure=False)
