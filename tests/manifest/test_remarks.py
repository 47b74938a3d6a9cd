"""Remarks on a manifest say what the documents miss or doubt, and which edition says so."""

from __future__ import annotations

import pytest

from ie_tui.manifest.reader import read_manifest

ADDRESS = """\
returnAddress:
    name: Pat Example
    street1: 77 Sample Road
    city: Exampleville
    stateOrProvince: WA
    postalCode: 02134
    phoneNumber: 555-0100
    country: USA
"""
COMMON = f"""\
manifestVersion: 2.0
accessKeyId: AKIDTESTVECTOR000001
deviceId: SN-0042
notificationEmail: pat@example.com;sam@example.com
{ADDRESS}"""
S3_IMPORT = f"{COMMON}bucket: demo\neraseDevice: yes\n"
S3_EXPORT = f"""\
{COMMON}fileSystem: NTFS
logBucket: logs
trueCryptPassword: secret
operations:
    - exportBucket: demo
      prefix: a
      targetDirectory: b
"""
VERSION_3 = COMMON.replace("2.0", "3.0") + "eraseDevice: yes\nlogBucket: logs\n"
EBS = f"""\
{VERSION_3}operations:
    - destination: ebs-snapshot
      source: device
      region: ap-southeast-1
      deviceCapacityGreaterThan1TB: no
"""
GLACIER = f"""\
{VERSION_3}operations:
    - destination: glacier
      source: device
      region: eu-west-1
      vaultName: vault
      archiveComment: tapes
"""
CUSTOMS = """\
customs:
    dataDescription: tapes
    encryptedData: no
    exportCertifierName: Pat Example
    requiresExportLicense: no
    deviceValue: 250.00
    deviceCountryOfOrigin: USA
    deviceType: usbFlashDrive
    deviceHTS: 8471.70.4065
    typeOfExport: return
"""


def remarks_of(text: str, job_type: str | None = None) -> list[str]:
    """Every remark, of the whole and of the fields; those of a field begin with its last name."""
    manifest = read_manifest(text, job_type)
    of_fields = (f"{item.path[-1]}: {remark}" for item in manifest.fields for remark in item.remarks)
    return [*manifest.remarks, *of_fields]


@pytest.mark.parametrize(
    ("text", "job_type"),
    [
        (S3_IMPORT, None),
        (S3_IMPORT, "Import"),
        (S3_IMPORT + CUSTOMS, "Import"),
        (S3_EXPORT, None),
        (S3_EXPORT, "Export"),
        (EBS, None),
        (EBS, "Import"),
        (GLACIER, None),
        (GLACIER, "import"),
    ],
)
def test_a_manifest_that_pleases_every_edition_gets_no_remark(text: str, job_type: str | None) -> None:
    assert remarks_of(text, job_type) == []


