"""What happens next with a job, from the documents' rules alone; what went wrong is said by `attention`."""

from __future__ import annotations

from ie_tui.service.models import KeptStatus, Location, Progress, location_of, progress_of


def next_step(status: KeptStatus) -> str:
    """The sentence; empty where no document tells what follows. Source: fact sheet 4, 7, 9."""
    progress = progress_of(status.progress_code or "")
    location = location_of(status.location_code or "")
    if location is Location.RETURNED:
        return "The device is on its way to you or there already."
    if progress is Progress.EXPIRED:
        return "Nothing: the job is over. A device that arrives now is sent back at your cost."
    if progress is Progress.CANCELED:
        return "Nothing: the job is over." if location is Location.NOT_RECEIVED else ""
    if location is Location.NOT_RECEIVED and progress is Progress.WAITING:
        return _shipping(status)
    if location is Location.AT_AWS:
        return {
            Progress.WAITING: "AWS starts the job. Nothing for you to do.",
            Progress.RUNNING: "AWS finishes and sends the device back. Nothing for you to do.",
            Progress.DONE: "AWS sends the device back. Nothing for you to do.",
            Progress.DONE_WITH_ERRORS: "AWS sends the device back.",
        }.get(progress, "")
    return ""


def _shipping(status: KeptStatus) -> str:
    address = " to the address below" if status.aws_shipping_address else ""
    if status.signature_file():
        return f"Save the SIGNATURE file in the root of the device and ship it{address}."
    return f"Ship the device{address}."
