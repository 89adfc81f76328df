"""Towards a mail server: encrypted or not at all, signed in where it is asked for."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from aiosmtplib import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desk.carrying.by_smtp import BySmtp, Patience
from desk.carrying.carrier import CarryError
from desk.hand_off_settings import Smtp, Tls
from tests.desk.postroom import RECIPIENT, SENDER
from tests.desk.receivers import MailServer

USER, PASSWORD = "desk", "an app password"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, signed by itself, with its key in the same file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), "mail.example"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an organisation's own authority is made known to a process."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@asynccontextmanager
async def serving(certificate: Path) -> AsyncIterator[MailServer]:
    """Takes mail only over TLS, and only from who signs in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def signs_in(*asked: object) -> AuthResult:
        given = asked[-1]
        assert isinstance(given, LoginPassword)
        right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    server = MailServer()
    options = {"tls_context": context, "require_starttls": True, "auth_required": True}
    async with server.open(**options, authenticator=signs_in):
        yield server


def message() -> EmailMessage:
    made = EmailMessage()
    made["Message-ID"] = "<1@fabrikam.example>"
    made.set_content("Hello")
    return made


async def send(server: MailServer, password: str = PASSWORD, tls: Tls = Tls.STARTTLS) -> None:
    settings = Smtp("127.0.0.1", server.port, USER, password, tls)
    await BySmtp(settings, Patience(1.0, 2.0, 1.0)).send(message(), SENDER, (RECIPIENT,))


@pytest.mark.usefixtures("trusted")
async def test_a_trusted_server_gets_it_encrypted_and_signed_in(certificate: Path) -> None:
    async with serving(certificate) as server:
        await send(server)
        assert server.ids == ["<1@fabrikam.example>"]


@pytest.mark.usefixtures("trusted")
async def test_a_wrong_password_is_named_and_final(certificate: Path) -> None:
    async with serving(certificate) as server:
        with pytest.raises(CarryError) as refused:
            await send(server, "another password")
        assert (refused.value.reason, refused.value.final) == ("no permission", True)
        assert server.taken == []


async def test_a_server_nobody_vouches_for_gets_nothing(certificate: Path) -> None:
    async with serving(certificate) as server:
        with pytest.raises(CarryError) as refused:
            await send(server)
        assert (refused.value.reason, refused.value.unsure) == ("not secure", False)
        assert server.taken == []


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
async def test_a_server_without_encryption_gets_nothing_and_no_password(tls: Tls) -> None:
    server = MailServer()
    async with server.open():
        with pytest.raises(CarryError) as refused:
            await send(server, tls=tls)
        assert refused.value.reason == "not secure"
        assert server.taken == []


@pytest.mark.parametrize("broken", [ConnectionResetError, TimeoutError, ssl.SSLError])
async def test_a_connection_that_breaks_while_the_mail_is_taken_leaves_it_unsure(
    monkeypatch: pytest.MonkeyPatch, broken: type[OSError]
) -> None:
    """What the library lets through of its own accord."""
    whole = SMTP.data

    async def breaks(client: SMTP, *given: Any, **more: Any) -> None:
        await whole(client, *given, **more)
        raise broken

    monkeypatch.setattr(SMTP, "data", breaks)
    assert await failed() == ("timed out", False, True)


async def test_a_connection_that_breaks_before_surely_sent_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def breaks(client: SMTP, *given: Any, **more: Any) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(SMTP, "rcpt", breaks)
    assert await failed() == ("unreachable", False, False)


async def failed() -> tuple[str, bool, bool]:
    """How one mail to a server without encryption ends: why, for good, perhaps it arrived."""
    server = MailServer()
    async with server.open():
        plain = BySmtp(Smtp("127.0.0.1", server.port, tls=Tls.NONE), Patience(1.0, 2.0, 1.0))
        with pytest.raises(CarryError) as refused:
            await plain.send(message(), SENDER, (RECIPIENT,))
    return refused.value.reason, refused.value.final, refused.value.unsure
