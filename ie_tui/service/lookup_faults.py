"""Why botocore found no credentials, in sentences that name the profile and the command to run."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from ie_tui.service.errors import NoCredentials, Offline, ServiceError

if TYPE_CHECKING:
    from botocore.session import Session

PROFILES_SHOWN: Final = 20
DETAIL_CHARACTERS: Final = 300

_WRONG_CODE: Final = "MultiFactorAuthentication failed"
"""What STS says of a wrong code; its error code is AccessDenied, as for all else that it refuses."""


class _Words(NamedTuple):
    names: frozenset[str]
    """Of exception classes. Names, since botocore stays unimported here and older releases lack some."""
    kind: type[ServiceError]
    sentence: str
    advice: str


_KNOWN: Final = (
    _Words(
        frozenset({"SSOError", "TokenRetrievalError"}),
        NoCredentials,
        "The SSO login of profile {profile} has expired, or there was none.",
        "Run `aws sso login{option}`, then try again.",
    ),
    _Words(
        frozenset({"LoginError"}),
        NoCredentials,
        "The login of profile {profile} has expired, or there was none.",
        "Run `aws login{option}`, then try again.",
    ),
    _Words(
        frozenset({"MissingDependencyException"}),
        NoCredentials,
        "Profile {profile} needs a part of botocore that is not installed.",
        "Run `{python} -m pip install 'botocore[crt]'`, then start ie-tui again.",
    ),
    _Words(
        frozenset({"MfaNeededError"}),
        NoCredentials,
        "Profile {profile} asks for an MFA code, which cannot be entered here.",
        'Run `eval "$(aws configure export-credentials{option} --format env)"`, then start ie-tui in that '
        "shell without --profile.",
    ),
    _Words(
        frozenset({"MfaCodeError"}),
        NoCredentials,
        "The MFA code for profile {profile} was not accepted: {detail}",
        "A code counts once, for half a minute. Wait for the next one, then press enter to be asked again.",
    ),
    _Words(
        frozenset({"RefreshWithMFAUnsupportedError"}),
        NoCredentials,
        "The credentials of profile {profile} have run out, and new ones need an MFA code.",
        "Press enter to be asked for one.",
    ),
    _Words(
        frozenset({"KeyError"}),
        NoCredentials,
        "Profile {profile} gives no credentials: what came from its service or its login has no {detail}.",
        "If it signs in through SSO, run `aws sso login{option}`, then try again.",
    ),
    _Words(
        frozenset({"ProcessTooSlowError"}),
        NoCredentials,
        "The credential_process of profile {profile} was ended: {detail}.",
        "It has no terminal here. Run `aws configure export-credentials{option}` to see what it waits for.",
    ),
    _Words(
        frozenset({"ConnectionError", "HTTPClientError"}),
        Offline,
        "The credentials of profile {profile} could not be fetched: {detail}",
        "Check the network.",
    ),
    _Words(
        frozenset({"TimeoutError"}),
        NoCredentials,
        "The credentials of profile {profile} took too long to come.",
        "Run `aws sts get-caller-identity{option}` to see what they wait for.",
    ),
    _Words(
        frozenset({"Exception"}),
        NoCredentials,
        "Profile {profile} gives no credentials: {detail}",
        "Run `aws sts get-caller-identity{option}` to see whether they work elsewhere.",
    ),
)
"""The first that fits counts."""


def explain(error: Exception, profile: str | None) -> ServiceError:
    """What a failed look-up or refresh means."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if _WRONG_CODE in str(error):
        kinds.add("MfaCodeError")
    words = next(words for words in _KNOWN if words.names & kinds)
    filled = {
        "profile": profile or "default",
        "option": _option(profile),
        "python": shlex.quote(sys.executable),
        "detail": " ".join(str(error).split())[:DETAIL_CHARACTERS] or type(error).__name__,
    }
    return words.kind(words.sentence.format_map(filled), advice=words.advice.format_map(filled))


def nothing_found(session: Session) -> NoCredentials:
    """The whole chain was asked in vain."""
    files = " and ".join(session.get_config_variable(name) for name in ("config_file", "credentials_file"))
    places = ["the environment", f"profile {session.profile or 'default'} of {files}", "container metadata"]
    if os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() != "true":
        places.append("instance metadata")
    return NoCredentials(
        f"No AWS credentials were found. Looked at: {', '.join(places)}.",
        advice=f"Run `aws configure{_option(session.profile)}`, or set AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY. `ie-tui --demo` needs none.",
    )


def no_such_profile(session: Session) -> NoCredentials:
    """The profile chosen by flag or variable is in neither file."""
    names = sorted(session.available_profiles)
    more = f" and {len(names) - PROFILES_SHOWN} more" if len(names) > PROFILES_SHOWN else ""
    there = f"There are: {', '.join(names[:PROFILES_SHOWN])}{more}." if names else "There is none at all yet."
    return NoCredentials(
        f"There is no profile {session.profile}. {there}",
        advice="Name another with --profile or AWS_PROFILE, or run "
        f"`aws configure{_option(session.profile)}`.",
    )


def _option(profile: str | None) -> str:
    return f" --profile {shlex.quote(profile)}" if profile else ""
