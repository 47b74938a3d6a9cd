"""What the configuration asks for and does not get to the letter is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ie_tui.credentials.lookup import look_up
from tests.credentials.resolution_cases import KEYS

Configure = Callable[..., None]

OWN = {"AWS_ENDPOINT_URL": "http://127.0.0.1:8099"}
REMARKS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "nothing asked": ({}, ()),
    "standard mode": ({"AWS_RETRY_MODE": "standard"}, ()),
    "legacy mode": ({"AWS_RETRY_MODE": "legacy"}, ("retry mode legacy; ie-tui uses standard",)),
    "adaptive mode": ({"config": "[default]\nretry_mode = adaptive\n"}, ("retry mode adaptive",)),
    "FIPS": ({"AWS_USE_FIPS_ENDPOINT": "true", "AWS_DEFAULT_REGION": "us-east-1"}, ()),
    "FIPS elsewhere": (
        {**OWN, "AWS_USE_FIPS_ENDPOINT": "true"},
        ("a FIPS endpoint, which does not apply to 127.0.0.1:8099",),
    ),
    "a region that is none": (
        {"AWS_REGION": "narnia-1", "AWS_DEFAULT_REGION": "us-esat-1"},
        ("AWS_REGION sets the region narnia-1", "AWS configuration sets the region us-esat-1"),
    ),
    "a pseudo-region": ({"AWS_DEFAULT_REGION": "fips-us-gov-west-1"}, ()),
    "all at once": (
        {
            **OWN,
            "AWS_USE_FIPS_ENDPOINT": "true",
            "AWS_USE_DUALSTACK_ENDPOINT": "true",
            "AWS_RETRY_MODE": "legacy",
        },
        ("retry mode legacy", "a FIPS endpoint", "a dual-stack endpoint"),
    ),
}


@pytest.mark.parametrize("case", REMARKS)
def test_what_is_not_followed_to_the_letter_is_told(case: str, configure: Configure) -> None:
    settings, told = REMARKS[case]
    configure(**KEYS, **settings)
    remarks = look_up().remarks
    assert len(remarks) == len(told)
    assert all(words in remark for words, remark in zip(told, remarks, strict=True))
