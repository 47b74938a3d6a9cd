"""The SIGNATURE file on a device: planning a save, saving safely, and verifying.

Source: docs/faults.md 5 and 11; docs/service.md 7.

    DeviceFault
    ├── SaveFailed           nothing was saved for certain; the sentence says why
    │   ├── SaveRefused      the existing file must not be replaced
    │   └── SignatureChanged the existing file is not the one that was shown
    └── VerifyFailed         the file could not be read

File names and contents in these values are foreign text: they pass `text.printable()` before they are shown.
"""

from __future__ import annotations

import difflib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.devices.folder import (
    MAX_READ_BYTES,
    NAME,
    REAL_CALLS,
    ExistingFile,
    FileCalls,
    Folder,
    NotWhatWasSeen,
)

MAX_DIFF_LINES: Final = 60
"""Two SIGNATURE files have eight lines together; anything longer is not a SIGNATURE file."""


class DeviceFault(Exception):
    """An operation on a device failed; `str(error)` is one sentence for the user."""


class SaveFailed(DeviceFault):
    """SIGNATURE was not saved."""


class SaveRefused(SaveFailed):
    """The existing file must not be replaced."""


class SignatureChanged(SaveFailed):
    """The folder changed since it was shown; plan again."""


class VerifyFailed(DeviceFault):
    """The SIGNATURE file could not be read."""


class State(Enum):
    """What a save would find."""

    NEW = "new"
    SAME = "same"
    """The file already exists, byte for byte."""
    DIFFERENT = "different"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SavePlan:
    """What saving would do; nothing has been changed."""

    path: Path
    state: State
    reason: str = ""
    """Why it is refused."""
    diff: tuple[str, ...] = ()
    """Line by line what a replacement changes, prefixed with `- `, `+ ` or two spaces."""
    warnings: tuple[str, ...] = ()
    """About the folder and the existing file."""
    changes: tuple[str, ...] = ()
    """Side effects of a replacement."""
    seen: ExistingFile | None = None
    """What `replace_signature` may replace."""


class Saved(NamedTuple):
    """A file saved on the device."""

    path: Path
    size_bytes: int
    sha256: str
    """In hexadecimal digits."""
    remarks: tuple[str, ...]


class LineCheck(NamedTuple):
    """One line, expected and found; None if there is no such line."""

    expected: str | None
    found: str | None

    @property
    def is_same(self) -> bool:
        """Whether they agree to the last character."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Check:
    """A SIGNATURE file on a device compared with the one from the service."""

    path: Path
    is_there: bool
    lines: tuple[LineCheck, ...]
    remarks: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Byte for byte, under the right name."""
        return self.is_there and not self.remarks and all(line.is_same for line in self.lines)


def plan_save(directory: Path, text: str, *, calls: FileCalls = REAL_CALLS) -> SavePlan:
    """Find out what saving `text` as SIGNATURE in this folder would do.

    `text` is the whole file as `signature_file()` gives it.
    """
    path = directory / NAME
    try:
        with _open(directory, calls, "SIGNATURE cannot be saved") as folder:
            found = folder.look()
            warnings = list(_place_warnings(directory))
    except SaveFailed as error:
        return SavePlan(path, State.REFUSED, str(error))
    if found is None:
        return SavePlan(path, State.NEW, warnings=tuple(warnings))
    if found.obstacle:
        return SavePlan(path, State.REFUSED, _obstacle(found))
    if found.content == _bytes(text) and found.name == NAME:
        return SavePlan(path, State.SAME, warnings=tuple(warnings), seen=found)
    warnings += _found_warnings(found, text)
    return SavePlan(
        path, State.DIFFERENT, "", _diff(found, text), tuple(warnings), tuple(_changes(found)), found
    )


def save_signature(directory: Path, text: str, *, calls: FileCalls = REAL_CALLS) -> Saved:
    """Save SIGNATURE if there is none. Raises SaveFailed."""
    return _save(directory, text, None, calls)


def replace_signature(
    directory: Path, text: str, seen: ExistingFile, *, calls: FileCalls = REAL_CALLS
) -> Saved:
    """Replace the SIGNATURE file that the user saw; `seen` is from the plan.

    Raises SaveFailed, or SignatureChanged if the file has changed since.
    """
    if seen.obstacle:
        raise SaveRefused(_obstacle(seen))
    return _save(directory, text, seen, calls)


