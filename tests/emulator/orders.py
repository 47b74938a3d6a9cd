"""Valid manifests, and ways to break them."""

from __future__ import annotations

import re

RETURN_ADDRESS = """\
returnAddress:
    name: Test Person
    street1: 1 Nosuch Street
    city: Seattle
    stateOrProvince: WA
    postalCode: 98000
    phoneNumber: 206-555-0100
    country: USA
"""
CUSTOMS = """\
customs:
    dataDescription: test data
    encryptedData: yes
    encryptionClassification: 5D992
    exportCertifierName: Test Person
    requiresExportLicense: no
    deviceValue: 250.00
    deviceCountryOfOrigin: Japan
    deviceType: usbFlashDrive
    deviceHTS: 8471.70.2000
    typeOfExport: return
"""
IMPORT = f"""\
manifestVersion: 2.0
bucket: test-in
deviceId: SN-0042
eraseDevice: yes
{RETURN_ADDRESS}"""
EXPORT = f"""\
manifestVersion: 2.0
deviceId: SN-0043
logBucket: test-logs
logPrefix: exports/
fileSystem: NTFS
pinCode: 0123
operations:
    - exportBucket: test-out
      prefix: maps/
    - exportBucket: test-more
{RETURN_ADDRESS}"""
EBS = f"""\
manifestVersion: 3.0
deviceId: SN-0044
logBucket: test-logs
eraseDevice: yes
operations:
    - destination: ebs-snapshot
      source: device
      region: us-east-1
      deviceCapacityGreaterThan1TB: no
{RETURN_ADDRESS}"""
GLACIER = f"""\
manifestVersion: 3.0
deviceId: SN-0045
logBucket: test-logs
eraseDevice: yes
operations:
    - destination: glacier
      source: device
      region: us-east-1
      vaultName: test-vault
      archiveComment: none
{RETURN_ADDRESS}"""
ABROAD = IMPORT.replace("bucket: test-in", "bucket: test-in--eu-west-1") + CUSTOMS
STICK = IMPORT.replace("SN-0042", "stick-0042")


def without(manifest: str, name: str) -> str:
    """The manifest without the line of that option."""
    spoiled, count = re.subn(rf"(?m)^([ -]*){name}:.*\n", "", manifest)
    assert count == 1, name
    return spoiled


def having(manifest: str, name: str, value: str) -> str:
    """The manifest with another value for that option, which is added if it is missing."""
    changed, count = re.subn(rf"(?m)^([ -]*{name}:).*$", lambda line: f"{line[1]} {value}", manifest)
    assert count < 2, name
    return changed if count else f"{name}: {value}\n{manifest}"
