"""The encrypted wire: in memory piece by piece, and with sockets against all kinds of peers."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui import reports
from chat_gui.client import dialing, sentences
from chat_gui.client.tls import Channel
from chat_server.protocol import commands, events
from chat_server.tls import CERTIFICATE, FOLDER, KEY, Identity
from tests.client.fake_server import FakeServer
from tests.client.opened import Open, Window
from tests.support import ServerProcess


class Peer:
    """A TLS server in memory, and what it has heard."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.ready = False
        self.heard = b""

    def hear(self, data: bytes) -> bytes:
        """Take bytes; gives the answer's."""
        self.incoming.write(data)
        with suppress(ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            if not self.ready:
                self.tls.do_handshake()
                self.ready = True
            while piece := self.tls.read():
                self.heard += piece
        return self.outgoing.read()


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def shake_hands(channel: Channel, peer: Peer, size: int) -> None:
    """Carry the handshake in pieces of so many bytes."""
    for _ in range(5):
        answer = b"".join(peer.hear(piece) for piece in in_pieces(channel.outgoing(), size))
        for piece in in_pieces(answer, size):
            assert channel.decrypt(piece) == b""
    assert peer.ready


class TestChannel:
    @pytest.mark.parametrize("size", [1, 7, 10**6])
    def test_any_pieces(self, identity: Identity, size: int) -> None:
        channel, peer = Channel(), Peer(identity.context)
        assert channel.fingerprint is None
        shake_hands(channel, peer, size)
        assert channel.fingerprint == identity.fingerprint
        channel.encrypt(b"hello\n" * 10_000)
        for piece in in_pieces(channel.outgoing(), size):
            peer.hear(piece)
        assert peer.heard == b"hello\n" * 10_000
        peer.tls.write(b"welcome\n" * 5_000)
        said = b"".join(channel.decrypt(one) for one in in_pieces(peer.outgoing.read(), size))
        assert said == b"welcome\n" * 5_000

    def test_nothing_is_said_before_the_certificate_is_known(self, identity: Identity) -> None:
        channel = Channel()
        with pytest.raises(ssl.SSLError):
            channel.encrypt(b"hello\n")
        peer = Peer(identity.context)
        peer.hear(channel.outgoing())
        assert peer.heard == b""

    def test_an_orderly_end_in_both_directions(self, identity: Identity) -> None:
        channel, peer = Channel(), Peer(identity.context)
        shake_hands(channel, peer, 10**6)
        peer.tls.write(b"last words\n")
        with suppress(ssl.SSLWantReadError):
            peer.tls.unwrap()
        assert channel.decrypt(peer.outgoing.read()) == b"last words\n"
        assert channel.ended
        channel.end()
        peer.incoming.write(channel.outgoing())
        peer.tls.unwrap()  # raises unless the other side's close_notify is there

    def test_the_first_message_holds_a_whole_line_of_no_json(self) -> None:
        first, _, rest = Channel().outgoing().partition(b"\n")
        assert rest
        with pytest.raises(UnicodeDecodeError):
            first.decode()

    def test_a_bit_that_was_turned(self, identity: Identity) -> None:
        channel, peer = Channel(), Peer(identity.context)
        shake_hands(channel, peer, 10**6)
        peer.tls.write(b"welcome\n")
        data = bytearray(peer.outgoing.read())
        data[-1] ^= 1
        with pytest.raises(sentences.WrongEncryption, match="bad record mac"):
            channel.decrypt(bytes(data))

    @given(chunks=st.lists(st.binary(min_size=1, max_size=300), max_size=10))
    def test_any_bytes(self, chunks: list[bytes]) -> None:
        channel = Channel()
        with suppress(sentences.NotEncrypted, sentences.OldEncryption, sentences.WrongEncryption):
            for chunk in [b"\x16", *chunks]:
                assert channel.decrypt(chunk) == b""
        assert channel.fingerprint is None


@pytest.fixture
def server(identity: Identity) -> Iterator[FakeServer]:
    with FakeServer(identity=identity) as one:
        yield one


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Something that listens and does nothing else."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def trusted(open_window: Open, server: FakeServer) -> Window:
    """A window that shall see this server's certificate."""
    assert server.identity is not None
    return open_window(server.port, tls=True, fingerprint=server.identity.fingerprint)


class TestPeers:
    def test_there_and_back(self, server: FakeServer, open_window: Open) -> None:
        window = trusted(open_window, server)
        server.accept()
        server.serve(2)
        secured = window.until(reports.Secured)
        assert secured.fingerprint == server.model.fingerprint
        window.until(events.RoomState)
        window.say("m1", "x" * 8_000)
        server.serve()
        assert window.until(events.Message).text == "x" * 8_000

    def test_much_in_both_directions(self, server: FakeServer, open_window: Open) -> None:
        window = trusted(open_window, server)
        server.accept()
        server.serve(2)
        who = events.Who("bob", "Bob")
        server.tell(*(events.Message("lobby", n, 1, who, "x", "y" * 5_000) for n in range(1, 500)))
        window.until(events.Message, seq=499)
        for number in range(30):
            window.client.send(commands.History(f"{number}", "r" * 60_000))
        assert [server.hear()["re"] for _ in range(30)] == [f"{n}" for n in range(30)]

    def test_a_connection_that_is_cut_off_is_a_break(
        self, server: FakeServer, open_window: Open
    ) -> None:
        window = trusted(open_window, server)
        server.accept()
        server.serve(2)
        window.until(events.RoomState)
        server.hang_up()  # without close_notify
        assert window.until(reports.Lost).reason == sentences.BROKE

    def test_the_window_says_that_it_goes(self, server: FakeServer, open_window: Open) -> None:
        window = trusted(open_window, server)
        server.accept()
        server.serve(2)
        window.until(events.RoomState)
        window.client.close()
        assert server._lines.readline() == b"", "an end without close_notify raises"

    def test_a_stranger_hears_nothing(self, server: FakeServer, open_window: Open) -> None:
        window = open_window(server.port, tls=True)
        server.accept()
        stranger = window.until(reports.Stranger)
        assert stranger.fingerprint == server.model.fingerprint
        assert server._lines.read() == b"", "not a word, and an orderly end"
        window.client.trust(stranger.fingerprint)
        server.accept()
        server.serve(2)
        window.until(events.RoomState)

    @pytest.mark.parametrize("pinned", [False, True])
    def test_a_server_that_does_not_encrypt(
        self, open_window: Open, tmp_path: Path, identity: Identity, pinned: bool
    ) -> None:
        with ServerProcess(tmp_path / "log") as server:
            expected = identity.fingerprint if pinned else ""
            window = open_window(server.port, tls=True, fingerprint=expected)
            kind, sentence = (
                (reports.Closed, sentences.ONCE_ENCRYPTED)
                if pinned
                else (reports.Lost, sentences.NOT_ENCRYPTED)
            )
            told = window.until(kind)
            assert isinstance(told, reports.Lost | reports.Closed)
            assert told.reason == sentence.format(address=f"127.0.0.1:{server.port}")
            assert not [one for one in window.told if isinstance(one, reports.Secured)]

    def test_a_server_of_an_older_kind(
        self, open_window: Open, identity: Identity, identity_folder: Path
    ) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(
            identity_folder / FOLDER / CERTIFICATE, identity_folder / FOLDER / KEY
        )
        with FakeServer(identity=Identity(context, identity.fingerprint)) as server:
            window = trusted(open_window, server)
            with pytest.raises(ssl.SSLError):
                server.accept()
            assert "TLS 1.3" in window.until(reports.Lost).reason

    def test_a_handshake_that_never_ends(
        self, open_window: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dialing, "CONNECT_SECONDS", 0.3)
        with listening() as listener:
            port = listener.getsockname()[1]
            lost = open_window(port, tls=True).until(reports.Lost)
            assert lost.reason == (
                f"Something answers at 127.0.0.1:{port}, but not as a Parlor server that encrypts."
            )

    def test_one_that_hangs_up(self, open_window: Open) -> None:
        with listening() as listener:
            window = open_window(listener.getsockname()[1], tls=True)
            listener.accept()[0].close()
            assert window.until(reports.Lost).reason == sentences.BROKE

    def test_an_alert(self, open_window: Open) -> None:
        with listening() as listener:
            port = listener.getsockname()[1]
            window = open_window(port, tls=True)
            peer, _ = listener.accept()
            with peer:
                peer.recv(1)
                peer.sendall(b"\x15\x03\x03\x00\x02\x02\x28")  # fatal: handshake_failure
                reason = window.until(reports.Lost).reason
            assert reason.startswith(f"The encryption with 127.0.0.1:{port} failed: ")
            assert "handshake failure" in reason

    def test_words_in_the_flight_of_the_handshake(
        self, server: FakeServer, open_window: Open
    ) -> None:
        """A stranger who talks before being trusted is not listened to."""
        window = open_window(server.port, tls=True)
        server.accept()
        with suppress(OSError):
            server.tell(*(events.Pong() for _ in range(1_000)))
        window.until(reports.Stranger)
        assert not [one for one in window.told if isinstance(one, reports.Lost)]
