"""What the tests of the channels share: a message, a certificate, and a server for the stand-ins."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.types import ASGIApp, Receive, Scope, Send

from channels.mail import Mail
from channels.stand_in.notify import Notify
from channels.stand_in.server import serving

MAIL = Mail(
    key="CPC-2024-001/notice/dates_set/-/1",
    to_name="Chief Executive",
    to_email="chief.executive@tamworth.example",
    from_name="Corporate Peer Challenge programme",
    from_email="programme@lga.example",
    subject="[local] Dates of the visit: Tamworth",
    text="Dear Chief Executive\n\nThe visit is on Tuesday 29 October 2024.\n",
    html="<p>Dear Chief Executive</p>",
    queued_at=datetime(2024, 6, 1, 9, 30, tzinfo=UTC),
)

Write = Callable[..., Mail]


@pytest.fixture
def write() -> Write:
    """Give a message, with whatever the test says of it."""

    def written(**said: Any) -> Mail:
        return Mail(**{**{name: getattr(MAIL, name) for name in MAIL.__slots__}, **said})

    return written


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a key and a certificate for this machine, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName(
        [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("hook.example"), x509.DNSName("localhost")]
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def shown(certificate: Path) -> ssl.SSLContext:
    """Give what a server with that certificate shows."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> Callable[[], ssl.SSLContext]:
    """Give a client that trusts that certificate and no other."""
    return lambda: ssl.create_default_context(cafile=str(certificate))


class Front:
    """One server for all tests of a file; to start one for each would take longer than the tests."""

    def __init__(self) -> None:
        self.app: ASGIApp = Notify().app()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def put_up() -> Iterator[Callable[[ASGIApp], str]]:
    """Put an application up and get its address; the one that was there before makes room."""
    front = Front()
    with serving(front) as address:

        def put(app: ASGIApp) -> str:
            front.app = app
            return address

        yield put