MISSING = {
    "manifestVersion": (
        S3_IMPORT,
        "manifestVersion: 2.0\n",
        "manifestVersion is missing: required in all editions.",
    ),
    "deviceId": (S3_IMPORT, "deviceId: SN-0042\n", "deviceId is missing: required in all editions."),
    "accessKeyId": (
        S3_IMPORT,
        "accessKeyId: AKIDTESTVECTOR000001\n",
        "accessKeyId is missing: required in the editions of 2010 to 2014.",
    ),
    "notificationEmail": (
        S3_IMPORT,
        "notificationEmail: pat@example.com;sam@example.com\n",
        "notificationEmail is missing: required in later editions.",
    ),
    "address": (S3_IMPORT, ADDRESS, "returnAddress is missing: required in all editions."),
    "street": (
        S3_IMPORT,
        "    street1: 77 Sample Road\n",
        "returnAddress street1 is missing: required in all editions.",
    ),
    "state": (
        S3_IMPORT,
        "    stateOrProvince: WA\n",
        "returnAddress stateOrProvince is missing: required in all editions for US and Canada.",
    ),
    "bucket": (S3_IMPORT, "bucket: demo\n", "bucket is missing: required in the guide for an S3 import."),
    "eraseDevice": (
        S3_IMPORT,
        "eraseDevice: yes\n",
        "eraseDevice is missing: required in the guide for an S3 import.",
    ),
    "eraseDevice, EBS": (
        EBS,
        "eraseDevice: yes\n",
        "eraseDevice is missing: required in the guide for an EBS import.",
    ),
    "fileSystem": (
        S3_EXPORT,
        "fileSystem: NTFS\n",
        "fileSystem is missing: required in the guide for an S3 export.",
    ),
    "logBucket": (
        S3_EXPORT,
        "logBucket: logs\n",
        "logBucket is missing: required in the guide for an S3 export.",
    ),
    "logBucket, EBS": (
        EBS,
        "logBucket: logs\n",
        "logBucket is missing: required in the guide for an EBS import.",
    ),
    "password": (
        S3_EXPORT,
        "trueCryptPassword: secret\n",
        "pinCode and trueCryptPassword are missing: an export without either fails in later editions.",
    ),
    "operations": (
        S3_EXPORT,
        S3_EXPORT[S3_EXPORT.index("operations:") :],
        "operations is missing: required in the guide for an S3 export.",
    ),
    "capacity": (
        EBS,
        "      deviceCapacityGreaterThan1TB: no\n",
        "operation: deviceCapacityGreaterThan1TB is missing: required in the guide for an EBS import.",
    ),
    "vault": (
        GLACIER,
        "      vaultName: vault\n",
        "operation: vaultName is missing: required in the guide for a Glacier import.",
    ),
    "customs": (
        S3_IMPORT + CUSTOMS,
        "    deviceValue: 250.00\n",
        "customs deviceValue is missing: required in a published manifest form; the guide is unclear.",
    ),
}


@pytest.mark.parametrize(("text", "line", "remark"), MISSING.values(), ids=MISSING)
def test_a_missing_option_is_named_with_its_edition(text: str, line: str, remark: str) -> None:
    assert line in text
    assert remarks_of(text.replace(line, "", 1), "Export" if text is S3_EXPORT else "Import") == [remark]


ODD = {
    "version": (S3_IMPORT, "manifestVersion: 2.0", "manifestVersion: 1.3", "require 2.0 for an S3 import"),
    "version 3": (
        GLACIER,
        "manifestVersion: 3.0",
        "manifestVersion: 2.0",
        "require 3.0 for a Glacier import",
    ),
    "erase no": (S3_IMPORT, "eraseDevice: yes", "eraseDevice: no", "the later ones accept only yes"),
    "acl": (S3_IMPORT, "bucket: demo", "bucket: demo\nacl: private", "newest edition no longer lists"),
    "gzip": (S3_IMPORT, "bucket: demo", "bucket: demo\nsetContentEncodingForGzFiles: 1", "writes yes or no"),
    "service level": (
        S3_IMPORT,
        "deviceId",
        "serviceLevel: fast\ndeviceId",
        "standard and expeditedShipping",
    ),
    "file system": (S3_EXPORT, "NTFS", "HFS", "lists NTFS and EXT4; the limitations page adds"),
    "file system, one page": (S3_EXPORT, "NTFS", "FAT32", "The limitations page lists it"),
    "region": (GLACIER, "eu-west-1", "ap-southeast-1", "regions for a Glacier import are"),
    "destination": (S3_EXPORT, "prefix: a", "source: tape", "lists only device"),
    "comment": (GLACIER, "tapes", "t" * 998, "998 characters long; the guide allows 997"),
    "log name": (S3_IMPORT, "bucket: demo", f"bucket: demo\nlogPrefix: {'é' * 505}", "1,024 bytes"),
    "PO box": (S3_IMPORT, "77 Sample Road", "P.O. Box 7", "not a PO box"),
    "customs value": (S3_IMPORT + CUSTOMS, "250.00", "much", "250.00"),
    "customs type": (S3_IMPORT + CUSTOMS, "usbFlashDrive", "floppy", "externalStorageDevice, usbFlashDrive"),
    "import option": (
        S3_EXPORT,
        "fileSystem: NTFS",
        "fileSystem: NTFS\nbucket: b",
        "not list this option for an S3 export",
    ),
    "export option": (
        S3_IMPORT,
        "bucket: demo",
        "bucket: demo\nfileSystem: NTFS",
        "not list this option for an S3 import",
    ),
    "stranger": (S3_IMPORT, "bucket: demo", "bucket: demo\ncolour: red", "No edition of the documentation"),
    "semicolon": (S3_IMPORT, "manifestVersion: 2.0", "manifestVersion: 2.0;", "part of the value as sent"),
    "comment mark": (S3_IMPORT, "SN-0042", "SN-0042 # the old one", "may be meant as a comment"),
    "capitals": (S3_IMPORT, "bucket: demo", "Bucket: demo", "The documentation writes bucket."),
    "twice": (
        S3_IMPORT,
        "deviceId: SN-0042",
        "deviceId: SN-0042\ndeviceId: SN-0042",
        "Already set in line 3",
    ),
    "indented": (S3_IMPORT, "bucket: demo", "    bucket: demo", "Indented under returnAddress"),
    "stray": (S3_IMPORT, "eraseDevice: yes", "eraseDevice: yes\ncompany: X", "Outside returnAddress"),
}


