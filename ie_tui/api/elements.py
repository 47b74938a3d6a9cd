"""The elements of an answer, by name; what no document tells of is in none of these lists.

Source: docs/service.md 3.5 and 3.6. A new text of GetStatus is named here and has its field in `models`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

STATUS_FIELDS: Final = MappingProxyType(
    {
        "AwsShippingAddress": "aws_shipping_address",
        "Carrier": "carrier",
        "CreationDate": "created_at",
        "CurrentManifest": "current_manifest",
        "ErrorCount": "error_count",
        "JobId": "job_id",
        "JobType": "job_type",
        "LocationCode": "location_code",
        "LocationMessage": "location_message",
        "LogBucket": "log_bucket",
        "LogKey": "log_key",
        "ProgressCode": "progress_code",
        "ProgressMessage": "progress_message",
        "Signature": "signature",
        "SignatureFileContents": "signature_file_contents",
        "TrackingNumber": "tracking_number",
        "WarningMessage": "warning_message",
    }
)
"""The texts of a GetStatus answer, and the field of JobStatus that each one fills."""
MEMBER_TEXTS: Final = ("JobId", "JobType", "CreationDate", "IsCanceled")
"""The texts of one job of a ListJobs answer."""
BLOCK_TEXTS: Final = frozenset({"AwsShippingAddress", "CurrentManifest", "SignatureFileContents"})
"""Texts of several lines."""
TEXTS: Final = frozenset(
    {
        *STATUS_FIELDS,
        *MEMBER_TEXTS,
        "Code",
        "Description",
        "IsTruncated",
        "Message",
        "RequestID",
        "RequestId",
        "Type",
        "URL",
    }
)
"""Every element that holds a text and no other elements."""
ELEMENTS: Final = TEXTS | {
    "ArtifactList",
    "Error",
    "ErrorResponse",
    "Errors",
    "GetStatusResponse",
    "GetStatusResult",
    "Jobs",
    "ListJobsResponse",
    "ListJobsResult",
    "Response",
    "ResponseMetadata",
    "member",
}
"""Every documented element."""
NEVER_MENDED: Final = BLOCK_TEXTS | {"JobId", "Signature", "TrackingNumber"}
"""What people copy and ship by: a slice cut out of the answer could glue two values together."""
