"""As whom requests are signed: found by botocore, which is imported when it is first asked.

Its chain (environment, shared files, SSO, assume-role, credential_process, container, instance) is used as
it stands, but for two places: neither an MFA prompt nor a credential_process reaches the terminal. Assumed
roles are shared with the AWS CLI.
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
"""How long a look-up or a refresh may take: a chain may wait for a browser, a network or a program."""


class SessionCredentials:
    """Credentials that botocore found and refreshes when they are about to expire."""

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
        """Credentials for one attempt; in a thread when a refresh is due. Raises ServiceError."""
        if not self._is_refresh_due():
            return self.frozen()
        try:
            async with self._one_at_a_time:
                return await in_daemon_thread(self.frozen, self._limit_s)
        except TimeoutError as error:
            self._process.end()
            raise self._explain(error) from error

    def frozen(self) -> Credentials:
        """As `freeze`, but blocks while they are refreshed."""
        try:
            found = self._found.get_frozen_credentials()
        except ServiceError:
            raise
        except Exception as error:
            raise self._explain(error) from error
        # botocore's own value prints the secret when it is shown in a traceback.
        return Credentials(found.access_key, found.secret_key, found.token, found.account_id)

    def _is_refresh_due(self) -> bool:
        refresh_needed = getattr(self._found, "refresh_needed", None)
        return refresh_needed is not None and refresh_needed()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who speaks, and what the AWS configuration says about how."""

    credentials: SessionCredentials
    access_key_id: str
    account_id: str | None
    """Known for roles, SSO and profiles that name it; None for most long-lived keys."""
    profile: str | None
    """As chosen by flag, variable or default; None when keys in the environment make it irrelevant."""
    endpoint: Endpoint
    region: str
    """To sign for with Version 4 (docs/service.md 2.4): us-east-1,
    unless endpoint or partition say otherwise."""
    signing_name: str
    """The service to sign for with Version 4: IngestionService, in other partitions importexport."""
    ca_bundle: CaBundle | None
    """Trusted certificates; None: those that come with httpx, or that SSL_CERT_FILE or SSL_CERT_DIR name."""
    max_attempts: int
    renewal: credential_errors.Renewal
    """What to do once the service says that the credentials have expired."""
    remarks: tuple[str, ...]
    """Sentences to tell once: what of the configuration is not followed to the letter."""


async def find_caller(
    profile: str | None = None,
    endpoint_url: str | None = None,
    *,
    prompter: Prompter | None = None,
    limit_s: float = LIMIT_S,
    person_limit_s: float = PERSON_LIMIT_S,
) -> Caller:
    """As `look_up`, in a thread that neither the screen nor quitting waits for.

    `limit_s` stands still while `prompter` waits for a person, who has `person_limit_s` for it.
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
        # Nobody waits for the thread any more: let it end soon, and do nothing more.
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

    `prompter` is asked for the code of a profile with `mfa_serial`, unless a role that the AWS CLI assumed is
    still good. Raises NoCredentials with the command to run, BadEndpoint for an address that cannot be used,
    NotSent for any other setting that cannot, Offline when credentials could not be fetched.
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
        return MfaDeclined("Nobody entered the MFA code in time.")
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
