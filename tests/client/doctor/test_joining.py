"""Every fault that one computer can have with itself, made for real, and what is said of it."""

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from chat_gui.client.address import Address
from chat_gui.client.doctor.answers import Known
from chat_gui.client.doctor.findings import Mark, Sign
from chat_gui.client.invite_link import InviteLink
from chat_server.tls import Identity
from tests.client.doctor.faulty import (
    Found,
    Serve,
    certificate,
    examined,
    hang_up,
    over_tls,
    says,
    serving,
)
from tests.server.keys import Key, prove
from tests.support import RawClient, ServerProcess, look_after

OTHER = "ab" * 32
"""A fingerprint of no certificate."""


class NextVersion(ServerProcess):
    """A server of a later version of the protocol."""

    PROGRAM: ClassVar = (
        "-c",
        "from chat_server import arrival, __main__ as program; arrival.VERSION = 2;"
        " raise SystemExit(program.main())",
    )


class YearsAgo(ServerProcess):
    """A server that was started before its certificate expired."""

    PROGRAM: ClassVar = (
        "-c",
        "import datetime; from chat_server import tls, __main__ as program;"
        "\nclass Then(datetime.datetime):"
        "\n    now = classmethod(lambda cls, zone=None: cls(2020, 1, 1, tzinfo=zone))"
        "\ntls.datetime = Then"
        "\nraise SystemExit(program.main())",
    )


