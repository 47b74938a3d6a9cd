"""The jobs for the traffic figures: realistic and all different."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from ie_tui.api.models import JobId, KeptStatus

JOBS: Final = 1_000
_PROGRESS: Final = (
    ("NotReceived", "Pending", "The specified job has not started."),
    ("AtAWS", "InProgress", "The data on your device is being loaded."),
    ("Returned", "Success", "The data on your device was loaded."),
    ("Returned", "SuccessWithErrors", "Your data was loaded with 3 file errors."),
    ("AtAWS", "MissingSignature", "There is no SIGNATURE file on your device."),
)
_MANIFEST: Final = """\
manifestVersion: 2.0
generator: Text editor
bucket: demo-archive-{0}
deviceId: SN-{0:04}
eraseDevice: yes
notificationEmail: pat@example.com
logPrefix: logs/{0}
returnAddress:
    name: Pat Example
    street1: {0} Example Lane
    city: Sampletown
    stateOrProvince: WA
    postalCode: 98000
    phoneNumber: 206-555-0100
    country: USA
"""


def statuses(at: datetime) -> list[KeptStatus]:
    """The jobs as of a given time, newest first."""
    return [_status(n, at) for n in range(JOBS)]


def _status(n: int, at: datetime) -> KeptStatus:
    location, progress, message = _PROGRESS[n % len(_PROGRESS)]
    job_id, signature = JobId(f"J{n:04}"), f"O8WnNGMfs6cwbpQHvJ0qX{n:06}="
    return KeptStatus(
        job_id=job_id,
        job_type="Import",
        created_at=at - timedelta(days=1 + n / 7),
        location_code=location,
        progress_code=progress,
        progress_message=message,
        signature=signature,
        signature_file_contents=(
            f"version:2.0\nsigningMethod:HmacSHA1\njobId:{job_id}\nsignature:{signature}\n"
        ),
        current_manifest=_MANIFEST.format(n),
    )
