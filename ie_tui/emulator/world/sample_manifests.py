"""Manifests as people and tools really write them: few are strict YAML (docs/service.md 6.2).

Each job replaces `{device}` with its device's name. People, places and passwords are invented.
"""

from __future__ import annotations

from typing import Final

from ie_tui.emulator.keys import DEMO_ACCESS_KEY_ID
from ie_tui.emulator.world.sample_addresses import JOAO, PAT, ROBIN

PLAIN: Final = (
    """\
manifestVersion: 2.0
generator: Harbour Archive uploader 4.1
bucket: harbour-archive-in
deviceId: {device}
eraseDevice: yes
notificationEmail: archive@example.com;pat@example.com
prefix: film/2k-scans/
logBucket: harbour-archive-logs
logPrefix: scans/
serviceLevel: standard
"""
    + PAT
)

TEMPLATE: Final = (
    """\
# Amazon S3 import: fill in every line and leave out what you do not need.
# Lines that begin with a number sign are comments.
manifestVersion:2.0
deviceId:{device}
eraseDevice:yes
bucket:harbour-archive-in
logBucket:harbour-archive-logs
notificationEmail:archive@example.com
accessKeyId:
pinCode:
trueCryptPassword:rope-and-anchor-71
"""
    + ROBIN
)

LOST_INDENTATION: Final = f"""\
manifestVersion: 2.0
accessKeyId: {DEMO_ACCESS_KEY_ID}
deviceId: {{device}}
bucket: harbour-sound-in
returnAddress:
name: Joe Sample
street1: 123 Nosuch Avenue
city: Tacoma
stateOrProvince: WA
postalCode: 98001
phoneNumber: 253-555-0141
country: United States
eraseDevice: no"""

SEMICOLONS: Final = """\
manifestVersion: 2.0;
bucket: harbour-survey-in;
deviceId: {device};
eraseDevice: Yes;
trueCryptPassword: 4 masts; 2 rudders;
returnAddress:
    name: Kim Demo;
    street1: 9 Pretend Quay;
    city: Portland;
    stateOrProvince: OR;
    postalCode: 97000;
    phoneNumber: 503-555-0166;
    country: USA;
"""

EXPORT_LIST: Final = (
    """\
manifestVersion:2.0
deviceId:{device}
logBucket:harbour-archive-logs
logPrefix:exports/
trueCryptPassword:low tide at four
fileSystem:EXT4
notificationEmail:archive@example.com
operations:
    - exportBucket:harbour-archive-out
    - exportBucket:harbour-sound-out
recoveryDirectory:EXPORT-RECOVERY
"""
    + ROBIN
)

EXPORT_ACCENTS: Final = (
    """\
manifestVersion: 2.0
deviceId: {device}
logBucket: harbour-eu-logs
fileSystem: NTFS
pinCode: 0719
notificationEmail: joao@example.com
targetDirectory: para-o-arquivo
operations:
    - exportBucket: harbour-eu-out
      prefix: mapas/
      beginMarker: mapas/1890-açores
      endMarker: mapas/1911-évora
      targetDirectory: mapas
    - exportBucket: harbour-eu-out
      prefix: fotografias/
"""
    + JOAO
    + """\
customs:
    dataDescription: Scanned maps & photographs, 1880 to 1930
    encryptedData: yes
    encryptionClassification: 5D992
    exportCertifierName: João Araújo Conceição
    requiresExportLicense: no
    deviceValue: 250.00
    deviceCountryOfOrigin: Thailand
    deviceType: externalStorageDevice
    deviceHTS: 8471.70.4065
    typeOfExport: return
"""
)

