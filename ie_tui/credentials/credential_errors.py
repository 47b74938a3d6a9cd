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
"""In the order in which they count."""
_ON_THE_WAY: Final = frozenset({"ConnectionError", "HTTPClientError", "LocationValueError"})
"""What botocore and urllib3 raise when they cannot speak to another machine at all."""

_STS: Final = parse_endpoint("https://sts.amazonaws.com")
"""Stands for all that give credentials; what they are asked goes through the proxy for https."""

_WRONG_CODE: Final = "MultiFactorAuthentication failed"
"""What STS says of a wrong code; its error code is AccessDenied, as for all else that it refuses."""


class _Words(NamedTuple):
    names: frozenset[str]
    """Of exception classes. Names, since botocore stays unimported here and older releases lack some."""
    kind: type[ServiceError]
    sentence: str
    advice: str
    remedy: Remedy | None = None


class Renewal(NamedTuple):
    """How to get new credentials where the old ones came from, once the service says that they ended."""

    advice: str
    remedy: Remedy | None = None


_KNOWN: Final = (
    _Words(
        frozenset({"SSOError", "TokenRetrievalError"}),
        LoginExpired,
        "The SSO login of profile {profile} has expired, or there was none.",
        "Run `aws sso login{option}`, then try again.",
    ),
    _Words(
        frozenset({"LoginError"}),
        LoginExpired,
        "The login of profile {profile} has expired, or there was none.",
        "Run `aws login{option}`, then try again.",
    ),
    _Words(
        frozenset({"MissingDependencyException"}),
        NoCredentials,
        "Profile {profile} needs a part of botocore that is not installed.",
        "Run `{python} -m pip install 'botocore[crt]'`.",
        Remedy.START_AGAIN,
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
        "A code counts once, for half a minute: wait for the next one.",
        Remedy.ENTER_MFA_CODE,
    ),
    _Words(
        frozenset({"RefreshWithMFAUnsupportedError"}),
        LoginExpired,
        "The credentials of profile {profile} have run out, and new ones need an MFA code.",
        "",
        Remedy.ENTER_MFA_CODE,
    ),
    _Words(
        frozenset({"PartialCredentialsError"}),
        NoCredentials,
        "Half of the credentials is missing: {detail}.",
        "Set what is missing, or remove the rest. `aws sts get-caller-identity{option}` shows when it works.",
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
    """The variable that keeps botocore from speaking to whoever gives credentials; it always speaks TLS."""
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
    """The whole chain was asked in vain."""
    names = (session.get_config_variable(name) for name in ("config_file", "credentials_file"))
    files = " and ".join(filter(None, names))
    places = ["the environment", f"profile {session.profile or 'default'} of {files}", "container metadata"]
    if os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() != "true":
        places.append("instance metadata")
    remarks = " ".join(("No AWS credentials were found.", *unread_files()))
    return NoCredentials(
        f"{remarks} Looked at: {', '.join(places)}.",
        advice=f"Run `aws configure{_option(session.profile)}`, or set AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY. `ie-tui --demo` needs none.",
    )


def no_such_profile(session: Session, flag: str | None) -> NoCredentials:
    """The profile chosen by flag or variable is in neither file."""
    if not session.profile.strip():
        return _no_profile_named(flag)
    names = sorted(session.available_profiles)
    more = f" and {len(names) - PROFILES_SHOWN} more" if len(names) > PROFILES_SHOWN else ""
    there = f"There are: {', '.join(names[:PROFILES_SHOWN])}{more}." if names else "There is none at all yet."
    return NoCredentials(
        " ".join((f"There is no profile {session.profile}. {there}", *unread_files())),
        advice="Name another with --profile or AWS_PROFILE, or run "
        f"`aws configure{_option(session.profile)}`.",
    )


def _no_profile_named(flag: str | None) -> NoCredentials:
    if flag is not None:
        return NoCredentials("--profile is empty; leave it out, or name a profile with it.")
    variable = next(name for name in _PROFILE_VARIABLES if name in os.environ)
    return _as_no_credentials(misset(variable, "", "name a profile in it"))


def _as_no_credentials(blamed: NotSent) -> NoCredentials:
    return NoCredentials(blamed.sentence, advice=blamed.advice)


_LOOK: Final = Renewal("Run `aws sts get-caller-identity{option}` to see whether they work elsewhere.")
_METADATA: Final = Renewal("They renew by themselves: try again in a minute.")
_FILE: Final = Renewal("Put new ones into profile {profile} of the AWS credentials file, then try again.")
_RENEWALS: Final = {
    "env": Renewal(
        "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to new ones.",
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
"""By the `method` of botocore's credentials; all others are roles, which renew by themselves if they can."""


def renewal(method: str, profile: str | None) -> Renewal:
    """What to do once the service says that credentials found by this `method` have expired."""
    found = _RENEWALS.get(method, _LOOK)
    return found._replace(advice=found.advice.format(profile=profile or "default", option=_option(profile)))


def _option(profile: str | None) -> str:
    return f" --profile {shlex.quote(profile)}" if profile else ""
