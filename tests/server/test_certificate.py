"""The certificate that a server makes and keeps, one of the user's own, and what can't be used."""

import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from chat_server import tls
from chat_server.config import Config, ConfigError, configured
from chat_server.protocol.certificate import fingerprint
from tests.support import ServerProcess

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | dsa.DSAPrivateKey
NOW = datetime.now(UTC)


def pem(key: Key, passphrase: bytes = b"") -> bytes:
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        lock = serialization.BestAvailableEncryption(passphrase)
    return key.private_bytes(Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


def signed(key: Key, name: str, by: Key | None = None, end: datetime | None = None) -> bytes:
    """A certificate, by default by the key itself."""
    its = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(its)
        .issuer_name(its if by is None else x509.Name([]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=9))
        .not_valid_after(end or NOW + timedelta(days=9))
        .sign(by or key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65_537, 2_048)


def own(folder: Path, certificate: bytes, key: bytes) -> tuple[Path, Path]:
    """The two as files."""
    paths = folder / "own-cert.pem", folder / "own-key.pem"
    for path, data in zip(paths, (certificate, key), strict=True):
        path.write_bytes(data)
    return paths


def made(folder: Path) -> x509.Certificate:
    tls.identity(folder)
    return x509.load_pem_x509_certificate((folder / "tls" / "cert.pem").read_bytes())


def test_it_is_for_a_server_on_this_computer_and_signs_nothing_else(tmp_path: Path) -> None:
    certificate = made(tmp_path)
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca) == (True, False)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    only = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    assert (usage.critical, usage.value) == (True, only)
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH]
    certificate.verify_directly_issued_by(certificate)


def test_it_names_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "lab-4")
    names = made(tmp_path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["lab-4", "localhost"]
    addresses = names.get_values_for_type(x509.IPAddress)
    assert list(map(str, addresses)) == ["127.0.0.1", "::1"]


@pytest.mark.parametrize("host", ["", "Büro", "x" * 300, "localhost"])
def test_any_name_of_a_computer_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: host)
    names = made(tmp_path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)


def test_it_is_good_for_ten_years_from_yesterday_on(tmp_path: Path) -> None:
    certificate = made(tmp_path)
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    assert abs(begins - (datetime.now(UTC) - timedelta(days=1))) < timedelta(minutes=5)
    assert ends.replace(year=ends.year - 10) - begins < timedelta(days=4)


def test_it_is_kept(tmp_path: Path) -> None:
    one, two = tls.identity(tmp_path), tls.identity(tmp_path)
    assert one.fingerprint == two.fingerprint
    assert one.fingerprint == fingerprint(made(tmp_path).public_bytes(Encoding.DER))


def test_no_two_are_alike(tmp_path: Path) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
    one, two = map(made, folders)
    assert one.serial_number != two.serial_number
    assert one.public_key() != two.public_key()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_nobody_else_can_read_the_key_at_any_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    really = os.fsync

    def fsync(file: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(file).st_mode))
        really(file)

    monkeypatch.setattr("os.fsync", fsync)
    usual = os.umask(0)
    try:
        tls.identity(tmp_path)
    finally:
        os.umask(usual)
    assert modes == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "tls" / "key.pem").stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "tls").iterdir()) == ["cert.pem", "key.pem"]


