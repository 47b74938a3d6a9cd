"""The copy commands; part of `registry`."""

from __future__ import annotations

from typing import Final

from ie_tui.ui.commands.command import Command, Scope


def _in_menu(id: str, keys: str, label: str, help: str, action: str) -> Command:  # noqa: A002 -- Command's names
    return Command(f"copy.{id}", keys, label, help, Scope.COPY, action, in_palette=False)


COPY_COMMANDS: Final = (
    Command(
        "job.copy_signature",
        "y",
        "copy signature",
        "Copy the job's signature to the clipboard and report how it was copied.",
        Scope.JOB,
        "copy('signature')",
        rank=2,
        short="signature",
    ),
    Command(
        "job.copy_signature_file",
        "Y",
        "copy SIGNATURE file",
        "Copy the contents of the SIGNATURE file.",
        Scope.JOB,
        "copy('signature_file')",
        rank=6,
        short="SIGNATURE",
    ),
    Command(
        "job.copy_menu",
        "c",
        "copy menu",
        "Open the copy menu: addresses, packing slip, log, manifest, JSON.",
        Scope.JOB,
        "copy_menu",
        rank=6,
        short="copy",
    ),
    Command(
        "app.copy_command",
        "C",
        "copy command",
        "After an error, copy the suggested command, such as aws sso login.",
        Scope.EVERYWHERE,
        "copy_command",
        rank=3,
    ),
    _in_menu("job_id", "i", "job id", "Copy the job's id.", "take('job_id')"),
    _in_menu("signature", "y", "signature", "Copy the signature.", "take('signature')"),
    _in_menu(
        "signature_file",
        "Y",
        "SIGNATURE file",
        "Copy the SIGNATURE file's contents.",
        "take('signature_file')",
    ),
    _in_menu(
        "tracking_number",
        "t",
        "tracking number",
        "Copy the return parcel's tracking number.",
        "take('tracking_number')",
    ),
    _in_menu(
        "shipping_address",
        "a",
        "shipping address",
        "Copy the address to ship the device to.",
        "take('shipping_address')",
    ),
    _in_menu(
        "packing_slip",
        "p",
        "packing slip",
        "Copy a slip for the parcel: job id, device id, both addresses, contact.",
        "take('packing_slip')",
    ),
    _in_menu("log_address", "l", "log address", "Copy the log's s3:// address.", "take('log_address')"),
    _in_menu(
        "log_command",
        "L",
        "command for the log",
        "Copy the aws s3 cp command that fetches the log.",
        "take('log_command')",
    ),
    _in_menu("manifest", "m", "manifest", "Copy the manifest, with its secrets masked.", "take('manifest')"),
    _in_menu("json", "J", "job as JSON", "Copy the job as JSON, with its secrets masked.", "take('json')"),
    _in_menu("down", "j down", "next", "Next line.", "move(1)"),
    _in_menu("up", "k up", "previous", "Previous line.", "move(-1)"),
    _in_menu("first", "g home", "first", "First line.", "first"),
    _in_menu("last", "G end", "last", "Last line.", "last"),
    _in_menu("choose", "enter", "copy", "Copy the selected value.", "choose"),
    _in_menu("show", "s", "show", "Show the selected value instead of copying it.", "show"),
    _in_menu("close", "escape q c", "close", "Close the menu.", "close"),
    Command(
        "value.save",
        "s",
        "save to a file",
        "Save the value to a new file that only you can read.",
        Scope.VALUE,
        "save",
        in_palette=False,
    ),
    Command(
        "value.close",
        "escape q",
        "close",
        "Cancel the file name, or close.",
        Scope.VALUE,
        "close",
        in_palette=False,
    ),
)
