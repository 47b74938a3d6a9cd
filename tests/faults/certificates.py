"""A throw-away CA, and good and bad server certificates from it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache

import trustme

NAME = "service.example"


@cache
def authority() -> trustme.CA:
    """The CA that the client trusts."""
    return trustme.CA()


def genuine() -> ssl.SSLContext:
    """A valid certificate."""
    return _server(authority().issue_cert(NAME))


def for_another_name() -> ssl.SSLContext:
    return _server(authority().issue_cert("other.example"))


def expired() -> ssl.SSLContext:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return _server(
        authority().issue_cert(NAME, not_before=yesterday - timedelta(days=30), not_after=yesterday)
    )


def of_an_unknown_authority() -> ssl.SSLContext:
    return _server(trustme.CA().issue_cert(NAME))


def _server(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
