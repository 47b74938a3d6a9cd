"""A guess at the account before credentials are known, from flags, environment and file dates."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

CHOOSING_VARIABLES: Final = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_IMPORTEXPORT",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_DEFAULT_REGION",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_ACCESS_KEY_ID",
)
"""Every variable that can select another account or endpoint. Only their hash is stored."""


def configuration_fingerprint(
    profile: str | None, endpoint_url: str | None, environ: Mapping[str, str]
) -> str:
    """Equal to an earlier one only if nothing that selects account and endpoint has changed."""
    parts = [profile, endpoint_url, *(environ.get(name) for name in CHOOSING_VARIABLES)]
    parts += [_stamp(path) for path in aws_files(environ)]
    return _digest(parts)


def cache_scope(profile: str | None, endpoint_url: str | None, environ: Mapping[str, str]) -> str:
    """A hash of profile and endpoint, to recognize the same account after its access key was rotated."""
    named = profile_name(profile, environ)
    return _digest([named, endpoint_url or environment_endpoint(environ)])


def profile_name(profile: str | None, environ: Mapping[str, str]) -> str:
    """The profile in use; `AWS_DEFAULT_PROFILE` wins, as in botocore (docs/faults.md 8)."""
    return profile or environ.get("AWS_DEFAULT_PROFILE") or environ.get("AWS_PROFILE") or "default"


def environment_endpoint(environ: Mapping[str, str]) -> str | None:
    """The endpoint set in the environment."""
    if environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return None
    return environ.get("AWS_ENDPOINT_URL_IMPORTEXPORT") or environ.get("AWS_ENDPOINT_URL") or None


def aws_files(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """The paths of the shared config and credentials files."""
    home = Path(environ.get("HOME", "~")).expanduser() / ".aws"
    return (
        Path(environ.get("AWS_CONFIG_FILE") or home / "config"),
        Path(environ.get("AWS_SHARED_CREDENTIALS_FILE") or home / "credentials"),
    )


def _stamp(path: Path) -> str | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return f"{facts.st_size} {facts.st_mtime_ns}"


def _digest(parts: list[str | None]) -> str:
    told = "\x00".join("-" if part is None else f"+{part}" for part in parts)
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()
