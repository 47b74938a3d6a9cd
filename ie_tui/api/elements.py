"""The documented elements of responses, by name.

Source: docs/service.md 3.5 and 3.6. To add a GetStatus text, name it here and add its field in `models`.
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
"""The texts of a GetStatus response, and the JobStatus field for each."""
MEMBER_TEXTS: Final = ("JobId", "JobType", "CreationDate", "IsCanceled")
"""The texts of one job in a ListJobs response."""
BLOCK_TEXTS: Final = frozenset({"AwsShippingAddress", "CurrentManifest", "SignatureFileContents"})
"""Multi-line texts."""
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
"""Every element that contains text and no other elements."""
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
"""Values that are copied and shipped by: a cut in the response could join two of them."""
