"""botocore's chain of credential providers; the two that would use the terminal are replaced."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ie_tui.credentials.mfa import Prompter, ask

if TYPE_CHECKING:
    from botocore.credentials import CredentialResolver
    from botocore.session import Session

    from ie_tui.credentials.process import CredentialProcess
    from ie_tui.credentials.role_cache import RoleCache


def credential_chain(
    session: Session, process: CredentialProcess, prompter: Prompter | None, cache: RoleCache
) -> CredentialResolver:
    """botocore's credential providers, in order."""
    from botocore import credentials as chain
    from botocore.utils import create_nested_client

    resolver = session.get_component("credential_provider")
    profile = session.profile or "default"
    profiles = _ProfileProviders(session, process)
    sources = [chain.EnvProvider(), *(resolver.get_provider(name) for name in ("container-role", "iam-role"))]
    roles = chain.AssumeRoleProvider(
        load_config=lambda: session.full_config,
        client_creator=partial(create_nested_client, session),
        cache=cache,
        profile_name=profile,
        prompter=partial(ask, prompter),
        credential_sourcer=chain.CanonicalNameCredentialSourcer(sources),
        profile_provider_builder=profiles,
    )
    ours = {roles.METHOD: roles, chain.ProcessProvider.METHOD: profiles.process_provider(profile)}
    resolver.providers[:] = [ours.get(provider.METHOD, provider) for provider in resolver.providers]
    return resolver


class _ProfileProviders:
    """Gives AssumeRoleProvider the provider chain of a `source_profile`."""

    def __init__(self, session: Session, process: CredentialProcess) -> None:
        from botocore.credentials import ProfileProviderBuilder

        self._session = session
        self._process = process
        self._builder = ProfileProviderBuilder(session, cache={})

    def process_provider(self, profile: str) -> Any:
        from botocore.credentials import ProcessProvider

        return ProcessProvider(profile, load_config=lambda: self._session.full_config, popen=self._process)

    def providers(self, profile_name: str, disable_env_vars: bool = False) -> list[Any]:
        ours = self.process_provider(profile_name)
        all_of_them = self._builder.providers(profile_name, disable_env_vars)
        return [ours if provider.METHOD == ours.METHOD else provider for provider in all_of_them]
