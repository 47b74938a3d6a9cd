"""Finds code and message of an error in any AWS envelope.

The service documents ErrorResponse (docs/service.md 5.1). A front end or gateway may respond in the form of
other services: EC2's Response, S3's bare Error, an element named after the exception, JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from lxml import etree

_ENVELOPES: Final = frozenset({"ErrorResponse", "Response", "Errors", "Error"})
_CODE_NAMES: Final = ("__type", "code", "errorcode")
_MESSAGE_NAMES: Final = ("message", "errormessage", "msg")
_MAX_JSON_BYTES: Final = 2**20
_MAX_DEPTH: Final = 5


class ErrorBody(NamedTuple):
    """Code, message and request id of an error, as sent."""

    code: str
    """Without the namespace or URL that JSON services add; empty if absent."""
    message: str = ""
    request_id: str | None = None


def error_in_tree(root: etree._Element) -> ErrorBody | None:
    """The error in an XML document; None if it is not an error."""
    name = _name(root)
    request_id = _first(root.iter(), {"requestid"}) or None
    if name.endswith("Exception") and name != "Exception":
        return ErrorBody(name, _first(root, {"message"}), request_id)
    if name not in _ENVELOPES:
        return None
    for element in root.iter():
        if _name(element) == "Error" and (code := _first(element, {"code"})):
            return ErrorBody(code, _first(element, {"message"}), request_id)
    if name != "ErrorResponse":
        return None
    return ErrorBody(_first(root.iter(), {"code"}), _first(root.iter(), {"message"}), request_id)


def error_in_json(body: bytes) -> ErrorBody | None:
    """The error in a JSON object; its code may be empty. None for anything else."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not text.startswith(b"{") or len(text) > _MAX_JSON_BYTES:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    objects = list(_objects(found, _MAX_DEPTH))
    coded = next((one for one in objects if _value(one, _CODE_NAMES)), None)
    told = [coded] if coded is not None else objects
    message = next((words for one in told if (words := _value(one, _MESSAGE_NAMES))), "")
    ids = (_value(one, ("requestid", "request_id")) for one in objects)
    code = _value(coded, _CODE_NAMES) if coded is not None else ""
    if not code and not message:
        return None
    return ErrorBody(_bare_code(code), message, next(filter(None, ids), None))


def _first(elements: Iterator[etree._Element] | etree._Element, names: set[str]) -> str:
    """The text of the first element with one of these names, ignoring case."""
    found = next((element for element in elements if _name(element).casefold() in names), None)
    return "" if found is None else "".join(map(str, found.itertext())).strip()


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]


def _objects(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    """The objects inside a JSON value, outer before inner."""
    if isinstance(value, dict):
        yield {name.casefold(): item for name, item in value.items()}
    if depth and isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _objects(item, depth - 1)


def _value(found: Mapping[str, object], names: tuple[str, ...]) -> str:
    values = (found.get(name) for name in names)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def _bare_code(code: str) -> str:
    """`com.amazon.coral#AccessDeniedException:http://…` -> `AccessDeniedException`."""
    return code.rpartition("#")[2].partition(":")[0].strip()
