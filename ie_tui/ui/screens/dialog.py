"""A screen above the main one, which can be closed at any time and as often as one likes."""

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
    """No event, and none of Textual's own messages, by which a screen is closed.

    The widgets of a screen go before it does: what they said last must not look for them there.
    """
    return not isinstance(message, events.Event) and type(message).__module__ != messages.__name__


class Dialog(ModalScreen[ScreenResultType]):
    """Every screen of ours that closes itself is one.

    Textual's `dismiss` takes away whatever screen is on top, and raises ScreenStackError when none is left:
    two choices within one turn of the loop, or a worker that ends late, would close a stranger, or the app
    (docs/terminal.md 17).
    """

    BINDINGS: ClassVar[list[BindingType]] = [BY_ID["app.copy_or_leave"].binding()]

    _closes_with: tuple[ScreenResultType | None] | None = None
    """The result that waits until this dialog is up, and on top again."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = LineCompositor()

    @property
    def is_on_top(self) -> bool:
        """Keys and clicks go to this dialog; `is_current` holds below another dialog too."""
        return self.app.screen_stack[-1:] == [self]

    @property
    def is_up(self) -> bool:
        """It has its widgets. An app that ends takes screens away before anything was put on them."""
        return self.is_mounted and bool(self.children)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close: at once, or when it is up and what lies above has gone. A second time is nothing."""
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
        """Begin, unless the app ends already."""
        if self.children:
            self.begin()

    def begin(self) -> None:
        """What there is to do once the dialog has its widgets."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key may come before there is anything here that it could act on."""
        return self.is_up

    async def _on_message(self, message: Message) -> None:
        if self.children or not is_from_widget(message):
            await super()._on_message(message)

    @on(events.ScreenResume)
    def close_late(self) -> None:
        """It is up, or what lay above has gone."""
        if self._closes_with is not None:
            self.dismiss(*self._closes_with)
