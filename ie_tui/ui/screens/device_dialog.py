"""A dialog that asks a device: neither a device that hangs nor a fault of ours leaves it without a word."""

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
"""How long a device may take: one that was asleep has to start its motor first."""

T = TypeVar("T")


class DeviceDialog(Dialog[ScreenResultType]):
    """What the dialogs about devices share: workers of group `device`, whose results end with the dialog."""

    CSS_PATH = styles_dir() / "device.tcss"
    DOING: ClassVar[str]
    """Completes "Something went wrong while …"."""

    def say_problem(self, sentence: str) -> None:
        """Show what did not work; the sentence is not gated yet."""
        raise NotImplementedError

    async def ask_device(self, call: Callable[[], T], limit_s: float = LIMIT_S) -> T:
        """Run a blocking call apart. Raises DeviceFault, also for a device that gives no answer."""
        try:
            return await in_daemon_thread(call, limit_s)
        except TimeoutError as error:
            raise DeviceFault(
                f"No answer within {limit_s:g} s; what was begun may still be done. Check the device and its "
                "cable, then look again."
            ) from error

    @on(Worker.StateChanged)
    def tell_fault(self, event: Worker.StateChanged) -> None:
        """The one end of every exception in a worker of the dialog."""
        if event.state is not WorkerState.ERROR or event.worker.error is None:
            return
        if isinstance(event.worker.error, DeviceFault):
            self.say_problem(str(event.worker.error))
        else:
            self.post_message(Faulted(event.worker.error, self.DOING))
            self.say_problem("Something in ie-tui went wrong; nothing more is known about the device.")
