"""The endpoint that the environment or the profile names."""

from __future__ import annotations

from collections.abc import Mapping
from os import environ
from typing import TYPE_CHECKING

from ie_tui.api.endpoint import Endpoint, parse_endpoint
from ie_tui.api.errors import BadEndpoint

if TYPE_CHECKING:
    from botocore.session import Session


def configured_endpoint(session: Session) -> Endpoint | None:
    """The address that the environment or the profile names, in botocore's order.

    Source: docs/faults.md 8. Raises BadEndpoint; botocore's errors for unreadable files
    pass through.
    """
    if session.get_config_variable("ignore_configured_endpoint_urls"):
        return None
    for variable in ("AWS_ENDPOINT_URL_IMPORTEXPORT", "AWS_ENDPOINT_URL"):
        if url := environ.get(variable):
            return parse_endpoint(url, "environment")
    profile = session.get_scoped_config()
    if url := _url_of_services(session, profile) or profile.get("endpoint_url"):
        return parse_endpoint(url, "profile")
    return None


def _url_of_services(session: Session, profile: Mapping[str, str]) -> str | None:
    """The `endpoint_url` under `importexport` in the `services` section that the profile names."""
    name = profile.get("services")
    if name is None:
        return None
    section = session.full_config.get("services", {}).get(name)
    service = section.get("importexport", {}) if isinstance(section, Mapping) else None
    if not isinstance(service, Mapping):
        raise BadEndpoint(
            f"The profile names the services section {name}, which is missing or cannot be read.",
            advice="Add it to the AWS config file as [services NAME], or remove the `services` line.",
        )
    url: str | None = service.get("endpoint_url")
    return url
