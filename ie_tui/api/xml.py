"""Bytes from the network -> an XML tree that is known to be complete.

Parsing is strict first. A malformed document is parsed again with libxml2's recovery, since the service's own
sample has mismatched end tags; recovery is lenient, so its tree is used only if nothing can have been lost.
Source: docs/faults.md 2.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from typing import Final, NamedTuple, cast

from lxml import etree

from ie_tui.api.elements import ELEMENTS, NEVER_MENDED, TEXTS
from ie_tui.api.error_bodies import error_in_tree
from ie_tui.api.errors import BadAnswer, Remedy

MAX_BYTES: Final = 8 * 2**20

_ENCODINGS: Final = frozenset({"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ASCII", "US-ASCII"})
_MAX_LOGGED: Final = 100
"""libxml2 stops logging after this many errors: later ones would go unnoticed."""

_MISMATCH: Final = re.compile(r"Opening and ending tag mismatch: (\S+) line \d+ and (\S+)\s*")
_PAGE_ADVICE: Final = (
    "If this network has a login page, log in with a browser; otherwise check the endpoint address."
)
_CHECK_ADVICE: Final = "Check the endpoint address."


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


_STRICT: Final = _parser(recover=False)


class Document(NamedTuple):
    """The root of a complete response, and a sentence for each place that was repaired."""

    root: etree._Element
    repairs: tuple[str, ...]


def local_name(element: etree._Element) -> str:
    """The name without its namespace, which occurs in at least three forms (docs/service.md 3.1)."""
    return element.tag.rpartition("}")[2]


def read_document(body: bytes, expected: str) -> Document:
    """Parse a document whose root is `expected`, or an error in any envelope.

    Raises BadAnswer for anything else. Only `expected` and `ErrorResponse` are ever repaired.
    """
    if len(body) > MAX_BYTES:
        raise bad_answer(f"The response is larger than {MAX_BYTES // 2**20} MiB.", _CHECK_ADVICE)
    if not body.strip():
        raise BadAnswer("The response is empty.", remedy=Remedy.FETCH_AGAIN)
    try:
        document = Document(etree.fromstring(body, _STRICT), ())
    except etree.XMLSyntaxError as error:
        document = _mended(body, expected, error)
    docinfo = document.root.getroottree().docinfo
    if cast("object", docinfo.internalDTD) is not None:  # the stubs say there always is one
        raise _not_ours(body)
    if (docinfo.encoding or "UTF-8").upper() not in _ENCODINGS:
        sentence = f"The response is encoded in {docinfo.encoding}, not in UTF-8 or UTF-16."
        raise bad_answer(sentence, _CHECK_ADVICE)
    name = local_name(document.root)
    if name != expected and error_in_tree(document.root) is None:
        if name.lower() == "html":
            raise _not_ours(body)
        raise bad_answer(f"The response is a {name[:60]}, but {expected} was expected.", _CHECK_ADVICE)
    return document


def _mended(body: bytes, expected: str, strict_error: etree.XMLSyntaxError) -> Document:
    """The recovered tree if the acceptance rules prove that nothing was lost; otherwise raises BadAnswer."""
    if not _is_complete(body, expected):
        raise _not_ours(body) from strict_error
    parser = _parser(recover=True)
    root: etree._Element | None = None
    with suppress(etree.XMLSyntaxError):  # some bytes are beyond recovery
        root = etree.fromstring(body, parser)
    errors = [entry for entry in parser.error_log if entry.level != etree.ErrorLevels.WARNING]
    mismatches = [found for entry in errors if (found := _mismatch(entry)) is not None]
    if (
        root is None
        or not 0 < len(mismatches) == len(errors) < _MAX_LOGGED
        or not all(mismatch.loses_nothing for mismatch in mismatches)
        or sum(1 for _ in root.iter()) != body.count(b"</") + body.count(b"/>")
        or any(len(element) and local_name(element) in TEXTS for element in root.iter())
    ):
        line = strict_error.lineno or 1
        sentence = f"The response is malformed at line {line}, and repairing it could lose or mix up values."
        raise bad_answer(sentence) from strict_error
    return Document(root, tuple(mismatch.told for mismatch in mismatches))


class _Mismatch(NamedTuple):
    line: int
    opened: str
    closed: str

    @property
    def loses_nothing(self) -> bool:
        return self.opened not in NEVER_MENDED and self.closed not in ELEMENTS

    @property
    def told(self) -> str:
        return f"line {self.line}: {self.opened} was closed as {self.closed}"


def _mismatch(entry: etree._LogEntry) -> _Mismatch | None:
    """The mismatched end tag of a logged error, by local names; None for any other error."""
    found = _MISMATCH.fullmatch(entry.message)
    if entry.type != etree.ErrorTypes.ERR_TAG_NAME_MISMATCH or found is None:
        return None
    return _Mismatch(entry.line, found[1], found[2])


def _is_complete(body: bytes, expected: str) -> bool:
    """Whether it is UTF-8, has no DOCTYPE, and ends with the end tag of its root, whatever the prefix."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    tail = body.rstrip()
    end = re.fullmatch(rb"</(?:[\w.-]+:)?([\w.-]+)\s*>", tail[max(tail.rfind(b"</"), 0) :])
    return b"<!DOCTYPE" not in body and end is not None and end[1].decode() in (expected, "ErrorResponse")


def _not_ours(body: bytes) -> BadAnswer:
    """The error that says why these bytes are not a complete response of this service."""
    text = _decoded(body)
    head = text[:2048].lstrip("\ufeff \t\r\n")
    if re.search(r"<(!doctype\s+)?html\b", head, re.IGNORECASE):
        return bad_answer("The response is a web page, not a response from this service.", _PAGE_ADVICE)
    if not head.startswith("<"):
        return bad_answer("The response is not XML.", _CHECK_ADVICE)
    if "<!DOCTYPE" in text:
        return bad_answer("The response has a DOCTYPE, which this service never sends.", _CHECK_ADVICE)
    root = re.search(r"<([\w:.-]+)", head)
    if root is None or re.fullmatch(rf"</{re.escape(root[1])}\s*>\s*", text[text.rfind("</") :]) is None:
        return bad_answer("The response was cut short.")
    return bad_answer("The response is not well-formed XML.")


def bad_answer(sentence: str, advice: str = "") -> BadAnswer:
    """A BadAnswer; its remedy is to fetch again unless there is other advice."""
    return BadAnswer(sentence, advice=advice, remedy=None if advice else Remedy.FETCH_AGAIN)


def _decoded(body: bytes) -> str:
    """A lossy text for searching; UTF-16 becomes readable with or without a byte order mark."""
    encoding = "utf-16" if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    return body.decode(encoding, "replace").replace("\0", "")
