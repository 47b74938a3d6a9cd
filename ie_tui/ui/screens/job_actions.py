"""What a person does with one job: the dialogs that are opened for it, and where their answers go."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from ie_tui.api.models import JobId
from ie_tui.jobs.attention import newest_move
from ie_tui.jobs.record import Note, Record
from ie_tui.text import printable_line
from ie_tui.tracking.tracker import JobTracker
from ie_tui.ui.loader import Loader
from ie_tui.ui.manifest_view import Revealed
from ie_tui.ui.messages import NoteRefused
from ie_tui.ui.rendering.glyphs import Glyphs, whose


class JobActions:
    """Acts on the record that it is given. A dialog is imported when it is first wanted."""

    def __init__(
        self,
        screen: Screen[None],
        tracker: JobTracker,
        loader: Loader,
        glyphs: Glyphs,
        revealed: Callable[[], Revealed | None],
    ) -> None:
        """`revealed` gives the manifest whose secrets are shown when it is called."""
        self._screen = screen
        self._tracker = tracker
        self._loader = loader
        self._glyphs = glyphs
        self._revealed = revealed
        self._last_copied = "signature"

    def copy(self, record: Record, kind: str) -> None:
        """Copy a value."""
        from ie_tui.ui.screens import copy_value

        self._last_copied = kind
        copy_value.hand_over(self._screen, kind, record, self._revealed())

    def copy_menu(self, record: Record) -> None:
        """Show what there is to copy_value."""
        from ie_tui.ui.screens.copy_menu import CopyMenu

        def copy_chosen(kind: str | None) -> None:
            if kind is not None:
                self.copy(record, kind)

        self._screen.app.push_screen(CopyMenu(record, self._last_copied), copy_chosen)

    def save_signature(self, record: Record) -> None:
        """Save the SIGNATURE file on a device."""
        from ie_tui.ui.screens import on_device

        on_device.save(self._screen.app, record, self._glyphs)

    def verify_device(self, record: Record) -> None:
        """Compare a device with the job."""
        from ie_tui.ui.screens import on_device

        recompute = self._tracker.recomputed_signature
        on_device.verify(self._screen.app, record, self._glyphs, recompute)

    def reveal(self, record: Record) -> None:
        """Show the secrets of the manifest, once that is confirmed; nothing kept has them."""
        from ie_tui.ui.screens.reveal import RevealSecrets

        def fetch_if(confirmed: bool | None) -> None:
            if confirmed:
                self._loader.fetch_original(record.job_id)

        if self._screen.is_current:  # The key may come twice before the question is there.
            count = record.status.secrets_masked if record.status else 0
            self._screen.app.push_screen(RevealSecrets(record.job_id, count), fetch_if)

    def toggle_handled(self, record: Record) -> None:
        """Mark the job as handled, or take the mark away; say why where there is nothing to handle."""
        move = newest_move(record, self._tracker.clock())
        if record.handled is None and not move.may_be_handled:
            job = printable_line(record.job_id)
            words = f"{job} has nothing to handle: its next move is {whose(move.holder)}."
            self._screen.notify(words, markup=False)
        else:
            self._loader.toggle_handled(record)

    def note(self, record: Record) -> None:
        """Write something down, beginning with what stands there now."""
        read = self._tracker.note(record.job_id)
        self._write_note(record.job_id, read, read or Note())

    def settle_note(self, refused: NoteRefused) -> None:
        """Another window was faster: show both notes, and keep this one if the person says so again."""
        self._write_note(refused.job_id, refused.there, refused.typed or Note(), is_refused=True)

    def _write_note(self, job_id: JobId, read: Note | None, typed: Note, *, is_refused: bool = False) -> None:
        from ie_tui.ui.screens.note import NoteScreen

        def keep(note: Note | None) -> None:
            if note is not None:
                self._loader.replace_note(job_id, note if any(note) else None, read)

        screen = NoteScreen(job_id, read, typed, is_refused=is_refused)
        self._screen.app.push_screen(screen, keep)
