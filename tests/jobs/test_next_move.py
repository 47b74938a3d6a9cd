"""Whose move it is: a table of all pairs of codes, to be read by a person, and what else has a say."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from ie_tui.api.models import LOCATION_CODES, PROGRESS_CODES, JobId, Unreadable
from ie_tui.jobs.next_move import (
    EXPIRES_AFTER,
    EXPIRES_SOON,
    SETTLED_AFTER,
    Facts,
    Holder,
    MoveKind,
    NextMove,
    decide,
    next_move,
    next_move_until,
)
from ie_tui.jobs.record import Handled, JobRow, Note
from ie_tui.jobs.row import Finding
from tests.figures import CountFigure

NOW: Final = datetime(2026, 3, 5, 12, tzinfo=UTC)
DAY: Final = timedelta(days=1)
TABLE: Final = Path(__file__).with_name("next_moves.txt")
SITUATIONS: Final[dict[str, dict[str, Any]]] = {
    "USUALLY": {},
    "A PARCEL IS NOTED": {"has_parcel": True},
    "20 DAYS OLD": {"expires_soon": True},
    "THE LIST SAYS CANCELED": {"is_canceled": True},
    "THE END IS NEWS": {"is_unnoticed": True},
    "60 DAYS OLD": {"expires_soon": True, "is_old": True},
}


def said(move: NextMove) -> str:
    return f"{move.holder.value if move.holder else '?'}: {', '.join(kind.value for kind in move.kinds)}"


def handled(facts: Facts) -> str:
    """What becomes of the move once it was marked as handled."""
    move = decide(facts)
    if not move.may_be_handled:
        return "-"
    return said(decide(facts._replace(handled=tuple(kind.name for kind in move.kinds))))


def table() -> list[dict[str, str]]:
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S+(?: \S+)*", lines[0])]
    cells = [
        [line[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
        for line in lines
    ]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def test_each_pair_of_codes_has_the_moves_of_the_table(count_figure: CountFigure) -> None:
    rows, wrong = table(), []
    for row in rows:
        location, progress = (None if row[name] == "-" else row[name] for name in ("LOCATION", "PROGRESS"))
        facts = Facts(location, progress)
        found = {name: said(decide(facts._replace(**change))) for name, change in SITUATIONS.items()}
        found["MARKED AS HANDLED"] = handled(facts)
        wrong += [(location, progress, name, cell) for name, cell in found.items() if row[name] != cell]
    cells = len(rows) * (len(SITUATIONS) + 1)
    count_figure("next moves of the pairs of codes", cells - len(wrong), cells)
    assert wrong == []


def test_the_table_has_every_documented_code_one_of_no_document_and_none() -> None:
    pairs = [(row["PROGRESS"], row["LOCATION"]) for row in table()]
    everything = product([*PROGRESS_CODES, "Verifying", "-"], [*LOCATION_CODES, "InTransit", "-"])
    assert pairs == list(everything)


def test_codes_are_taken_exactly_as_they_are_documented() -> None:
    assert decide(Facts("NotReceived", "pending")) == decide(Facts("NotReceived", "Verifying"))
    assert decide(Facts("ataws", "Pending")) == decide(Facts("InTransit", "Pending"))
    assert decide(Facts("", "")) == decide(Facts("InTransit", "Verifying"))


LOADING = Facts("AtAWS", "InProgress")
WAITING = Facts("NotReceived", "Pending")
BACK = Facts("Returned", "Complete")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (LOADING._replace(findings=Finding.ERRORS), "You: errors"),
        (LOADING._replace(findings=Finding.WARNING), "You: warning"),
        (LOADING._replace(findings=Finding.REPAIRED), "You: repaired answer"),
        (LOADING._replace(findings=Finding.DISAGREES), "You: signature in doubt"),
        (BACK._replace(findings=Finding.WARNING), "Nobody: over"),
        (BACK._replace(findings=Finding.ERRORS), "You: errors"),
        (BACK._replace(findings=Finding.ERRORS, is_old=True), "Nobody: over"),
        (BACK._replace(findings=Finding.ERRORS, is_old=True, is_unnoticed=True), "You: errors"),
        (
            BACK._replace(findings=Finding.ERRORS, is_unnoticed=True, handled=("ERRORS",)),
            "Carrier: sent back",
        ),
        (BACK._replace(is_unnoticed=True, handled=("RETURNED",)), "Nobody: handled"),
        (WAITING._replace(findings=Finding.WARNING), "You: warning, ship the device"),
        (WAITING._replace(findings=Finding.WARNING, has_parcel=True), "You: warning"),
        (WAITING._replace(findings=Finding.WARNING, is_canceled=True), "Nobody: over"),
        (WAITING._replace(findings=Finding.WARNING, handled=("WARNING",)), "You: ship the device"),
        (WAITING._replace(findings=Finding.WARNING, handled=("WARNING", "SHIP")), "Nobody: handled"),
        (WAITING._replace(expires_soon=True, has_parcel=True), "You: expires soon"),
        (WAITING._replace(expires_soon=True, handled=("SHIP",)), "You: expires soon"),
        (WAITING._replace(expires_soon=True, handled=("EXPIRES",)), "Nobody: handled"),
        (WAITING._replace(has_parcel=True, handled=("SENT",)), "Nobody: handled"),
        (WAITING._replace(has_parcel=True, handled=("SHIP",)), "Carrier: on its way to AWS"),
        (LOADING._replace(findings=Finding.WARNING, handled=("WARNING",)), "AWS: being loaded"),
        (LOADING._replace(handled=("LOADS",)), "AWS: being loaded"),
        (
            Facts("AtAWS", "DeviceError", findings=Finding(15), is_unnoticed=True),
            "You: aborted, signature in doubt, errors, warning, repaired answer",
        ),
    ],
)
def test_what_an_answer_holds_and_what_was_handled_have_a_say(facts: Facts, says: str) -> None:
    assert said(decide(facts)) == says


def row(age: timedelta | None = DAY, **fields: Any) -> JobRow:
    usual = {"location_code": "NotReceived", "progress_code": "Pending", "fetched_at": NOW}
    created = None if age is None else NOW - age
    return JobRow(JobId("QX7ZD"), "Import", created, False)._replace(**{**usual, **fields})


SHIP = NextMove(Holder.YOU, (MoveKind.SHIP,))
EXPIRES = NextMove(Holder.YOU, (MoveKind.EXPIRES,))
SENT = NextMove(Holder.CARRIER, (MoveKind.SENT,))
OVER = NextMove(Holder.NOBODY, (MoveKind.OVER,))
URGENT_FROM = EXPIRES_AFTER - EXPIRES_SOON
A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("of_job", "move"),
    [
        (row(), SHIP),
        (row(URGENT_FROM - A_SECOND), SHIP),
        (row(URGENT_FROM), EXPIRES),
        (row(None), SHIP),
        (row(created_at=Unreadable("soon")), SHIP),
        (row(created_at=datetime.max.replace(tzinfo=UTC)), SHIP),
        (row(note=Note("ask Pat")), SHIP),
        (row(note=Note("", "UPS")), SENT),
        (row(note=Note("", "", "1Z")), SENT),
        (row(URGENT_FROM, note=Note("", "UPS", "1Z")), EXPIRES),
        (row(is_canceled=True), OVER),
        (row(is_canceled=Unreadable("?")), SHIP),
        (row(URGENT_FROM, is_listed=False), EXPIRES),
        (row(handled=Handled(NOW, ("SHIP",), "")), NextMove(Holder.NOBODY, (MoveKind.HANDLED,))),
        (row(fetched_at=None), NextMove(None, (MoveKind.NOT_FETCHED,))),
        (row(fetched_at=None, note=Note("", "UPS")), NextMove(None, (MoveKind.NOT_FETCHED,))),
    ],
)
def test_a_row_is_enough_to_decide(of_job: JobRow, move: NextMove) -> None:
    assert next_move(of_job, NOW) == move


ABORTED: Final[dict[str, Any]] = {"progress_code": "DeviceError", "location_code": "Returned"}


@pytest.mark.parametrize(
    ("of_job", "after"),
    [
        (row(), URGENT_FROM),
        (row(note=Note("", "UPS")), URGENT_FROM),
        (row(handled=Handled(NOW, ("SHIP",), "")), URGENT_FROM),
        (row(handled=Handled(NOW, ("SHIP", "EXPIRES"), "")), None),
        (row(URGENT_FROM), None),
        (row(is_canceled=True), None),
        (row(**ABORTED), SETTLED_AFTER),
        (row(URGENT_FROM, **ABORTED), SETTLED_AFTER),
        (row(SETTLED_AFTER, **ABORTED), None),
        (row(location_code="AtAWS"), None),
        (row(None), None),
        (row(created_at=datetime.max.replace(tzinfo=UTC)), None),
        (row(fetched_at=None), None),
    ],
)
def test_time_changes_a_move_exactly_when_it_is_foretold(of_job: JobRow, after: timedelta | None) -> None:
    created = of_job.created_at
    move, at = next_move_until(of_job, NOW)
    assert move == next_move(of_job, NOW)
    if after is None:
        assert at is None
    else:
        assert isinstance(created, datetime)
        assert at == created + after
        assert next_move(of_job, at - A_SECOND) == move
        assert next_move(of_job, at) != move
