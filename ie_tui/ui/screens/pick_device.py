"""The choice of a device: a mounted file system, or any other folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ie_tui.devices.mounts import Device, mounted_devices
from ie_tui.devices.safe_save import DeviceFault
from ie_tui.text import printable_line
from ie_tui.ui.commands.registry import Scope, bindings
from ie_tui.ui.screens.device_dialog import DeviceDialog
from ie_tui.ui.widgets.device_list import DeviceList

_ROOT: Final = "SIGNATURE must be in the root directory of the device that you ship."
_NONE: Final = "No device to ship is mounted. Mount one and press r, or enter a folder."


class PickDevice(DeviceDialog[None]):
    """Opens the next step for the chosen folder, and closes when that returns True."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DEVICES)]
    DOING = "listing the mounted devices"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    def __init__(
        self,
        title: str,
        go_on: Callable[[Path], ModalScreen[bool]],
        devices: Callable[[], Sequence[Device]] = mounted_devices,
    ) -> None:
        """`title` has passed the show gate. `devices` may block and may raise OSError."""
        super().__init__()
        self._title = title
        self._go_on = go_on
        self._devices = devices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog devices") as dialog:
            dialog.border_title = Content(self._title)
            yield Static(Content(_ROOT), id="about")
            yield Static(id="told")
            yield DeviceList(id="devices")
            yield Input(placeholder="folder, e.g. /media/DISK", id="folder")

    def begin(self) -> None:
        """Scan for devices."""
        self.query_one(Input).display = False
        self.action_look_again()

    def on_screen_suspend(self) -> None:
        """Hide below the next step."""
        if self.is_up:
            self.query_one(".dialog").visible = False

    def on_screen_resume(self) -> None:
        """Show again after the next step; a hidden widget has lost the focus."""
        if not self.is_up:
            return
        self.query_one(".dialog").visible = True
        folder = self.query_one(Input)
        (folder if folder.display else self.query_one(DeviceList)).focus()

    @on(events.DescendantFocus)
    def tell_keys(self) -> None:
        """Show the keys for the list or for the folder line in the border."""
        typing = self.query_one(Input).has_focus
        keys = "enter continue · esc back" if typing else "enter select · r refresh · esc back"
        self.query_one(".dialog").border_subtitle = Content(keys)

    def say_problem(self, sentence: str) -> None:
        told = self.query_one("#told", Static)
        told.update(Content(printable_line(sentence)))
        told.display = bool(sentence)

    def action_look_again(self) -> None:
        """Rescan the mounted devices."""
        self.say_problem("Scanning for devices…")
        self._look()

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.query_one(DeviceList).move(step)

    def action_first(self) -> None:
        """Go to the first device."""
        self.query_one(DeviceList).move(-self.query_one(DeviceList).option_count)

    def action_last(self) -> None:
        """Go to the last entry, another folder."""
        self.query_one(DeviceList).move(self.query_one(DeviceList).option_count)

    def action_choose(self) -> None:
        """Continue with the selected device, or ask for a folder."""
        self.query_one(DeviceList).action_select()

    def action_back(self) -> None:
        """Return from the folder line to the list, or close."""
        folder = self.query_one(Input)
        if folder.has_focus:
            folder.display = False
            self.query_one(DeviceList).focus()
        else:
            self.dismiss()

    @on(DeviceList.OptionSelected)
    def choose(self) -> None:
        """Continue with the entry chosen by key or click."""
        chosen = self.query_one(DeviceList).chosen
        if chosen is None:
            folder = self.query_one(Input)
            folder.display = True
            folder.focus()
        else:
            self._open(chosen)

    @on(Input.Submitted)
    def take_folder(self, message: Input.Submitted) -> None:
        """Continue with the typed folder."""
        typed = message.value.strip()
        try:
            if typed and "\0" not in typed:
                self._open(Path(typed).expanduser().absolute())
        except RuntimeError:
            self.say_problem(f"No home directory for {typed}.")

    def _open(self, directory: Path) -> None:
        def close_if(is_done: bool | None) -> None:
            if is_done:
                self.dismiss()

        self.app.push_screen(self._go_on(directory), close_if)

    @work(exclusive=True, group="device", exit_on_error=False)
    async def _look(self) -> None:
        try:
            devices = await self.ask_device(self._devices)
        except OSError as error:
            raise DeviceFault(f"Cannot list the mounted devices: {error.strerror or error}.") from error
        self.query_one(DeviceList).show(devices)
        self.say_problem("" if any(not device.is_system for device in devices) else _NONE)
