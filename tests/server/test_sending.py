"""One round to many sockets, copied and shared: whole for everyone, the rest for who is full."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from chat_server import sending
from chat_server.connection import Connection
from chat_server.dialects.native import Native
from chat_server.sending import send_all
from tests.support import wait_until

LINE = b"x" * 99 + b"\n"


@pytest.fixture(params=["copied", "shared"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    least = 1 if request.param == "shared" else 10**9
    monkeypatch.setattr(sending, "SHARED_BYTES", least)
    monkeypatch.setattr(sending, "SHARED_SENDS", least)


@pytest.fixture
def pairs() -> Iterator[list[tuple[Connection, socket.socket]]]:
    """Connections and their peers."""
    made = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        for number in range(3):
            peer = socket.create_connection(listener.getsockname())
            sock, (address, _) = listener.accept()
            sock.setblocking(False)
            made.append((Connection(number, sock, address, Native(65_536), 0.0), peer))
    yield made
    for connection, peer in made:
        connection.socket.close()
        peer.close()


def received(peer: socket.socket) -> bytes:
    with peer.makefile("rb") as file:
        return file.read()


def test_everyone_gets_the_same_bytes(pairs: list[tuple[Connection, socket.socket]]) -> None:
    data = b"".join(b"%d " % number + LINE for number in range(400))
    for _ in range(2):
        assert send_all([connection for connection, _ in pairs], data) == []
    for connection, peer in pairs:
        connection.socket.shutdown(socket.SHUT_WR)
        assert received(peer) == 2 * data


def test_who_is_full_is_owed_the_rest(pairs: list[tuple[Connection, socket.socket]]) -> None:
    (full, slow), (waits, _), (dead, gone) = pairs
    data = 600_000 * LINE
    waits.queue(b"before")
    gone.close()
    wait_until(lambda: not dead.socket.recv(1), "the peer is gone")
    dead.socket.close()
    owed = {connection.number: rest for connection, rest in send_all([full, waits, dead], data)}
    assert owed[waits.number] == owed[dead.number] == data
    assert 0 < len(owed[full.number]) < len(data)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(received(slow)))
    reader.start()
    full.socket.setblocking(True)
    full.socket.sendall(owed[full.number])
    full.socket.shutdown(socket.SHUT_WR)
    reader.join()
    assert got == [data]


def test_without_a_descriptor_it_is_copied(
    pairs: list[tuple[Connection, socket.socket]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_name: str) -> int:
        raise OSError("too many open files")

    monkeypatch.setattr("os.memfd_create", refuse, raising=False)
    with closing(pairs[0][0].socket) as sock:
        assert send_all([pairs[0][0]], LINE) == []
        sock.shutdown(socket.SHUT_WR)
        assert received(pairs[0][1]) == LINE


def test_memory_that_takes_less_is_not_shared(
    pairs: list[tuple[Connection, socket.socket]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.write", lambda _file, data: len(data) - 1)
    assert send_all([pairs[0][0]], LINE) == []
    pairs[0][0].socket.shutdown(socket.SHUT_WR)
    assert received(pairs[0][1]) == LINE
