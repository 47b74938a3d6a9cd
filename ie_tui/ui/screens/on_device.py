"""The two ways to a device, from the job under the cursor: to save its SIGNATURE file, and to verify one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual.app import App

from ie_tui.api.models import JobId
from ie_tui.jobs.record import Record
from ie_tui.jobs.signature_doubts import device_is_gone
from ie_tui.text import printable_line
from ie_tui.ui.rendering.glyphs import Glyphs
from ie_tui.ui.screens.gone import DeviceGone
from ie_tui.ui.screens.pick_device import PickDevice
from ie_tui.ui.screens.save import SaveSignature
from ie_tui.ui.screens.verify import VerifyDevice


def save(app: App[None], record: Record, glyphs: Glyphs) -> None:
    """Choose a device and save; a sentence where there is no file."""
    text = _file(app, record)
    if text is not None:
        title = f"Save SIGNATURE of {printable_line(record.job_id)}"
        pick = PickDevice(title, partial(SaveSignature, record, text, glyphs))
        _ask_if_gone(app, record, title, pick)


def verify(
    app: App[None], record: Record, glyphs: Glyphs, recompute: Callable[[JobId], Awaitable[str | None]]
) -> None:
    """Choose a device and verify it; a sentence where there is no file to compare with."""
    text = _file(app, record)
    if text is not None:
        title = f"Verify SIGNATURE of {printable_line(record.job_id)}"
        pick = PickDevice(title, partial(VerifyDevice, record, text, glyphs, recompute))
        _ask_if_gone(app, record, title, pick)


def _ask_if_gone(app: App[None], record: Record, title: str, pick: PickDevice) -> None:
    """Go on to the devices; after a yes where the device of the job is none of them."""

    def pick_if(confirmed: bool | None) -> None:
        if confirmed:
            app.push_screen(pick)

    if app.screen.is_modal:  # The key may come twice before the dialog is there.
        return
    if sentence := device_is_gone(record):
        app.push_screen(DeviceGone(title, printable_line(sentence)), pick_if)
    else:
        pick_if(True)


def _file(app: App[None], record: Record) -> str | None:
    text = record.status.signature_file() if record.status else None
    if text is None:
        why = "it was never fetched" if record.status is None else "the service sent none"
        sentence = f"There is no SIGNATURE file of {printable_line(record.job_id)}: {why}."
        app.notify(sentence, severity="warning", markup=False)
    return text
