"""A dialog that accesses a device and reports a hanging device as well as any error of our own."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final, TypeVar

from textual import on
from textual.screen import ScreenResultType
from textual.worker import Worker, WorkerState

from ie_tui.devices.safe_save import DeviceFault
from ie_tui.system.threads import in_daemon_thread
from ie_tui.ui.messages import Faulted
from ie_tui.ui.screens.dialog import Dialog
from ie_tui.ui.style_sheets import styles_dir

LIMIT_S: Final = 30.0
"""Timeout of device access: a sleeping disk has to spin up first."""

T = TypeVar("T")


class DeviceDialog(Dialog[ScreenResultType]):
    """Shared by the device dialogs: workers of group `device`, cancelled with the dialog."""

    CSS_PATH = styles_dir() / "device.tcss"
    DOING: ClassVar[str]
    """Completes "Something went wrong while …"."""

    def say_problem(self, sentence: str) -> None:
        """Show an error; the sentence is not gated yet."""
        raise NotImplementedError

    async def ask_device(self, call: Callable[[], T], limit_s: float = LIMIT_S) -> T:
        """Run a blocking call in a daemon thread. Raises DeviceFault, also on a timeout."""
        try:
            return await in_daemon_thread(call, limit_s)
        except TimeoutError as error:
            raise DeviceFault(
                f"No answer within {limit_s:g} s; what was begun may still be done. Check the device and its "
                "cable, then rescan."
            ) from error

    @on(Worker.StateChanged)
    def tell_fault(self, event: Worker.StateChanged) -> None:
        """Report errors of the dialog's workers."""
        if event.state is not WorkerState.ERROR or event.worker.error is None:
            return
        if isinstance(event.worker.error, DeviceFault):
            self.say_problem(str(event.worker.error))
        else:
            self.post_message(Faulted(event.worker.error, self.DOING))
            self.say_problem("Something in ie-tui went wrong; the state of the device is unknown.")
