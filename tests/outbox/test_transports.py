"""The way to a mail server that wants TLS and a password."""

import datetime as dt
import ipaddress
import ssl

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ascn8.outbox.delivery import deliver
from ascn8.outbox.transports import open_transport
from tests.outbox.servers import FaultyServer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def tls(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture(params=["smtps", "starttls"])
def server(request, tls):
    options = {"ssl_context": tls} if request.param == "smtps" else {"tls_context": tls, "require_starttls": True}
    post = FaultyServer(seconds=5, **options)
    post.address = post.url + ("&tls=1" if request.param == "starttls" else "")
    yield post
    post.stop()


def test_mail_goes_through_tls_to_a_server_we_can_trust(promise, server, settings, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMAIL_URL = server.address
    message = promise()

    assert deliver(message.pk)

    assert len(server.accepted) == 1


def test_a_server_with_a_strange_certificate_gets_nothing(promise, server, settings):
    settings.EMAIL_URL = server.address
    message = promise()

    assert not deliver(message.pk)

    message.refresh_from_db()
    assert message.state == "queued"
    assert "certificate" in message.last_error.lower()
    assert server.accepted == []


def test_tls_that_was_asked_for_is_not_done_without(promise, settings):
    plain = FaultyServer(seconds=5)
    settings.EMAIL_URL = plain.url + "&tls=1"
    message = promise()

    assert not deliver(message.pk)

    assert plain.accepted == []
    plain.stop()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize(("password", "state"), [("s%40cret%2F", "sent"), ("wrong", "queued")])
def test_signing_in_to_the_mail_server(promise, settings, password, state):
    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"us:er", b"s@cret/"))

    post = FaultyServer(seconds=5, authenticator=authenticate, auth_required=True, auth_require_tls=False)
    settings.EMAIL_URL = post.url.replace("smtp://", f"smtp://us%3Aer:{password}@")
    message = promise()

    deliver(message.pk)

    message.refresh_from_db()
    assert message.state == state
    assert "cret" not in message.last_error
    post.stop()


@pytest.mark.parametrize("url", ["http://mail.example.org", "mail.example.org:25", ""])
def test_other_addresses_are_refused(url):
    with pytest.raises(ValueError, match="EMAIL_URL"):
        open_transport(url)
