"""TLS: whom we cannot trust we do not ask, and a server that stalls in the handshake does not hold us."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from catalogue.partners.client import Client
from catalogue.partners.hosts import Hosts
from catalogue.partners.limits import Limits
from catalogue.partners.troubles import Unfetchable

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a key and a certificate for 127.0.0.1 that nobody has signed."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    written = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(written + made.public_bytes(encoding))
    return file


@contextmanager
def secure(certificate, answer=ANSWER):
    """The address of a server that says one thing; nothing at all, not even its name, where there is none."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def serve():
        with suppress(OSError):
            while True:
                client, _ = door.accept()
                if not answer:
                    waiting.append(client)
                    continue
                with suppress(OSError), context.wrap_socket(client, server_side=True) as said:
                    said.recv(65536)
                    said.sendall(answer)
                    if answer != ANSWER:
                        time.sleep(3)

    waiting: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{door.getsockname()[1]}/"
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        for client in waiting:
            client.close()


def ask(url):
    client = Client(Hosts(url), Limits(pause=0, tries=1, request=0.5), "Khizana")
    try:
        return client.get(url, "*/*", 1_000)[1].body
    finally:
        client.close()


@pytest.fixture
def trusted(monkeypatch, certificate):
    ours = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: ours)


def test_a_certificate_that_nobody_signed_is_not_trusted(certificate):
    with secure(certificate) as url, pytest.raises(Unfetchable, match="certificate cannot be trusted"):
        ask(url)


def test_a_trusted_one_is_spoken_to(certificate, request):
    with secure(certificate) as url:
        request.getfixturevalue("trusted")
        assert ask(url) == b"{}"


@pytest.mark.parametrize("answer", [b"", ANSWER.replace(b"2\r\n\r\n", b"9\r\n\r\n"), b"HTTP/1.1 200 OK\r\n\r\n{}"])
def test_who_stalls_is_cut_off(certificate, request, answer):
    with secure(certificate, answer) as url:
        request.getfixturevalue("trusted")
        begun = time.monotonic()
        with pytest.raises(Unfetchable, match=r"No answer within|in time"):
            ask(url)
        assert time.monotonic() - begun < 2
