"""When an attempt is made again, after what wait, with what time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ie_tui.api.error_codes import error_for_code
from ie_tui.api.errors import BadAnswer, NoCredentials, Offline, ServiceError, TlsFailed
from ie_tui.api.retry import FailureClass, Quota, backoff_s, corrected_offset, failure_class_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FINAL, TRANSIENT, THROTTLED = FailureClass.FINAL, FailureClass.TRANSIENT, FailureClass.THROTTLED


def refused(code: str, http_status: int = 400) -> ServiceError:
    return error_for_code(code, "", http_status, None)


@pytest.mark.parametrize(
    ("error", "http_status", "expected"),
    [
        (Offline("the connection broke"), None, TRANSIENT),
        (TlsFailed("the certificate has expired"), None, FINAL),
        (NoCredentials("nobody"), None, FINAL),
        (BadAnswer("HTML"), 200, FINAL),
        (BadAnswer("HTML"), 503, TRANSIENT),
        (BadAnswer("HTML"), 404, FINAL),
        (refused("", 500), 500, TRANSIENT),
        (refused("", 501), 501, FINAL),
        (refused("", 502), 502, TRANSIENT),
        (refused("ServiceUnavailable", 503), 503, TRANSIENT),
        (refused("", 504), 504, TRANSIENT),
        (refused("", 509), 509, FINAL),
        (refused("RequestTimeout"), 400, TRANSIENT),
        (refused("RequestTimeoutException"), 400, TRANSIENT),
        (refused("PriorRequestNotComplete"), 400, THROTTLED),
        (refused("Throttling"), 400, THROTTLED),
        (refused("ThrottlingException"), 503, THROTTLED),
        (refused("SlowDown", 503), 503, THROTTLED),
        (refused("", 429), 429, THROTTLED),
        (refused("SomethingNew", 429), 429, THROTTLED),
        (refused("InvalidJobIdException", 429), 429, FINAL),
        (refused("CreateJobQuotaExceededException"), 400, FINAL),
        (refused("SignatureDoesNotMatch", 403), 403, FINAL),
        (refused("InvalidJobIdException"), 400, FINAL),
    ],
)
def test_each_failure_is_of_its_kind(
    error: ServiceError, http_status: int | None, expected: FailureClass
) -> None:
    assert failure_class_of(error, http_status) is expected


@pytest.mark.parametrize(
    ("failure", "retry", "chance", "retry_after", "expected_s"),
    [
        (TRANSIENT, 0, 1.0, None, 0.05),
        (TRANSIENT, 1, 1.0, None, 0.1),
        (TRANSIENT, 1, 0.5, None, 0.05),
        (TRANSIENT, 5000, 1.0, None, 20.0),
        (THROTTLED, 0, 1.0, None, 1.0),
        (THROTTLED, 1, 0.25, None, 0.5),
        (THROTTLED, 9, 1.0, None, 20.0),
        (TRANSIENT, 0, 0.0, "1500", 1.5),
        (THROTTLED, 0, 1.0, "200", 1.0),
        (THROTTLED, 0, 1.0, "60000", 6.0),
        (THROTTLED, 0, 1.0, "9" * 400, 6.0),
        (THROTTLED, 0, 1.0, "-5", 1.0),
        (THROTTLED, 0, 1.0, "soon", 1.0),
        (THROTTLED, 0, 1.0, "٣", 1.0),
        (THROTTLED, 0, 1.0, "", 1.0),
    ],
)
def test_the_wait_grows_and_the_header_only_lengthens_it(
    failure: FailureClass, retry: int, chance: float, retry_after: str | None, expected_s: float
) -> None:
    assert backoff_s(failure, retry, lambda: chance, retry_after) == pytest.approx(expected_s)


def test_the_quota_ends_a_storm_of_failures_and_fills_again_with_successes() -> None:
    quota = Quota()
    paid = 0
    while quota.take(TRANSIENT) is not None:
        paid += 1
    assert (paid, quota.tokens) == (35, 10)
    assert quota.take(THROTTLED) == 5
    quota.give_back(14)
    quota.give_back(None)
    assert quota.tokens == 20


def test_the_quota_never_holds_more_than_its_capacity() -> None:
    quota = Quota()
    quota.give_back(14)
    assert quota.tokens == Quota.CAPACITY


def ask_again(
    code: str = "RequestExpired",
    *,
    theirs: datetime | str | None,
    signed_at: datetime = NOW,
    offset: timedelta = timedelta(),
) -> timedelta | None:
    date = format_datetime(theirs, usegmt=True) if isinstance(theirs, datetime) else theirs
    return corrected_offset(
        refused(code, 403), date=date, received_at=NOW, signed_at=signed_at, offset=offset
    )


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("skew", [20 * MINUTE, -20 * MINUTE, 5 * MINUTE, timedelta(days=40)])
@pytest.mark.parametrize(
    "code",
    [
        "RequestExpired",
        "RequestTimeTooSkewed",
        "RequestInTheFuture",
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
    ],
)
def test_a_clock_that_is_off_is_corrected(code: str, skew: timedelta) -> None:
    assert ask_again(code, theirs=NOW + skew) == skew


def test_equal_clocks_call_for_no_second_signature() -> None:
    assert ask_again(theirs=NOW + 3 * MINUTE) is None
    assert ask_again(theirs=NOW + 20 * MINUTE, signed_at=NOW + 20 * MINUTE, offset=20 * MINUTE) is None


def test_a_signature_from_before_a_suspend_is_made_again() -> None:
    assert ask_again(theirs=NOW, signed_at=NOW - timedelta(hours=8)) == timedelta()


def test_a_signature_from_before_the_offset_was_corrected_is_made_again() -> None:
    assert ask_again(theirs=NOW - 20 * MINUTE, signed_at=NOW, offset=-20 * MINUTE) == -20 * MINUTE


def test_other_refusals_never_move_the_clock() -> None:
    assert ask_again("AccessDenied", theirs=NOW + 20 * MINUTE) is None
    error = BadAnswer("a login page")
    assert corrected_offset(error, date=None, received_at=NOW, signed_at=NOW, offset=timedelta()) is None


@pytest.mark.parametrize(
    "date",
    [
        None,
        "",
        "yesterday",
        "Mon, 99 Nov 2026 99:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 23 Nov 2026 12:30:00 +99999999999999999999",
    ],
)
def test_a_date_that_says_nothing_corrects_nothing(date: str | None) -> None:
    assert ask_again(theirs=date) is None
