"""Looks up credentials through botocore, which is imported on first use.

Its provider chain (environment, shared files, SSO, assume-role, credential_process, container, instance) is
used unchanged, with two exceptions: neither an MFA prompt nor a credential_process may use the terminal.
Assumed roles are shared with the AWS CLI.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from ie_tui.api.ca_bundle import CaBundle, without_key_log
from ie_tui.api.endpoint import Endpoint
from ie_tui.api.errors import MfaDeclined, ServiceError
from ie_tui.api.logging import silence_libraries
from ie_tui.api.signing import Credentials
from ie_tui.credentials import credential_errors
from ie_tui.credentials.mfa import PERSON_LIMIT_S, PatientPrompter, Prompter
from ie_tui.credentials.process import CredentialProcess
from ie_tui.credentials.role_cache import RoleCache
from ie_tui.credentials.roles import credential_chain
from ie_tui.credentials.settings import read_settings
from ie_tui.system.threads import in_daemon_thread, start_daemon_thread

if TYPE_CHECKING:
    from botocore.session import Session

LIMIT_S: Final = 60.0
"""Limit for a look-up or refresh, which may wait for a browser, the network or a program."""


class SessionCredentials:
    """Credentials found by botocore, which refreshes them before they expire."""

    def __init__(
        self,
        found: Any,
        process: CredentialProcess,
        explain: Callable[[Exception], ServiceError],
        limit_s: float = LIMIT_S,
    ) -> None:
        self._found = found
        self._process = process
        self._explain = explain
        self._limit_s = limit_s
        self._one_at_a_time = asyncio.Lock()

    async def freeze(self) -> Credentials:
        """The credentials for one attempt, refreshed in a thread if due. Raises ServiceError."""
        if not self._is_refresh_due():
            return self.frozen()
        try:
            async with self._one_at_a_time:
                return await in_daemon_thread(self.frozen, self._limit_s)
        except TimeoutError as error:
            self._process.end()
            raise self._explain(error) from error

    def frozen(self) -> Credentials:
        """As `freeze`, but blocks during a refresh."""
        try:
            found = self._found.get_frozen_credentials()
        except ServiceError:
            raise
        except Exception as error:
            raise self._explain(error) from error
        # The repr of botocore's value contains the secret, and tracebacks may show it.
        return Credentials(found.access_key, found.secret_key, found.token, found.account_id)

    def _is_refresh_due(self) -> bool:
        refresh_needed = getattr(self._found, "refresh_needed", None)
        return refresh_needed is not None and refresh_needed()


@dataclass(frozen=True, slots=True)
class Caller:
    """The credentials and connection settings of the AWS configuration."""

    credentials: SessionCredentials
    access_key_id: str
    account_id: str | None
    """Known for roles, SSO and profiles that set it; None for most long-lived keys."""
    profile: str | None
    """From flag, variable or default; None if keys in the environment make it irrelevant."""
    endpoint: Endpoint
    region: str
    """Signing region for Version 4 (docs/service.md 2.4): us-east-1 unless endpoint or partition differ."""
    signing_name: str
    """Signing name for Version 4: IngestionService, or importexport in other partitions."""
    ca_bundle: CaBundle | None
    """Trusted CAs; None for those of httpx, or of SSL_CERT_FILE or SSL_CERT_DIR."""
    max_attempts: int
    renewal: credential_errors.Renewal
    """What to do once the service reports the credentials as expired."""
    remarks: tuple[str, ...]
    """Sentences to show once: where ie-tui deviates from the configuration."""


async def find_caller(
    profile: str | None = None,
    endpoint_url: str | None = None,
    *,
    prompter: Prompter | None = None,
    limit_s: float = LIMIT_S,
    person_limit_s: float = PERSON_LIMIT_S,
) -> Caller:
    """As `look_up`, in a daemon thread that delays neither the screen nor quitting.

    `limit_s` is paused while `prompter` waits for the user, for at most `person_limit_s`.
    """
    process = CredentialProcess()
    asking: PatientPrompter | None = None
    try:
        async with asyncio.timeout(limit_s) as deadline:
            if prompter is not None:
                asking = PatientPrompter(prompter, deadline, person_limit_s)
            call = partial(look_up, profile, endpoint_url, process=process, prompter=asking)
            return await asyncio.wrap_future(start_daemon_thread(call))
    except BaseException as error:
        # Nothing waits for the thread any more: make it end soon, without further effects.
        process.close()
        if asking is not None:
            asking.close()
        if isinstance(error, TimeoutError):
            raise _too_slow(error, profile, asking) from error
        raise


def look_up(
    profile: str | None = None,
    endpoint_url: str | None = None,
    *,
    process: CredentialProcess | None = None,
    prompter: Prompter | None = None,
) -> Caller:
    """Find credentials and settings as botocore does; `profile` and `endpoint_url` are flags. Blocks.

    `prompter` gives the code for a profile with `mfa_serial`, unless a role assumed by the AWS CLI is still
    valid. Raises NoCredentials with the command to run, BadEndpoint for an unusable address, NotSent for any
    other unusable setting, Offline if the credentials could not be fetched.
    """
    silence_libraries()
    from botocore.session import Session

    session = Session(profile=profile)
    try:
        _require_profile(session, profile)
        return _look_up(session, endpoint_url, process or CredentialProcess(), prompter)
    except ServiceError:
        raise
    except Exception as error:
        raise credential_errors.explain(error, session.profile) from error


def _too_slow(error: TimeoutError, profile: str | None, asking: PatientPrompter | None) -> ServiceError:
    if asking is not None and asking.is_fetching:
        return MfaDeclined("No MFA code was entered in time.")
    named = profile or os.environ.get("AWS_DEFAULT_PROFILE") or os.environ.get("AWS_PROFILE")
    return credential_errors.explain(error, named)


def _require_profile(session: Session, flag: str | None) -> None:
    if session.profile is not None and session.profile not in session.available_profiles:
        raise credential_errors.no_such_profile(session, flag)


def _look_up(
    session: Session, endpoint_url: str | None, process: CredentialProcess, prompter: Prompter | None
) -> Caller:
    settings = read_settings(session, endpoint_url)
    roles = RoleCache()
    with without_key_log():
        chain = credential_chain(session, process, prompter, roles)
    found = chain.load_credentials()
    if found is None:
        raise credential_errors.nothing_found(session)
    explain = partial(credential_errors.explain, profile=session.profile)
    credentials = SessionCredentials(found, process, explain)
    frozen = credentials.frozen()
    return Caller(
        credentials=credentials,
        access_key_id=frozen.access_key_id,
        account_id=frozen.account_id,
        profile=session.profile or (None if found.method == "env" else "default"),
        endpoint=settings.endpoint,
        region=settings.region,
        signing_name=settings.signing_name,
        ca_bundle=settings.ca_bundle,
        max_attempts=settings.max_attempts,
        renewal=credential_errors.renewal(found.method, session.profile),
        remarks=(*settings.remarks, *filter(None, [roles.remark])),
    )
