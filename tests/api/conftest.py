"""The machine that service tests see: no AWS settings, no proxies, an empty home."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_FOREIGN = (
    "AWS_",
    "BOTO_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_",
    "SSLKEYLOGFILE",
    "REQUESTS_CA_BUNDLE",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home directory; nothing of the developer's own configuration is left."""
    for name in list(os.environ):
        if name.upper().startswith(_FOREIGN):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    (home / ".aws").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return home


@pytest.fixture
def configure(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Call it with the text of the two AWS files and with variables to set."""

    def write(config: str = "", keys: str = "", **variables: str) -> None:
        files = {"AWS_CONFIG_FILE": ("config", config), "AWS_SHARED_CREDENTIALS_FILE": ("credentials", keys)}
        for variable, (name, text) in files.items():
            path = home / ".aws" / name
            if text:
                path.write_text(text)
            monkeypatch.setenv(variable, str(path))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return write
