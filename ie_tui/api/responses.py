"""Bytes of XML -> models.

Elements are matched by local name. Undocumented elements are kept; an unreadable date, number or boolean
affects its own field only. Nothing but ServiceError is raised, whatever the bytes.
Source: docs/service.md 3.5, 3.6, 5.1 and 13; docs/faults.md 2.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any, Final

from lxml import etree

from ie_tui.api.elements import BLOCK_TEXTS, MEMBER_TEXTS, STATUS_FIELDS
from ie_tui.api.error_bodies import ErrorBody, error_in_json, error_in_tree
from ie_tui.api.error_codes import error_for_code, error_for_http_status
from ie_tui.api.errors import BadAnswer, Refused, ServiceError
from ie_tui.api.models import Artifact, Job, JobId, JobPage, JobStatus, UnknownElement, Unreadable
from ie_tui.api.xml import Document, bad_answer, local_name, read_document
from ie_tui.manifest.secrets import mask_quoted, names_secret

_KEPT_AS_SENT: Final = BLOCK_TEXTS - {"AwsShippingAddress"}
"""All other texts are stripped of outer white space (docs/service.md 13.14)."""

_BOOLEANS: Final = {"true": True, "false": False}
_MAX_COUNT_DIGITS: Final = 18
"""Always fits in a signed 64-bit integer."""

_count_below: Final = etree.XPath("count(.//*)")


def read_job_page(body: bytes) -> JobPage:
    """Parse a ListJobs response. Raises Refused for an ErrorResponse, BadAnswer for anything else."""
    document, result = _result(body, "ListJobs")
    request_id, others = _around(document.root, result)
    jobs: list[Job] = []
    repairs = list(document.repairs)
    unknown: list[UnknownElement] = []
    for element in chain(result, others):
        if (name := local_name(element)) == "Jobs":
            rows = _plain_rows(element)
            jobs += _rows(element, unknown, repairs) if rows is None else rows
        elif name != "IsTruncated":
            unknown.append(_unknown(element))
    return JobPage(
        jobs=tuple(jobs),
        is_truncated=_is_truncated(result),
        request_id=request_id,
        unknown_names=tuple(dict.fromkeys(element.name for element in unknown)),
        repairs=tuple(repairs),
    )


def read_job_status(body: bytes) -> JobStatus:
    """Parse a GetStatus response. Raises Refused for an ErrorResponse, BadAnswer for anything else."""
    document, result = _result(body, "GetStatus")
    request_id, others = _around(document.root, result)
    # WarningMessage was documented beside the result of another operation (docs/service.md 3.3).
    texts, others = _texts(chain(result, others), STATUS_FIELDS)
    if not texts:
        raise bad_answer("The response says nothing about a job.")
    artifacts: list[Artifact] = []
    unknown: list[UnknownElement] = []
    for element in others:
        if local_name(element) == "ArtifactList":
            artifacts += _artifacts(element, unknown)
        else:
            unknown.append(_unknown(element))
    values: dict[str, Any] = {field: _value(name, texts.get(name)) for name, field in STATUS_FIELDS.items()}
    return JobStatus(
        **values | {"job_id": JobId(texts.get("JobId", ""))},
        artifacts=tuple(artifacts),
        request_id=request_id,
        repairs=document.repairs,
        unknown_elements=tuple(unknown),
    )


def read_error(body: bytes, http_status: int) -> ServiceError:
    """The error for a response with an HTTP status outside 2xx; returned, never raised.

    An error in any envelope is classified by its code. Without a code the status decides: 429 is Throttled,
    5xx Unavailable; 401 and 403 are Denied if the body is empty or plain text, since a web page comes from a
    login or a proxy. Anything else is BadAnswer.
    """
    told = error_in_json(body)
    if told is not None and told.code:
        return _refused(told, http_status)
    try:
        return _refused(error_in_tree(read_document(body, "ErrorResponse").root), http_status)
    except BadAnswer as error:
        sentence = f"HTTP {http_status}: {error.sentence[:1].lower()}{error.sentence[1:]}"
        bad = BadAnswer(sentence, advice=error.advice, remedy=error.remedy)
        words = told.message if told is not None else _plain_words(body)
        return error_for_http_status(http_status, words) or bad


def _refused(told: ErrorBody | None, http_status: int) -> Refused:
    code, message, request_id = told or ErrorBody("")
    return error_for_code(code, message, http_status, request_id)


def _plain_words(body: bytes) -> str | None:
    """The first line of a plain-text or empty body; None for markup and binary data."""
    try:
        text = body.removeprefix(b"\xef\xbb\xbf").decode().strip()
    except UnicodeDecodeError:
        return None
    if text.startswith("<") or "\0" in text:
        return None
    return text.partition("\n")[0].strip()


def _result(body: bytes, operation: str) -> tuple[Document, etree._Element]:
    told = error_in_json(body)
    if told is not None and told.code:
        raise _refused(told, 200)
    document = read_document(body, f"{operation}Response")
    if local_name(document.root) != f"{operation}Response":
        raise _refused(error_in_tree(document.root), 200)
    result = next(document.root.iterchildren(f"{{*}}{operation}Result"), None)
    if result is None:
        raise bad_answer(f"The response has no {operation}Result.")
    return document, result


def _plain_rows(jobs: etree._Element) -> list[Job] | None:
    """The rows of a page whose members hold exactly the four documented elements; otherwise None.

    Whole columns are read at once: reading the name of each element costs more than all the rest, and so does
    keeping thousands of elements alive. The total element count and the parents of each column prove that the
    columns line up.
    """
    namespace = jobs.tag.removesuffix("Jobs")
    members = list(jobs.iterchildren(f"{namespace}member"))
    if not members or _count_below(jobs) != (1 + len(MEMBER_TEXTS)) * len(members):
        return None
    columns = [
        [
            child.text or ""
            for child, member in zip(jobs.iter(namespace + name), members, strict=False)
            if child.getparent() is member
        ]
        for name in MEMBER_TEXTS
    ]
    if any(len(column) < len(members) for column in columns):
        return None
    ids, types, dates, flags = columns
    job_ids, booleans = list(map(str.strip, ids)), list(map(_BOOLEANS.get, flags))
    try:
        times = list(map(datetime.fromisoformat, dates))
    except ValueError:
        return None
    is_usual = {at.tzinfo for at in times} == {UTC} and "0002" <= min(dates) <= max(dates) < "9999"
    if not is_usual or None in booleans or not all(job_ids):
        return None
    rows = zip(job_ids, map(str.strip, types), times, booleans, strict=True)
    return list(map(partial(tuple.__new__, Job), rows))  # Job._make, without its check of the length


def _rows(jobs: etree._Element, unknown: list[UnknownElement], repairs: list[str]) -> Iterator[Job]:
    """The rows of any other list. A row without JobId can be neither shown nor fetched: it is dropped."""
    number = 0
    for element in jobs:
        if (name := local_name(element)) == "member":
            number += 1
            texts, others = _texts(element, (*MEMBER_TEXTS, "IsTruncated"))
            unknown += map(_unknown, others)
            if job_id := texts.get("JobId"):
                created_at, is_canceled = _time(texts.get("CreationDate")), _boolean(texts.get("IsCanceled"))
                yield Job(JobId(job_id), texts.get("JobType", ""), created_at, is_canceled)
            else:
                repairs.append(f"job {number} of the page has no JobId and was left out")
        elif name != "IsTruncated":
            unknown.append(_unknown(element))


def _artifacts(artifact_list: etree._Element, unknown: list[UnknownElement]) -> Iterator[Artifact]:
    for element in artifact_list:
        if local_name(element) == "member":
            texts, others = _texts(element, ("Description", "URL"))
            unknown += map(_unknown, others)
            yield Artifact(texts.get("Description", ""), texts.get("URL", ""))
        else:
            unknown.append(_unknown(element))


def _texts(
    elements: Iterable[etree._Element], known: Collection[str]
) -> tuple[dict[str, str], list[etree._Element]]:
    """The known texts by name, and all other elements, including duplicates and children of a text.

    Manifest secrets quoted in a message are masked.
    """
    texts: dict[str, str] = {}
    others: list[etree._Element] = []
    for element in elements:
        name = local_name(element)
        if name in known and name not in texts:
            text = element.text or ""
            if len(element):
                text = _text(element)
                others += element
            texts[name] = text if name in _KEPT_AS_SENT else text.strip()
        else:
            others.append(element)
    lines = {name: text for name, text in texts.items() if name not in BLOCK_TEXTS}
    if names_secret("\n".join(lines.values())):
        texts |= {name: mask_quoted(text) for name, text in lines.items()}
    return texts, others


def _around(root: etree._Element, result: etree._Element | None) -> tuple[str | None, list[etree._Element]]:
    """The RequestId and the other elements outside the result.

    In an error it is a child of the root, in a success of ResponseMetadata (docs/service.md 13.8).
    """
    request_id: str | None = None
    others: list[etree._Element] = []
    for element in root:
        if element is result:
            continue
        for child in element if local_name(element) == "ResponseMetadata" else (element,):
            if local_name(child) == "RequestId":
                request_id = _text(child).strip()
            else:
                others.append(child)
    return request_id, others


def _is_truncated(result: etree._Element) -> bool:
    """Read in its actual place or in any documented one (docs/service.md 3.6).

    An unreadable value counts as true: an extra page is empty, a missing page loses jobs.
    """
    own, below = result.iterchildren("{*}IsTruncated"), result.iter("{*}IsTruncated")
    return bool(_boolean(_text(next(chain(own, below), None)).strip()))


def _unknown(element: etree._Element) -> UnknownElement:
    return UnknownElement(local_name(element), _text(element).strip())


def _text(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def _value(name: str, text: str | None) -> object:
    """The value of a GetStatus text; most stay text."""
    if name == "CreationDate":
        return _time(text)
    return _count(text) if name == "ErrorCount" else text


def _time(text: str | None) -> datetime | Unreadable | None:
    """ISO 8601 with a zone, converted to UTC. Years 1 and 9999 cannot be converted to every zone."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return Unreadable(text)
    if at.tzinfo is None or not 1 < at.year < 9999:
        return Unreadable(text)
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def _boolean(text: str | None) -> bool | Unreadable | None:
    if not text:
        return None
    flag = _BOOLEANS.get(text.lower())
    return Unreadable(text) if flag is None else flag


def _count(text: str | None) -> int | Unreadable | None:
    if not text:
        return None
    is_count = text.isascii() and text.isdigit() and len(text) <= _MAX_COUNT_DIGITS
    return int(text) if is_count else Unreadable(text)
