"""The reactor alone: real sockets, and a hub that the test plays."""

import contextlib
import queue
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chat_server import outgoing
from chat_server.deliveries import Arrived, Heard, Input, Say, Subscribe, Tell
from chat_server.door import Capacity
from chat_server.hub_thread import Round
from chat_server.peers import LEAST_BYTES, SLOWED
from chat_server.protocol import codec, commands, events
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.reactor import Entrance, Reactor
from tests.support import DEADLINE, RawClient, wait_until

ADA = events.Who("ada", "Ada")


class Played:
    """A reactor whose hub is the test: one client is in the lobby and has said something."""

    def __init__(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.heard: queue.SimpleQueue[list[Input]] = queue.SimpleQueue()
        self.reactor = Reactor(
            [Entrance(listener)],
            Limits(),
            Capacity(),
            self.heard.put,
            lambda _job: None,
            lambda: None,
        )
        self.client = RawClient(listener.getsockname()[1])
        self.arrived: Input
        self.seq = 0

    def hear(self) -> Input:
        """The next thing the hub would decide."""
        (what,) = self.heard.get(timeout=DEADLINE)
        return what

    def say(self) -> None:
        """Give the lobby another message, in a round of its own."""
        self.seq += 1
        message = events.Message("lobby", self.seq, 0, ADA, str(self.seq), "x")
        said = Say("lobby", Logged(message, codec.encode(message)))
        self.reactor.post(Round([said], {}))


@contextmanager
def played() -> Iterator[Played]:
    one = Played()
    thread = threading.Thread(target=one.reactor.run)
    thread.start()
    try:
        one.arrived = one.hear()
        one.reactor.post(Round([Subscribe(one.arrived.connection, "lobby", 0, 0)], {}))
        one.client.send(type="ping")
        one.hear()
        yield one
    finally:
        one.reactor.post(Round([], {}, last=True))
        one.client.close()
        thread.join(DEADLINE)
        one.reactor.close()


def test_two_rounds_that_chase_each_other_go_out_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "HOLD_SENDS", 1)
    monkeypatch.setattr(outgoing, "HOLD_SECONDS", DEADLINE)
    with played() as one:
        one.say()
        wait_until(lambda: one.reactor._outgoing.unsent == 1, "the round waits for the next")
        one.say()
        assert one.client.socket.recv(65_536).count(b"\n") == 2


def test_a_round_waits_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "HOLD_SENDS", 1)
    with played() as one:
        one.say()
        assert one.client.until("message")["seq"] == 1


def test_a_round_for_few_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "HOLD_SECONDS", 2 * DEADLINE)
    with played() as one:
        one.say()
        assert one.client.until("message")["seq"] == 1


def test_the_hub_is_told_where_a_peer_is() -> None:
    with played() as one:
        assert one.arrived == Arrived(1, "127.0.0.1")


def fill(one: Played) -> int:
    """Have the client say more than is taken of it; gives how many bytes were taken."""
    line = b'{"type":"ping","more":"' + b"x" * LEAST_BYTES + b'"}\n'
    (connection,) = one.reactor._peers.table.values()
    one.client.socket.setblocking(False)

    def full() -> bool:
        with contextlib.suppress(BlockingIOError):
            one.client.socket.send(line * 1_000)
        return not connection.mask & selectors.EVENT_READ

    wait_until(full, "the socket is not read any more")
    return connection.undecided


def test_a_stranger_may_have_less_undecided_than_a_known_person() -> None:
    with played() as one:
        taken = fill(one)
        assert 32 * 1024 < taken <= 64 * 1024
        server = events.ServerInfo("s", "s", "1")
        you = events.You("ada", "Ada", "member")
        welcome = events.Welcome(1, server, you, "", [], Limits())
        one.reactor.post(Round([Tell(1, welcome)], {1: taken}))
        wait_until(lambda: one.reactor._peers.undecided != taken, "it reads on")
        assert 96 * 1024 < fill(one) <= 192 * 1024


def test_who_is_told_often_to_slow_down_is_not_listened_to_for_a_while() -> None:
    with played() as one:
        (connection,) = one.reactor._peers.table.values()
        slow = events.Error(ErrorCode.SLOW_DOWN, "Wait a second.", fatal=False)

        def is_left_alone() -> bool:
            one.reactor.post(Round([Tell(1, slow)] * SLOWED, {}))
            return not connection.mask & selectors.EVENT_READ

        wait_until(is_left_alone, "nobody listens")
        one.client.send(type="ping", re="later")
        heard = one.hear()
        assert isinstance(heard, Heard)
        assert heard.said == [commands.Ping("later")]