def verify(directory: Path, expected: str, *, calls: FileCalls = REAL_CALLS) -> Check:
    """Compare the SIGNATURE file in a folder with the text it should hold. Raises VerifyFailed."""
    path = directory / NAME
    try:
        with _open(directory, calls, "SIGNATURE cannot be read") as folder:
            found = folder.look()
    except SaveFailed as error:
        raise VerifyFailed(str(error)) from error
    if found is None:
        lines = tuple(LineCheck(line, None) for line in expected.splitlines())
        return Check(path, False, lines, ("There is no SIGNATURE file here.",))
    if found.content is None:
        kind = found.obstacle or "a symbolic link"
        raise VerifyFailed(f"{path} is {kind}, not a regular file.")
    remarks = [] if found.name == NAME else [f"It is called {found.name}; the name must be in capitals."]
    if not found.content.endswith(b"\n"):
        remarks.append("The final line end is missing.")
    should, are = (text.removesuffix("\n").split("\n") for text in (expected, _text(found.content)))
    return Check(path, True, tuple(LineCheck(*pair) for pair in zip_longest(should, are)), tuple(remarks))


def _save(directory: Path, text: str, seen: ExistingFile | None, calls: FileCalls) -> Saved:
    data = _bytes(text)
    with _open(directory, calls, "SIGNATURE was not saved") as folder:
        try:
            remark = folder.put(data, seen)
        except NotWhatWasSeen:
            what = "SIGNATURE has changed" if seen else "A SIGNATURE has appeared"
            raise SignatureChanged(f"{what} in {directory} in the meantime; nothing was saved.") from None
    remarks = (remark, "Eject the device before you unplug it.")
    return Saved(directory / NAME, len(data), sha256(data).hexdigest(), tuple(filter(None, remarks)))


@contextmanager
def _open(directory: Path, calls: FileCalls, failure: str) -> Iterator[Folder]:
    """Open a folder; every OSError becomes a SaveFailed that starts with `failure`."""
    if os.open not in os.supports_dir_fd:
        raise SaveFailed(f"{failure}: this system has no safe way to do it; copy the file contents instead.")
    try:
        if directory.is_symlink():
            real = os.path.realpath(directory)
            raise SaveRefused(f"{directory} is a symbolic link to {real}; choose that folder itself.")
        with Folder.opened(directory, calls) as folder:
            yield folder
    except OSError as error:
        reason = _BY_ERRNO.get(error.errno or 0, error.strerror or "no reason given")
        raise SaveFailed(f"{failure} in {directory}: {reason}.") from error


_GONE: Final = "the device does not respond correctly; check the device and its cable"
_NOT_ALLOWED: Final = "no permission to read or write there"
_BY_ERRNO: Final = MappingProxyType(
    {
        errno.ENOSPC: "the device is full",
        errno.EDQUOT: "your quota on the device is used up",
        errno.EFBIG: "the file is larger than the device or this session allows",
        errno.EROFS: "the device is read-only; look for a lock switch, or mount it for writing",
        errno.EACCES: _NOT_ALLOWED,
        errno.EPERM: _NOT_ALLOWED,
        errno.EIO: _GONE,
        errno.ENODEV: _GONE,
        errno.ENXIO: _GONE,
        errno.ENOENT: "no such folder (is the device still mounted?)",
        errno.ENOTDIR: "this is not a folder",
        errno.ELOOP: "a symbolic link is in the way",
    }
)


def _place_warnings(directory: Path) -> Iterator[str]:
    # A file system other than the root has a different device number.
    if directory.stat().st_dev == Path("/").stat().st_dev:
        yield "This is a disk of the running system, not a device to ship."
    if not directory.is_mount():
        yield "This is not the root of a device: SIGNATURE must be in the root of the device you ship."


def _changes(found: ExistingFile) -> Iterator[str]:
    if found.link_target is not None:
        yield "SIGNATURE is a symbolic link; the link is replaced, its target is not changed."
    if found.name != NAME:
        yield f"The file is called {found.name}; it will be renamed SIGNATURE, in capitals."


def _found_warnings(found: ExistingFile, text: str) -> Iterator[str]:
    there, ours = (_job_id(content) for content in (_text(found.content or b""), text))
    if there and there.casefold() != ours.casefold():
        yield f"The SIGNATURE there is for another job, {there}."
    if found.size_bytes > MAX_READ_BYTES:
        yield f"The file there has {found.size_bytes:,} bytes: it may not be a SIGNATURE file."


def _diff(found: ExistingFile, text: str) -> tuple[str, ...]:
    if found.link_target is not None:
        before = [f"(symbolic link to {found.link_target})"]
    else:
        before = _text(found.content or b"").split("\n")
    lines = difflib.ndiff(before, text.split("\n"), charjunk=None)
    kept = [line for line in lines if not line.startswith("? ") and line.strip()]
    more = len(kept) - MAX_DIFF_LINES
    return (*kept[:MAX_DIFF_LINES], *([f"  … and {more:,} more lines"] if more > 0 else []))


def _obstacle(found: ExistingFile) -> str:
    return f"{found.name} is {found.obstacle}; it is left unchanged, and nothing can be saved."


def _job_id(text: str) -> str:
    values = (line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("jobId:"))
    return next(values, "")


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _text(content: bytes) -> str:
    return content.decode(errors="backslashreplace")
