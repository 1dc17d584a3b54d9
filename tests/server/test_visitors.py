"""Those at the door: handshakes take a share of a turn, and count from the accept."""

import contextlib
import selectors
import socket
import ssl
from collections.abc import Iterator

import pytest

from chat_server import tls, visitors
from chat_server.door import FULL
from chat_server.visitors import MOST_TOLD, TELLING_SECONDS, Visitors
from tests.support import trusting


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return tls.identity(tmp_path_factory.mktemp("data")).context


class Door:
    """The reactor's part, played: a clock that the test moves, a turn when it says so."""

    def __init__(self, context: ssl.SSLContext | None, patch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        patch.setattr("chat_server.visitors.time.monotonic", lambda: self.now)
        self.selector = selectors.DefaultSelector()
        self.entered: list[tuple[socket.socket, str, float]] = []
        self.left: list[str] = []
        self.those = Visitors(
            self.selector, context, 20.0, lambda *one: self.entered.append(one), self.left.append
        )
        self.peers: list[socket.socket] = []

    def arrive(self) -> socket.socket:
        """A pair of sockets; gives the server's."""
        near, far = socket.socketpair()
        near.setblocking(False)
        far.setblocking(False)
        self.peers.append(far)
        return near

    def turn(self) -> int:
        """One turn of the reactor; gives how many sockets were ready."""
        ready = self.selector.select(0)
        for key, _ in ready:
            key.data()
        self.those.begin_turn()
        return len(ready)

    def settle(self) -> None:
        """Turns until nobody is ready; a slow machine serves few of them in one."""
        while self.turn():
            pass

    def close(self) -> None:
        self.those.close()
        for sock in [*self.peers, *(one[0] for one in self.entered)]:
            sock.close()
        self.selector.close()


@pytest.fixture
def door(context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    with contextlib.closing(Door(context, monkeypatch)) as played:
        yield played


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    with contextlib.closing(Door(None, monkeypatch)) as played:
        yield played


def shake(peer: ssl.SSLSocket) -> None:
    with contextlib.suppress(ssl.SSLWantReadError):
        peer.do_handshake()


def begin(door: Door) -> ssl.SSLSocket:
    """The last arrived begins to shake hands."""
    peer = trusting().wrap_socket(door.peers.pop(), do_handshake_on_connect=False)
    door.peers.append(peer)
    shake(peer)
    return peer


def test_who_has_shaken_hands_has_been_there_since_it_came(door: Door) -> None:
    door.those.let_in(door.arrive(), "192.0.2.1")
    door.now += 15
    peer = begin(door)
    door.turn()
    assert door.entered == []
    shake(peer)
    door.turn()
    ((sock, address, since),) = door.entered
    assert isinstance(sock, ssl.SSLSocket)
    assert (address, since) == ("192.0.2.1", 1_000.0)
    assert door.left == []
    assert not door.selector.get_map()


def test_without_tls_one_is_in_at_once(plain: Door) -> None:
    plain.those.let_in(plain.arrive(), "192.0.2.1")
    assert [(address, since) for _, address, since in plain.entered] == [("192.0.2.1", 1_000.0)]


def test_who_takes_too_long_is_gone(door: Door) -> None:
    door.those.let_in(door.arrive(), "192.0.2.1")
    door.now += 20.0
    door.those.sweep()
    assert door.left == []
    door.now += 0.1
    door.those.sweep()
    assert door.left == ["192.0.2.1"]
    assert door.peers[0].recv(1) == b""


def test_handshakes_wait_for_others_to_be_served(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "TURN_SECONDS", 1e-9)
    for _ in range(3):
        door.those.let_in(door.arrive(), "192.0.2.1")
        begin(door)
    for served in (1, 2, 3):
        door.turn()
        assert sum(map(_has_something, door.peers)) == served


def _has_something(peer: socket.socket) -> bool:
    with selectors.DefaultSelector() as one:
        one.register(peer, selectors.EVENT_READ)
        return bool(one.select(0))


def test_only_so_many_a_second_are_told_why(plain: Door) -> None:
    for _ in range(MOST_TOLD + 5):
        plain.those.turn_away(plain.arrive(), "192.0.2.1", FULL)
    plain.settle()
    told = [peer for peer in plain.peers if _read(peer)]
    assert told == plain.peers[:MOST_TOLD]
    for peer in plain.peers:
        peer.close()
    plain.settle()
    plain.those.turn_away(plain.arrive(), "192.0.2.1", FULL)
    assert plain.turn() == 0, "in the same second nobody more"
    plain.those.sweep()
    plain.those.turn_away(plain.arrive(), "192.0.2.1", FULL)
    plain.settle()
    assert b"server-full" in _read(plain.peers[-1])
    assert plain.left == [], "none of them was ever let in"


def _read(peer: socket.socket) -> bytes:
    with contextlib.suppress(BlockingIOError):
        return peer.recv(65_536)
    return b""


def test_who_was_told_and_stays_is_closed(plain: Door) -> None:
    plain.those.turn_away(plain.arrive(), "192.0.2.1", FULL)
    plain.turn()
    plain.peers[0].send(b"but I")
    plain.turn()
    assert len(plain.selector.get_map()) == 1
    plain.now += TELLING_SECONDS + 0.1
    plain.those.sweep()
    assert not plain.selector.get_map()
