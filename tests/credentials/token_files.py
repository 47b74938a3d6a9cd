"""The files that `aws sso login` and `aws login` leave, by their path below the home directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256


def sso_token(name: str, token: str, expires_in: timedelta, **more: str) -> Mapping[str, str]:
    """`name` is the session's, or the start URL in the older form."""
    expires_at = (datetime.now(UTC) + expires_in).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = json.dumps({"accessToken": token, "expiresAt": expires_at, **more})
    return {f".aws/sso/cache/{sha1(name.encode(), usedforsecurity=False).hexdigest()}.json": text}


def login_token(session: str, expires_in: timedelta) -> Mapping[str, str]:
    expires_at = (datetime.now(UTC) + expires_in).strftime("%Y-%m-%dT%H:%M:%SZ")
    keys = {"accessKeyId": "AKIDLOGIN", "secretAccessKey": "login-secret", "sessionToken": "login-token"}
    access = {**keys, "accountId": "123456789012", "expiresAt": expires_at}
    text = json.dumps({"accessToken": access, "refreshToken": "r", "dpopKey": "k", "clientId": "c"})
    return {f".aws/login/cache/{sha256(session.encode()).hexdigest()}.json": text}
