"""The commands around the SIGNATURE file on a device; part of `registry`."""

from __future__ import annotations

from typing import Final

from ie_tui.ui.commands.command import Command, Scope

DEVICE_COMMANDS: Final = (
    Command(
        "job.save_signature",
        "x",
        "save SIGNATURE",
        "Save the job's SIGNATURE file on a device; shows first what is there and what would change.",
        Scope.JOB,
        "save_signature",
        rank=5,
        short="save",
    ),
    Command(
        "job.verify_device",
        "V",
        "verify a device",
        "Compare the SIGNATURE file on a device with the job's, line by line.",
        Scope.JOB,
        "verify_device",
        short="verify",
    ),
    Command(
        "devices.down", "j down", "next", "To the next device.", Scope.DEVICES, "move(1)", in_palette=False
    ),
    Command(
        "devices.up",
        "k up",
        "previous",
        "To the previous device.",
        Scope.DEVICES,
        "move(-1)",
        in_palette=False,
    ),
    Command(
        "devices.first", "g home", "first", "To the first device.", Scope.DEVICES, "first", in_palette=False
    ),
    Command(
        "devices.last",
        "G end",
        "last",
        "To another folder, the last choice.",
        Scope.DEVICES,
        "last",
        in_palette=False,
    ),
    Command(
        "devices.choose",
        "enter",
        "choose",
        "Go on with this device.",
        Scope.DEVICES,
        "choose",
        in_palette=False,
    ),
    Command(
        "devices.look_again",
        "r",
        "look again",
        "List the devices that are mounted now.",
        Scope.DEVICES,
        "look_again",
        in_palette=False,
    ),
    Command(
        "devices.back",
        "escape q",
        "back",
        "One step back; nothing is saved.",
        Scope.DEVICES,
        "back",
        in_palette=False,
    ),
    Command(
        "save.save",
        "enter",
        "save",
        "Save where nothing is in doubt; once it is saved, close.",
        Scope.SAVE,
        "save",
        in_palette=False,
    ),
    Command(
        "save.yes",
        "y",
        "yes",
        "Replace what is there, or save in spite of the doubts.",
        Scope.SAVE,
        "yes",
        in_palette=False,
    ),
    Command(
        "file.look_again",
        "r",
        "look again",
        "Look anew at what is on the device.",
        Scope.FILE,
        "look_again",
        in_palette=False,
    ),
    Command(
        "file.back",
        "escape q",
        "back",
        "One step back; once it is saved, close.",
        Scope.FILE,
        "back",
        in_palette=False,
    ),
)
