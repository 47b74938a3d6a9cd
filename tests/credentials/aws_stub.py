"""The services that hand out credentials, on loopback: STS, SSO portal and login, containers, instances.

What they give depends only on what was asked, so that two who ask the same get the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qs

MFA_CODE: Final = "123456"
WRONG_CODE: Final = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
CONTAINER_TOKEN: Final = "container-token"
ROLE_LIFETIME: Final = timedelta(hours=1)

_XMLNS: Final = "https://sts.amazonaws.com/doc/2011-06-15/"
_INSTANCE_ROLES: Final = "/latest/meta-data/iam/security-credentials/"


class AwsStub:
    """Where it listens, and what it was asked: the STS action or else the method and path."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[str] = []
        self.role_lifetime = ROLE_LIFETIME


@contextmanager
def serving() -> Iterator[AwsStub]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Talk) as server:
        stub = AwsStub(f"http://127.0.0.1:{server.server_port}")
        server.stub = stub  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()


class _Talk(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing: the output belongs to the tests."""

    def do_GET(self) -> None:
        self._stub.asked.append(f"GET {self.path}")
        answers: dict[str, Callable[[], None]] = {
            "/federation/credentials": self._portal,
            "/container": self._container,
            _INSTANCE_ROLES: lambda: self._send(200, "the-role"),
            f"{_INSTANCE_ROLES}the-role": lambda: self._send_keys("AKIDINSTANCE", "Token"),
        }
        answers.get(self.path.partition("?")[0], lambda: self._send(404, ""))()

    def do_PUT(self) -> None:
        self._stub.asked.append(f"PUT {self.path}")
        self._send(200, "instance-token")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/token":
            self._stub.asked.append("POST /token")
            self._login(json.loads(body))
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._stub.asked.append(form["Action"])
        self._sts(form)

    @property
    def _stub(self) -> AwsStub:
        stub: AwsStub = self.server.stub  # type: ignore[attr-defined]
        return stub

    def _sts(self, form: dict[str, str]) -> None:
        if "SerialNumber" in form and form.get("TokenCode") != MFA_CODE:
            error = f"<Error><Code>AccessDenied</Code><Message>{WRONG_CODE}</Message></Error>"
            self._send(403, f'<ErrorResponse xmlns="{_XMLNS}">{error}</ErrorResponse>')
            return
        account, role = form["RoleArn"].split(":")[4], form["RoleArn"].split("/")[1]
        signed_by = self.headers.get("Authorization", "=token/").split("=")[1].split("/")[0]
        action = form["Action"]
        self._send(
            200,
            f'<{action}Response xmlns="{_XMLNS}"><{action}Result>'
            f"<AssumedRoleUser><Arn>arn:aws:sts::{account}:assumed-role/{role}/me</Arn>"
            "<AssumedRoleId>AROA:me</AssumedRoleId></AssumedRoleUser>"
            f"<Credentials><AccessKeyId>AKID-{role}-by-{signed_by}</AccessKeyId>"
            f"<SecretAccessKey>{role}-secret</SecretAccessKey><SessionToken>{role}-token</SessionToken>"
            f"<Expiration>{_after(self._stub.role_lifetime)}</Expiration></Credentials>"
            f"</{action}Result></{action}Response>",
        )

    def _portal(self) -> None:
        token = self.headers.get("x-amz-sso_bearer_token", "")
        if not token.startswith("good"):
            self._send(401, json.dumps({"message": "Session token not found"}), "UnauthorizedException")
            return
        expires_at_ms = int((datetime.now(UTC) + timedelta(hours=1)).timestamp() * 1000)
        keys = {"secretAccessKey": "sso-secret", "sessionToken": "sso-token", "expiration": expires_at_ms}
        self._send(200, json.dumps({"roleCredentials": {"accessKeyId": f"AKIDSSO-{token}", **keys}}))

    def _login(self, asked: dict[str, str]) -> None:
        if asked["refreshToken"] != "renewable":
            self._send(400, json.dumps({"error": "invalid_grant"}), "InvalidGrantException")
            return
        self._send(200, json.dumps({"accessToken": "good-renewed", "expiresIn": 3600, "tokenType": "Bearer"}))

    def _container(self) -> None:
        if self.headers.get("Authorization") != CONTAINER_TOKEN:
            self._send(401, "who are you?")
            return
        self._send_keys("AKIDCONTAINER", "Token", AccountId="210987654321")

    def _send_keys(self, name: str, token: str, **more: str) -> None:
        keys = {"AccessKeyId": name, "SecretAccessKey": f"{name}-secret", token: f"{name}-token"}
        expiry = {"Expiration": _after(timedelta(hours=6)), "Code": "Success"}
        self._send(200, json.dumps({**keys, **expiry, **more}))

    def _send(self, status: int, body: str, error: str = "") -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if error:
            self.send_header("x-amzn-ErrorType", error)
        self.end_headers()
        self.wfile.write(data)


def _after(lifetime: timedelta) -> str:
    return (datetime.now(UTC) + lifetime).strftime("%Y-%m-%dT%H:%M:%SZ")
