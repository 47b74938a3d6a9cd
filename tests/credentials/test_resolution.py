"""Credentials, endpoint, region and the rest, exactly as botocore's own client would use them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import InvalidConfigError, NoRegionError
from botocore.session import Session

from ie_tui.api.ca_bundle import CaBundle
from ie_tui.api.proxies import ProxySetting, proxy_before
from ie_tui.credentials.lookup import look_up
from tests.credentials.aws_machine import set_up, stub
from tests.credentials.botocore_caller import ours, theirs
from tests.credentials.resolution_cases import CASES, KEYS, Case

__all__ = ["set_up", "stub"]

Configure = Callable[..., None]


@pytest.mark.figure("endpoint and credential cases", len(CASES))
@pytest.mark.parametrize("name", CASES)
def test_all_is_resolved_as_botocore_does(
    name: str, set_up: Callable[[Case], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    set_up(case)
    found = ours(look_up(case.profile, case.endpoint_url))
    assert found == theirs(case.profile, case.endpoint_url, monkeypatch)


def test_an_address_of_ones_own_needs_no_region(configure: Configure) -> None:
    """botocore asks for one; this service has but one region, and an emulator has none."""
    configure(**KEYS, AWS_ENDPOINT_URL="http://127.0.0.1:8099")
    with pytest.raises(NoRegionError):
        Session().create_client("importexport").list_jobs()
    caller = look_up()
    assert (caller.region, caller.signing_name) == ("us-east-1", "IngestionService")


def test_an_address_of_ones_own_may_have_an_underscore(configure: Configure) -> None:
    """botocore refuses it, though the names of containers are full of them."""
    configure(**KEYS, AWS_ENDPOINT_URL="http://my_service:4566", AWS_DEFAULT_REGION="eu-west-1")
    with pytest.raises(ValueError, match="Invalid endpoint"):
        Session().create_client("importexport")
    caller = look_up()
    assert (caller.endpoint.url, caller.region) == ("http://my_service:4566/", "eu-west-1")


def test_an_empty_bundle_is_refused_when_it_counts(configure: Configure) -> None:
    """botocore refuses it at once; here a flag may still name another, and the client refuses it."""
    configure(**KEYS, AWS_CA_BUNDLE="")
    with pytest.raises(InvalidConfigError):
        Session().create_client("importexport")
    assert look_up().ca_bundle == CaBundle("", "AWS_CA_BUNDLE")


def test_a_proxy_for_everything_counts_too(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore reads ALL_PROXY and does not use it; httpx does, as curl and most programs do."""
    configure(**KEYS, ALL_PROXY="http://proxy.example:3128")
    assert theirs(None, None, monkeypatch).proxy is None
    assert proxy_before(look_up().endpoint) == ProxySetting("ALL_PROXY", "http://proxy.example:3128")


def test_a_proxy_is_never_asked_for_this_machine(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """botocore asks it; to a proxy, loopback is its own machine."""
    own = {"AWS_ENDPOINT_URL": "http://127.0.0.1:8099", "AWS_DEFAULT_REGION": "us-east-1"}
    configure(**KEYS, **own, HTTP_PROXY="http://proxy.example:3128")
    assert theirs(None, None, monkeypatch).proxy == "http://proxy.example:3128"
    assert proxy_before(look_up().endpoint) is None