def test_a_start_that_was_cut_off_is_made_good(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    folder.mkdir()
    (folder / "key.pem").write_text("half a")
    (folder / "cert.pem.part").write_text("half a")
    assert tls.identity(tmp_path).fingerprint == tls.identity(tmp_path).fingerprint
    assert sorted(path.name for path in folder.iterdir()) == ["cert.pem", "key.pem"]


def refused(folder: Path, files: tuple[Path, Path] | None = None) -> str:
    """The one sentence of a start that can't be."""
    with pytest.raises(ConfigError) as raised:
        tls.identity(folder, files)
    text = str(raised.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


@pytest.mark.parametrize("name", ["cert.pem", "key.pem"])
@pytest.mark.parametrize("data", [b"", b"\0\xff", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_damaged_file_is_named_and_kept(tmp_path: Path, name: str, data: bytes) -> None:
    tls.identity(tmp_path)
    (tmp_path / "tls" / name).write_bytes(data)
    text = refused(tmp_path)
    assert f"{name} is no " in text
    assert f"move the folder {tmp_path / 'tls'} away, and the server makes a new one." in text
    assert (tmp_path / "tls" / name).read_bytes() == data


def test_a_key_that_is_away_is_not_made_anew(tmp_path: Path) -> None:
    tls.identity(tmp_path)
    (tmp_path / "tls" / "key.pem").unlink()
    assert "key.pem can't be read (No such file or directory)" in refused(tmp_path)


def test_what_can_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "tls" / "cert.pem").mkdir(parents=True)
    assert "cert.pem can't be read (Is a directory)" in refused(tmp_path)


def test_a_folder_that_takes_no_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("")
    assert f"can't be written to {tmp_path / 'tls'}: " in refused(tmp_path)


def test_anothers_key_is_refused(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    text = refused(tmp_path, own(tmp_path, signed(rsa_key, "a"), pem(key)))
    assert "own-key.pem does not belong to " in text
    assert text.endswith("; give another with --cert and --key.")


def test_a_key_behind_a_passphrase_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    files = own(tmp_path, signed(key, "a"), pem(key, b"secret"))
    assert "own-key.pem is locked with a passphrase" in refused(tmp_path, files)


def test_an_expired_one_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    end = datetime.now(UTC) - timedelta(seconds=2)
    files = own(tmp_path, signed(key, "a", end=end), pem(key))
    assert "own-cert.pem has expired" in refused(tmp_path, files)


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP256K1()), dsa.generate_private_key(1_024)]
)
def test_a_key_with_which_nobody_could_come_in_is_refused(tmp_path: Path, key: Key) -> None:
    files = own(tmp_path, signed(key, "a"), pem(key))
    assert "own-cert.pem can't be used (" in refused(tmp_path, files)


def test_a_chain_for_an_rsa_key_is_known_by_its_first(
    tmp_path: Path, rsa_key: rsa.RSAPrivateKey
) -> None:
    above = ec.generate_private_key(ec.SECP256R1())
    leaf = signed(rsa_key, "leaf", above)
    files = own(tmp_path, leaf + signed(above, "above"), pem(rsa_key))
    der = x509.load_pem_x509_certificate(leaf).public_bytes(Encoding.DER)
    assert tls.identity(tmp_path, files).fingerprint == fingerprint(der)
    assert not (tmp_path / "tls").exists()


def test_nothing_but_tls_1_3_without_tickets_is_spoken(tmp_path: Path) -> None:
    context = tls.identity(tmp_path).context
    assert context.minimum_version == ssl.TLSVersion.TLSv1_3
    assert (context.num_tickets, context.verify_mode) == (0, ssl.CERT_NONE)
    assert context.options & ssl.OP_NO_COMPRESSION


def test_a_certificate_comes_with_its_key(tmp_path: Path) -> None:
    for one in ("cert", "key"):
        with pytest.raises(ConfigError, match="give both, --cert and --key"):
            configured({"data": str(tmp_path), one: "x.pem"}, None)
    config = configured({"data": str(tmp_path), "cert": "~/c.pem", "key": "k.pem"}, None)
    assert config.certificate == (Path.home() / "c.pem", Path("k.pem"))
    assert Config().certificate is None


def test_a_server_shows_the_same_one_after_a_restart(tmp_path: Path) -> None:
    shown = []
    for _ in range(2):
        with ServerProcess(tmp_path / "data", tls=True) as server, server.client("Ada") as ada:
            assert ada.fingerprint == server.fingerprint
            shown.append(ada.fingerprint)
            server.stop()
    assert shown[0] == shown[1]


def test_a_server_shows_ones_own(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    cert, key = own(tmp_path, signed(rsa_key, "a"), pem(rsa_key))
    flags = ("--cert", str(cert), "--key", str(key))
    with ServerProcess(tmp_path / "data", 0, *flags, tls=True) as server:
        with server.client("Ada") as ada:
            assert ada.fingerprint == tls.identity(tmp_path, (cert, key)).fingerprint
        assert not (tmp_path / "data" / "tls").exists()
