"""Lists mounted file systems, to find the device to ship."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from ie_tui.system.threads import start_daemon_thread

LIMIT_S: Final = 5.0
"""Time limit for `mount` on macOS."""
ANSWER_LIMIT_S: Final = 1.0
"""Time limit for one file system to report its size; TimeoutError is an OSError."""

_PSEUDO: Final = frozenset(
    (
        *("autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devfs", "devpts"),
        *("devtmpfs", "efivarfs", "fusectl", "hugetlbfs", "mqueue", "nsfs", "nullfs", "overlay", "proc"),
        *(
            "pstore",
            "ramfs",
            "rpc_pipefs",
            "securityfs",
            "selinuxfs",
            "squashfs",
            "sysfs",
            "tmpfs",
            "tracefs",
        ),
    )
)
_FUSE_DEVICES: Final = frozenset({"fuse.exfat", "fuse.ntfs", "fuse.ntfs-3g"})
_SYSTEM: Final = re.compile(
    r"/(?:(?:boot|private|snap|System|var)(?:/.*)?|efi|etc|home|nix(?:/store)?|opt|srv|usr)?"
)
_ON: Final = re.compile(r"(?P<source>.+?) on (?P<point>/.*) \((?P<kind>[^,()]+)(?P<options>[^()]*)\)")


class Space(NamedTuple):
    """Size of a file system."""

    size_bytes: int
    free_bytes: int
    """For an ordinary user."""


@dataclass(frozen=True, slots=True)
class Device:
    """One mounted file system. Its texts are foreign: they pass `text.printable()` before they are shown."""

    mount_point: Path
    name: str
    """The last part of the mount point, which is the label where desktops mount."""
    source: str
    """`/dev/sdb1`, as the system says."""
    kind: str
    """`vfat`, `ext4`, `exfat`, as the system says."""
    space: Space | None
    """None if the file system did not report it."""
    is_read_only: bool
    is_system: bool
    """A disk of the running system."""
    is_removable: bool | None
    """None if unknown."""


class _Mount(NamedTuple):
    """A line of the mount table."""

    point: str
    source: str
    kind: str
    options: frozenset[str]
    number: str
    """`8:17`, which identifies a file system mounted in several places; on macOS the source."""
    is_whole: bool
    """The root of the file system, not a folder of it."""


def mounted_devices(
    table: str | None = None,
    *,
    platform: str = sys.platform,
    space: Callable[[str], Space] | None = None,
    sys_devices: Path = Path("/sys/dev/block"),
) -> list[Device]:
    """The mounted devices, likely ones first: removable, then unknown, then those of the system.

    May take seconds if file systems do not respond: call it in a thread. Empty on systems other than Linux
    and macOS. Raises OSError if there is no mount table.

    Args:
        table: `/proc/self/mountinfo`, or what `mount` prints on macOS; read from the system when absent.
        space: Size of the file system at a mount point; may raise OSError.
        sys_devices: Where Linux tells about block devices by number.
    """
    if platform not in ("linux", "darwin"):
        return []
    if table is None:
        table = _read_table(platform)
    mounts = _parse_mountinfo(table) if platform == "linux" else _parse_mount(table)
    found = [_device(mount, space or _space, sys_devices) for mount in _one_each(mounts)]
    return sorted(found, key=lambda device: (device.is_system, not device.is_removable, device.mount_point))


def _read_table(platform: str) -> str:
    if platform == "linux":
        return Path("/proc/self/mountinfo").read_text(errors="surrogateescape")
    try:
        ran = subprocess.run(["/sbin/mount"], capture_output=True, timeout=LIMIT_S, check=True)
    except subprocess.SubprocessError as error:
        raise OSError("mount gave no list of file systems") from error
    return ran.stdout.decode(errors="surrogateescape")


def _parse_mountinfo(table: str) -> Iterator[_Mount]:
    """Lines of Linux; see proc(5). Other lines are skipped."""
    for line in table.split("\n"):
        before, _, after = line.partition(" - ")
        fields, tail = before.split(" "), after.split(" ")
        if len(fields) < 6 or len(tail) < 3:
            continue
        options = frozenset((*fields[5].split(","), *tail[2].split(",")))
        yield _Mount(
            _unescaped(fields[4]), _unescaped(tail[1]), tail[0], options, fields[2], fields[3] == "/"
        )


def _parse_mount(table: str) -> Iterator[_Mount]:
    """Lines of macOS: `/dev/disk4s1 on /Volumes/DISK (msdos, local, nodev)`."""
    for line in table.split("\n"):
        if match := _ON.fullmatch(line):
            options = frozenset(option.strip() for option in match["options"].split(","))
            yield _Mount(match["point"], match["source"], match["kind"], options, match["source"], True)


def _unescaped(text: str) -> str:
    """Blank, tab, line end and backslash are octal in mountinfo."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _one_each(mounts: Iterator[_Mount]) -> list[_Mount]:
    """The visible mount of each file system that can be a device."""
    visible: dict[str, _Mount] = {}
    for mount in mounts:
        visible[mount.point] = mount
    chosen: dict[str, _Mount] = {}
    for mount in visible.values():
        is_fuse = mount.kind.startswith("fuse.") and mount.kind not in _FUSE_DEVICES
        if mount.kind in _PSEUDO or is_fuse or mount.source.startswith("map "):
            continue
        rival = chosen.get(mount.number)
        if rival is None or (mount.is_whole, -len(mount.point)) > (rival.is_whole, -len(rival.point)):
            chosen[mount.number] = mount
    return list(chosen.values())


def _device(mount: _Mount, space: Callable[[str], Space], sys_devices: Path) -> Device:
    try:
        room = space(mount.point)
    except OSError:
        room = None  # the device itself is still worth showing
    return Device(
        mount_point=Path(mount.point),
        name=PurePosixPath(mount.point).name or "/",
        source=mount.source,
        kind=mount.kind,
        space=room,
        is_read_only=bool(mount.options & {"ro", "read-only"}),
        is_system=bool(_SYSTEM.fullmatch(mount.point)),
        is_removable=None if mount.number == mount.source else _is_removable(sys_devices / mount.number),
    )


def _is_removable(device: Path) -> bool | None:
    """The bus decides first: a hard disk in a USB case reports itself as fixed."""
    try:
        real = device.resolve(strict=True)
        if "/usb" in str(real):
            return True
        disk = real.parent if (real / "partition").exists() else real
        return (disk / "removable").read_text().strip() == "1"
    except OSError:
        return None


def _space(mount_point: str) -> Space:
    # One dead network drive must not hide the devices beside it.
    status = start_daemon_thread(partial(os.statvfs, mount_point)).result(ANSWER_LIMIT_S)
    return Space(status.f_blocks * status.f_frsize, status.f_bavail * status.f_frsize)
