"""The documented rule for the signature of a job with a Version 1 manifest (docs/service.md 7).

The rule of version 2.0 is undocumented: only the service's own value is known.
"""

from __future__ import annotations

import hmac
from base64 import b64encode

from ie_tui.manifest.reader import read_manifest


def is_version_1(manifest: str) -> bool:
    """Whether the manifest has version 1 or 1.x, for which the rule is documented."""
    return (read_manifest(manifest).version or "").partition(".")[0] == "1"


def version_1_signature(secret_access_key: str, job_id: str, manifest: str) -> str:
    """The signature by the rule of Version 1.0: 28 characters of base64.

    `manifest` is the original, unmasked text: any other byte changes the signature.
    """
    signed = f"{job_id}\n{manifest}".replace("\r\n", "\n")
    return b64encode(hmac.digest(secret_access_key.encode(), signed.encode(), "sha1")).decode()
