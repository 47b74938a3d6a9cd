"""The base of all modal screens: safe to close at any time, any number of times."""

from __future__ import annotations

from typing import ClassVar

from textual import events, messages, on
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.message import Message
from textual.screen import ModalScreen, ScreenResultType
from textual.widget import Widget

from ie_tui.ui.commands.registry import BY_ID
from ie_tui.ui.terminal.line_compositor import LineCompositor
from ie_tui.ui.widgets.message_line import MessageLine


def is_from_widget(message: Message) -> bool:
    """Whether the message is neither an event nor one of Textual's own, by which a screen is closed.

    The widgets of a screen are removed before it: handlers of their last messages would not find them.
    """
    return not isinstance(message, events.Event) and type(message).__module__ != messages.__name__


class Dialog(ModalScreen[ScreenResultType]):
    """All screens that close themselves derive from this.

    Textual's `dismiss` pops whatever screen is on top, and raises ScreenStackError when none is left:
    two choices in one turn of the loop, or a worker that ends late, would close another screen or the app
    (docs/terminal.md 17).
    """

    BINDINGS: ClassVar[list[BindingType]] = [BY_ID["app.copy_or_leave"].binding()]

    _closes_with: tuple[ScreenResultType | None] | None = None
    """The result to close with once this dialog is mounted and on top again."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = LineCompositor()

    @property
    def is_on_top(self) -> bool:
        """Whether keys and clicks go to this dialog; `is_current` is also true below another dialog."""
        return self.app.screen_stack[-1:] == [self]

    @property
    def is_up(self) -> bool:
        """Whether it has its widgets: an app that exits removes screens before they are composed."""
        return self.is_mounted and bool(self.children)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close at once, or once it is mounted and on top. A second call does nothing."""
        if self.is_on_top and self.is_mounted:
            closing: AwaitComplete = super().dismiss(result)
            return closing
        if self in self.app.screen_stack:
            self._closes_with = (result,)
        return AwaitComplete()

    def _extend_compose(self, widgets: list[Widget]) -> None:
        super()._extend_compose(widgets)
        widgets.append(MessageLine())

    def on_mount(self) -> None:
        """Call `begin`, unless the app is exiting."""
        if self.children:
            self.begin()

    def begin(self) -> None:
        """Set up the dialog; its widgets exist."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key may arrive before the widgets do."""
        return self.is_up

    async def _on_message(self, message: Message) -> None:
        if self.children or not is_from_widget(message):
            await super()._on_message(message)

    @on(events.ScreenResume)
    def close_late(self) -> None:
        """Close with the waiting result."""
        if self._closes_with is not None:
            self.dismiss(*self._closes_with)
