"""Random valid answers of ListJobs and GetStatus as bytes; a seed gives the same ones again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from xml.sax.saxutils import escape

NAMESPACE: Final = "http://importexport.amazonaws.com/doc/2010-06-01/"
_NAMESPACES: Final = (NAMESPACE, "http://importexport.amazonaws.com/", "", None)
_LETTERS: Final = "azAZ09 :-_.,;<>&\"'[]{}#%/\\|\t\n\r\x85\u200b\u202e\u2028éß€漢\U0001f69a\u0301"
_STATUS_TEXTS: Final = (
    "AwsShippingAddress",
    "Carrier",
    "CurrentManifest",
    "LocationCode",
    "LocationMessage",
    "LogBucket",
    "LogKey",
    "ProgressCode",
    "ProgressMessage",
    "Signature",
    "SignatureFileContents",
    "TrackingNumber",
    "WarningMessage",
)


def random_job_page(random: Random, jobs: int | None = None) -> bytes:
    """A ListJobs answer of `jobs` jobs, or of up to 20, in any spelling that XML allows."""
    spell = _Spelling(random)
    members = []
    for _ in range(random.randrange(21) if jobs is None else jobs):
        fields = {
            "JobId": _token(random),
            "JobType": random.choice(("Import", "Export")),
            "CreationDate": _date(random),
            "IsCanceled": random.choice(("true", "false")),
        }
        if random.random() < 0.05:
            del fields[random.choice(("JobType", "CreationDate", "IsCanceled"))]
        members.append(spell.element("member", *spell.shuffled(fields)))
    result = [spell.element("Jobs", *members)]
    if random.random() < 0.8:
        result.append(spell.text("IsTruncated", random.choice(("true", "false"))))
    random.shuffle(result)
    return spell.answer("ListJobs", *result)


def random_job_status(random: Random) -> bytes:
    """A GetStatus answer with JobId and any of the other elements, in any order and spelling."""
    spell = _Spelling(random)
    fields = {"JobId": _token(random), "JobType": random.choice(("Import", "Export"))}
    fields |= {"CreationDate": _date(random), "ErrorCount": str(random.randrange(10**6))}
    fields |= {name: _text(random) for name in _STATUS_TEXTS if random.random() < 0.8}
    result = spell.shuffled(fields)
    if random.random() < 0.3:
        artifacts = [
            spell.element("member", *spell.shuffled({"Description": _text(random), "URL": _token(random)}))
            for _ in range(random.randrange(3))
        ]
        result.append(spell.element("ArtifactList", *artifacts))
    return spell.answer("GetStatus", *result)


def plain_job_page(jobs: int) -> bytes:
    """The usual page, with the jobs newest first and no white space between elements."""
    newest = datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)
    members = "".join(
        f"<member><JobId>Q{number:04}</JobId><JobType>Import</JobType><IsCanceled>false</IsCanceled>"
        f"<CreationDate>{newest - timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}</CreationDate></member>"
        for number in range(jobs)
    )
    return (
        f'<ListJobsResponse xmlns="{NAMESPACE}"><ListJobsResult><Jobs>{members}</Jobs>'
        "<IsTruncated>true</IsTruncated></ListJobsResult><ResponseMetadata>"
        "<RequestId>44444444-5555-4666-8777-888888888888</RequestId></ResponseMetadata></ListJobsResponse>"
    ).encode()


class _Spelling:
    """One of the many ways to write the same XML: namespace, prefix, blanks, comments, CDATA."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._namespace = random.choice(_NAMESPACES)
        self._prefix = "ie:" if self._namespace and random.random() < 0.2 else ""
        self._gaps = random.choice((("",), ("\n  ",), ("", "\n", "\t ", "<!-- a note -->", "<?note x?>")))

    def answer(self, operation: str, *result: str) -> bytes:
        """The whole document."""
        request_id = self.element("ResponseMetadata", self.text("RequestId", _token(self._random)))
        whole = self.element(f"{operation}Response", self.element(f"{operation}Result", *result), request_id)
        if self._namespace is not None:
            declaration = f' xmlns{":ie" if self._prefix else ""}="{self._namespace}"'
            whole = whole.replace("Response", f"Response{declaration}", 1)
        start = self._random.choice(("", '<?xml version="1.0"?>\n', '<?xml version="1.0" encoding="UTF-8"?>'))
        return f"{start}{whole}{self._random.choice(('', chr(10)))}".encode()

    def element(self, name: str, *children: str) -> str:
        inside = "".join(self._gap() + child for child in children) + self._gap()
        return f"<{self._prefix}{name}>{inside}</{self._prefix}{name}>"

    def text(self, name: str, text: str) -> str:
        if not text:
            return self._random.choice((f"<{self._prefix}{name}/>", f"<{self._prefix}{name} />"))
        written = escape(text, {"\r": "&#13;"})
        if self._random.random() < 0.1 and "]]>" not in text:
            written = f"<![CDATA[{text}]]>"
        return f"<{self._prefix}{name}>{written}</{self._prefix}{name}>"

    def shuffled(self, fields: dict[str, str]) -> list[str]:
        written = [self.text(name, text) for name, text in fields.items()]
        self._random.shuffle(written)
        return written

    def _gap(self) -> str:
        return self._random.choice(self._gaps)


def _token(random: Random) -> str:
    return "".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ123456789", k=5))


def _date(random: Random) -> str:
    at = datetime.fromtimestamp(random.randrange(1_262_304_000, 2_524_608_000), UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}" + random.choice(("Z", "Z", "Z", ".556Z", "+00:00", "-08:00"))


def _text(random: Random) -> str:
    return "".join(random.choices(_LETTERS, k=random.randrange(60)))
