"""Mounted devices as the systems list them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ie_tui.devices.mounts import Device, Space, mounted_devices

LINUX = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
28 27 8:1 / /boot/efi rw - vfat /dev/sda1 rw
29 27 8:2 /docker/x /etc/hosts rw - ext4 /dev/sda2 rw
30 27 0:40 / /run/user/1000/doc rw - fuse.portal portal rw
31 27 8:17 / /media/pat/MY\040DISK rw,nosuid - exfat /dev/sdb1 rw
32 27 8:33 / /mnt/old ro - ext3 /dev/sdc1 ro
33 27 8:49 / /media/hidden rw - vfat /dev/sdd1 rw
34 27 8:65 / /media/hidden rw - vfat /dev/sde1 rw
35 27 0:50 / /media/win rw - fuseblk /dev/sdf1 rw
36 27 0:51 / /media/tmp rw - tmpfs tmpfs rw
nonsense
37 27
"""

MACOS = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
/dev/disk4s1 on /Volumes/MY DISK (2) (msdos, local, nodev, nosuid, noowners)
/dev/disk5s1 on /Volumes/old (msdos, local, read-only)
"""


def room(mount_point: str) -> Space:
    if mount_point == "/media/win":
        raise OSError("no answer")
    return Space(1000, 400)


def by_point(devices: list[Device]) -> dict[str, Device]:
    return {str(device.mount_point): device for device in devices}


def test_linux_lists_devices_and_no_pseudo_file_systems(tmp_path: Path) -> None:
    found = by_point(mounted_devices(LINUX, platform="linux", space=room, sys_devices=tmp_path))

    assert list(found) == [
        "/media/hidden",
        "/media/pat/MY DISK",
        "/media/win",
        "/mnt/old",
        "/",
        "/boot/efi",
    ]
    disk = found["/media/pat/MY DISK"]
    assert (disk.name, disk.source, disk.kind) == ("MY DISK", "/dev/sdb1", "exfat")
    assert disk.space == Space(1000, 400)
    assert (disk.is_read_only, disk.is_system, disk.is_removable) == (False, False, None)
    assert found["/mnt/old"].is_read_only
    assert found["/media/hidden"].source == "/dev/sde1"
    assert found["/"].is_system
    assert found["/boot/efi"].is_system


def test_a_file_system_that_does_not_tell_its_size_is_listed_all_the_same() -> None:
    assert by_point(mounted_devices(LINUX, platform="linux", space=room))["/media/win"].space is None


@pytest.mark.parametrize(
    ("real", "flag", "is_removable"),
    [
        ("pci/usb1/block/sdb", "0", True),
        ("pci/mmc/block/sdb", "1", True),
        ("pci/ata1/block/sdb", "0", False),
    ],
)
def test_linux_tells_what_can_be_removed_by_bus_and_flag(
    tmp_path: Path, real: str, flag: str, is_removable: bool
) -> None:
    partition = tmp_path / "devices" / real / "sdb1"
    partition.mkdir(parents=True)
    (partition / "partition").write_text("1\n")
    (partition.parent / "removable").write_text(f"{flag}\n")
    (tmp_path / "8:17").symlink_to(partition)
    devices = mounted_devices(LINUX, platform="linux", space=room, sys_devices=tmp_path)

    assert by_point(devices)["/media/pat/MY DISK"].is_removable is is_removable
    if is_removable:
        assert devices[0].name == "MY DISK"


def test_macos_lists_volumes_by_what_mount_prints() -> None:
    found = by_point(mounted_devices(MACOS, platform="darwin", space=room))

    assert list(found) == ["/Volumes/MY DISK (2)", "/Volumes/old", "/", "/System/Volumes/Data"]
    assert found["/Volumes/MY DISK (2)"].kind == "msdos"
    assert found["/Volumes/MY DISK (2)"].is_removable is None
    assert found["/Volumes/old"].is_read_only
    assert found["/System/Volumes/Data"].is_system


def test_a_name_with_odd_line_ends_stays_one_device() -> None:
    table = "31 27 8:17 / /media/a\u2028b\\012c\\134d rw - vfat /dev/sdb1 rw\n"
    (device,) = mounted_devices(table, platform="linux", space=room)

    assert device.name == "a\u2028b\nc\\d"


def test_on_another_system_there_is_no_list() -> None:
    assert mounted_devices(LINUX, platform="win32") == []


def test_the_table_of_this_machine_can_be_read() -> None:
    for device in mounted_devices():
        assert device.mount_point.is_absolute()
