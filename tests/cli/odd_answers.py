"""Undocumented responses by name, and the expected exit status and output for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

import httpx

from ie_tui.emulator.faults import FAULTS
from ie_tui.exit_statuses import Exit

JOB: Final = "A36BC"
SIGNATURE: Final = "O8WnNGMfs6cwbpQHvJ0qXLrUdqI="
LONG: Final = "L" * 300
FILE: Final = f"version:2.0\nsigningMethod:HmacSHA1\njobId:{JOB}\nsignature:{SIGNATURE}"


def page(*members: str, truncated: str = "false") -> str:
    """A ListJobs response."""
    jobs = "".join(f"<member>{member}</member>" for member in members)
    return (
        f"<ListJobsResponse><ListJobsResult><Jobs>{jobs}</Jobs><IsTruncated>{truncated}</IsTruncated>"
        "</ListJobsResult></ListJobsResponse>"
    )


def member(job_id: str = JOB, kind: str = "Import", created: str = "2010-04-17T00:09:02Z") -> str:
    """A job of a page."""
    return (
        f"<JobId>{job_id}</JobId><JobType>{kind}</JobType><CreationDate>{created}</CreationDate>"
        "<IsCanceled>false</IsCanceled>"
    )


def status(job_id: str = JOB, more: str = "", **fields: str) -> str:
    """A GetStatus response; empty fields are left out."""
    usual = {
        "JobId": job_id,
        "JobType": "Import",
        "CreationDate": "2010-04-17T00:09:02Z",
        "LocationCode": "NotReceived",
        "ProgressCode": "Pending",
        "Signature": SIGNATURE,
        "SignatureFileContents": FILE,
    }
    elements = "".join(f"<{name}>{value}</{name}>" for name, value in {**usual, **fields}.items() if value)
    return f"<GetStatusResponse><GetStatusResult>{elements}{more}</GetStatusResult></GetStatusResponse>"


def refusal(code: str, message: str = "Said by a test.", http_status: int = 400) -> httpx.Response:
    """An ErrorResponse."""
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    return httpx.Response(http_status, text=body)


Answer = Callable[[dict[str, str]], httpx.Response]


def always(body: str | bytes | httpx.Response) -> Answer:
    """The same response to every request."""
    if isinstance(body, httpx.Response):
        return lambda _form: httpx.Response(body.status_code, content=body.content, headers=body.headers)
    content = body.encode() if isinstance(body, str) else body
    return lambda _form: httpx.Response(200, content=content)


def raising(error: type[httpx.TransportError]) -> Answer:
    """No response."""

    def answer(_form: dict[str, str]) -> httpx.Response:
        raise error("said by a test")

    return answer


def answered(answer: Answer) -> Callable[[httpx.Request], httpx.Response]:
    """Unread, as httpx expects it from a transport."""

    def respond(request: httpx.Request) -> httpx.Response:
        whole = answer(dict(parse_qsl(request.content.decode())))
        stream = httpx.ByteStream(whole.content)
        return httpx.Response(whole.status_code, headers=whole.headers, stream=stream)

    return respond


class Mode(NamedTuple):
    """A response, a command line and the expected result."""

    answer: Answer | str
    """A string is the name of an emulator fault."""
    typed: str
    status: Exit
    out: str = ""
    """A pattern for stdout; empty: no output."""
    err: tuple[str, ...] = ()
    """Patterns that stderr must all match."""


SAVE: Final = "signature A36BC --save DEVICE"
_OTHER: Final = always(status("B81TC"))
_NAMELESS: Final = always(status(""))
_MENDED: Final = always(status(more="<LocationMessage>Not here.</LocationDescription>"))
_ENDLESS: Final = always(page(member(), truncated="true"))
_ABOUT_ANOTHER: Final = "Requested A36BC, but the response is about B81TC\\."
_ABOUT_NONE: Final = "Requested A36BC, but the response names no job\\."
_FORCE_PRINTS: Final = "Nothing was printed; use --force"
_DIGEST: Final = r"^[0-9a-f]{64}  .*/device/SIGNATURE\n$"
_AGAIN: Final = "Run the command again to retry\\."

SCRIPTED: Final[dict[str, Mode]] = {
    "a sound list": Mode(always(page(member())), "jobs", Exit.DONE, "A36BC", ("fetched now",)),
    "a sound job": Mode(always(status()), "status A36BC", Exit.DONE, SIGNATURE, ("fetched now",)),
    "a sound SIGNATURE": Mode(always(status()), "signature A36BC", Exit.DONE, f"^{re.escape(FILE)}\n$"),
    "no jobs at all": Mode(always(page()), "jobs", Exit.DONE, "^JOB .*\n$"),
    "another job, printed": Mode(
        _OTHER, "signature A36BC", Exit.ANOTHER_JOB, "", (_ABOUT_ANOTHER, _FORCE_PRINTS)
    ),
    "another job, saved": Mode(
        _OTHER, SAVE, Exit.ANOTHER_JOB, "", (_ABOUT_ANOTHER, "Nothing was saved; use --force")
    ),
    "another job, saved by force": Mode(_OTHER, f"{SAVE} --force", Exit.DONE, _DIGEST, (_ABOUT_ANOTHER,)),
    "another job, one field": Mode(
        _OTHER, "status A36BC --field signature", Exit.ANOTHER_JOB, "", (_ABOUT_ANOTHER, _FORCE_PRINTS)
    ),
    "another job, one field by force": Mode(
        _OTHER, "status A36BC --field signature --force", Exit.DONE, f"^{re.escape(SIGNATURE)}\n$"
    ),
    "another job, looked at": Mode(_OTHER, "status A36BC", Exit.DONE, _ABOUT_ANOTHER, (_ABOUT_ANOTHER,)),
    "another job, as JSON": Mode(_OTHER, "status A36BC --json", Exit.DONE, '"Requested A36BC, but'),
    "no JobId, printed": Mode(
        _NAMELESS, "signature A36BC", Exit.ANOTHER_JOB, "", (_ABOUT_NONE, _FORCE_PRINTS)
    ),
    "no JobId, saved": Mode(_NAMELESS, SAVE, Exit.ANOTHER_JOB, "", (_ABOUT_NONE,)),
    "no JobId, by force": Mode(_NAMELESS, "signature A36BC --force", Exit.DONE, SIGNATURE, (_ABOUT_NONE,)),
    "no JobId, looked at": Mode(_NAMELESS, "status A36BC", Exit.DONE, _ABOUT_NONE),
    "a mended answer, saved": Mode(
        _MENDED, SAVE, Exit.IN_DOUBT, "", ("malformed; ie-tui repaired it", "not saved; use --force")
    ),
    "a mended answer, printed": Mode(
        _MENDED, "signature A36BC", Exit.DONE, SIGNATURE, ("ie-tui repaired it",)
    ),
    "no doubt but the place": Mode(
        always(status()), SAVE, Exit.IN_DOUBT, "", ("not the root of a device", "not saved; use --force")
    ),
    "the file of another job": Mode(
        always(status(SignatureFileContents=FILE.replace(JOB, "B81TC"))),
        SAVE,
        Exit.IN_DOUBT,
        "",
        ("The file is for job B81TC, not for A36BC\\.",),
    ),
    "another signature in the file": Mode(
        always(status(Signature="other")), SAVE, Exit.IN_DOUBT, "", ("differs from the one",)
    ),
    "a file with control characters": Mode(
        always(status(SignatureFileContents=FILE + "&#x9b;31m")), SAVE, Exit.IN_DOUBT, "", ("U\\+009B",)
    ),
    "no SIGNATURE": Mode(
        always(status(SignatureFileContents="")), SAVE, Exit.NO_SUCH, "", ("sent no SIGNATURE file",)
    ),
    "no such value": Mode(
        always(status()), "status A36BC --field carrier", Exit.NO_SUCH, "", ("Job A36BC has no carrier",)
    ),
    "the log": Mode(
        always(status(LogBucket="logs", LogKey="a/b")),
        "status A36BC --field log",
        Exit.DONE,
        "^s3://logs/a/b\n$",
    ),
    "a name of JSON": Mode(
        always(status()), "status A36BC --field LocationCode", Exit.DONE, "^NotReceived\n$"
    ),
    "a list of JSON": Mode(always(status()), "status A36BC --field Remarks", Exit.DONE, r"^\[\]\n$"),
    "no such field": Mode(
        always(status()), "status A36BC --field locationcod", Exit.USAGE, "", ("did you mean LocationCode",)
    ),
    "an endless list": Mode(
        _ENDLESS, "jobs", Exit.NO_RESULT, "", ("repeats earlier", _AGAIN, "1 job is cached; use --cached")
    ),
    "an endless list as JSON": Mode(_ENDLESS, "jobs --json", Exit.NO_RESULT, "", ("repeats earlier",)),
    "pages without jobs": Mode(
        always(page(truncated="true")), "jobs", Exit.NO_RESULT, "", ("repeats earlier", _AGAIN)
    ),
    "a job without JobId": Mode(
        always(page(member(), "<JobType>Import</JobType>")), "jobs", Exit.DONE, "^JOB .*\nA36BC .*\n$"
    ),
    "an id of 300 characters": Mode(
        always(page(member(), member(LONG))), "jobs", Exit.DONE, r"\nL{23}…  Import"
    ),
    "an id of 300 characters as JSON": Mode(
        always(page(member(LONG))), "jobs --json", Exit.DONE, f'"JobId": "{LONG}"'
    ),
    "a type of 300 characters": Mode(
        always(page(member(kind=LONG))), "jobs", Exit.DONE, "A36BC  L{27}…  2010"
    ),
    "the year 2": Mode(
        always(page(member(created="0002-01-01T00:00:00Z"))), "jobs --utc", Exit.DONE, " 0002-01-01 00:00 UTC"
    ),
    "the year 2 of a job": Mode(
        always(status(CreationDate="0002-01-01T00:00:00Z")),
        "status A36BC --utc",
        Exit.DONE,
        "created +0002-01-01 00:00 UTC",
    ),
    "an unreadable date": Mode(always(page(member(created="soon"))), "jobs", Exit.DONE, "A36BC  Import  ·"),
    "an unknown job": Mode(
        always(refusal("InvalidJobIdException")),
        "status A36BC",
        Exit.NO_SUCH,
        "",
        ("has no such job", "profile"),
    ),
    "an id in lower case": Mode(
        always(refusal("InvalidJobIdException")), "status 2i7ru", Exit.NO_SUCH, "", ("did you mean 2I7RU",)
    ),
    "a canceled job": Mode(
        always(refusal("CanceledJobIdException")), "status A36BC", Exit.NO_RESULT, "", ("was canceled",)
    ),
    "an expired job": Mode(
        always(refusal("ExpiredJobIdException")),
        SAVE,
        Exit.NO_RESULT,
        "",
        ("has expired", "Create a new job"),
    ),
    "access denied": Mode(
        always(refusal("AccessDenied", http_status=403)), "jobs", Exit.NOT_ACCEPTED, "", ("administrator",)
    ),
    "a wrong secret": Mode(
        always(refusal("SignatureDoesNotMatch", http_status=403)),
        "jobs",
        Exit.NOT_ACCEPTED,
        "",
        ("does not match",),
    ),
    "a key nobody knows": Mode(
        always(refusal("InvalidClientTokenId", http_status=403)),
        "jobs",
        Exit.NOT_ACCEPTED,
        "",
        ("not recognize",),
    ),
    "expired credentials": Mode(
        always(refusal("ExpiredToken", http_status=403)),
        "jobs",
        Exit.NOT_ACCEPTED,
        "",
        ("have expired", "Renew"),
    ),
    "an unknown code": Mode(
        always(refusal("Surprise")), "jobs", Exit.NO_RESULT, "", ("Surprise: Said by a test",)
    ),
    "a message with escapes": Mode(
        always(refusal("Surprise", "&#x9b;31m red")), "jobs", Exit.NO_RESULT, "", ("⟨U\\+009B⟩31m red",)
    ),
    "503": Mode(always(httpx.Response(503)), "jobs", Exit.NO_RESULT, "", ("is unavailable",)),
    "429": Mode(always(httpx.Response(429)), "jobs", Exit.NO_RESULT, "", ("throttling",)),
    "404 in HTML": Mode(
        always(httpx.Response(404, text="<html>no</html>")),
        "jobs",
        Exit.NO_RESULT,
        "",
        ("HTTP 404", "web page"),
    ),
    "nothing": Mode(always(""), "jobs", Exit.NO_RESULT, "", ("is empty", _AGAIN)),
    "no XML": Mode(always("hello"), "status A36BC", Exit.NO_RESULT, "", ("not XML", "endpoint address")),
    "cut short": Mode(always(status()[:-30]), "status A36BC", Exit.NO_RESULT, "", ("cut short", _AGAIN)),
    "a status that tells nothing": Mode(
        always("<GetStatusResponse><GetStatusResult/></GetStatusResponse>"),
        "status A36BC",
        Exit.NO_RESULT,
        "",
        ("nothing about a job", _AGAIN),
    ),
    "a DOCTYPE": Mode(always("<!DOCTYPE x><ListJobsResponse/>"), "jobs", Exit.NO_RESULT, "", ("DOCTYPE",)),
    "no connection": Mode(
        raising(httpx.ConnectError), "jobs", Exit.NOT_REACHED, "", ("Cannot reach localhost",)
    ),
    "a broken connection": Mode(raising(httpx.ReadError), SAVE, Exit.NOT_REACHED, "", ("was lost",)),
    "never asked": Mode(
        always(page(member())),
        "jobs --offline",
        Exit.NOT_REACHED,
        "",
        ("not contacted", "without --offline"),
    ),
    "nothing cached": Mode(
        always(page(member())), "jobs --cached", Exit.NO_SUCH, "", ("No job list is cached\\.",)
    ),
    "no cache wanted": Mode(
        always(page(member())),
        "jobs --cached --no-cache",
        Exit.NO_SUCH,
        "",
        ("--no-cache disables the cache",),
    ),
    "a job nobody cached": Mode(
        always(status()), "status 2i7ru --cached", Exit.NO_SUCH, "", ("cached for job 2i7ru", "mean 2I7RU")
    ),
}

_NO_ANSWER: Final = (Exit.NOT_REACHED, "")
_NO_RESULT: Final = (Exit.NO_RESULT, "")
_FAULTED: Final[dict[str, tuple[Exit, str, str]]] = {
    "slow-head": (*_NO_ANSWER, "did not send a complete response"),
    "slow-body": (*_NO_ANSWER, "did not send a complete response"),
    "endless-body": (*_NO_RESULT, "more than"),
    "huge-headers": (Exit.DONE, "JOB", "fetched now"),
    "gzip-bomb": (*_NO_RESULT, "compressed as gzip"),
    "broken-gzip": (*_NO_RESULT, "compressed as gzip"),
    "redirect": (*_NO_RESULT, "redirects to"),
    "portal-html": (*_NO_RESULT, "web page"),
    "portal-xhtml": (*_NO_RESULT, "web page"),
    "empty": (*_NO_RESULT, "is empty"),
    "other-operation": (*_NO_RESULT, "but ListJobsResponse was expected"),
    "error-with-200": (Exit.NOT_ACCEPTED, "", "not allowed to do that"),
    "storm-that-heals": (Exit.DONE, "JOB", "fetched now"),
    "storm": (*_NO_RESULT, "is unavailable"),
    "too-many-requests": (*_NO_RESULT, "throttling"),
    "throttling": (*_NO_RESULT, "throttling"),
    "clock-ahead": (Exit.DONE, "JOB", "clock is 20 min behind"),
    "clock-behind": (Exit.DONE, "JOB", "clock is 20 min ahead"),
    "expired-token": (Exit.NOT_ACCEPTED, "", "have expired"),
}
MODES: Final[dict[str, Mode]] = SCRIPTED | {
    f"fault {name}": Mode(name, "jobs", ended, out, (told,)) for name, (ended, out, told) in _FAULTED.items()
}
assert _FAULTED.keys() == FAULTS.keys()
