"""Which CA certificates are trusted; a variable with an unusable path is an error, never ignored."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from ie_tui.api.errors import NotSent

KEY_LOG: Final = "SSLKEYLOGFILE"
"""Python and botocore open this file for every TLS context they create, whatever its purpose."""


class CaBundle(NamedTuple):
    """Certificates to trust instead of the default ones."""

    path: str
    """A file or directory; empty is refused, since ignoring it would trust more than intended."""
    named_by: str
    """The flag, variable or setting that it comes from."""


def bundle_of(environ: Mapping[str, str] = os.environ) -> CaBundle | None:
    """The bundle set by SSL_CERT_FILE or SSL_CERT_DIR; empty counts as unset, as OpenSSL users expect."""
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if path := environ.get(variable):
            return CaBundle(path, variable)
    return None


def trusting_context(bundle: CaBundle) -> ssl.SSLContext:
    """A context that trusts only these CAs. Blocks while it loads them. Raises NotSent."""
    require_readable(bundle)
    if bundle.named_by == "SSL_CERT_DIR" or Path(bundle.path).is_dir():
        return ssl.create_default_context(capath=bundle.path)
    try:
        return ssl.create_default_context(cafile=bundle.path)
    except ssl.SSLError as error:
        raise _unusable(bundle, "it contains no certificate") from error
    except OSError as error:
        raise _unusable(bundle, error.strerror or "no reason given") from error


def require_readable(bundle: CaBundle) -> None:
    """Raises NotSent for a missing bundle: Python silently ignores a missing directory."""
    if not bundle.path.strip():
        raise NotSent(
            f"{bundle.named_by} is empty; unset it.",
            advice="Or set it to a file of PEM certificates.",
        )
    # OpenSSL accepts several directories.
    paths = bundle.path.split(os.pathsep) if bundle.named_by == "SSL_CERT_DIR" else [bundle.path]
    reasons = [_reason(path, needs_directory=bundle.named_by == "SSL_CERT_DIR") for path in paths]
    if all(reasons):
        raise _unusable(bundle, reasons[0])


def require_key_log(environ: Mapping[str, str] = os.environ) -> None:
    """Raises NotSent if TLS would fail because its key log file cannot be opened."""
    path = environ.get(KEY_LOG)
    if not path:
        return
    try:
        with Path(path).open("ab"):
            return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the file name is invalid"
        raise NotSent(
            f"{KEY_LOG} names {path}, which cannot be opened: {reason}.",
            advice=f"Unset {KEY_LOG}, or set it to a writable file.",
        ) from error


@contextmanager
def without_key_log() -> Iterator[None]:
    """Keep botocore from opening the key log for TLS contexts that it never uses."""
    path = os.environ.pop(KEY_LOG, None)
    try:
        yield
    finally:
        if path is not None:
            os.environ[KEY_LOG] = path


def _reason(path: str, *, needs_directory: bool) -> str:
    """Why a file or directory cannot be read; empty if it can."""
    try:
        if needs_directory or Path(path).is_dir():
            os.scandir(path).close()
        else:
            Path(path).open("rb").close()
    except OSError as error:
        return error.strerror or "no reason given"
    except ValueError:
        return "the file name is invalid"
    return ""


def _unusable(bundle: CaBundle, reason: str) -> NotSent:
    return NotSent(
        f"The CA bundle {bundle.path} (from {bundle.named_by}) cannot be used: {reason}.",
        advice=f"Set {bundle.named_by} to a file of PEM certificates, or leave it out.",
    )
