"""The mounted file systems to choose from, and an entry for another folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ie_tui.devices.mounts import Device, Space
from ie_tui.text import printable_line
from ie_tui.ui.rendering.text_layout import MUTED, WARN

_UNITS: Final = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


class DeviceList(OptionList, inherit_bindings=False):
    """Keeps its cursor on the same device when the list is refreshed."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 -- Textual's name
        super().__init__(id=id, markup=False)
        self._devices: Sequence[Device] = ()
        self._was_moved = False

    def on_mount(self) -> None:
        """Offer another folder before any device is found."""
        self.show(())

    @property
    def chosen(self) -> Path | None:
        """The mount point under the cursor; None: another folder."""
        number = self.highlighted or 0
        return self._devices[number].mount_point if number < len(self._devices) else None

    def show(self, devices: Sequence[Device]) -> None:
        """Replace the devices; the cursor starts on the first, and stays on its device once it was moved."""
        before = self.chosen
        self._devices = tuple(devices)
        self.clear_options()
        self.add_options([*(Option(row(device)) for device in devices), Option(elsewhere())])
        points = [*(device.mount_point for device in devices), None]
        self.highlighted = points.index(before) if self._was_moved and before in points else 0

    def move(self, step: int) -> None:
        """Move the cursor by `step`, stopping at the ends."""
        self._was_moved = True
        last = self.option_count - 1
        self.highlighted = min(last, max(0, (self.highlighted or 0) + step))

    @on(OptionList.OptionSelected)
    def stay(self) -> None:
        """Keep the cursor on the chosen line."""
        self._was_moved = True


def elsewhere() -> Content:
    """The last entry."""
    return Content.assemble(("another folder…", "bold"), ("\n  enter its path", MUTED))


def row(device: Device) -> Content:
    """Name and size; below them mount point, file system and flags."""
    facts = [printable_line(str(device.mount_point)), printable_line(device.kind)]
    if device.is_removable and not device.is_system:
        facts.append("removable")
    doubts = []
    if device.is_system:
        doubts.append("system disk")
    if device.is_read_only:
        doubts.append("read-only")
    return Content.assemble(
        (printable_line(device.name), "bold"),
        (f"  {room(device.space)}\n", MUTED),
        (f"  {' · '.join(facts)}", MUTED),
        *((f" · ! {doubt}", WARN) for doubt in doubts),
    )


def room(space: Space | None) -> str:
    """`64.1 GB, 12.3 GB free`; decimal units, as on a device's label."""
    if space is None:
        return "size unknown"
    return f"{size(space.size_bytes)}, {size(space.free_bytes)} free"


def size(count: int) -> str:
    """Bytes in decimal units: `12.3 GB`."""
    for factor, unit in _UNITS:
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"
