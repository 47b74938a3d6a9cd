"""What happens next with a job and what its owner has to do, from the documents' rules alone."""

from __future__ import annotations

from ie_tui.service.models import KeptStatus, Location, Progress, location_of, progress_of

_ABORTED = {
    "DeviceError": "Check the device before you ship it again.",
    "InvalidSignature": "Put this job's own SIGNATURE file on the device before you ship it again.",
    "MissingDevice": "Ship the device with its power supply and connectors.",
    "MissingSignature": "Save the SIGNATURE file in the root of the device before you ship it again.",
    "UnsupportedDeviceType": "Use USB 2, eSATA or a 2.5 or 3.5 inch SATA drive.",
    "UnsupportedFileFormat": "Use a file system that the service supports.",
    "UnsupportedPowerSupply": "Use its region's power supply: US 120 V 60 Hz; EU 230 V 50 Hz, Euro plug.",
}


def next_step(status: KeptStatus) -> str:
    """The sentence; empty where no document tells what follows. Source: fact sheet 4, 7, 9."""
    progress = progress_of(status.progress_code or "")
    location = location_of(status.location_code or "")
    if location is Location.RETURNED:
        return _after_return(status, progress)
    if progress is Progress.EXPIRED:
        return "Nothing: the job is over. A device that arrives now is sent back at your cost."
    if progress is Progress.CANCELED:
        return "Nothing: the job is over." if location is Location.NOT_RECEIVED else ""
    if progress is Progress.ABORTED:
        return _ABORTED.get(status.progress_code or "", "")
    if location is Location.NOT_RECEIVED and progress is Progress.WAITING:
        return _shipping(status)
    if location is Location.AT_AWS:
        return {
            Progress.WAITING: "AWS starts the job. Nothing for you to do.",
            Progress.RUNNING: "AWS finishes and sends the device back. Nothing for you to do.",
            Progress.DONE: "AWS sends the device back. Nothing for you to do.",
            Progress.DONE_WITH_ERRORS: "The log tells which files failed. AWS sends the device back.",
        }.get(progress, "")
    return ""


def _shipping(status: KeptStatus) -> str:
    address = " to the address below" if status.aws_shipping_address else ""
    if status.signature_file():
        return f"Save the SIGNATURE file in the root of the device and ship it{address}."
    return f"Ship the device{address}."


def _after_return(status: KeptStatus, progress: Progress) -> str:
    parcel = "The device is on its way to you or there already."
    more = {
        Progress.DONE_WITH_ERRORS: " The log tells which files failed.",
        Progress.ABORTED: " " + _ABORTED.get(status.progress_code or "", ""),
    }.get(progress, "")
    return parcel + more
