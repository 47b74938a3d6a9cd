"""The prompt for an MFA code: called in the look-up's thread, answered whenever the user is ready."""

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
"""How long the user may take to enter the code."""

_CODE: Final = re.compile("[0-9]{6}")
"""What STS accepts as a TokenCode."""


class MfaNeededError(Exception):
    """The profile requires an MFA code and there is no prompter."""


class MfaCodeError(Exception):
    """The text entered is not an MFA code."""


def ask(prompter: Prompter | None, prompt: str) -> str:
    """A code of six digits, for botocore's `prompt`. Raises MfaNeededError, MfaCodeError, MfaDeclined."""
    if prompter is None:
        raise MfaNeededError(prompt)
    serial = prompt.removeprefix("Enter MFA code for ").rstrip(": ")
    code = "".join(prompter(serial).split())
    if not _CODE.fullmatch(code):
        raise MfaCodeError("expected six digits")
    return code


class PatientPrompter:
    """A prompter that pauses a deadline while it waits, and raises MfaDeclined once closed."""

    def __init__(self, prompter: Prompter, deadline: asyncio.Timeout, limit_s: float) -> None:
        """Create it in the event loop, inside `deadline`; call it in another thread."""
        self._prompter = prompter
        self._deadline = deadline
        self._limit_s = limit_s
        self._loop = asyncio.get_running_loop()
        self._ends_at = deadline.when()
        self._stopped_at = 0.0
        self._is_closed = False
        self.is_fetching = False
        """Whether it is waiting for the user, on the user's own deadline."""

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
        """Ignore any code entered from now on: nothing waits for the result."""
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
        with suppress(RuntimeError):  # the deadline has passed and nothing waits for it
            self._deadline.reschedule(ends_at)
