"""Bytes that mean harm, or mean nothing: only our own errors come out, with a sentence."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

import pytest

from ie_tui.api.errors import BadAnswer, ServiceError
from ie_tui.api.responses import read_error, read_job_page, read_job_status
from ie_tui.api.xml import MAX_BYTES
from tests.api.random_responses import plain_job_page, random_job_page, random_job_status
from tests.figures import CountFigure

MUTANTS = 100_000
DOCUMENTED = ("get-status-documented.xml", "error-no-such-job.xml")
FIXTURES = Path(__file__).parents[1] / "fixtures"
STATUS = (FIXTURES / "get-status-returned.xml").read_bytes()
START, END = b"<GetStatusResponse><GetStatusResult>", b"</GetStatusResult></GetStatusResponse>"


def answer(result: bytes, before: bytes = b"") -> bytes:
    return before + START + result + END


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>' + answer(b"<JobId>QX7ZD</JobId>").decode()


BILLION_LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>%s]>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 11)
)
QUADRATIC = b"<!DOCTYPE x [<!ENTITY a '%s'>]>" % (b"a" * 50_000)
MANY_ATTRIBUTES = b"<a %s/>" % b" ".join(b"n%d=''" % number for number in range(200_000))
XINCLUDE = (
    b"<a xmlns:xi='http://www.w3.org/2001/XInclude'>"
    b"<xi:include href='file:///etc/hostname' parse='text'/></a>"
)

ATTACKS = {
    "S9 billion laughs": (answer(b"<JobId>&a10;</JobId>", BILLION_LAUGHS), "DOCTYPE"),
    "S9 billion laughs in an attribute": (answer(b"<JobId x='&a10;'/>", BILLION_LAUGHS), "DOCTYPE"),
    "S9 quadratic blow-up": (answer(b"<JobId>" + b"&a;" * 50_000 + b"</JobId>", QUADRATIC), "DOCTYPE"),
    "S10 external entity": (
        answer(b"<JobId>&x;</JobId>", b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
        "DOCTYPE",
    ),
    "S10 parameter entity": (
        answer(b"<JobId>A</JobId>", b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]>'),
        "DOCTYPE",
    ),
    "S10 external DTD": (
        answer(b"<JobId>A</JobId>", b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">'),
        "DOCTYPE",
    ),
    "S10 harmless DOCTYPE": (answer(b"<JobId>A</JobId>", b"<!DOCTYPE GetStatusResponse>"), "DOCTYPE"),
    "S11 depth 300": (answer(b"<a>" * 300 + b"</a>" * 300), "well-formed|malformed"),
    "S11 depth 100,000": (answer(b"<a>" * 100_000 + b"</a>" * 100_000), "well-formed|malformed"),
    "S11 a text of 11 MB": (answer(b"<JobId>" + b"A" * 11_000_000 + b"</JobId>"), "larger than 8 MiB"),
    "S11 a byte too many": (b" " * (MAX_BYTES + 1), "larger than 8 MiB"),
    "S12 UTF-7": (declared("UTF-7").encode("utf-7"), "encoded in UTF-7"),
    "S12 Latin-1": (declared("ISO-8859-1").encode("latin-1"), "encoded in ISO-8859-1"),
    "S12 unknown encoding": (declared("X-NONE").encode(), "malformed"),
    "S12 UTF-16 declared, UTF-8 sent": (declared("UTF-16").encode(), "malformed"),
    "S12 UTF-8 declared, UTF-16 sent": (declared("UTF-8").encode("utf-16-le")[:-1], "well-formed"),
    "S12 not UTF-8": (answer(b"<JobId>\xff\xfe</JobId>"), "well-formed"),
    "S12 an end that only looks like ours": (b"\0" + END, "malformed"),
    "S13 gzip": (gzip.compress(STATUS), "not XML"),
    "F25 login page": (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "web page"),
    "F25 login page, ill-formed": (b"\n<HTML><br>Log in", "web page"),
    "F26 XHTML": (b'<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "web page"),
    "F27 empty": (b"", "empty"),
    "F27 blank": (b" \r\n\t", "empty"),
    "F28 another operation": (
        b"<ListJobsResponse><ListJobsResult/></ListJobsResponse>",
        "ListJobsResponse, but",
    ),
    "F28 other XML": (b"<rss/>", "rss, but"),
    "F28 JSON": (b'{"message": "no"}', "not XML"),
    "F28 text": (b"upstream timed out", "not XML"),
    "F28 NUL": (b"\0" * 100, "not XML"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_with_its_sentence(attack: str) -> None:
    body, sentence = ATTACKS[attack]
    with pytest.raises(BadAnswer, match=sentence):
        read_job_status(body)
    assert isinstance(read_error(body, 404), BadAnswer)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_utf_16_are_read(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    assert read_job_status(declared(name).encode(encoding)).job_id == "QX7ZD"
    assert read_job_status(answer(b"<JobId>QX7ZD</JobId>").decode().encode(encoding)).job_id == "QX7ZD"


@pytest.mark.parametrize(
    ("result", "text"),
    [
        pytest.param(b"<a>" * 250 + b"x" + b"</a>" * 250, "x", id="S11-deep-but-allowed"),
        pytest.param(MANY_ATTRIBUTES, "", id="S11-many-attributes"),
        pytest.param(XINCLUDE, "", id="S10-XInclude-is-not-followed"),
        pytest.param(b"<?php evil?><!-- evil --><a/>", "", id="notes-are-dropped"),
    ],
)
def test_what_is_odd_but_valid_is_kept_as_an_unknown_element(result: bytes, text: str) -> None:
    read = read_job_status(answer(b"<JobId>QX7ZD</JobId>" + result))
    assert read.job_id == "QX7ZD"
    assert [(element.name, element.text) for element in read.unknown_elements] == [("a", text)]


def test_no_error_shows_what_a_manifest_holds() -> None:
    manifest = b"<CurrentManifest>pinCode: 4711</CurrentManifest>"
    for body in (answer(manifest)[:-1], answer(manifest)[:-1].decode().encode("utf-16")):
        with pytest.raises(BadAnswer) as caught:
            read_job_status(body)
        assert "4711" not in f"{caught.value.sentence} {caught.value.advice} {vars(caught.value)}"


def test_mutated_answers_give_a_value_or_a_service_error(count_figure: CountFigure) -> None:
    random = Random(12)
    seeds = _seeds(random)
    outcomes: dict[bool, int] = {True: 0, False: 0}
    for _ in range(MUTANTS):
        body = _mutant(random, seeds)
        read = random.choice((read_job_page, read_job_status, _read_404))
        try:
            read(body)
            outcomes[True] += 1
        except ServiceError:
            outcomes[False] += 1
    assert min(outcomes.values()) > MUTANTS / 100
    count_figure("mutated answers that gave a value or our own error", sum(outcomes.values()), MUTANTS)


def _read_404(body: bytes) -> None:
    raise read_error(body, 404)


def _seeds(random: Random) -> list[bytes]:
    """Whole answers of all kinds, each kind as often."""
    documented = [(FIXTURES / name).read_bytes() for name in DOCUMENTED]
    made = ((random_job_page(random, 3), random_job_status(random), plain_job_page(2)) for _ in range(200))
    return [body for some in made for body in (*some, *documented)]


def _mutant(random: Random, seeds: list[bytes]) -> bytes:
    body = bytearray(random.choice(seeds))
    for _ in range(random.choice((1, 1, 2, 5))):
        start = random.randrange(len(body) + 1)
        end = min(start + random.randrange(30), len(body))
        kind = random.randrange(4)
        if kind == 0:
            del body[start:end]
        elif kind == 1:
            body[start:start] = body[start:end] or b">"
        elif kind == 2:
            body[start:end] = random.randbytes(end - start)
        else:
            body[start:start] = random.choice(
                (b"<", b"</", b"&", b"]]>", b"<!DOCTYPE x>", b"\0", b"\xff", b"<JobId>")
            )
    return bytes(body)
