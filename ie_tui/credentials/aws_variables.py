"""Names the environment variable that made a look-up fail.

botocore says what is wrong but rarely where it is set: an invalid number, an unknown mode, a missing file. A
variable is named only if botocore's message matches it, so that none is blamed by accident.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ie_tui.api.ca_bundle import KEY_LOG
from ie_tui.api.errors import NotSent

_NUMBER_SIGN: Final = "invalid literal for int"
_FILE_VARIABLES: Final = (
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    KEY_LOG,
)
_SHARED_FILES: Final = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")


class _Trait(NamedTuple):
    """How to recognize botocore's complaint about a variable."""

    variable: str
    sign: str
    """Part of botocore's message."""
    wanted: str


_TRAITS: Final = (
    _Trait("AWS_DEFAULTS_MODE", "defaults mode", "standard"),
    _Trait("AWS_STS_REGIONAL_ENDPOINTS", "STS regional endpoints option", "regional or legacy"),
    _Trait(
        "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", "S3 us-east-1 regional endpoint option", "regional or legacy"
    ),
    _Trait("AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode", "preferred, disabled or required"),
    _Trait(
        "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
        "request_min_compression_size_bytes",
        "a whole number of bytes, at most 10485760",
    ),
    _Trait(
        "AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation", "when_supported or when_required"
    ),
    _Trait(
        "AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation", "when_supported or when_required"
    ),
    _Trait("AWS_METADATA_SERVICE_TIMEOUT", _NUMBER_SIGN, "a whole number of seconds"),
    _Trait("AWS_METADATA_SERVICE_NUM_ATTEMPTS", _NUMBER_SIGN, "a whole number"),
    _Trait("AWS_CSM_PORT", _NUMBER_SIGN, "a port"),
    _Trait("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "Instance Metadata endpoint mode", "ipv4 or ipv6"),
    _Trait("AWS_EC2_METADATA_SERVICE_ENDPOINT", "EC2 Instance Metadata endpoint:", "an address with http://"),
    _Trait("AWS_CREDENTIAL_EXPIRATION", "Unknown string format", "a time such as 2026-01-31T12:00:00Z"),
    _Trait("AWS_CREDENTIAL_EXPIRATION", "does not contain a date", "a time such as 2026-01-31T12:00:00Z"),
    _Trait(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "Unsupported host",
        "an address on this machine",
    ),
)


def variable_behind(error: BaseException, environ: Mapping[str, str] = os.environ) -> NotSent | None:
    """The error that names the variable behind an error of botocore's; None if there is none."""
    words = str(error)
    for variable, sign, wanted in _TRAITS:
        if sign in words and variable in environ and _is_quoted(environ[variable], sign, words):
            return misset(variable, environ[variable], f"set it to {wanted}")
    if isinstance(error, OSError) and error.filename:
        for variable in _FILE_VARIABLES:
            path = environ.get(variable)
            if path and _expanded(path) == str(error.filename):
                return NotSent(
                    f"{variable} names {path}, which cannot be opened: {error.strerror}.",
                    advice=f"Unset {variable}, or set it to a readable file.",
                )
    return None


def misset(variable: str, value: str, remedy: str) -> NotSent:
    """The error for a variable with an invalid value; `remedy` completes "unset it, or …"."""
    if not value.strip():
        return NotSent(
            f"{variable} is empty; unset it, or {remedy}.",
            advice=f"Run `unset {variable}`, then start ie-tui again.",
        )
    shown = re.sub(r"//.*@", "//•••@", value)
    return NotSent(
        f"{variable} has the invalid value {shown!r}.",
        advice=f"Run `unset {variable}`, or {remedy}; then start ie-tui again.",
    )


def unread_files(environ: Mapping[str, str] = os.environ) -> Iterator[str]:
    """One sentence for each variable whose profile or key file cannot be read."""
    for variable in _SHARED_FILES:
        path = environ.get(variable)
        if path is None:
            continue
        if not path.strip():
            yield f"{variable} is empty; unset it."
        elif os.path.isdir(_expanded(path)):  # noqa: PTH112  # unlike Path, it takes any text
            yield f"{variable} is set to a folder: {path}."
        elif not os.path.exists(_expanded(path)):  # noqa: PTH110
            yield f"{variable} is set to a missing file: {path}."


def _is_quoted(value: str, sign: str, words: str) -> bool:
    """Whether the message is about this value. A message about a host quotes only its parts."""
    if sign == _NUMBER_SIGN:
        return repr(value) in words
    return sign == "Unsupported host" or value in words


def _expanded(path: str) -> str:
    """As botocore expands it: an unknown user's `~` stays, where Path raises."""
    return os.path.expanduser(os.path.expandvars(path))  # noqa: PTH111
