"""What each error code of the service means: its place in the error tree, a sentence, and advice.

Codes come with and without an `Exception` suffix; they are compared without it. Source: docs/service.md 5.2,
5.3; docs/faults.md 6.
"""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.api.errors import Denied, Expired, Refused, Throttled, Unavailable, UnknownJob, WrongKey
from ie_tui.manifest.secrets import mask_quoted

MAX_QUOTED: Final = 200
"""How many characters of the service's own message a sentence quotes."""

_NOT_ACCEPTED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class _Meaning(NamedTuple):
    kind: type[Refused]
    sentence: str
    advice: str = ""


_WAIT: Final = "The problem is on the service's side; try again later."
_KEY_ADVICE: Final = "Check the profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
_CLOCK_ADVICE: Final = "Check this machine's date and time."
_MANIFEST_ADVICE: Final = "Correct the manifest and send it again."
_BUG_ADVICE: Final = "The request was malformed: please report this as a bug."
_JOB_ADVICE: Final = "Check the job id and the profile: only the account that created a job can see it."

_UNKNOWN_KEY: Final = _Meaning(WrongKey, "The service does not recognize this access key", _KEY_ADVICE)
_WRONG_KEY: Final = _Meaning(
    Denied,
    "The service rejected this access key",
    "It is unknown, or not the one named in the manifest. " + _KEY_ADVICE,
)
_WRONG_SIGNATURE: Final = _Meaning(
    WrongKey,
    "The request signature does not match",
    "The secret access key is wrong, or a proxy changed the request. " + _KEY_ADVICE,
)
_NOT_ALLOWED: Final = _Meaning(
    Denied,
    "This account or user is not allowed to do that",
    "Ask its administrator for importexport permissions such as importexport:ListJobs and :GetStatus.",
)
_WRONG_CLOCK: Final = _Meaning(Denied, "The service rejected the time of the request", _CLOCK_ADVICE)
_EXPIRED: Final = _Meaning(
    Expired,
    "The temporary credentials have expired",
    "Renew them at their source, then try again.",
)
_SLOWER: Final = _Meaning(Throttled, "The service is throttling requests", "Try again in a minute.")
_FAILING: Final = _Meaning(Unavailable, "The service is unavailable", _WAIT)
_BAD_REQUEST: Final = _Meaning(Refused, "The service rejected the request as invalid", _BUG_ADVICE)


def _manifest(sentence: str, advice: str = _MANIFEST_ADVICE) -> _Meaning:
    return _Meaning(Refused, sentence, advice)


