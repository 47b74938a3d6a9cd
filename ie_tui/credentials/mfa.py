"""The question for an MFA code: asked from the look-up's thread, answered by a person in his own time."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from ie_tui.api.errors import MfaDeclined

Prompter = Callable[[str], str]
"""Given the serial of an MFA device, returns its code or raises MfaDeclined; it may block for minutes."""

PERSON_LIMIT_S: Final = 300.0
"""How long a person may take to find the device and type its code."""

_CODE: Final = re.compile("[0-9]{6}")
"""What STS takes as a TokenCode."""


class MfaNeededError(Exception):
    """The profile wants an MFA code, and there is nobody to ask."""


class MfaCodeError(Exception):
    """What was entered is no MFA code."""


def ask(prompter: Prompter | None, prompt: str) -> str:
    """A code of six digits, for botocore's `prompt`. Raises MfaNeededError, MfaCodeError, MfaDeclined."""
    if prompter is None:
        raise MfaNeededError(prompt)
    serial = prompt.removeprefix("Enter MFA code for ").rstrip(": ")
    code = "".join(prompter(serial).split())
    if not _CODE.fullmatch(code):
        raise MfaCodeError("it has six digits")
    return code


class PatientPrompter:
    """A prompter on whose account a deadline stands still, and which asks nobody once it is closed."""

    def __init__(self, prompter: Prompter, deadline: asyncio.Timeout, limit_s: float) -> None:
        """Made in the event loop, inside `deadline`; called in another thread."""
        self._prompter = prompter
        self._deadline = deadline
        self._limit_s = limit_s
        self._loop = asyncio.get_running_loop()
        self._ends_at = deadline.when()
        self._stopped_at = 0.0
        self._is_closed = False
        self.is_fetching = False
        """Whether the deadline is the person's at present."""

    def __call__(self, serial: str) -> str:
        if self._is_closed:
            raise MfaDeclined
        self._loop.call_soon_threadsafe(self._stop)
        try:
            code = self._prompter(serial)
        finally:
            self._loop.call_soon_threadsafe(self._go_on)
        if self._is_closed:
            raise MfaDeclined
        return code

    def close(self) -> None:
        """A code that comes from now on is not used: nobody waits for what it would give."""
        self._is_closed = True

    def _stop(self) -> None:
        self.is_fetching = True
        self._ends_at, self._stopped_at = self._deadline.when(), self._loop.time()
        self._reschedule(self._stopped_at + self._limit_s)

    def _go_on(self) -> None:
        self.is_fetching = False
        waited_s = self._loop.time() - self._stopped_at
        self._reschedule(None if self._ends_at is None else self._ends_at + waited_s)

    def _reschedule(self, ends_at: float | None) -> None:
        with suppress(RuntimeError):  # the deadline is over: whoever waited is gone
            self._deadline.reschedule(ends_at)
