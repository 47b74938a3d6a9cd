"""The packing slip, the return address as people write it, and the place of the log."""

from __future__ import annotations

import shlex

import pytest

from ie_tui.api.models import JobId, KeptStatus
from ie_tui.jobs.addresses import return_address
from ie_tui.jobs.log_location import log_address, log_command
from ie_tui.jobs.packing_slip import packing_slip
from ie_tui.jobs.record import Record

MANIFEST = """\
manifestVersion: 2.0
deviceId: SN-0042
notificationEmail: pat@example.com;
pinCode: ••••
returnAddress:
    name: Pat Example
    company: "Harbour Archive"
    street1: 1 Example Lane
    city: Sampletown
    stateOrProvince: WA
    postalCode: 02134
    phoneNumber: 206-555-0100
    country: USA
"""


def kept(**fields: str | None) -> KeptStatus:
    return KeptStatus(job_id=JobId("QX7ZD"), job_type="Import", **fields)  # type: ignore[arg-type]


def test_the_slip_tells_what_a_parcel_needs() -> None:
    address = "AWS Import/Export\nJOBID QX7ZD\n 1111 Nosuch Ave \nSeattle, WA 92222\n"
    status = kept(current_manifest=MANIFEST, aws_shipping_address=address)

    assert packing_slip(Record(JobId("QX7ZD"), status=status)) == (
        "PACKING SLIP FOR AWS IMPORT/EXPORT\n"
        "\n"
        "JOB ID       QX7ZD\n"
        "DEVICE ID    SN-0042\n"
        "SHIP TO      AWS Import/Export\n"
        "             JOBID QX7ZD\n"
        "             1111 Nosuch Ave\n"
        "             Seattle, WA 92222\n"
        "RETURN TO    Pat Example\n"
        "             Harbour Archive\n"
        "             1 Example Lane\n"
        "             Sampletown, WA 02134\n"
        "             USA\n"
        "CONTACT      Pat Example\n"
        "             206-555-0100\n"
        "             pat@example.com\n"
    )


def test_what_the_service_did_not_say_is_left_to_a_pen() -> None:
    slip = packing_slip(Record(JobId("QX7ZD"), status=kept()))

    assert slip is not None
    assert [line.split()[-1].strip("_") for line in slip.splitlines()[2:]] == ["QX7ZD", "", "", "", ""]


def test_a_job_never_fetched_has_no_slip() -> None:
    assert packing_slip(Record(JobId("QX7ZD"))) is None


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ("city: Seattle\nstateOrProvince: WA\npostalCode: 98000", ("Seattle, WA 98000",)),
        ("city: Porto\npostalCode: 4490-000\ncountry: Portugal", ("4490-000 Porto", "Portugal")),
        ("city: Dublin", ("Dublin",)),
        ("stateOrProvince: WA", ("WA",)),
        ("postalCode: 98000", ("98000",)),
        ("country: NO\nname: Kari\nstreet2: B\nstreet1: A", ("Kari", "A", "B", "NO")),
        ("name: Pat\nfloor: 3rd\ncountry: USA", ("Pat", "3rd", "USA")),
        ("name:Robin;\ncity:Seattle;", ("Robin", "Seattle")),
        ("name: Pat\nname: Robin", ("Pat",)),
        ("name:\nphoneNumber: 1", ()),
    ],
)
def test_an_address_is_written_as_people_write_it(fields: str, lines: tuple[str, ...]) -> None:
    indented = "\n".join(f"  {line}" for line in fields.splitlines())
    assert return_address(kept(current_manifest=f"returnAddress:\n{indented}\n")).lines == lines


def test_the_fields_are_found_where_the_indentation_is_lost() -> None:
    flat = "\n".join(line.strip() for line in MANIFEST.splitlines())
    found = return_address(kept(current_manifest=flat))

    assert found == return_address(kept(current_manifest=MANIFEST))
    assert (found.phone, found.email, found.device_id) == ("206-555-0100", "pat@example.com", "SN-0042")


def test_no_secret_gets_into_an_address() -> None:
    text = "returnAddress:\n  name: Pat\n  pinCode: CANARY\n  trueCryptPassword: CANARY\n"
    assert "CANARY" not in repr(return_address(kept(current_manifest=text)))


@pytest.mark.parametrize(
    ("bucket", "key", "address"),
    [
        ("demo-logs", "import-log-QX7ZD", "s3://demo-logs/import-log-QX7ZD"),
        ("demo-logs", "logs 2011/it's; rm -rf $HOME", "s3://demo-logs/logs 2011/it's; rm -rf $HOME"),
        ("demo-logs", "`id`\nx", "s3://demo-logs/`id`\nx"),
        ("demo-logs", None, None),
        (None, "import-log-QX7ZD", None),
        ("", "import-log-QX7ZD", None),
    ],
)
def test_the_command_for_the_log_holds_its_address_as_one_word(
    bucket: str | None, key: str | None, address: str | None
) -> None:
    status = kept(log_bucket=bucket, log_key=key)

    assert log_address(status) == address
    command = log_command(status)
    assert command is None if address is None else shlex.split(command or "") == [
        "aws", "s3", "cp", address, "."
    ]  # fmt: skip
