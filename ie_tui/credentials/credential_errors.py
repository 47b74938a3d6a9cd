"""Why botocore found no credentials, in sentences that name the profile and the command to run."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from ie_tui.api.ca_bundle import CaBundle, require_key_log, require_readable
from ie_tui.api.endpoint import parse_endpoint
from ie_tui.api.errors import LoginExpired, NoCredentials, NotSent, Offline, Remedy, ServiceError
from ie_tui.api.proxies import proxy_before, require_usable
from ie_tui.credentials.aws_variables import misset, unread_files, variable_behind

if TYPE_CHECKING:
    from botocore.session import Session

PROFILES_SHOWN: Final = 20
DETAIL_CHARACTERS: Final = 300

_PROFILE_VARIABLES: Final = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""In order of precedence."""
_ON_THE_WAY: Final = frozenset({"ConnectionError", "HTTPClientError", "LocationValueError"})
"""What botocore and urllib3 raise when they cannot connect at all."""

_STS: Final = parse_endpoint("https://sts.amazonaws.com")
"""Represents every credential service: requests to them use the HTTPS proxy."""

_WRONG_CODE: Final = "MultiFactorAuthentication failed"
"""STS's message for a wrong code; its error code is AccessDenied, as for every other refusal."""


class _Words(NamedTuple):
    names: frozenset[str]
    """Names of exception classes, since botocore is not imported here and older releases lack some."""
    kind: type[ServiceError]
    sentence: str
    advice: str
    remedy: Remedy | None = None


class Renewal(NamedTuple):
    """How to renew credentials at their source once the service reports them expired."""

    advice: str
    remedy: Remedy | None = None


_KNOWN: Final = (
    _Words(
        frozenset({"SSOError", "TokenRetrievalError"}),
        LoginExpired,
        "The SSO login of profile {profile} has expired or is missing.",
        "Run `aws sso login{option}`, then try again.",
    ),
    _Words(
        frozenset({"LoginError"}),
        LoginExpired,
        "The login of profile {profile} has expired or is missing.",
        "Run `aws login{option}`, then try again.",
    ),
    _Words(
        frozenset({"MissingDependencyException"}),
        NoCredentials,
        "Profile {profile} needs an optional part of botocore that is not installed.",
        "Run `{python} -m pip install 'botocore[crt]'`.",
        Remedy.START_AGAIN,
    ),
    _Words(
        frozenset({"MfaNeededError"}),
        NoCredentials,
        "Profile {profile} requires an MFA code, which cannot be entered here.",
        'Run `eval "$(aws configure export-credentials{option} --format env)"`, then start ie-tui in that '
        "shell without --profile.",
    ),
    _Words(
        frozenset({"MfaCodeError"}),
        NoCredentials,
        "The MFA code for profile {profile} was rejected: {detail}",
        "Each code works once and lasts 30 seconds: wait for the next one.",
        Remedy.ENTER_MFA_CODE,
    ),
    _Words(
        frozenset({"RefreshWithMFAUnsupportedError"}),
        LoginExpired,
        "The credentials of profile {profile} have expired; renewing them requires an MFA code.",
        "",
        Remedy.ENTER_MFA_CODE,
    ),
    _Words(
        frozenset({"PartialCredentialsError"}),
        NoCredentials,
        "The credentials are incomplete: {detail}.",
        "Set the missing part, or remove the rest. Check with `aws sts get-caller-identity{option}`.",
    ),
    _Words(
        frozenset({"KeyError"}),
        NoCredentials,
        "Profile {profile} provided no credentials: the response of its service or login has no {detail}.",
        "If it uses SSO, run `aws sso login{option}`, then try again.",
    ),
    _Words(
        frozenset({"ProcessTooSlowError"}),
        NoCredentials,
        "The credential_process of profile {profile} was stopped: {detail}.",
        "It has no terminal here. Run `aws configure export-credentials{option}` to see what it waits for.",
    ),
    _Words(
        frozenset({"ProxyConnectionError"}),
        Offline,
        "The credentials of profile {profile} could not be fetched: {detail}",
        "Check {proxy} and NO_PROXY.",
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
        "The credentials of profile {profile} took too long to fetch.",
        "Run `aws sts get-caller-identity{option}` to see what is slow.",
    ),
    _Words(
        frozenset({"Exception"}),
        NoCredentials,
        "Profile {profile} provided no credentials: {detail}",
        "Run `aws sts get-caller-identity{option}` to check them outside ie-tui.",
    ),
)
"""The first match applies."""