@pytest.mark.parametrize(("text", "before", "after", "remark"), ODD.values(), ids=ODD)
def test_a_doubtful_value_says_why_beside_it(text: str, before: str, after: str, remark: str) -> None:
    job_type = "Export" if text is S3_EXPORT else "Import"
    manifest = read_manifest(text.replace(before, after, 1), job_type)

    assert [remark in told for item in manifest.fields for told in item.remarks].count(True) == 1


def test_an_empty_option_is_called_empty() -> None:
    text = S3_IMPORT.replace("accessKeyId: AKIDTESTVECTOR000001", "accessKeyId:")
    assert remarks_of(text) == ["accessKeyId is empty: required in the editions of 2010 to 2014."]


def test_each_operation_is_looked_at_by_its_number() -> None:
    text = S3_EXPORT + "    - prefix: z\n"
    told = "operation 2: exportBucket is missing: required in the guide for an S3 export."
    assert remarks_of(text) == [told]


def test_the_job_type_of_the_service_decides_over_the_options() -> None:
    told = remarks_of(S3_IMPORT, "Export")

    assert "fileSystem is missing: required in the guide for an S3 export." in told
    assert "bucket: The guide does not list this option for an S3 export." in told


def test_without_a_type_only_the_common_options_are_asked_for() -> None:
    assert remarks_of(COMMON) == [
        "No option shows whether this is an import or an export: only the common options were checked."
    ]


def test_a_state_is_asked_for_in_the_us_and_canada_alone() -> None:
    text = S3_IMPORT.replace("    stateOrProvince: WA\n", "").replace("country: USA", "country: Germany")
    assert remarks_of(text) == []


def test_an_encrypted_device_needs_its_classification() -> None:
    text = S3_IMPORT + CUSTOMS.replace("encryptedData: no", "encryptedData: yes")
    told = "customs encryptionClassification is missing"
    assert [remark.partition(":")[0] for remark in remarks_of(text)] == [told]


def test_quotes_and_semicolons_do_not_make_a_known_value_odd() -> None:
    text = S3_EXPORT.replace("NTFS", '"NTFS";')
    assert remarks_of(text) == ["fileSystem: The trailing semicolon is part of the value as sent."]


def test_a_remark_never_holds_a_secret() -> None:
    text = S3_EXPORT.replace("secret", "CANARY; # CANARY")
    assert "CANARY" not in repr(remarks_of(text))
