"""As whom requests are signed: found by botocore, which is imported when it is first asked.

Its chain (environment, shared files, SSO, assume-role, credential_process, container, instance) is used as
it stands, but for two places: neither an MFA prompt nor a credential_process reaches the terminal.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from ie_tui.service import lookup_faults
from ie_tui.service.credential_process import CredentialProcess
from ie_tui.service.endpoint import Endpoint, configured_endpoint, parse_endpoint
from ie_tui.service.errors import NoCredentials, NotSent, ServiceError
from ie_tui.service.logs import quieten
from ie_tui.service.signing import Credentials
from ie_tui.threads import apart

if TYPE_CHECKING:
    from botocore.credentials import CredentialResolver
    from botocore.session import Session

LIMIT_S: Final = 60.0
"""How long a look-up or a refresh may take: a chain may wait for a browser, a network or a program."""
DEFAULT_ATTEMPTS: Final = 3
DEFAULT_REGION: Final = "us-east-1"


class CredentialSource(Protocol):
    """Whoever can name the credentials for the next attempt; `signing.Credentials` names itself."""

    async def freeze(self) -> Credentials:
        """Key, secret and token that belong together. Raises ServiceError."""
        ...


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
                return await apart(self.frozen, self._limit_s)
        except TimeoutError as error:
            self._process.end()
            raise self._explain(error) from error

    def frozen(self) -> Credentials:
        """As `freeze`, but blocks while they are refreshed."""
        try:
            found = self._found.get_frozen_credentials()
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
    """For Signature Version 4 (fact sheet 2.4): the service's own unless another endpoint is used."""
    ca_bundle: str | None
    """A file or directory of trusted certificates; None: those that come with httpx or SSL_CERT_FILE."""
    max_attempts: int


async def find_caller(
    profile: str | None = None, endpoint_url: str | None = None, *, limit_s: float = LIMIT_S
) -> Caller:
    """As `look_up`, in a thread that neither the screen nor quitting waits for."""
    process = CredentialProcess()
    try:
        return await apart(partial(look_up, profile, endpoint_url, process=process), limit_s)
    except TimeoutError as error:
        process.close()
        named = profile or os.environ.get("AWS_DEFAULT_PROFILE") or os.environ.get("AWS_PROFILE")
        raise lookup_faults.explain(error, named) from error
    except asyncio.CancelledError:
        process.close()
        raise


def look_up(
    profile: str | None = None,
    endpoint_url: str | None = None,
    *,
    process: CredentialProcess | None = None,
) -> Caller:
    """Find credentials and settings as botocore does; `profile` and `endpoint_url` are flags. Blocks.

    Raises NoCredentials with the command to run, BadEndpoint for an address that cannot be used, NotSent for
    any other setting that cannot, Offline when credentials could not be fetched.
    """
    quieten()
    from botocore.session import Session

    session = Session(profile=profile)
    try:
        return _look_up(session, endpoint_url, process or CredentialProcess())
    except ServiceError:
        raise
    except Exception as error:
        raise lookup_faults.explain(error, session.profile) from error


def require_sendable(credentials: Credentials) -> None:
    """Raises NoCredentials for a key with a character that no AWS key has, most often a line break."""
    for name, value in (
        ("access key id", credentials.access_key_id),
        ("secret key", credentials.secret_access_key),
        ("session token", credentials.session_token or "none"),
    ):
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise NoCredentials(
                f"The {name} is empty or holds a character that no AWS key has.",
                advice="Copy it again, without the blanks and line breaks around it.",
            )


def _look_up(session: Session, endpoint_url: str | None, process: CredentialProcess) -> Caller:
    if session.profile is not None and session.profile not in session.available_profiles:
        raise lookup_faults.no_such_profile(session)
    endpoint = configured_endpoint(session) if endpoint_url is None else parse_endpoint(endpoint_url)
    ca_bundle, max_attempts, region = _ca_bundle(session), _max_attempts(session), _region(session, endpoint)
    found = _resolver(session, process).load_credentials()
    if found is None:
        raise lookup_faults.nothing_found(session)
    explain = partial(lookup_faults.explain, profile=session.profile)
    credentials = SessionCredentials(found, process, explain)
    frozen = credentials.frozen()
    return Caller(
        credentials=credentials,
        access_key_id=frozen.access_key_id,
        account_id=frozen.account_id,
        profile=session.profile or (None if found.method == "env" else "default"),
        endpoint=endpoint,
        region=region,
        ca_bundle=ca_bundle,
        max_attempts=max_attempts,
    )


def _resolver(session: Session, process: CredentialProcess) -> CredentialResolver:
    """botocore's chain, with its two providers that would use the terminal built anew."""
    from botocore import credentials as chain
    from botocore.utils import create_nested_client

    resolver = session.get_component("credential_provider")
    cache: dict[str, Any] = {}
    profile = session.profile or "default"
    profiles = _ProfileProviders(session, chain.ProfileProviderBuilder(session, cache=cache), process)
    sources = [chain.EnvProvider(), *(resolver.get_provider(name) for name in ("container-role", "iam-role"))]
    roles = chain.AssumeRoleProvider(
        load_config=lambda: session.full_config,
        client_creator=partial(create_nested_client, session),
        cache=cache,
        profile_name=profile,
        prompter=lookup_faults.refuse_mfa,
        credential_sourcer=chain.CanonicalNameCredentialSourcer(sources),
        profile_provider_builder=profiles,
    )
    ours = {roles.METHOD: roles, chain.ProcessProvider.METHOD: profiles.process_provider(profile)}
    resolver.providers[:] = [ours.get(provider.METHOD, provider) for provider in resolver.providers]
    return resolver


class _ProfileProviders:
    """What AssumeRoleProvider asks for the chain of a `source_profile`."""

    def __init__(self, session: Session, builder: Any, process: CredentialProcess) -> None:
        self._session = session
        self._builder = builder
        self._process = process

    def process_provider(self, profile: str) -> Any:
        from botocore.credentials import ProcessProvider

        return ProcessProvider(profile, load_config=lambda: self._session.full_config, popen=self._process)

    def providers(self, profile_name: str, disable_env_vars: bool = False) -> list[Any]:
        ours = self.process_provider(profile_name)
        all_of_them = self._builder.providers(profile_name, disable_env_vars)
        return [ours if provider.METHOD == ours.METHOD else provider for provider in all_of_them]


def _ca_bundle(session: Session) -> str | None:
    """Also an empty one, which the client then refuses: dropped, it would trust more than was meant."""
    bundle: str | None = session.get_config_variable("ca_bundle")
    return os.environ.get("REQUESTS_CA_BUNDLE") if bundle is None else bundle


def _max_attempts(session: Session) -> int:
    try:
        attempts: int | None = session.get_config_variable("max_attempts")
    except ValueError:
        attempts = 0
    if attempts is not None and attempts < 1:
        raise NotSent(
            "The AWS configuration does not say how many attempts to make.",
            advice="Set AWS_MAX_ATTEMPTS or max_attempts to a whole number from 1, or remove the setting.",
        )
    return DEFAULT_ATTEMPTS if attempts is None else attempts


def _region(session: Session, endpoint: Endpoint) -> str:
    from botocore.utils import validate_region_name

    region: str | None = session.get_config_variable("region")
    if endpoint.is_default or not region:
        return DEFAULT_REGION
    validate_region_name(region)
    return region
