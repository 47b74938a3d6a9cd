"""What stands between: proxies, certificates, clear text."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from ie_tui.api.ca_bundle import CaBundle
from ie_tui.api.client import ImportExportClient
from ie_tui.api.endpoint import Endpoint
from ie_tui.api.errors import (
    NotSent,
    Offline,
    ServiceError,
    TlsFailed,
)
from ie_tui.api.signing import Credentials
from tests.api.loopback_peer import (
    JOB,
    Peer,
    client_of,
    http,
    listening,
)


async def test_a_proxy_gets_requests_for_others_but_never_those_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with listening(Peer(http())) as proxy, listening(Peer(http())) as peer:
        monkeypatch.setenv("http_proxy", proxy.url)
        async with client_of("http://service.invalid", insecure=True) as client:
            await client.get_status(JOB)
        async with client_of(peer) as client:
            await client.get_status(JOB)
        assert [request.split(b"\r\n")[0] for request in proxy.requests] == [
            b"POST http://service.invalid/ HTTP/1.1"
        ]
        assert len(peer.requests) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_that_wants_a_login_is_told_without_the_password(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(Peer(http(b"", b"407 Proxy Authentication Required"))) as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", proxy.url.replace("://", "://me:hunter2@"))
        async with client_of(f"{scheme}://service.invalid", insecure=True) as client:
            with pytest.raises(NotSent, match="requires a login") as caught:
                await client.get_status(JOB)
        assert proxy.url.removeprefix("http://") in caught.value.sentence
        assert "hunter2" not in str(caught.value)
        assert len(proxy.requests) == 1


async def test_a_proxy_that_reaches_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(Peer(http(b"", b"502 Bad Gateway"))) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        async with client_of("https://service.invalid") as client:
            with pytest.raises(Offline, match=r"did not connect to service\.invalid: 502 Bad Gateway"):
                await client.get_status(JOB)


async def test_a_proxy_that_is_down_is_named_instead_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    monkeypatch.setenv("https_proxy", f"http://me:hunter2@127.0.0.1:{port}")
    async with client_of("https://service.invalid") as client:
        with pytest.raises(Offline, match=f"the proxy http://•••@127.0.0.1:{port}: connection refused"):
            await client.get_status(JOB)


@pytest.mark.parametrize("proxy", ["ftp://127.0.0.1:1", "http://127.0.0.1:port", "socks5://127.0.0.1:1"])
async def test_a_proxy_that_cannot_be_used_is_told(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    async with client_of("https://service.invalid") as client:
        with pytest.raises(NotSent, match=f"The proxy {proxy} cannot be used"):
            await client.get_status(JOB)


async def test_plain_http_on_a_tls_port_is_told() -> None:
    async def baffled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(http(b"", b"400 Bad Request"))
        writer.close()

    server = await asyncio.start_server(baffled, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, client_of(f"https://127.0.0.1:{port}") as client:
        with pytest.raises(TlsFailed, match="does not speak TLS on this port"):
            await client.get_status(JOB)


async def test_a_connection_that_breaks_before_it_is_secure_is_tried_again() -> None:
    connections = 0

    async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(breaks, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, client_of(f"https://127.0.0.1:{port}") as client:
        with pytest.raises(Offline) as caught:
            await client.get_status(JOB)
    assert not isinstance(caught.value, TlsFailed)
    assert f"127.0.0.1:{port}" in caught.value.sentence
    assert connections == 3


BUNDLES = {"": "--ca-bundle is empty", "/nowhere/ca.pem": "/nowhere/ca.pem", __file__: "no certificate"}


@pytest.mark.parametrize("bundle", BUNDLES)
async def test_a_ca_bundle_that_cannot_be_used_is_told_and_never_left_out(bundle: str) -> None:
    async with client_of("https://127.0.0.1:9", ca_bundle=CaBundle(bundle, "--ca-bundle")) as client:
        with pytest.raises(NotSent, match=re.escape(BUNDLES[bundle])):
            await client.get_status(JOB)


def self_signed(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for `name`, signed by itself, and what a server needs to show it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = (
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    )
    paths = ("-keyout", str(key), "-out", str(certificate))
    subject = ("-days", "2", "-subj", "/CN=test", "-addext", f"subjectAltName={name}")
    subprocess.run([*command, *paths, *subject], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return certificate, context


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")


@needs_openssl
async def test_a_server_is_believed_only_with_its_authority_named(tmp_path: Path) -> None:
    certificate, context = self_signed(tmp_path, "IP:127.0.0.1")
    async with listening(Peer(http()), context) as peer:
        async with client_of(peer) as client:
            with pytest.raises(TlsFailed, match=r"127\.0\.0\.1:\d+ is self-signed") as caught:
                await client.get_status(JOB)
            assert "--ca-bundle" in caught.value.advice
        async with client_of(peer, ca_bundle=CaBundle(str(certificate), "--ca-bundle")) as client:
            assert (await client.get_status(JOB)).job_id == JOB
        assert len(peer.requests) == 1


@needs_openssl
async def test_a_certificate_for_another_name_is_not_believed(tmp_path: Path) -> None:
    certificate, context = self_signed(tmp_path, "DNS:other.example")
    async with listening(Peer(http()), context) as peer:
        async with client_of(peer, ca_bundle=CaBundle(str(certificate), "--ca-bundle")) as client:
            with pytest.raises(TlsFailed, match="is for a different address"):
                await client.get_status(JOB)
        assert peer.requests == []


def test_an_endpoint_in_clear_text_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ServiceError, match="not sent over unencrypted"):
        ImportExportClient(Endpoint("http://example.com/"), Credentials("AKIDTEST", "secret"))