TOKYO: Final = """\
manifestVersion: 2.0
bucket: harbour-asia-in
deviceId: {device}
eraseDevice: yes
notificationEmail: hanako@example.com
returnAddress:
    name: 見本 花子
    company: みなと資料館
    street1: 架空町一丁目2番3号 見本ビル 8階
    city: 港区
    postalCode: 100-0000
    phoneNumber: +81 3-5550-0188
    country: Japan
customs:
    dataDescription: ドキュメンタリー映像 (documentary film)
    encryptedData: no
    exportCertifierName: 見本 花子
    requiresExportLicense: no
    deviceValue: 180.00
    deviceCountryOfOrigin: Japan
    deviceType: usbFlashDrive
    deviceHTS: 8471.70.2000
"""

EBS: Final = (
    """\
manifestVersion: 3.0
deviceId: {device}
eraseDevice: yes
logBucket: harbour-archive-logs
notificationEmail: servers@example.com
operations:
    - destination: ebs-snapshot
      source: device
      region: us-east-1
      deviceCapacityGreaterThan1TB: yes
"""
    + PAT
)

GLACIER: Final = (
    """\
manifestVersion: 3.0
deviceId: {device}
eraseDevice: yes
logBucket: harbour-eu-logs
notificationEmail: joao@example.com
operations:
    - destination: glacier
      source: device
      region: eu-west-1
      vaultName: harbour-negatives
      archiveComment: Glass negatives of the shipyard, boxes 1 to 212, scanned at 6,400 dpi in one winter. \
Box 77 was wet and is incomplete; plates 14 to 19 of it are cracked, and their pieces were scanned \
one by one and not put together. Colour targets are at the start of each box. The paper index is kept \
with the plates, the index of the scans is the file 000-index.csv at the root of the device.
"""
    + JOAO
)

NEXT_LINE: Final = """\
manifestVersion: 2.0
bucket:
    harbour-survey-in
deviceId:
    {device}
eraseDevice: yes
pinCode:
    0451982
returnAddress:
    name:
        Kim Demo
    street1: 9 Pretend Quay
    city: Portland
    stateOrProvince: OR
    postalCode: 97000
    phoneNumber: 503-555-0166
    country: USA
"""

CRLF: Final = PLAIN.replace("uploader 4.1", "uploader 3.9 for Windows").replace("\n", "\r\n")

VERSION_1_2: Final = """\
manifestVersion: 1.2
generator: script of the sound room
bucket: harbour-sound-in
deviceId: {device}
eraseDevice: no
acl: private
returnAddress:
    name: Joe Sample
    street1: 123 Nosuch Avenue
    city: Tacoma
    stateOrProvince: WA
    postalCode: 98001
    phoneNumber: 253-555-0141
    country: USA
"""

NORWAY: Final = """\
manifestVersion: 2.0
bucket:harbour-eu-in
deviceId: {device}
eraseDevice:yes
pinCode: 0123
notificationEmail: kari@example.com
returnAddress:
    name:Kari Eksempel
    company: Museet på Øya
    street1:Finnesikkeveien 4
    city: Oslo
    postalCode:0150
    phoneNumber: +47 55 50 01 77
    country:NO
"""

RULES: Final = (
    r"""manifestVersion: 2.0
bucket: harbour-archive-in
deviceId: {device}
eraseDevice: yes
logBucket: harbour-archive-logs
logPrefix: "rules & exceptions"/
cacheControl: max-age=3600
contentTypes:
    html: text/html; charset=utf-8
    TIF: image/tiff
setContentEncodingForGzFiles: yes
diskTimestampMetadataKey: disk-timestamp
storageClass: REDUCED_REDUNDANCY
ignore:
    - lost\+found$
    - .*~$
    - ^\.Trashes/<.*>$
substitutions:
    "\\" : "/"
    "<draft>": ""
staticMetadata:
    collection: "Ships & Sheds"
    curator: Pat "Scanner" Example
"""
    + PAT
)

STICK: Final = (
    """\
manifestVersion: 2.0
bucket: harbour-daily-in
deviceId: {device}
eraseDevice: yes
logBucket: harbour-daily-logs
"""
    + PAT
)