@pytest.fixture
def closed() -> int:
    """A port of this computer's at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def at(port: int) -> str:
    return f"127.0.0.1:{port}"


def link(server: ServerProcess, **more: str) -> InviteLink:
    return InviteLink(Address("127.0.0.1", server.port), **more)


def pinned(server: ServerProcess, fingerprint: str = "") -> Known:
    return Known({at(server.port): fingerprint or server.fingerprint})


def test_nobody_listens(closed: int) -> None:
    found = examined(at(closed))
    assert found.signs == {Sign.THIS_COMPUTER, Sign.REFUSED}
    assert found.verdict.sentence == f"No chat runs on this computer at port {closed}."
    assert found.failed == ["Port"]


def test_a_name_that_nobody_has() -> None:
    found = examined("no-such-computer.invalid")
    if Sign.NO_NETWORK not in found.signs:  # that is said first
        assert found.signs == {Sign.NAME_UNKNOWN}
        assert "no-such-computer.invalid" in found.verdict.sentence
        assert found.steps[-1].name == "Name"


def test_a_name_of_this_computer(server: ServerProcess) -> None:
    found = examined(f"localhost:{server.port}", plaintext=True)
    assert found.verdict.fine
    assert [step.mark for step in found.steps] == [Mark.OK] * len(found.steps)


SERVICES: dict[str, tuple[Serve, str]] = {
    "ssh": (says(b"SSH-2.0-OpenSSH_9.2p1\r\n"), "a remote login (SSH)"),
    "irc": (says(b"", b":irc.example 451 * :You have not registered\r\n"), "an IRC server"),
    "talking-irc": (says(b":irc.example NOTICE * :*** Looking up\r\n"), "an IRC server"),
    "mail": (says(b"220 mail.example ESMTP Postfix\r\n", b"500 what?\r\n"), "a mail server"),
    "redis": (says(b"", b"-ERR unknown command\r\n"), "a database (Redis)"),
    "other": (says(b"", b"\x01\x02\x03"), "another program"),
}


@pytest.mark.parametrize("name", SERVICES)
def test_another_service(name: str) -> None:
    serve, called = SERVICES[name]
    with serving(serve) as port:
        found = examined(at(port))
        assert found.signs == {Sign.THIS_COMPUTER, Sign.OTHER_SERVICE}
        assert f"At port {port} of 127.0.0.1 is {called}" in found.verdict.sentence
        unencrypted = examined(at(port), plaintext=True)
        assert unencrypted.signs == found.signs
        assert unencrypted.verdict.sentence == found.verdict.sentence


@pytest.fixture
def web() -> Iterator[http.server.ThreadingHTTPServer]:
    """A real web server."""

    class Quiet(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("plaintext", [False, True])
def test_a_web_server(web: http.server.ThreadingHTTPServer, plaintext: bool) -> None:
    found = examined(at(web.server_port), plaintext=plaintext)
    assert Sign.OTHER_SERVICE in found.signs
    assert "is a web server, not Parlor" in found.verdict.sentence
    assert any(one.startswith("It said: ") for one in found.steps[-1].details)


def test_a_web_server_that_encrypts(identity: Identity) -> None:
    with serving(over_tls(identity.context, says(b"", b"HTTP/1.1 400 Bad Request\r\n"))) as port:
        found = examined(at(port))
        assert Sign.OTHER_SERVICE in found.signs
        assert "is a web server that encrypts, not Parlor" in found.verdict.sentence


def test_a_service_that_encrypts_and_hangs_up(identity: Identity) -> None:
    with serving(over_tls(identity.context, hang_up)) as port:
        found = examined(at(port))
        assert found.failed == ["Service"]
        assert Sign.HUNG_UP in found.signs


def test_an_old_encryption(identity_folder: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(identity_folder / "tls" / "cert.pem", identity_folder / "tls/key.pem")
    with serving(over_tls(context, says(b""))) as port:
        found = examined(at(port))
        assert found.signs == {Sign.THIS_COMPUTER, Sign.OLD_TLS}
        assert "an old way" in found.verdict.sentence


def test_an_encryption_that_breaks() -> None:
    with serving(says(b"", b"\x16\x03\x03\x00\x05nonsense")) as port:
        found = examined(at(port))
        assert found.signs == {Sign.THIS_COMPUTER, Sign.BAD_TLS}


@pytest.mark.parametrize("asked", [b"NICK", b"Nick"])
def test_a_port_for_the_programs_of_tutorials(asked: bytes) -> None:
    with serving(says(asked)) as port:
        found = examined(at(port))
        assert Sign.TUTORIAL in found.signs
        assert found.verdict.fix == (
            "Leave the port out: join 127.0.0.1. If that fails, ask the host which port their"
            " window shows."
        )


def test_who_says_nothing() -> None:
    with serving(says(b"")) as port:
        assert examined(at(port)).signs == {Sign.THIS_COMPUTER, Sign.MUTE}


@pytest.mark.parametrize("plaintext", [False, True])
def test_who_hangs_up(plaintext: bool) -> None:
    with serving(hang_up) as port:
        assert examined(at(port), plaintext=plaintext).signs == {Sign.THIS_COMPUTER, Sign.HUNG_UP}


def test_a_server_that_does_not_encrypt(server: ServerProcess) -> None:
    found = examined(at(server.port))
    assert found.signs == {Sign.THIS_COMPUTER, Sign.PLAINTEXT}
    assert "doesn't encrypt" in found.verdict.sentence
    assert "Without encryption" in found.verdict.fix
    again = examined(at(server.port), pinned(server, OTHER))
    assert again.verdict.sentence.endswith("has encrypted before and doesn't now.")
    assert examined(at(server.port), plaintext=True).verdict.fine


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("doctor") / "data", tls=True) as running:
        yield running


def test_a_server_that_is_well(secure: ServerProcess) -> None:
    known = examined(at(secure.port), pinned(secure))
    assert known.verdict.fine
    assert known.failed == []
    assert [step.name for step in known.steps[-4:]] == ["Encryption", "Service", "Version", "Entry"]
    by_link = examined(link(secure, fingerprint=secure.fingerprint))
    assert by_link.verdict.fine
    assert Sign.STRANGER not in by_link.signs


def test_a_stranger_is_well_and_has_a_code_to_compare(secure: ServerProcess) -> None:
    found = examined(at(secure.port))
    assert found.signs == {Sign.THIS_COMPUTER, Sign.STRANGER}
    assert found.verdict.fine
    assert found.verdict.fix.startswith("The first time, compare the code ")


def test_one_that_was_to_be_joined_without_encryption(secure: ServerProcess) -> None:
    assert Sign.ENCRYPTS in examined(at(secure.port), plaintext=True).signs


def test_another_certificate_than_before(secure: ServerProcess) -> None:
    found = examined(at(secure.port), pinned(secure, OTHER))
    assert found.signs == {Sign.THIS_COMPUTER, Sign.CHANGED}
    assert any(OTHER in one for one in found.steps[-1].details)
    assert found.steps[-1].name == "Encryption", "nothing is said to it"


def test_another_certificate_than_in_the_link(secure: ServerProcess) -> None:
    found = examined(link(secure, fingerprint=OTHER))
    assert found.signs == {Sign.THIS_COMPUTER, Sign.LINK_DIFFERS}
    assert "invite link" in found.verdict.sentence


def until(found: Found) -> str:
    return found.step("Encryption").facts["until"]


def test_a_certificate_that_has_expired(tmp_path: Path) -> None:
    day = timedelta(days=1)
    paths = certificate(tmp_path / "own", -30 * day, -day)
    flags = ("--cert", str(paths[0]), "--key", str(paths[1]))
    with YearsAgo(tmp_path / "data", 0, *flags, tls=True) as server:
        found = examined(at(server.port), pinned(server))
        assert found.signs == {Sign.THIS_COMPUTER, Sign.EXPIRED}
        assert found.verdict.sentence.startswith("You can join, but the server's certificate has")
        assert f"expired on {until(found)}" in found.verdict.sentence
        assert found.failed == ["Encryption"]
        with RawClient(server.port, "Ada", tls=True) as client:  # indeed one can
            assert client.welcome


def test_a_certificate_that_is_not_good_yet(tmp_path: Path) -> None:
    day = timedelta(days=1)
    paths = certificate(tmp_path / "own", day, 30 * day)
    flags = ("--cert", str(paths[0]), "--key", str(paths[1]))
    with ServerProcess(tmp_path / "data", 0, *flags, tls=True) as server:
        found = examined(at(server.port), pinned(server))
        assert found.signs == {Sign.THIS_COMPUTER, Sign.NOT_YET}
        assert any("this computer's clock says" in one for one in found.step("Encryption").details)


def test_another_version_of_the_protocol(tmp_path: Path) -> None:
    with NextVersion(tmp_path / "data", tls=True) as server:
        found = examined(at(server.port), pinned(server))
        assert found.signs == {Sign.THIS_COMPUTER, Sign.VERSION}
        assert found.failed == ["Version"]


def test_an_invite_is_needed_and_has_to_be_right(tmp_path: Path) -> None:
    with ServerProcess(tmp_path / "data", 0, "--invite", tls=True) as server:
        fingerprint = server.fingerprint
        assert Sign.NEEDS_INVITE in examined(link(server, fingerprint=fingerprint)).signs
        wrong = link(server, fingerprint=fingerprint, invite="0000-0000-0000-0000")
        found = examined(wrong)
        assert found.signs == {Sign.THIS_COMPUTER, Sign.WRONG_INVITE}
        made = look_after(tmp_path / "data", "invite", "--uses", "1").stdout.decode()
        code = next(word for word in made.split() if word.count("-") == 3)
        right = link(server, fingerprint=fingerprint, invite=code)
        assert examined(right).verdict.fine
        assert examined(right).verdict.fine, "looking uses nothing up"


def test_who_is_banned(tmp_path: Path) -> None:
    key = Key()
    with ServerProcess(tmp_path / "data", tls=True) as server:
        with RawClient(server.port, tls=True) as client:
            prove(client, key, "Bob")
        known = Known(pinned(server).pins, key.private)
        assert examined(at(server.port), known).verdict.fine
        assert look_after(tmp_path / "data", "ban", "Bob", "--reason", "spam").returncode == 0
        found = examined(at(server.port), known)
        assert found.signs == {Sign.THIS_COMPUTER, Sign.BANNED}
        assert "You are banned from this server: spam" in found.verdict.sentence
        stranger = examined(at(server.port), Known({}, key.private))
        assert stranger.verdict.fine, "only a trusted server learns who asks"


@pytest.mark.parametrize("tls", [False, True])
def test_a_full_server(tmp_path: Path, tls: bool) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "parlor.toml").write_text("[capacity]\nconnections = 1\n")
    with ServerProcess(tmp_path / "data", tls=tls) as server, server.client("Ada"):
        found = examined(
            at(server.port), pinned(server, OTHER if not tls else ""), plaintext=not tls
        )
        assert found.signs == {Sign.THIS_COMPUTER, Sign.FULL}


def test_too_much_from_here(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    settings = "[capacity]\narrival_burst = 2\narrival_rate = 1\n"
    (tmp_path / "data" / "parlor.toml").write_text(settings)
    with ServerProcess(tmp_path / "data", tls=True) as server:
        found = examined(at(server.port), pinned(server))
        assert found.signs == {Sign.THIS_COMPUTER, Sign.HURRIED}
