"""Output errors end in one sentence at most, never in a Python exception."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ie_tui.system import streams
from ie_tui.system.streams import OutputFailed


@contextmanager
def full_device() -> Iterator[io.TextIOWrapper]:
    """Replaces stdout and stderr."""
    device = open("/dev/full", "w", encoding="utf-8")  # noqa: PTH123, SIM115
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", device)
        patch.setattr(sys, "stderr", device)
        yield device


def test_a_full_device_is_a_sentence_and_what_is_left_of_the_output_goes_nowhere() -> None:
    with full_device() as device:
        with pytest.raises(OutputFailed) as raised:
            streams.put("result")
        assert str(raised.value) == "The output could not be written: No space left on device."
        device.close()  # which writes what is still buffered


def test_nobody_hears_that_stderr_is_full() -> None:
    with full_device() as device:
        streams.say("hello")
        streams.flush()
        device.close()


def test_a_reader_that_left_is_told_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        with pytest.raises(OutputFailed) as raised:
            streams.put("result")
    assert str(raised.value) == ""


def test_a_character_that_the_encoding_lacks_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
    with pytest.raises(OutputFailed, match=r"lacks some of its characters. Set PYTHONIOENCODING=utf-8"):
        streams.put("é")


def test_streams_that_are_open_are_left_alone(tmp_path: Path) -> None:
    before = [os.fstat(number) for number in range(3)]
    streams.open_closed()
    assert [os.fstat(number) for number in range(3)] == before
