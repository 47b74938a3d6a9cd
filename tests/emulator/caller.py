"""Requests signed by botocore, sent to an ASGI application without a network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from botocore.auth import SigV2Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ie_tui.emulator.app import Emulator
from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY

ENDPOINT = "https://importexport.amazonaws.com/"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
DEMO = Credentials(DEMO_ACCESS_KEY_ID, DEMO_SECRET_ACCESS_KEY)
NAMESPACE = "{http://importexport.amazonaws.com/doc/2010-06-01/}"


class Sent(NamedTuple):
    """A request as sent."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """A response."""

    http_status: int
    headers: dict[str, str]
    body: bytes

    @property
    def root(self) -> ElementTree.Element:
        """The parsed body. Raises ParseError if it is malformed."""
        return ElementTree.fromstring(self.body)  # noqa: S314  our own emulator wrote it

    def text(self, name: str) -> str | None:
        """The text of the only element with that name; None if there is none."""
        found = [element for element in self.root.iter() if element.tag == NAMESPACE + name]
        assert len(found) < 2, name
        return (found[0].text or "") if found else None

    def texts(self, name: str) -> list[str]:
        """The texts of all elements with that name."""
        return [element.text or "" for element in self.root.iter(NAMESPACE + name)]


class Clock:
    """The service's clock, stopped close enough to now for current signatures."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


def signed_v4(
    parameters: dict[str, str],
    *,
    method: str = "POST",
    url: str = ENDPOINT,
    credentials: Credentials = DEMO,
    region: str = "us-east-1",
    service: str = "IngestionService",
) -> Sent:
    """The request signed by botocore with Version 4, now."""
    if method == "GET":
        request = AWSRequest(method="GET", url=f"{url}?{urlencode(parameters).replace('+', '%20')}")
    else:
        body = urlencode(parameters).encode()
        request = AWSRequest(method=method, url=url, data=body, headers={"Content-Type": FORM})
    SigV4Auth(credentials, service, region).add_auth(request)
    prepared = request.prepare()
    headers = {
        name.lower(): value if isinstance(value, str) else value.decode()
        for name, value in prepared.headers.items()
    }
    headers.setdefault("host", urlsplit(url).netloc)
    return Sent(method, prepared.url, headers, prepared.body or b"")


def signed_v2(
    parameters: dict[str, str],
    *,
    method: str = "POST",
    url: str = ENDPOINT,
    credentials: Credentials = DEMO,
    at: datetime | None = None,
) -> Sent:
    """The request signed by botocore with Version 2, at `at` or now."""
    complete = parameters | {
        "AWSAccessKeyId": credentials.access_key,
        "SignatureVersion": "2",
        "SignatureMethod": "HmacSHA256",
        "Timestamp": f"{at or datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    if credentials.token:
        complete["SecurityToken"] = credentials.token
    _, signature = SigV2Auth(credentials).calc_signature(AWSRequest(method=method, url=url), complete)
    return unsigned(complete | {"Signature": signature}, method=method, url=url)


def unsigned(parameters: dict[str, str], *, method: str = "POST", url: str = ENDPOINT) -> Sent:
    """The parameters, unsigned."""
    encoded = urlencode(parameters)
    headers = {"host": urlsplit(url).netloc}
    if method == "GET":
        return Sent("GET", f"{url}?{encoded}", headers, b"")
    return Sent(method, url, headers | {"content-type": FORM}, encoded.encode())


async def call(app: Emulator, sent: Sent, *, piece_bytes: int = 1 << 16) -> Answer:
    """Send a request with its body in pieces, and collect the response."""
    parts = urlsplit(sent.url)
    pieces = [sent.body[at : at + piece_bytes] for at in range(0, len(sent.body), piece_bytes)] or [b""]
    incoming: list[dict[str, Any]] = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, start=1)
    ]
    outgoing: list[Any] = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: Any) -> None:
        outgoing.append(message)

    scope = {
        "type": "http",
        "method": sent.method,
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.headers.items()],
    }
    await app(scope, receive, send)
    start, body = outgoing
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], headers, body["body"])


def ask(action: str, **parameters: str) -> Sent:
    """A request signed with Version 4, now."""
    return signed_v4({"Action": action, "Version": "2010-06-01", **parameters})


def ask_at(at: datetime, action: str, *, credentials: Credentials = DEMO, **parameters: str) -> Sent:
    """A request signed with Version 2 at `at`."""
    return signed_v2({"Action": action, **parameters}, credentials=credentials, at=at)


def outcome(answer: Answer) -> tuple[int, str | None]:
    """HTTP status and error code."""
    return answer.http_status, answer.text("Code")
