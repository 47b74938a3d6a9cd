"""As whom and how botocore's own client would speak: read from the requests that it is about to send."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

import botocore.endpoint
import pytest
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import ClientError
from botocore.loaders import create_loader
from botocore.session import Session

from ie_tui.api.proxies import proxy_before
from ie_tui.credentials.lookup import Caller

_MODELS: Final = create_loader()
"""Read once, since reading them is most of the time that a client takes to make."""


class Spoken(NamedTuple):
    """What a request shows of its caller, and what decides about its connection."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    account_id: str | None
    url: str
    region: str
    signing_name: str
    ca_bundle: str | None
    max_attempts: int
    proxy: str | None


def ours(caller: Caller) -> Spoken:
    keys = caller.credentials.frozen()
    proxy = proxy_before(caller.endpoint)
    return Spoken(
        keys.access_key_id,
        keys.secret_access_key,
        keys.session_token,
        caller.account_id,
        caller.endpoint.url,
        caller.region,
        caller.signing_name,
        caller.ca_bundle and caller.ca_bundle.path,
        caller.max_attempts,
        proxy and proxy.url,
    )


def theirs(profile: str | None, endpoint_url: str | None, monkeypatch: pytest.MonkeyPatch) -> Spoken:
    """Each attempt is answered with 503 before it is sent, until botocore gives up."""
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None))
    session = Session(profile=profile)
    session.register_component("data_loader", _MODELS)
    client = session.create_client("importexport", endpoint_url=endpoint_url)
    sent: list[Any] = []

    def answer(request: AWSRequest, **_: Any) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 503, {}, SimpleNamespace(stream=lambda: [b""]))

    client.meta.events.register("before-send.importexport.*", answer)
    with suppress(ClientError):
        client.list_jobs()
    headers = {name.lower(): value for name, value in sent[0].headers.items()}
    scope = headers["authorization"].partition(b"Credential=")[2].partition(b",")[0].decode().split("/")
    http = client._endpoint.http_session
    keys = session.get_credentials().get_frozen_credentials()
    token = headers.get("x-amz-security-token")
    return Spoken(
        access_key_id=scope[0],
        secret_access_key=keys.secret_key,
        session_token=token.decode() if isinstance(token, bytes) else token,
        account_id=keys.account_id,
        url=sent[0].url,
        region=scope[2],
        signing_name=scope[3],
        ca_bundle=None if http._verify is True else http._verify,
        max_attempts=len(sent),
        proxy=http._proxy_config.proxy_url_for(sent[0].url),
    )