_MEANINGS: Final = MappingProxyType(
    {
        "InvalidJobId": _Meaning(UnknownJob, "This account has no such job", _JOB_ADVICE),
        "CanceledJobId": _Meaning(Refused, "This job was canceled; the service reports no details"),
        "ExpiredJobId": _Meaning(
            Refused,
            "This job has expired: no device came in time",
            "Create a new job before you ship a device.",
        ),
        "UnableToCancelJobId": _Meaning(Refused, "This job can no longer be canceled"),
        "UnableToUpdateJobId": _Meaning(Refused, "This job can no longer be changed"),
        "CreateJobQuotaExceeded": _Meaning(
            Refused, "No more jobs can be created today", "Try again tomorrow; the guide's limit is 50 a day."
        ),
        "MissingParameter": _BAD_REQUEST,
        "InvalidParameter": _BAD_REQUEST,
        "InvalidVersion": _Meaning(
            Refused, "The service rejected the API version of this client", "Check for a newer ie-tui."
        ),
        "InvalidAddress": _manifest(
            "The service rejected an address", "Correct the address and send it again."
        ),
        "InvalidManifestField": _manifest("A manifest field is invalid"),
        "MissingManifestField": _manifest("A manifest field is missing"),
        "MalformedManifest": _manifest("The service cannot read the manifest"),
        "MissingCustoms": _manifest("A customs field is missing from the manifest"),
        "InvalidCustoms": _manifest("A customs field in the manifest is invalid"),
        "InvalidFileSystem": _manifest("The file system named in the manifest is invalid"),
        "MultipleRegions": _manifest("The buckets in the manifest are in different regions"),
        "NoSuchBucket": _manifest("A bucket named in the manifest does not exist"),
        "BucketPermission": _manifest(
            "This account has no access to a bucket named in the manifest",
            "Check the bucket's policy and owner.",
        ),
        "InvalidAccessKeyId": _WRONG_KEY,
        "InvalidAccessId": _WRONG_KEY,
        "InvalidClientTokenId": _UNKNOWN_KEY,
        "UnrecognizedClient": _UNKNOWN_KEY,
        "SignatureDoesNotMatch": _WRONG_SIGNATURE,
        "InvalidSignature": _WRONG_SIGNATURE,
        "IncompleteSignature": _Meaning(Denied, "The request signature is incomplete", _BUG_ADVICE),
        "MissingAuthenticationToken": _Meaning(
            Denied, "The request arrived without a signature", "A proxy may have removed it."
        ),
        "AccessDenied": _NOT_ALLOWED,
        "NotAuthorized": _NOT_ALLOWED,
        "OptInRequired": _Meaning(
            Denied, "This account is not signed up for the service", "Sign it up in the AWS console."
        ),
        "RequestExpired": _WRONG_CLOCK,
        "RequestTimeTooSkewed": _WRONG_CLOCK,
        "RequestInTheFuture": _WRONG_CLOCK,
        "ExpiredToken": _EXPIRED,
        "ServiceUnavailable": _FAILING,
        "InternalFailure": _FAILING,
        "InternalError": _FAILING,
        "RequestTimeout": _Meaning(Unavailable, "The service timed out waiting for the request", _WAIT),
    }
    | dict.fromkeys(
        (
            "BandwidthLimitExceeded",
            "EC2Throttled",
            "LimitExceeded",
            "PriorRequestNotComplete",
            "ProvisionedThroughputExceeded",
            "RequestLimitExceeded",
            "RequestThrottled",
            "SlowDown",
            "Throttled",
            "Throttling",
            "TooManyRequests",
            "TransactionInProgress",
        ),
        _SLOWER,
    )
    | dict.fromkeys(
        (
            "InvalidAction",
            "InvalidParameterCombination",
            "InvalidParameterValue",
            "InvalidQueryParameter",
            "MalformedQueryString",
            "MissingAction",
            "ValidationError",
        ),
        _BAD_REQUEST,
    )
)


def error_for_code(code: str, message: str, http_status: int, request_id: str | None) -> Refused:
    """The error for a code; an unknown code is classified by HTTP status and shown as sent.

    Manifest secrets quoted in the message are masked.
    """
    message = mask_quoted(message)
    meaning = _MEANINGS.get(code.removesuffix("Exception")) or _by_status(http_status)
    if issubclass(meaning.kind, Denied):
        # After a blank line AWS repeats the request it would have signed, session token and all.
        message = message.partition("\n")[0].strip()
    name = _one_line(code) or f"HTTP {http_status}"
    told = ": ".join(part for part in (name, _one_line(message).rstrip(".")) if part)
    return meaning.kind(
        f"{meaning.sentence} ({told}).",
        code=code,
        message=message,
        http_status=http_status,
        request_id=request_id,
        advice=meaning.advice,
    )


def error_for_http_status(http_status: int, words: str | None) -> Refused | None:
    """The error for an HTTP status without a code; None where the status is not specific enough.

    `words`: a plain-text body, perhaps empty; None for any other body.
    """
    if http_status in _NOT_ACCEPTED:
        return None if words is None else error_for_code("", words, http_status, None)
    if http_status != HTTPStatus.TOO_MANY_REQUESTS and http_status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    return error_for_code("", words or "", http_status, None)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_QUOTED else line[: MAX_QUOTED - 1] + "…"


def _by_status(http_status: int) -> _Meaning:
    if http_status == HTTPStatus.TOO_MANY_REQUESTS:
        return _SLOWER
    if http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _FAILING
    if http_status in _NOT_ACCEPTED:
        return _NOT_ALLOWED
    return _Meaning(Refused, "The service rejected the request")
