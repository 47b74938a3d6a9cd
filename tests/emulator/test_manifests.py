"""Parsing and checking of manifests by the emulator."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID
from ie_tui.emulator.manifests.buckets import region_of
from ie_tui.emulator.manifests.checks import parcel_of
from ie_tui.emulator.manifests.manifest_parser import parse_manifest
from ie_tui.emulator.service_errors import RefusalError
from ie_tui.emulator.world import parcels
from ie_tui.emulator.world.parcels import DUBLIN, ERASED, SEATTLE, SINGAPORE, Parcel, Signing
from ie_tui.emulator.world.stories import LANES

from .orders import ABROAD, CUSTOMS, EBS, EXPORT, GLACIER, IMPORT, RETURN_ADDRESS, having, without

DEMO_PARCELS = {name: parcel for name, parcel in vars(parcels).items() if isinstance(parcel, Parcel)}


CHANGES: list[Callable[[str, str], list[str]]] = [
    lambda line, other: [],
    lambda line, other: [line, other],
    lambda line, other: [line.lstrip()],
    lambda line, other: [f"  {line}"],
    lambda line, other: [line.replace("- ", "")],
    lambda line, other: [f"- {line}"],
    lambda line, other: [line.partition(":")[0] + ":"],
    lambda line, other: [line.partition(":")[0] + ":" + other.partition(":")[2]],
    lambda line, other: [line.replace(": ", ":\n        ")],
    lambda line, other: [f"{line};"],
]


def refusal(manifest: str, job_type: str = "Import") -> RefusalError:
    with pytest.raises(RefusalError) as caught:
        parcel_of(job_type, manifest, DEMO_ACCESS_KEY_ID)
    assert caught.value.http_status == 400
    return caught.value


MANIFESTS = sorted((Path(__file__).parents[1] / "fixtures" / "manifests").iterdir())


@pytest.mark.parametrize("path", MANIFESTS, ids=[path.stem for path in MANIFESTS])
def test_a_manifest_as_people_write_it_orders_a_job(path: Path) -> None:
    job_type = "Export" if "export" in path.stem else "Import"
    text = path.read_text(encoding="utf-8")
    parcel = parcel_of(job_type, text, "AKIAEXAMPLE000000001")
    assert (parcel.job_type, parcel.manifest) == (job_type, text)
    manifest = parse_manifest(text)
    assert manifest.fields["deviceId"]
    assert manifest.groups["returnAddress"][0]["country"] == "USA"


def quoted(manifest: str) -> str:
    """A manifest quoted on a command line: every line but the first has a space before it."""
    return manifest.replace("\n", "\n ")


@pytest.mark.parametrize("manifest", [IMPORT, EXPORT, EBS, GLACIER, ABROAD])
def test_a_manifest_quoted_on_a_command_line_says_the_same(manifest: str) -> None:
    assert parse_manifest(quoted(manifest)) == parse_manifest(manifest)
    flat = "\n".join(line.strip() for line in manifest.splitlines())
    assert parse_manifest(quoted(flat)) == parse_manifest(flat)


ENTRIES = {
    "substitutions": '"A" : "a"\n"\\\\" : "_"\n" " : "_"',
    "contentTypes": "flv:video/x-flv\n.jpg: image/jpeg",
    "staticMetadata": "owner: me",
    "ignore": "- .*\\.psd$",
}


@pytest.mark.parametrize("group", ENTRIES)
@pytest.mark.parametrize("indent", ["", "  "])
def test_entries_that_people_make_up_belong_to_their_group(group: str, indent: str) -> None:
    entries = "\n".join(indent + line for line in ENTRIES[group].splitlines())
    text = f"{RETURN_ADDRESS}{group}:\n{entries}\nACL: private\ndeviceid: SN-1"
    assert parse_manifest(text).fields == {"acl": "private", "deviceId": "SN-1"}


def test_what_follows_the_indented_entries_of_a_group_is_its_own() -> None:
    text = "contentTypes:\n  flv: x\nodd: y\nbucket: b"
    assert parse_manifest(text).fields == {"odd": "y", "bucket": "b"}


@pytest.mark.parametrize("parcel", DEMO_PARCELS.values(), ids=DEMO_PARCELS)
def test_every_manifest_of_the_demo_orders_what_its_job_is(parcel: Parcel) -> None:
    text = parcel.manifest.replace("{device}", "SN-1")
    ordered = parcel_of(parcel.job_type, text, DEMO_ACCESS_KEY_ID)
    says_more_than_a_manifest = parcel.signing in (Signing.BY_RULE, Signing.CONTRADICTED)
    expected = replace(
        parcel,
        manifest=text,
        maker=None,
        signing=Signing.AGREED if says_more_than_a_manifest else parcel.signing,
        warning=ordered.warning,
        ill_formed=False,
    )
    assert ordered == expected


def test_the_demo_has_no_manifest_that_is_not_checked() -> None:
    assert {parcel for lane in LANES for parcel in lane.parcels} <= set(DEMO_PARCELS.values())


ORDERS = [
    pytest.param(
        "Import",
        IMPORT,
        ("test-in", "", SEATTLE, Signing.AGREED, ERASED),
        id="an import, its log in its bucket",
    ),
    pytest.param(
        "Import",
        having(having(IMPORT, "logBucket", "logs--eu-west-1"), "eraseDevice", "No"),
        ("logs--eu-west-1", "", SEATTLE, Signing.AGREED, None),
        id="a log elsewhere, no erasing",
    ),
    pytest.param(
        "Export",
        EXPORT,
        ("test-logs", "exports/", SEATTLE, Signing.AGREED, None),
        id="an export of two buckets",
    ),
    pytest.param("Import", EBS, ("test-logs", "", SEATTLE, Signing.NONE, ERASED), id="EBS"),
    pytest.param("Import", GLACIER, ("test-logs", "", SEATTLE, Signing.NONE, ERASED), id="Glacier"),
    pytest.param(
        "Import", ABROAD, ("test-in--eu-west-1", "", DUBLIN, Signing.AGREED, ERASED), id="to Europe"
    ),
    pytest.param(
        "Import",
        having(ABROAD, "bucket", "test--ap-southeast-1"),
        ("test--ap-southeast-1", "", SINGAPORE, Signing.AGREED, ERASED),
        id="to Asia",
    ),
]


@pytest.mark.parametrize(("job_type", "manifest", "expected"), ORDERS)
def test_a_manifest_says_what_becomes_of_the_device(
    job_type: str, manifest: str, expected: tuple[object, ...]
) -> None:
    parcel = parcel_of(job_type, manifest, DEMO_ACCESS_KEY_ID)
    assert (parcel.log_bucket, parcel.log_prefix, parcel.dock, parcel.signing, parcel.warning) == expected
    assert (parcel.job_type, parcel.manifest, parcel.maker) == (job_type, manifest, None)


READ_ALIKE = {
    "no blank after the colon": IMPORT.replace(": ", ":"),
    "lost indentation": IMPORT.replace("    ", ""),
    "semicolons": IMPORT.replace("\n", ";\n"),
    "CR LF": IMPORT.replace("\n", "\r\n"),
    "comments, empty lines and a document mark": f"# a comment\n\n---\n{IMPORT}\n   # another",
    "a byte order mark": f"\ufeff{IMPORT}",
    "tabs": IMPORT.replace("    ", "\t"),
    "all of it indented": "\n".join(f"  {line}" for line in IMPORT.splitlines()),
    "values on the next line": IMPORT.replace("bucket: ", "bucket:\n   ").replace(
        "city: ", "city:\n        "
    ),
    "quotes": IMPORT.replace("bucket: test-in", 'bucket: "test-in"').replace("SN-0042", "'SN-0042'"),
    "groups of words that people made up": IMPORT
    + "staticMetadata:\n    bucket: another\nignore:\n- ^deviceId$\nsubstitutions:\n    '<a>' : b\n",
    "an unknown group": IMPORT + "futureOption:\n    bucket: another\n    deviceId: another\n",
}


@pytest.mark.parametrize("manifest", READ_ALIKE.values(), ids=READ_ALIKE)
def test_manifests_are_read_however_people_write_them(manifest: str) -> None:
    expected, read = parse_manifest(IMPORT), parse_manifest(manifest)
    assert read.groups == expected.groups
    assert {name: read.fields[name] for name in expected.fields} == expected.fields
    assert parcel_of("Import", manifest, DEMO_ACCESS_KEY_ID).manifest == manifest


def test_a_list_is_read_item_by_item_with_and_without_indentation() -> None:
    expected = [{"exportBucket": "test-out", "prefix": "maps/"}, {"exportBucket": "test-more"}]
    for manifest in (EXPORT, "\n".join(line.strip() for line in EXPORT.replace("- ", "-").splitlines())):
        assert parse_manifest(manifest).groups["operations"] == expected


@pytest.mark.parametrize(
    "manifest",
    [
        "This is no manifest",
        "\n# nothing\n",
        "- a: b",
        '{"bucket": "b"}',
        ": x",
        IMPORT + "\x01",
        IMPORT + "oops",
    ],
)
def test_what_is_no_manifest_is_called_so_in_the_services_own_words(manifest: str) -> None:
    error = refusal(manifest)
    assert (error.code, error.message) == ("MalformedManifestException", "Your manifest is not well-formed")


MISSING = [
    *(("Import", IMPORT, name) for name in ("manifestVersion", "deviceId", "bucket", "eraseDevice")),
    *(
        ("Import", IMPORT, name)
        for name in ("name", "street1", "city", "postalCode", "phoneNumber", "country")
    ),
    *(("Export", EXPORT, name) for name in ("deviceId", "logBucket", "fileSystem", "pinCode")),
    *(("Import", EBS, name) for name in ("logBucket", "source", "region", "deviceCapacityGreaterThan1TB")),
    *(("Import", GLACIER, name) for name in ("eraseDevice", "vaultName", "archiveComment")),
]


@pytest.mark.parametrize(("job_type", "manifest", "name"), MISSING)
def test_a_required_option_that_is_missing_or_empty_is_named(job_type: str, manifest: str, name: str) -> None:
    for spoiled in (without(manifest, name), having(manifest, name, "")):
        error = refusal(spoiled, job_type)
        assert error.code == "MissingManifestFieldException"
        assert name in error.message


def test_groups_and_their_items_may_not_be_missing_either() -> None:
    assert refusal(IMPORT.removesuffix(RETURN_ADDRESS)).message == "Missing in the manifest: returnAddress"
    headless = EXPORT.replace("    - exportBucket: test-out\n      prefix: maps/\n", "")
    assert refusal(headless.replace("    - exportBucket: test-more\n", ""), "Export").message == (
        "Missing in the manifest: operations"
    )
    assert refusal(EXPORT.replace("exportBucket: test-more", "prefix: x"), "Export").message == (
        "Missing in the manifest: operations.exportBucket"
    )


REFUSED = {
    "version of another kind": ("Import", having(IMPORT, "manifestVersion", "3.0"), "InvalidManifestField"),
    "version of EBS": ("Import", having(EBS, "manifestVersion", "2.0"), "InvalidManifestField"),
    "eraseDevice": ("Import", having(IMPORT, "eraseDevice", "maybe"), "InvalidManifestField"),
    "acl": ("Import", having(IMPORT, "acl", "everybody"), "InvalidManifestField"),
    "serviceLevel": ("Import", having(IMPORT, "serviceLevel", "rocket"), "InvalidManifestField"),
    "notificationEmail": ("Import", having(IMPORT, "notificationEmail", "a@b;c"), "InvalidManifestField"),
    "bucket": ("Import", having(IMPORT, "bucket", "no bucket/"), "InvalidManifestField"),
    "destination": ("Import", having(EBS, "destination", "moon"), "InvalidManifestField"),
    "source": ("Import", having(EBS, "source", "moon"), "InvalidManifestField"),
    "region": ("Import", having(GLACIER, "region", "ap-southeast-1"), "InvalidManifestField"),
    "capacity": (
        "Import",
        having(EBS, "deviceCapacityGreaterThan1TB", "much"),
        "InvalidManifestField",
    ),
    "archiveComment": ("Import", having(GLACIER, "archiveComment", "x" * 998), "InvalidManifestField"),
    "log key": ("Import", having(IMPORT, "logPrefix", "é" * 505), "InvalidManifestField"),
    "another's key": ("Import", having(IMPORT, "accessKeyId", "AKIDOTHER"), "InvalidAccessKeyId"),
    "state": ("Import", without(IMPORT, "stateOrProvince"), "InvalidAddress"),
    "province": (
        "Import",
        without(having(IMPORT + CUSTOMS, "country", "Canada"), "stateOrProvince"),
        "InvalidAddress",
    ),
    "zip": ("Import", having(IMPORT, "postalCode", "0150"), "InvalidAddress"),
    "post office box": ("Import", having(IMPORT, "street1", "P.O. Box 7"), "InvalidAddress"),
    "phone": ("Import", having(IMPORT, "phoneNumber", "none"), "InvalidAddress"),
    "file system": ("Export", having(EXPORT, "fileSystem", "HFS+"), "InvalidFileSystem"),
    "no customs": ("Import", ABROAD.removesuffix(CUSTOMS), "MissingCustoms"),
    "customs incomplete": ("Import", without(ABROAD, "deviceValue"), "MissingCustoms"),
    "encryption not classified": ("Import", without(ABROAD, "encryptionClassification"), "MissingCustoms"),
    "customs at home too": ("Import", having(IMPORT + CUSTOMS, "deviceHTS", "7"), "InvalidCustoms"),
    "deviceType": ("Import", having(ABROAD, "deviceType", "tape"), "InvalidCustoms"),
    "deviceValue": ("Import", having(ABROAD, "deviceValue", "much"), "InvalidCustoms"),
    "no such bucket": ("Import", having(IMPORT, "bucket", "no-such-bucket"), "NoSuchBucket"),
    "no such log bucket": ("Import", having(IMPORT, "logBucket", "no-such-logs"), "NoSuchBucket"),
    "forbidden": ("Export", EXPORT.replace("test-more", "forbidden-more"), "BucketPermission"),
    "two regions": ("Export", EXPORT.replace("test-more", "test--eu-west-1"), "MultipleRegions"),
    "log of an export abroad": ("Export", having(EXPORT, "logBucket", "logs--eu-west-1"), "MultipleRegions"),
}


@pytest.mark.parametrize(("job_type", "manifest", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_carried_out_is_refused(job_type: str, manifest: str, code: str) -> None:
    assert refusal(manifest, job_type).code == f"{code}Exception"


def test_whatever_a_manifest_has_become_it_is_read_or_refused() -> None:
    chance = random.Random(4)
    whole = [("Import", IMPORT), ("Import", ABROAD), ("Import", EBS), ("Import", GLACIER), ("Export", EXPORT)]
    codes = set()
    for _ in range(3_000):
        job_type, manifest = chance.choice(whole)
        lines = manifest.splitlines()
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(lines))
            change = chance.choice(CHANGES)
            lines[at : at + 1] = change(lines[at], lines[chance.randrange(len(lines))])
        try:
            assert parcel_of(job_type, "\n".join(lines), DEMO_ACCESS_KEY_ID).job_type == job_type
        except RefusalError as error:
            codes.add(error.code)
    assert len(codes) >= 7


def test_limits_are_met_to_the_last_byte() -> None:
    longest = 1_024 - len("import-log-ABCDE")
    assert parcel_of("Import", having(IMPORT, "logPrefix", "x" * longest), "AKID").log_prefix == "x" * longest
    assert refusal(having(IMPORT, "logPrefix", "x" * (longest + 1))).code == "InvalidManifestFieldException"
    parcel_of("Import", having(GLACIER, "archiveComment", "é" * 997), "AKID")


def test_regions_of_one_job_over_its_operations_must_be_one() -> None:
    second = "    - destination: glacier\n      source: device\n      region: eu-west-1\n      vaultName: v\n"
    both = GLACIER.replace("operations:\n", f"operations:\n{second}      archiveComment: c\n")
    assert refusal(both).code == "MultipleRegionsException"
    mixed = both.replace("glacier", "ebs-snapshot", 1)
    assert refusal(mixed).code == "InvalidManifestFieldException"


def test_an_access_key_id_in_the_manifest_may_be_empty_or_the_senders() -> None:
    for value in ("", DEMO_ACCESS_KEY_ID):
        assert parcel_of("Import", having(IMPORT, "accessKeyId", value), DEMO_ACCESS_KEY_ID)


@pytest.mark.parametrize(
    ("bucket", "region"),
    [
        ("test", "us-east-1"),
        ("a--eu-west-1", "eu-west-1"),
        ("eu-west-1", "us-east-1"),
        ("harbour-eu-in", "eu-west-1"),
    ],
)
def test_the_name_of_a_bucket_says_where_it_is(bucket: str, region: str) -> None:
    assert region_of(bucket) == region
