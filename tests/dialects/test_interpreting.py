"""What is due for foreign connections: never twice, never too early, never for ever."""

import contextlib
import selectors
import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from chat_server import interpreting, segments
from chat_server.dialects.foreign import Foreign, Said
from chat_server.dialects.header10 import Header10
from chat_server.dialects.known import DIALECTS
from chat_server.dialects.nick import Nick
from chat_server.interpreting import ForeignConnection, Interpreters
from chat_server.peers import Peers
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits

ADA = events.Who("ada", "Ada")


class Desk:
    """The reactor's part, with one peer that the test plays."""

    def __init__(self, dialect: Foreign, number: int = 1) -> None:
        self.peers = Peers(selectors.DefaultSelector(), lambda _gone: None)
        self.interpreters = Interpreters(self.peers, Limits())
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.client = socket.create_connection(listener.getsockname())
            sock, _ = listener.accept()
        sock.setblocking(False)
        self.connection = ForeignConnection(number, sock, "127.0.0.1", dialect, self.peers.now)
        self.peers.add(self.connection)
        self.interpreters.begin(self.connection)
        self.interpreters.speak(self.connection)

    @property
    def due(self) -> int:
        return len(self.interpreters._due)

    def say(self, text: str) -> None:
        """Somebody says something, and the peer is told when it may be."""
        self.interpreters.tell(1, events.Message("lobby", 1, 0, ADA, "1", text))
        self.interpreters.speak(self.connection)

    def pass_time(self, seconds: float) -> None:
        self.peers.now += seconds
        self.interpreters.wake()

    def close(self) -> None:
        self.peers.lose(self.connection)
        self.client.close()


@contextlib.contextmanager
def desk(dialect: Foreign) -> Iterator[Desk]:
    one = Desk(dialect)
    try:
        yield one
    finally:
        one.close()


@pytest.mark.parametrize("kind", DIALECTS.values())
def test_however_much_is_said_little_is_due(kind: type[Foreign]) -> None:
    with desk(kind()) as one:
        for n in range(1_000):
            one.say(f"number {n}")
            one.peers.hear(one.connection, b"x")
            one.interpreters.speak(one.connection)
        assert one.due <= 3
        one.peers.lose(one.connection)
        one.pass_time(10.0)
        assert one.due == 0
        assert one.interpreters.next_at() is None


@pytest.mark.parametrize("kind", DIALECTS.values())
def test_what_is_over_is_not_due_again(
    kind: type[Foreign], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the reactor would turn without a pause."""
    with desk(kind()) as one:
        clock = SimpleNamespace(monotonic=lambda: one.peers.now)
        monkeypatch.setattr(interpreting, "time", clock)
        one.say("hello")
        end = one.connection.closing_at = one.peers.now + 2.0
        one.interpreters.speak(one.connection)
        moments: list[float] = []
        while (at := one.interpreters.next_at()) is not None and at < end and len(moments) < 99:
            moments.append(at)
            one.pass_time(at - one.peers.now)
            one.interpreters.speak(one.connection)
        assert moments == sorted(set(moments))
        assert len(moments) < 10
        assert one.connection.has_ended(one.peers.now)
        spoken, farewell = one.connection.spoke_at, one.connection.speaker.farewell
        assert one.connection.has_ended(spoken + farewell / 2) is not (farewell > 0)


class Broken(Header10):
    """Fails where it is told to."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def _fail(self, where: str) -> None:
        if self.where == where:
            raise ZeroDivisionError(where)

    def begin(self) -> None:
        self._fail("begin")
        self.waits["x"] = 0.01

    def told(self, event: events.Event) -> list[Said]:
        self._fail("told")
        return super().told(event)

    def packet(self) -> bytes:
        self._fail("packet")
        return super().packet()

    def tick(self, what: str) -> list[Said]:
        self._fail("tick")
        return super().tick(what)


@pytest.mark.parametrize("where", ["begin", "told", "packet", "tick"])
def test_a_dialect_that_fails_ends_its_own_connection_only(
    where: str, caplog: pytest.LogCaptureFixture
) -> None:
    with desk(Broken(where)) as one:
        one.say("hello")
        one.pass_time(1.0)
        assert one.connection.dead
        assert one.connection.number in one.peers.dirty
        assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
            "bug"
        ]
        caplog.clear()


def test_whoever_is_asked_for_an_invite_has_time_to_find_it() -> None:
    with desk(Header10()) as one:
        error = events.Error(ErrorCode.NEEDS_INVITE, "One needs an invite.", fatal=False)
        one.interpreters.tell(1, error)
        limits = Limits()
        assert one.connection.since + limits.hello == one.peers.now + interpreting.INVITE_SECONDS


def test_the_system_looks_for_those_who_are_gone() -> None:
    with desk(Nick()) as one:
        sock = one.connection.socket
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        if hasattr(socket, "TCP_KEEPIDLE"):
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL) == 20
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT) == 3
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 90_000


def test_a_window_that_was_never_as_wide_as_a_packet_has_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with desk(Header10()) as one:
        rooms = iter([0, 500, 400, 500])
        monkeypatch.setattr(segments, "room", lambda _sock: next(rooms))
        one.interpreters.tell(1, events.Message("lobby", 1, 0, ADA, "1", "x" * 1_000))
        one.connection.speak_at = 0.0
        spoken = []
        for _ in range(4):
            spoken.append(one.connection.may_speak(1.0))
            one.connection.speak_at = 0.0
        assert spoken == [False, True, False, True]


def test_it_is_looked_again_ever_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    with desk(Header10()) as one:
        monkeypatch.setattr(segments, "room", lambda _sock: 0)
        one.interpreters.tell(1, events.Message("lobby", 1, 0, ADA, "1", "hello"))
        now, looks = one.peers.now + 1.0, []
        for _ in range(8):
            assert not one.connection.may_speak(now)
            looks.append(round(one.connection.speak_at - now, 3))
            now = one.connection.speak_at
        assert looks == [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.32, 0.32]


def test_elsewhere_than_on_linux_the_system_does_not_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with desk(Header10()) as one:
        sock = one.connection.socket
        assert 0 < segments.room(sock) < segments.UNLIMITED
        monkeypatch.setattr(segments, "_INFO_BYTES", 1_000)  # as where it tells less
        assert segments.room(sock) == segments.UNLIMITED
        monkeypatch.setattr("sys.platform", "win32")
        assert segments.room(sock) == segments.UNLIMITED


def test_after_its_end_nothing_it_might_say_is_passed_on() -> None:
    with desk(Header10()) as one:
        one.peers.report_gone(one.connection)
        before = list(one.peers.heard)
        welcome = commands.Ping()
        one.interpreters._hand_on(one.connection, [welcome])
        assert one.peers.heard == before
