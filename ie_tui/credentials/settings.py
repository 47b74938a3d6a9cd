"""Connection settings from the AWS configuration: endpoint, region, attempts, CA bundle."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ie_tui.api.ca_bundle import CaBundle, require_key_log, without_key_log
from ie_tui.api.endpoint import Endpoint, parse_endpoint
from ie_tui.api.errors import NotSent
from ie_tui.api.retry import DEFAULT_ATTEMPTS
from ie_tui.credentials.aws_variables import misset, variable_behind
from ie_tui.credentials.configured_endpoint import configured_endpoint

if TYPE_CHECKING:
    from botocore.session import Session

DEFAULT_REGION: Final = "us-east-1"

_VARIABLES: Final = {
    "region": "AWS_DEFAULT_REGION",
    "retry_mode": "AWS_RETRY_MODE",
    "max_attempts": "AWS_MAX_ATTEMPTS",
}
_FIPS: Final = re.compile("^fips-|-fips$")
"""What turns a region into a FIPS pseudo-region."""
_LEGACY_ATTEMPTS: Final = 5
"""botocore's default in legacy retry mode."""


class Settings(NamedTuple):
    """Everything besides credentials; see `Caller`."""

    endpoint: Endpoint
    region: str
    signing_name: str
    ca_bundle: CaBundle | None
    max_attempts: int
    remarks: tuple[str, ...]


def read_settings(session: Session, endpoint_url: str | None) -> Settings:
    """Read the settings as botocore resolves them; `endpoint_url` is a flag. Raises BadEndpoint and NotSent.

    Endpoint and signing scope come from a URL that a botocore client signs and never sends. They depend on
    region, partition, FIPS and dual stack, by two sets of rules that disagree at the edges (docs/service.md
    1). Measured: the client takes 45 ms of the look-up's thread, one set of rules alone 15 ms.
    """
    custom = configured_endpoint(session) if endpoint_url is None else parse_endpoint(endpoint_url)
    _require_attempts(session)
    regions = tuple(_region_remarks(session))
    if custom is None or custom.is_encrypted:
        require_key_log()
    with without_key_log():
        client = _client(session, custom)
    parts = urlsplit(_presigned_url(client))
    _, _, region, signing_name, _ = parse_qs(parts.query)["X-Amz-Credential"][0].split("/")
    endpoint = custom or parse_endpoint(f"{parts.scheme}://{parts.netloc}{parts.path}", "default")
    retries = client.meta.config.retries
    usual = _LEGACY_ATTEMPTS if retries["mode"] == "legacy" else DEFAULT_ATTEMPTS
    return Settings(
        endpoint=endpoint,
        region=region,
        signing_name=signing_name,
        ca_bundle=_ca_bundle(session),
        max_attempts=retries.get("total_max_attempts", usual),
        remarks=(*regions, *_remarks(session, custom, retries["mode"])),
    )


def _client(session: Session, custom: Endpoint | None) -> Any:
    from botocore.exceptions import InvalidRegionError, InvalidRetryModeError
    from botocore.utils import create_nested_client

    region = session.get_config_variable("region")
    try:
        return create_nested_client(
            session,
            "importexport",
            # botocore requires a region for any custom address, although this service has only one.
            region_name=DEFAULT_REGION if custom and not region else None,
            # Only its presence matters: botocore rejects host names that work elsewhere.
            endpoint_url="https://localhost" if custom else None,
            verify=True,
            aws_access_key_id="unused",
            aws_secret_access_key="unused",  # noqa: S106
        )
    except InvalidRegionError as error:
        raise _wrong_setting("region", f"sets the unknown region {region!r}", "us-east-1") from error
    except InvalidRetryModeError as error:
        mode = session.get_config_variable("retry_mode")
        raise _wrong_setting("retry_mode", f"sets the unknown retry mode {mode!r}", "standard") from error
    except Exception as error:
        raise _unusable(error) from error


def _presigned_url(client: Any) -> str:
    try:
        url: str = client.generate_presigned_url("list_jobs")
    except Exception as error:
        raise _unusable(error) from error
    return url


def _wrong_setting(setting: str, fault: str, wanted: str) -> NotSent:
    """The error for a setting, naming the variable or profile that sets it."""
    variable = _VARIABLES[setting]
    if variable not in os.environ:
        return NotSent(
            f"{setting} of the profile {fault}.", advice=f"Set {setting} to {wanted}, or remove it."
        )
    if not os.environ[variable].strip():
        return misset(variable, "", f"set it to {wanted}")
    return NotSent(
        f"{variable} {fault}.",
        advice=f"Set {variable} to {wanted}, or run `unset {variable}`; then start ie-tui again.",
    )


def _unusable(error: Exception) -> NotSent:
    return variable_behind(error) or NotSent(
        f"The AWS configuration cannot be used: {' '.join(str(error).split())[:300]}",
        advice="Check the AWS_ variables and the profile, or choose another profile.",
    )


def _region_remarks(session: Session) -> Iterator[str]:
    """Remarks on unknown region names.

    botocore accepts any name as a region of the first partition, and ignores AWS_REGION.
    """
    partitions = session.get_component("data_loader").load_data("partitions")["partitions"]
    known = {name for partition in partitions for name in partition["regions"]}
    for origin, name in (
        ("AWS_REGION", os.environ.get("AWS_REGION")),
        ("The AWS configuration", session.get_config_variable("region")),
    ):
        if name and _FIPS.sub("", name) not in known:
            yield f"{origin} sets the region {name}, which botocore does not know; check the spelling."


def _require_attempts(session: Session) -> None:
    try:
        attempts: int | None = session.get_config_variable("max_attempts")
    except ValueError:
        attempts = 0
    if attempts is not None and attempts < 1:
        raise _wrong_setting("max_attempts", "is not a valid number of attempts", "a whole number from 1")


def _ca_bundle(session: Session) -> CaBundle | None:
    """Even an empty one, which the client refuses: ignoring it would trust more than intended."""
    path: str | None = session.get_config_variable("ca_bundle")
    if path is not None:
        is_variable = "AWS_CA_BUNDLE" in os.environ
        return CaBundle(path, "AWS_CA_BUNDLE" if is_variable else "ca_bundle of the profile")
    path = os.environ.get("REQUESTS_CA_BUNDLE")
    return None if path is None else CaBundle(path, "REQUESTS_CA_BUNDLE")


def _remarks(session: Session, custom: Endpoint | None, retry_mode: str) -> list[str]:
    remarks = []
    if retry_mode != "standard":
        remarks.append(f"The AWS configuration sets retry mode {retry_mode}; ie-tui uses standard.")
    if custom:
        remarks += [
            f"The AWS configuration requests {kind}, which does not apply to {custom.host}."
            for name, kind in (
                ("use_fips_endpoint", "a FIPS endpoint"),
                ("use_dualstack_endpoint", "a dual-stack endpoint"),
            )
            if session.get_config_variable(name)
        ]
    return remarks
