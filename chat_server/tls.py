"""The server's certificate: made at the first start and kept, or the user's own; TLS 1.3 with it.

People's windows remember a certificate by its fingerprint, so it must not change by itself: what is
there and can't be used stops the start with one sentence.
"""

import contextlib
import ipaddress
import os
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from chat_server.config import ConfigError
from chat_server.private_files import write_private
from chat_server.protocol.certificate import fingerprint

FOLDER, CERTIFICATE, KEY = "tls", "cert.pem", "key.pem"
"""Where in the data folder the server keeps what it has made."""
VALID = timedelta(days=3652)
"""How long a certificate that the server makes is good: ten years."""
SKEW = timedelta(days=1)
"""How long before now it begins to be, for clocks that go wrong."""
MOST_NAME = 64
"""Characters of a common name (RFC 5280, ub-common-name)."""


class Identity(NamedTuple):
    """What the server shows who connects, and what that is known by."""

    context: ssl.SSLContext
    fingerprint: str


class _Files(NamedTuple):
    """A certificate, its key, and what to do where they can't be used."""

    certificate: Path
    key: Path
    advice: str


def identity(folder: Path, own: tuple[Path, Path] | None = None) -> Identity:
    """The user's own certificate and key, else those in the data folder, made if there are none.

    Raises `ConfigError`.
    """
    if own is not None:
        return _load(_Files(*own, "give another with --cert and --key"))
    place = folder / FOLDER
    advice = f"move the folder {place} away, and the server makes a new one"
    files = _Files(place / CERTIFICATE, place / KEY, advice)
    if not os.path.lexists(files.certificate):
        _make(files)
    return _load(files)


def _make(files: _Files) -> None:
    """Make a key and its certificate; that comes last, so it is never there alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        files.key.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(files.key, pem)
        write_private(files.certificate, _signed(key).public_bytes(Encoding.PEM))
    except OSError as error:
        place = str(files.key.parent)[:200]
        text = f"The certificate can't be written to {place}: {error.strerror}."
        raise ConfigError(text) from None


def _signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """A certificate for a server on this computer, signed with its own key (RFC 5280)."""
    host = socket.gethostname()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:MOST_NAME] or "parlor")])
    now, public = datetime.now(UTC), key.public_key()
    usage = dict.fromkeys(_KEY_USAGES, False) | {"digital_signature": True}
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


_KEY_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _names(host: str) -> list[x509.GeneralName]:
    """What a server on this computer is called by who connects."""
    names: list[x509.GeneralName] = []
    for name in dict.fromkeys((host, "localhost")):
        with contextlib.suppress(ValueError):  # a host's name that no certificate can hold
            names.append(x509.DNSName(name))
    loopback = (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1"))
    return [*names, *(x509.IPAddress(address) for address in loopback)]


def _load(files: _Files) -> Identity:
    certificate = _certificate(files)
    _check_key(files, certificate)
    if certificate.not_valid_after_utc < datetime.now(UTC):
        raise _refusal(files.certificate, "has expired", files)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = 0  # nobody resumes: each connection proves the key anew
    context.options |= ssl.OP_NO_COMPRESSION
    try:
        context.load_cert_chain(files.certificate, files.key)
        _shake_hands(context)
    except (OSError, ValueError) as error:  # ssl.SSLError is one
        reason = str(getattr(error, "reason", None) or error).replace("_", " ").lower()
        raise _refusal(files.certificate, f"can't be used ({reason})", files) from None
    return Identity(context, fingerprint(certificate.public_bytes(Encoding.DER)))


def _shake_hands(context: ssl.SSLContext) -> None:
    """Be one's own client once: not every key is one for TLS 1.3 (RFC 8446, 4.2.3).

    Raises `ssl.SSLError`.
    """
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(down, up)
    server = context.wrap_bio(up, down, server_side=True)
    for side in (client, server, client):
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()
    server.do_handshake()


def _certificate(files: _Files) -> x509.Certificate:
    """The first certificate of the file, which is the server's own (RFC 8446, 4.4.2)."""
    data = _read(files.certificate, files)
    try:
        return x509.load_pem_x509_certificates(data)[0]
    except (ValueError, UnsupportedAlgorithm):
        raise _refusal(files.certificate, "is no certificate in PEM form", files) from None


def _check_key(files: _Files, certificate: x509.Certificate) -> None:
    data = _read(files.key, files)
    try:
        key = serialization.load_pem_private_key(data, password=None).public_key()
        theirs = certificate.public_key()
    except TypeError:  # never ask for a passphrase: a server starts alone
        raise _refusal(files.key, "is locked with a passphrase", files) from None
    except (ValueError, UnsupportedAlgorithm):
        raise _refusal(files.key, "is no private key in PEM form", files) from None
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_bytes(*form) != theirs.public_bytes(*form):
        raise _refusal(files.key, f"does not belong to {files.certificate}", files)


def _read(path: Path, files: _Files) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _refusal(path, f"can't be read ({reason})", files) from None


def _refusal(path: Path, what: str, files: _Files) -> ConfigError:
    return ConfigError(f"{str(path)[:200]} {what}; {files.advice}.")
