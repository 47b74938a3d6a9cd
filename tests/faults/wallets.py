"""Sources of credentials for the app, each able to fail as in practice."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import botocore.tokens
import pytest
from botocore.credentials import ReadOnlyCredentials

from ie_tui.api.credential_source import CredentialSource
from ie_tui.credentials.credential_errors import explain
from ie_tui.credentials.lookup import SessionCredentials, find_caller
from ie_tui.credentials.process import CredentialProcess
from tests.api.loopback_peer import Peer, listening
from tests.faults.behind import ENDING, LASTING, LONG_LIVED
from tests.faults.breakages import http

PROFILE: Final = "prod"
_PROCESS_LIMIT_S: Final = 0.5
_PORTAL: Final = """
[profile prod]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = shipper
region = us-east-1
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.example/start
sso_registration_scopes = sso:account:access
"""


class Wallet(Protocol):
    """The credentials that the app finds."""

    is_broken: bool

    async def look_up(self) -> CredentialSource:
        """Raises ServiceError."""
        ...


OpenWallet = Callable[[Path, pytest.MonkeyPatch], AbstractAsyncContextManager[Wallet]]
"""Sets up a home directory; the test restores the environment."""


class _Found:
    """A wallet with a function as its lookup."""

    def __init__(self, look_up: Callable[[bool], Awaitable[CredentialSource]]) -> None:
        self.is_broken = False
        self._look_up = look_up

    async def look_up(self) -> CredentialSource:
        return await self._look_up(self.is_broken)


@asynccontextmanager
async def long_lived_keys(_home: Path, _patch: pytest.MonkeyPatch) -> AsyncIterator[Wallet]:
    """Never fails."""

    async def look_up(_is_broken: bool) -> CredentialSource:
        return LONG_LIVED

    yield _Found(look_up)


class _Session:
    """Stands in for botocore's refreshable credentials."""

    def __init__(self) -> None:
        self.is_broken = False
        self._keys, *others = ENDING
        self._others = iter(others)

    async def look_up(self) -> CredentialSource:
        if self._keys != ENDING[0]:
            self._keys = LASTING
        return SessionCredentials(self, CredentialProcess(), partial(explain, profile=PROFILE))

    def refresh_needed(self) -> bool:
        return self.is_broken

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        if self.is_broken:
            self._keys = next(self._others)
        keys = self._keys
        return ReadOnlyCredentials(keys.access_key_id, keys.secret_access_key, keys.session_token, None)


@asynccontextmanager
async def session_keys(_home: Path, _patch: pytest.MonkeyPatch) -> AsyncIterator[Wallet]:
    """A session that expires at SESSION_ENDS. Broken: each refresh returns an expired one."""
    yield _Session()


@asynccontextmanager
async def credential_process(home: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Wallet]:
    """A profile with a credential_process. Broken: it never ends."""
    told = {
        "Version": 1,
        "AccessKeyId": LONG_LIVED.access_key_id,
        "SecretAccessKey": LONG_LIVED.secret_access_key,
    }
    program, answer = home / "program", home / "answer"
    answer.write_text(json.dumps(told))
    config = home / ".aws" / "config"
    config.write_text(f"[profile {PROFILE}]\ncredential_process = sh {shlex.quote(str(program))}\n")
    patch.setenv("AWS_CONFIG_FILE", str(config))

    async def look_up(is_broken: bool) -> CredentialSource:
        program.write_text("exec sleep 60\n" if is_broken else f"exec cat {shlex.quote(str(answer))}\n")
        limit_s = _PROCESS_LIMIT_S if is_broken else 30.0
        return (await find_caller(PROFILE, limit_s=limit_s)).credentials

    yield _Found(look_up)


@asynccontextmanager
async def sso_portal(home: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Wallet]:
    """A profile with single sign-on. Broken: the portal rejects the login's token."""
    (home / ".aws" / "config").write_text(_PORTAL)
    tokens = home / ".aws" / "sso" / "cache"
    tokens.mkdir(parents=True)
    later = datetime.now(UTC) + timedelta(hours=8)
    token = {"accessToken": "login", "expiresAt": f"{later:%Y-%m-%dT%H:%M:%SZ}"}
    name = hashlib.sha1(b"corp", usedforsecurity=False).hexdigest()
    (tokens / f"{name}.json").write_text(json.dumps(token))
    patch.setenv("AWS_CONFIG_FILE", str(home / ".aws" / "config"))
    # botocore sets the token directory when it is imported; later changes of HOME have no effect.
    patch.setattr(botocore.tokens.SSOTokenProvider, "_SSO_TOKEN_CACHE_DIR", str(tokens))

    async def look_up(_is_broken: bool) -> CredentialSource:
        return (await find_caller(PROFILE)).credentials

    wallet = _Found(look_up)

    async def portal(writer: asyncio.StreamWriter) -> None:
        writer.write(_LOGGED_OUT if wallet.is_broken else _role_keys(later))

    async with listening(Peer(portal)) as peer:
        patch.setenv("AWS_ENDPOINT_URL_SSO", peer.url)
        yield wallet


_LOGGED_OUT: Final = http(
    b'{"message":"Session token not found or invalid"}',
    b"401 Unauthorized",
    b"x-amzn-ErrorType: UnauthorizedException",
)


def _role_keys(until: datetime) -> bytes:
    keys = {
        "accessKeyId": LASTING.access_key_id,
        "secretAccessKey": LASTING.secret_access_key,
        "sessionToken": LASTING.session_token,
        "expiration": int(until.timestamp() * 1000),
    }
    return http(json.dumps({"roleCredentials": keys}).encode())