def explain(error: Exception, profile: str | None) -> ServiceError:
    """The error for a failed look-up or refresh."""
    if blamed := variable_behind(error):
        return _as_no_credentials(blamed)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if kinds & _ON_THE_WAY and (blamed := _variable_on_the_way()):
        return _as_no_credentials(blamed)
    if _WRONG_CODE in str(error):
        kinds.add("MfaCodeError")
    words = next(words for words in _KNOWN if words.names & kinds)
    proxy = proxy_before(_STS)
    filled = {
        "profile": profile or "default",
        "option": _option(profile),
        "proxy": proxy.variable if proxy else "HTTPS_PROXY",
        "python": shlex.quote(sys.executable),
        "detail": " ".join(str(error).split())[:DETAIL_CHARACTERS] or type(error).__name__,
    }
    sentence, advice = (text.format_map(filled) for text in (words.sentence, words.advice))
    return words.kind(sentence, advice=advice, remedy=words.remedy)


def _variable_on_the_way() -> NotSent | None:
    """The error for a variable that keeps botocore from the credential service, which it reaches by TLS."""
    proxy = proxy_before(_STS)
    try:
        require_key_log()
        for variable in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
            if variable in os.environ:
                require_readable(CaBundle(os.environ[variable], variable))
        if proxy is not None:
            require_usable(proxy)
    except NotSent as blamed:
        return blamed
    return None


def nothing_found(session: Session) -> NoCredentials:
    """The error if no provider of the chain found credentials."""
    names = (session.get_config_variable(name) for name in ("config_file", "credentials_file"))
    files = " and ".join(filter(None, names))
    places = ["the environment", f"profile {session.profile or 'default'} of {files}", "container metadata"]
    if os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() != "true":
        places.append("instance metadata")
    remarks = " ".join(("No AWS credentials found.", *unread_files()))
    return NoCredentials(
        f"{remarks} Searched: {', '.join(places)}.",
        advice=f"Run `aws configure{_option(session.profile)}`, or set AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY. `ie-tui --demo` needs none.",
    )


def no_such_profile(session: Session, flag: str | None) -> NoCredentials:
    """The error if the chosen profile is in neither file."""
    if not session.profile.strip():
        return _no_profile_named(flag)
    names = sorted(session.available_profiles)
    more = f" and {len(names) - PROFILES_SHOWN} more" if len(names) > PROFILES_SHOWN else ""
    there = (
        f"Available profiles: {', '.join(names[:PROFILES_SHOWN])}{more}."
        if names
        else "No profiles are configured."
    )
    return NoCredentials(
        " ".join((f"There is no profile {session.profile}. {there}", *unread_files())),
        advice="Choose another with --profile or AWS_PROFILE, or run "
        f"`aws configure{_option(session.profile)}`.",
    )


def _no_profile_named(flag: str | None) -> NoCredentials:
    if flag is not None:
        return NoCredentials("--profile is empty; leave it out, or give it a profile name.")
    variable = next(name for name in _PROFILE_VARIABLES if name in os.environ)
    return _as_no_credentials(misset(variable, "", "set it to a profile name"))


def _as_no_credentials(blamed: NotSent) -> NoCredentials:
    return NoCredentials(blamed.sentence, advice=blamed.advice)


_LOOK: Final = Renewal("Run `aws sts get-caller-identity{option}` to check them outside ie-tui.")
_METADATA: Final = Renewal("They are renewed automatically: try again in a minute.")
_FILE: Final = Renewal("Put new ones in profile {profile} of the AWS credentials file, then try again.")
_RENEWALS: Final = {
    "env": Renewal(
        "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to new values.",
        Remedy.START_AGAIN,
    ),
    "sso": Renewal("Run `aws sso login{option}`, then try again."),
    "login": Renewal("Run `aws login{option}`, then try again."),
    "shared-credentials-file": _FILE,
    "config-file": _FILE,
    "custom-process": Renewal(
        "Run `aws configure export-credentials{option}` to see what the credential_process gives."
    ),
    "container-role": _METADATA,
    "iam-role": _METADATA,
}
"""By the `method` of botocore's credentials; others are roles, renewed automatically if possible."""


def renewal(method: str, profile: str | None) -> Renewal:
    """What to do once the service reports credentials found by this `method` as expired."""
    found = _RENEWALS.get(method, _LOOK)
    return found._replace(advice=found.advice.format(profile=profile or "default", option=_option(profile)))


def _option(profile: str | None) -> str:
    return f" --profile {shlex.quote(profile)}" if profile else ""
