"""Parses manifests as they occur in practice (docs/service.md 6.2): nearly YAML, with text values only.

Indentation is only a hint: a group continues with deeper lines, and with lines at any depth whose name
belongs to the group. A group with free names continues until a documented option.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.xml_answers import NOT_XML

_LINE_END: Final = re.compile(r"\r\n?|\n")
_NAME: Final = re.compile(r"[A-Za-z]\w*")
_ITEM: Final = re.compile(r"-(?!-)\s*")
_QUOTED: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'")

_NAMES: Final = MappingProxyType(
    {
        "returnAddress": "name company street1 street2 street3 city stateOrProvince postalCode "
        "phoneNumber country",
        "customs": "dataDescription encryptedData encryptionClassification exportCertifierName "
        "requiresExportLicense deviceValue deviceCountryOfOrigin deviceType deviceHTS typeOfExport",
        "operations": "destination source region deviceCapacityGreaterThan1TB vaultName archiveComment "
        "exportBucket prefix beginMarker endMarker targetDirectory",
    }
)
_GROUPS: Final = {group: frozenset(names.split()) for group, names in _NAMES.items()}
"""The names in each group."""

_LOOSE: Final = frozenset({"contentTypes", "ignore", "staticMetadata", "substitutions"})
"""Groups with free names; their content is not checked."""

_SINGLE: Final = frozenset(
    {
        "accessKeyId",
        "acl",
        "bucket",
        "cacheControl",
        "contentDisposition",
        "contentLanguage",
        "defaultContentType",
        "deviceId",
        "diskTimestampMetadataKey",
        "eraseDevice",
        "expires",
        "fileSystem",
        "generator",
        "logBucket",
        "logPrefix",
        "manifestVersion",
        "notificationEmail",
        "pinCode",
        "prefix",
        "recoveryDirectory",
        "serviceLevel",
        "setContentEncodingForGzFiles",
        "storageClass",
        "targetDirectory",
        "trueCryptPassword",
    }
)
"""Options outside the groups, with one value each."""
_OUTERMOST: Final = _SINGLE | _LOOSE | _GROUPS.keys()
_SPELLINGS: Final = MappingProxyType({name.casefold(): name for name in _OUTERMOST.union(*_GROUPS.values())})
"""Every documented name by its casefolded form: users write `deviceid`."""


@dataclass(slots=True)
class ParsedManifest:
    """The options of a manifest."""

    fields: dict[str, str] = field(default_factory=dict)
    """Options outside any group, known or not; empty if nothing follows the colon."""
    groups: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """The items of `returnAddress`, `customs` and `operations`; the first two have at most one."""


def parse_manifest(text: str) -> ParsedManifest:
    """Parse `text`. Raises RefusalError if it is empty or a line is not understood."""
    if NOT_XML.search(text):
        raise _malformed()
    reading = _Reading()
    for line in _LINE_END.split(text.removeprefix("\ufeff")):
        said = line.strip()
        if said and said != "---" and not said.startswith("#"):
            reading.take(said, len(line) - len(line.lstrip()))
    if not reading.manifest.fields and not reading.manifest.groups:
        raise _malformed()
    return reading.manifest


class _Reading:
    """The state of the parser: the manifest so far, and where the next line belongs."""

    def __init__(self) -> None:
        self.manifest = ParsedManifest()
        self._owner = ""
        """The last top-level name."""
        self._owner_indent = 0
        self._has_deeper = False
        """Whether a line below the owner was indented deeper than it."""
        self._open: tuple[dict[str, str], str, int] | None = None
        """Fields, name and indentation of an option without a value; a deeper next line is its value."""

    def take(self, said: str, indent: int) -> None:
        """Read one line, stripped of whitespace."""
        if self._open is not None and indent > self._open[2]:
            fields, name, _ = self._open
            fields[name], self._open = _value(said), None
            return
        self._open = None
        is_deeper = bool(self._owner) and indent > self._owner_indent
        # Manifests quoted on a command line have one space before every line but the first.
        is_shifted = self._owner in _SINGLE and _is_outermost(said)
        if self._owner in _GROUPS and (is_deeper or self._goes_on(said)):
            self._take_in_group(said, indent)
        elif is_shifted or not (is_deeper or self._is_made_up(said)):
            self._take_outermost(said, indent)
        self._has_deeper |= is_deeper and not is_shifted

    def _goes_on(self, said: str) -> bool:
        return _name(said) in _GROUPS[self._owner] or _ITEM.match(said) is not None

    def _is_made_up(self, said: str) -> bool:
        """Whether a line that is not indented deeper still belongs to a loose group."""
        if self._owner not in _LOOSE:
            return False
        return _ITEM.match(said) is not None or not (self._has_deeper or _is_outermost(said))

    def _take_in_group(self, said: str, indent: int) -> None:
        items = self.manifest.groups[self._owner]
        dash = _ITEM.match(said)
        if dash:
            said = said[dash.end() :]
        if dash or not items:
            items.append({})
        self._keep(items[-1], said, indent)

    def _take_outermost(self, said: str, indent: int) -> None:
        name, _ = _split(said)
        self._owner, self._owner_indent, self._has_deeper = name, indent, False
        if name in _GROUPS:
            self.manifest.groups[name] = []
        elif name not in _LOOSE:
            self._keep(self.manifest.fields, said, indent)

    def _keep(self, fields: dict[str, str], said: str, indent: int) -> None:
        name, value = _split(said)
        fields[name] = value
        if not value:
            self._open = (fields, name, indent)


def _is_outermost(said: str) -> bool:
    return _name(said) in _OUTERMOST


def _name(said: str) -> str:
    """The text before the colon; a documented name in its documented spelling."""
    name = said.partition(":")[0].strip()
    return _SPELLINGS.get(name.casefold(), name)


def _split(said: str) -> tuple[str, str]:
    _, colon, value = said.partition(":")
    name = _name(said)
    if not colon or not _NAME.fullmatch(name):
        raise _malformed()
    return name, _value(value)


def _value(text: str) -> str:
    value = text.strip().removesuffix(";").rstrip()
    quoted = _QUOTED.fullmatch(value)
    return (quoted[1] or quoted[2] or "") if quoted else value


def _malformed() -> RefusalError:
    return RefusalError("MalformedManifestException", "Your manifest is not well-formed")
