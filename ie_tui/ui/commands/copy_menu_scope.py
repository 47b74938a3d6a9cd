"""The commands of copying; part of `registry`."""

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
        "Put the job's signature on the clipboard, and say by which way.",
        Scope.JOB,
        "copy('signature')",
        rank=2,
        short="signature",
    ),
    Command(
        "job.copy_signature_file",
        "Y",
        "copy SIGNATURE file",
        "Put what the file SIGNATURE on the device must hold on the clipboard.",
        Scope.JOB,
        "copy('signature_file')",
        rank=6,
        short="SIGNATURE",
    ),
    Command(
        "job.copy_menu",
        "c",
        "copy menu",
        "Show all that there is to copy of this job: addresses, packing slip, log, manifest, JSON.",
        Scope.JOB,
        "copy_menu",
        rank=6,
        short="copy",
    ),
    Command(
        "app.copy_command",
        "C",
        "copy command",
        "After a failure: copy the command that its advice names, such as aws sso login.",
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
        "Copy the tracking number of the parcel that comes back.",
        "take('tracking_number')",
    ),
    _in_menu(
        "shipping_address",
        "a",
        "shipping address",
        "Copy the address to which the device goes.",
        "take('shipping_address')",
    ),
    _in_menu(
        "packing_slip",
        "p",
        "packing slip",
        "Copy a text for the parcel: job id, device id, both addresses, whom to ask.",
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
    _in_menu("manifest", "m", "manifest", "Copy the manifest; its secrets are masked.", "take('manifest')"),
    _in_menu(
        "json", "J", "job as JSON", "Copy all that is known of the job, its secrets masked.", "take('json')"
    ),
    _in_menu("down", "j down", "next", "To the next line.", "move(1)"),
    _in_menu("up", "k up", "previous", "To the previous line.", "move(-1)"),
    _in_menu("first", "g home", "first", "To the first line.", "first"),
    _in_menu("last", "G end", "last", "To the last line.", "last"),
    _in_menu("choose", "enter", "copy", "Copy the line under the cursor.", "choose"),
    _in_menu("show", "s", "show", "Show the line under the cursor instead of copying it.", "show"),
    _in_menu("close", "escape q c", "close", "Back to where one was.", "close"),
    Command(
        "value.save",
        "s",
        "save to a file",
        "Save the value to a new file that you alone can read.",
        Scope.VALUE,
        "save",
        in_palette=False,
    ),
    Command(
        "value.close",
        "escape q",
        "close",
        "Back to where one was; a name being typed is given up first.",
        Scope.VALUE,
        "close",
        in_palette=False,
    ),
)
