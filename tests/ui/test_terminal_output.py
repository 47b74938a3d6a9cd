"""The terminal's output never raises, never blocks for good, and loses nothing that can be written."""

from __future__ import annotations

import os
from threading import Thread

from ie_tui.ui.terminal.terminal_output import TerminalOutput


def test_a_pipe_made_non_blocking_by_another_program_gets_every_byte() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    failures: list[OSError] = []
    output = TerminalOutput(writing, "utf-8", failures.append)
    came = bytearray()

    def read() -> None:
        while part := os.read(reading, 50_000):
            came.extend(part)

    reader = Thread(target=read)
    reader.start()
    for _ in range(20):
        output.write("é" * 25_000)
    output.flush()
    os.close(writing)
    reader.join()
    os.close(reading)
    assert came.decode() == "é" * 500_000
    assert failures == []


def test_a_terminal_that_is_gone_is_no_failure_and_nothing_more_is_written() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    failures: list[OSError] = []
    output = TerminalOutput(writing, "utf-8", failures.append)
    output.write("x")
    output.flush()
    output.write("y")
    output.flush()
    os.close(writing)
    assert output.is_broken
    assert failures == []


def test_a_full_device_is_told_once() -> None:
    with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123
        failures: list[OSError] = []
        output = TerminalOutput(full.fileno(), "utf-8", failures.append)
        for _ in range(3):
            output.write("x")
            output.flush()
    assert [failure.strerror for failure in failures] == ["No space left on device"]


def test_characters_that_the_terminal_cannot_show_take_one_cell_each() -> None:
    reading, writing = os.pipe()
    output = TerminalOutput(writing, "ascii", lambda _: None)
    output.write("aéb")
    output.flush()
    assert os.read(reading, 10) == b"a?b"
    os.close(reading)
    os.close(writing)
