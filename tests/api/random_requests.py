"""Random requests to sign, as wild as the two signature versions allow; a seed gives the same ones again."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import NamedTuple
from urllib.parse import quote

from ie_tui.api.signing import Credentials

_LETTERS = "azAZ09-_.~ *+/=&%?#:;,@!$'()[]\"\\|<>^`{}\t\n\réß€漢\U0001f69a\u0301\u202e"
_HOSTS = ("importexport.amazonaws.com", "127.0.0.1", "[::1]", "localhost", "x-1.example")


class V4Request(NamedTuple):
    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    credentials: Credentials
    at: datetime
    region: str
    service: str


class V2Request(NamedTuple):
    method: str
    url: str
    params: dict[str, str]
    credentials: Credentials
    at: datetime


def random_v4_request(random: Random) -> V4Request:
    """Host in any case, ports, odd paths, doubled and empty query parameters, stale headers."""
    host = "".join(random.choice((letter, letter.upper())) for letter in random.choice(_HOSTS))
    port = random.choice(("", "", ":80", ":443", ":8099"))
    segments = ("", ".", "..", "a", "~b", quote(_text(random), safe=""))
    path = "/".join(["", *random.choices(segments, k=random.randrange(4))])
    query = "&".join(
        random.choice(("=", "")).join(quote(_text(random, most=3), safe="") for _ in range(2))
        for _ in range(random.randrange(4))
    )
    url = f"{random.choice(('http', 'https'))}://{host}{port}{path}{'?' + query if query else ''}"
    headers = {"Content-Type": "application/x-www-form-urlencoded;  charset=utf-8"}
    for name in (
        "Accept-Encoding",
        "User-Agent",
        "X-Note",
        "Connection",
        "Authorization",
        "X-Amz-Date",
        "Host",
    ):
        if random.random() < 0.3:
            headers[random.choice((name, name.lower()))] = random.choice(
                ("identity", " two  blanks ", "tab\there")
            )
    return V4Request(
        random.choice(("POST", "GET")),
        url,
        headers,
        _text(random, most=300).encode(),
        _credentials(random),
        _time(random),
        random.choice(("us-east-1", "eu-west-1")),
        random.choice(("IngestionService", "importexport")),
    )


def random_v2_request(random: Random) -> V2Request:
    """Hosts as they are sent, since botocore signs them as they are written."""
    path = random.choice(("", "/", "/a/b", "/~c%20d"))
    url = f"https://{random.choice(_HOSTS)}{random.choice(('', ':8099'))}{path}"
    params = {_text(random, most=8): _text(random) for _ in range(random.randrange(6))}
    params |= {"Action": "GetStatus", "JobId": _text(random, most=5), "jobIds.member.1": "x"}
    if random.random() < 0.2:
        params["Signature"] = "of an earlier attempt"
    return V2Request(random.choice(("POST", "GET")), url, params, _credentials(random), _time(random))


def _credentials(random: Random) -> Credentials:
    token = _text(random).strip() or "token" if random.random() < 0.5 else None
    if token is not None:
        token = quote(token)
    return Credentials(f"AKID{random.randrange(10**9)}", _text(random, most=40) or "secret", token)


def _time(random: Random) -> datetime:
    return datetime.fromtimestamp(random.randrange(1_262_304_000, 2_524_608_000), UTC)


def _text(random: Random, most: int = 20) -> str:
    return "".join(random.choices(_LETTERS, k=random.randrange(most + 1)))
