"""Actions on one job: the dialogs that they open, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

from ie_tui.api.models import JobId
from ie_tui.jobs.attention import newest_move
from ie_tui.jobs.record import Note, Record
from ie_tui.jobs.signature_doubts import device_is_gone
from ie_tui.text import printable_line
from ie_tui.tracking.tracker import JobTracker
from ie_tui.ui.commands.registry import BY_ID
from ie_tui.ui.copy_values import offer, why_absent
from ie_tui.ui.loader import Loader
from ie_tui.ui.manifest_view import Revealed
from ie_tui.ui.messages import CopyWanted, NoteRefused
from ie_tui.ui.rendering.glyphs import Glyphs, whose

if TYPE_CHECKING:
    from ie_tui.ui.screens.pick_device import PickDevice


class JobActions:
    """Each action takes the record to act on. Dialogs are imported on first use, for a fast start."""

    def __init__(
        self,
        screen: Screen[None],
        tracker: JobTracker,
        loader: Loader,
        glyphs: Glyphs,
        revealed: Callable[[], Revealed | None],
    ) -> None:
        """`revealed` returns the manifest whose secrets are visible at the time of the call."""
        self._screen = screen
        self._tracker = tracker
        self._loader = loader
        self._glyphs = glyphs
        self._revealed = revealed
        self._last_copied = "signature"

    def copy(self, record: Record, kind: str) -> None:
        """Copy a value, after confirmation if there are warnings; report why if there is none."""
        self._last_copied = kind
        found = offer(kind, record, self._revealed())
        if found is None:
            name, why = printable_line(record.job_id), why_absent(kind, record)
            sentence = f"{name} has no {BY_ID[f'copy.{kind}'].label}: {why}."
            self._screen.notify(sentence, severity="warning", markup=False)
            return
        menu, show = (BY_ID[name].key_name for name in ("job.copy_menu", "copy.show"))
        wanted = CopyWanted(found.text, found.what, f"Press {menu} then {show} to see it.")

        def copy_if(confirmed: bool | None) -> None:
            if confirmed:
                self._screen.post_message(wanted)

        if found.doubts:
            from ie_tui.ui.screens.copy_value import ConfirmCopy

            self._screen.app.push_screen(ConfirmCopy(found.what, found.doubts), copy_if)
        else:
            copy_if(True)

    def copy_menu(self, record: Record) -> None:
        """Open the copy menu."""
        from ie_tui.ui.screens.copy_menu import CopyMenu

        def copy_chosen(kind: str | None) -> None:
            if kind is not None:
                self.copy(record, kind)

        self._screen.app.push_screen(CopyMenu(record, self._last_copied), copy_chosen)

    def save_signature(self, record: Record) -> None:
        """Choose a device and save the SIGNATURE file on it; warn if the job has none."""
        text = self._signature_file(record)
        if text is not None:
            from ie_tui.ui.screens.pick_device import PickDevice
            from ie_tui.ui.screens.save import SaveSignature

            title = f"Save SIGNATURE of {printable_line(record.job_id)}"
            pick = PickDevice(title, partial(SaveSignature, record, text, self._glyphs))
            self._pick_device(record, title, pick)

    def verify_device(self, record: Record) -> None:
        """Choose a device and compare it with the job; warn if the job has no SIGNATURE file."""
        text = self._signature_file(record)
        if text is not None:
            from ie_tui.ui.screens.pick_device import PickDevice
            from ie_tui.ui.screens.verify import VerifyDevice

            title = f"Verify SIGNATURE of {printable_line(record.job_id)}"
            recompute = self._tracker.recomputed_signature
            pick = PickDevice(title, partial(VerifyDevice, record, text, self._glyphs, recompute))
            self._pick_device(record, title, pick)

    def reveal(self, record: Record) -> None:
        """Fetch and show the manifest's secrets after confirmation; the cache does not have them."""
        from ie_tui.ui.screens.reveal import RevealSecrets

        def fetch_if(confirmed: bool | None) -> None:
            if confirmed:
                self._loader.fetch_original(record.job_id)

        if self._screen.is_current:  # The key may arrive twice before the dialog is up.
            count = record.status.secrets_masked if record.status else 0
            self._screen.app.push_screen(RevealSecrets(record.job_id, count), fetch_if)

    def toggle_handled(self, record: Record) -> None:
        """Mark the job as handled, or undo that; report why if there is nothing to handle."""
        move = newest_move(record, self._tracker.clock())
        if record.handled is None and not move.may_be_handled:
            job = printable_line(record.job_id)
            words = f"{job} has nothing to handle: its next move is {whose(move.holder)}."
            self._screen.notify(words, markup=False)
        else:
            self._loader.toggle_handled(record)

    def note(self, record: Record) -> None:
        """Edit the job's note."""
        read = self._tracker.note(record.job_id)
        self._write_note(record.job_id, read, read or Note())

    def settle_note(self, refused: NoteRefused) -> None:
        """Another window was faster: show both notes, and save this one if the user confirms."""
        self._write_note(refused.job_id, refused.there, refused.typed or Note(), is_refused=True)

    def _write_note(self, job_id: JobId, read: Note | None, typed: Note, *, is_refused: bool = False) -> None:
        from ie_tui.ui.screens.note import NoteScreen

        def keep(note: Note | None) -> None:
            if note is not None:
                self._loader.replace_note(job_id, note if any(note) else None, read)

        screen = NoteScreen(job_id, read, typed, is_refused=is_refused)
        self._screen.app.push_screen(screen, keep)

    def _signature_file(self, record: Record) -> str | None:
        text = record.status.signature_file() if record.status else None
        if text is None:
            why = "the job has not been fetched" if record.status is None else "the service sent none"
            sentence = f"{printable_line(record.job_id)} has no SIGNATURE file: {why}."
            self._screen.app.notify(sentence, severity="warning", markup=False)
        return text

    def _pick_device(self, record: Record, title: str, pick: PickDevice) -> None:
        """Open the device list; after confirmation if the job's device has been shipped."""
        app = self._screen.app

        def pick_if(confirmed: bool | None) -> None:
            if confirmed:
                app.push_screen(pick)

        if app.screen.is_modal:  # The key may arrive twice before the dialog is up.
            return
        if sentence := device_is_gone(record):
            from ie_tui.ui.screens.gone import DeviceGone

            app.push_screen(DeviceGone(title, printable_line(sentence)), pick_if)
        else:
            pick_if(True)
