"""Whose certificates are believed; a variable that names none to be had is told, never passed over."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from ie_tui.api.errors import NotSent

KEY_LOG: Final = "SSLKEYLOGFILE"
"""Python and botocore open this file for each context that they make, whatever it is for."""


class CaBundle(NamedTuple):
    """Certificates to trust instead of the usual ones."""

    path: str
    """A file or a directory; an empty one is refused, for without it more would be trusted than was meant."""
    named_by: str
    """A flag, a variable or a setting."""


def bundle_of(environ: Mapping[str, str] = os.environ) -> CaBundle | None:
    """What SSL_CERT_FILE and SSL_CERT_DIR name; empty, they count as unset, as OpenSSL's users expect."""
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if path := environ.get(variable):
            return CaBundle(path, variable)
    return None


def trusting_context(bundle: CaBundle) -> ssl.SSLContext:
    """A context that believes these authorities alone. Blocks while it reads them. Raises NotSent."""
    require_readable(bundle)
    if bundle.named_by == "SSL_CERT_DIR" or Path(bundle.path).is_dir():
        return ssl.create_default_context(capath=bundle.path)
    try:
        return ssl.create_default_context(cafile=bundle.path)
    except ssl.SSLError as error:
        raise _unusable(bundle, "it holds no certificate") from error
    except OSError as error:
        raise _unusable(bundle, error.strerror or "no reason given") from error


def require_readable(bundle: CaBundle) -> None:
    """Raises NotSent for a bundle that is not there: Python passes over a missing directory in silence."""
    if not bundle.path.strip():
        raise NotSent(
            f"{bundle.named_by} is empty; unset it.",
            advice="Or let it name a file of PEM certificates.",
        )
    # OpenSSL takes several directories.
    paths = bundle.path.split(os.pathsep) if bundle.named_by == "SSL_CERT_DIR" else [bundle.path]
    reasons = [_reason(path, needs_directory=bundle.named_by == "SSL_CERT_DIR") for path in paths]
    if all(reasons):
        raise _unusable(bundle, reasons[0])


def require_key_log(environ: Mapping[str, str] = os.environ) -> None:
    """Raises NotSent where TLS would fail for want of the file that its keys are to be written to."""
    path = environ.get(KEY_LOG)
    if not path:
        return
    try:
        with Path(path).open("ab"):
            return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise NotSent(
            f"{KEY_LOG} names {path}, which cannot be opened: {reason}.",
            advice=f"Unset {KEY_LOG}, or let it name a file that can be written.",
        ) from error


@contextmanager
def without_key_log() -> Iterator[None]:
    """Keep botocore from opening the key log for what it makes and never speaks TLS with."""
    path = os.environ.pop(KEY_LOG, None)
    try:
        yield
    finally:
        if path is not None:
            os.environ[KEY_LOG] = path


def _reason(path: str, *, needs_directory: bool) -> str:
    """Why a file or directory cannot be read; empty where it can."""
    try:
        if needs_directory or Path(path).is_dir():
            os.scandir(path).close()
        else:
            Path(path).open("rb").close()
    except OSError as error:
        return error.strerror or "no reason given"
    except ValueError:
        return "the name cannot be used"
    return ""


def _unusable(bundle: CaBundle, reason: str) -> NotSent:
    return NotSent(
        f"The CA bundle {bundle.path}, named by {bundle.named_by}, cannot be used: {reason}.",
        advice=f"Let {bundle.named_by} name a file of PEM certificates, or leave it out.",
    )
