"""The cache of assumed roles, shared with the AWS CLI so that neither asks for an MFA code twice."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

CLI_CACHE: Final = "~/.aws/cli/cache"

_TEXTS: Final = ("AccessKeyId", "SecretAccessKey", "SessionToken")


class RoleCache:
    """The `cache` of botocore's AssumeRoleProvider, with the AWS CLI's file names and contents.

    An unreadable or unusable file counts as absent, since the role can always be assumed again. A failed
    write leaves a `remark`.
    """

    def __init__(self, directory: Path | None = None) -> None:
        # expanduser of pathlib raises where there is no home directory.
        self._directory = directory or Path(os.path.expanduser(CLI_CACHE))  # noqa: PTH111
        self._found: dict[str, Any] = {}
        self.remark = ""
        """Why the next start has to assume the role again; empty if it does not."""

    def __contains__(self, key: str) -> bool:
        try:
            answer = json.loads(self._path(key).read_bytes())
            is_usable = _is_usable(answer["Credentials"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False
        if is_usable:
            # Kept for the __getitem__ that follows: another program may remove the file in between.
            self._found[key] = answer
        return is_usable

    def __getitem__(self, key: str) -> Any:
        return self._found[key]

    def __setitem__(self, key: str, answer: Any) -> None:
        text = json.dumps(answer, default=datetime.isoformat)
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._path(key), text)
        except OSError as error:
            self.remark = (
                f"The role's credentials could not be cached in {self._directory} ({error.strerror}): "
                "the next start requests them again."
            )

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.json"

    def _write(self, path: Path, text: str) -> None:
        # botocore's JSONFileCache would leave secrets behind in a file that it cannot rename.
        descriptor, name = tempfile.mkstemp(dir=self._directory, suffix=".tmp")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(text)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def _is_usable(credentials: Any) -> bool:
    # The CLI writes what strftime("%Z") gives, which for its dates is UTC.
    expires_at = datetime.fromisoformat(credentials["Expiration"].replace("UTC", "+00:00"))
    has_texts = all(isinstance(credentials[name], str) and credentials[name] for name in _TEXTS)
    return has_texts and expires_at.tzinfo is not None
