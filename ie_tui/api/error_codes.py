"""What an error code of the service means: its place in the error tree, a sentence, and what to do.

Codes come with and without `Exception` at their end and are compared without. Source: docs/service.md 5.2,
5.3; docs/faults.md 6.
"""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType
from typing import Final, NamedTuple

from ie_tui.api.errors import Denied, Expired, Refused, Throttled, Unavailable, UnknownJob, WrongKey
from ie_tui.manifest.secrets import mask_quoted

MAX_QUOTED: Final = 200
"""Characters of the service's own message that are quoted in a sentence."""

_NOT_ACCEPTED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class _Meaning(NamedTuple):
    kind: type[Refused]
    sentence: str
    advice: str = ""


_WAIT: Final = "Nothing is wrong on your side; try again in a while."
_KEY_ADVICE: Final = "Check the profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
_CLOCK_ADVICE: Final = "Check this machine's date and time."
_MANIFEST_ADVICE: Final = "Correct the manifest and send it again."
_BUG_ADVICE: Final = "The request was not formed as the service wants it: please report this."
_JOB_ADVICE: Final = "Check the job id and the profile: only the account that created a job sees it."

_UNKNOWN_KEY: Final = _Meaning(WrongKey, "The service does not know this access key", _KEY_ADVICE)
_WRONG_KEY: Final = _Meaning(
    Denied,
    "The service does not accept this access key",
    "It is unknown, or not the one that the manifest names. " + _KEY_ADVICE,
)
_WRONG_SIGNATURE: Final = _Meaning(
    WrongKey,
    "The signature of the request does not match",
    "The secret access key is wrong, or a proxy changed the request. " + _KEY_ADVICE,
)
_NOT_ALLOWED: Final = _Meaning(
    Denied,
    "This account or user may not do that",
    "Ask its administrator for the importexport actions, such as importexport:ListJobs and :GetStatus.",
)
_WRONG_CLOCK: Final = _Meaning(
    Denied, "The request carries a time the service does not accept", _CLOCK_ADVICE
)
_EXPIRED: Final = _Meaning(
    Expired,
    "The temporary credentials have expired",
    "Renew them where they came from, then try again.",
)
_SLOWER: Final = _Meaning(Throttled, "The service asks to slow down", "Try again in a minute.")
_FAILING: Final = _Meaning(Unavailable, "The service is not available", _WAIT)
_BAD_REQUEST: Final = _Meaning(Refused, "The service could not use the request", _BUG_ADVICE)


def _manifest(sentence: str, advice: str = _MANIFEST_ADVICE) -> _Meaning:
    return _Meaning(Refused, sentence, advice)


_MEANINGS: Final = MappingProxyType(
    {
        "InvalidJobId": _Meaning(UnknownJob, "The service knows no such job for this account", _JOB_ADVICE),
        "CanceledJobId": _Meaning(Refused, "This job was canceled, and the service tells no more about it"),
        "ExpiredJobId": _Meaning(
            Refused,
            "This job has expired: no device came in time",
            "Create a new job before you ship a device.",
        ),
        "UnableToCancelJobId": _Meaning(Refused, "This job cannot be canceled any more"),
        "UnableToUpdateJobId": _Meaning(Refused, "This job cannot be changed any more"),
        "CreateJobQuotaExceeded": _Meaning(
            Refused, "No more jobs can be created today", "Try again tomorrow; the guide's limit is 50 a day."
        ),
        "MissingParameter": _BAD_REQUEST,
        "InvalidParameter": _BAD_REQUEST,
        "InvalidVersion": _Meaning(
            Refused, "The service does not accept the version of this client", "Look for a newer ie-tui."
        ),
        "InvalidAddress": _manifest(
            "The service does not accept an address", "Correct the address and send it again."
        ),
        "InvalidManifestField": _manifest("A field of the manifest is not valid"),
        "MissingManifestField": _manifest("A field of the manifest is missing"),
        "MalformedManifest": _manifest("The service cannot read the manifest"),
        "MissingCustoms": _manifest("A customs field of the manifest is missing"),
        "InvalidCustoms": _manifest("A customs field of the manifest is not valid"),
        "InvalidFileSystem": _manifest("The file system named in the manifest is not valid"),
        "MultipleRegions": _manifest("The buckets of the manifest are in more than one region"),
        "NoSuchBucket": _manifest("A bucket of the manifest does not exist"),
        "BucketPermission": _manifest(
            "This account has no rights on a bucket of the manifest", "Check the bucket's policy and owner."
        ),
        "InvalidAccessKeyId": _WRONG_KEY,
        "InvalidAccessId": _WRONG_KEY,
        "InvalidClientTokenId": _UNKNOWN_KEY,
        "UnrecognizedClient": _UNKNOWN_KEY,
        "SignatureDoesNotMatch": _WRONG_SIGNATURE,
        "InvalidSignature": _WRONG_SIGNATURE,
        "IncompleteSignature": _Meaning(Denied, "The signature of the request is not complete", _BUG_ADVICE),
        "MissingAuthenticationToken": _Meaning(
            Denied, "The request reached the service without a signature", "A proxy may have removed it."
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
        "RequestTimeout": _Meaning(Unavailable, "The service waited too long for the request", _WAIT),
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
    """The error for these; an unknown code is told by its HTTP status and shown as sent.

    Secrets of a manifest that the message quotes are masked.
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
    """The error that an HTTP status alone stands for; None where it says too little.

    `words`: a body that is plain words, perhaps empty; None for any other.
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
    return _Meaning(Refused, "The service refused the request")
