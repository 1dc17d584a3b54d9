"""Those who speak a foreign dialect: what they are told goes through it, in packets with a pause.

The reactor's thread owns it. `outgoing.py` has it speak when it writes to such a connection.
"""

import heapq
import socket
import time

from chat_server.connection import Connection
from chat_server.dialects.foreign import Foreign
from chat_server.peers import LEAST_BYTES, Peers
from chat_server.protocol import codec
from chat_server.protocol.codec import Fault, Logged
from chat_server.protocol.commands import AnyCommand
from chat_server.protocol.events import Event
from chat_server.protocol.limits import Limits

PROBES = 3
"""Unanswered questions after which the system gives a silent peer up."""


class ForeignConnection(Connection):
    """A live peer that speaks a foreign dialect."""

    foreign = True

    def __init__(
        self, number: int, sock: socket.socket, address: str, dialect: Foreign, since: float
    ) -> None:
        super().__init__(number, sock, address, dialect, since)
        self.speaker = dialect
        self.answers = dialect.answers
        self.ends_in_reset = dialect.resets
        self.speak_at = since
        """When the next packet may go out."""

    @property
    def backlog(self) -> int:
        """Bytes that wait to go out."""
        return self.queued + self.speaker.waiting_bytes

    @property
    def full(self) -> bool:
        """Whether it is not to be read now."""
        return self.speaker.full

    def cut_short(self, last: Event) -> None:
        """Say nothing more but `last`."""
        self.speaker.drop()
        self.speaker.told(last)

    def has_ended(self, now: float) -> bool:
        """Whether all is said, and read as far as one can know."""
        over = self.speak_at - self.speaker.pause + self.speaker.farewell
        return not self.speaker.waiting_bytes and now >= over


class Interpreters:
    """What is due for foreign connections, and when."""

    def __init__(self, peers: Peers, limits: Limits) -> None:
        self._peers = peers
        self._limits = limits
        self._due: list[tuple[float, int]] = []
        """A heap of moments and connections; one that is gone by then is passed over."""
        self._ticks: dict[int, float] = {}
        """When a dialect wants its `tick`."""

    def begin(self, connection: ForeignConnection) -> None:
        """A peer is there."""
        _watch_over(connection.socket, self._limits)
        connection.speaker.begin()
        self._peers.dirty[connection.number] = connection

    def tell(self, number: int, event: Event | Logged) -> None:
        """For one connection."""
        connection = self._peers.table[number]
        assert isinstance(connection, ForeignConnection)
        said = connection.speaker.told(event.entry if isinstance(event, Logged) else event)
        self._hand_on(connection, said)
        self._peers.dirty[number] = connection

    def tell_lines(self, number: int, data: bytes) -> None:
        """For one connection, what the log keeps as lines."""
        for event in codec.event_decoder().feed(data):
            if not isinstance(event, Fault):
                self.tell(number, event)

    def next_at(self) -> float | None:
        """When something is due."""
        return self._due[0][0] if self._due else None

    def wake(self) -> None:
        """Have those be looked after for whom something is due."""
        while self._due and self._due[0][0] <= self._peers.now:
            _, number = heapq.heappop(self._due)
            connection = self._peers.table.get(number)
            if isinstance(connection, ForeignConnection):
                self._tick(connection)
                self._peers.dirty[number] = connection
            else:
                self._ticks.pop(number, None)

    def speak(self, connection: ForeignConnection) -> None:
        """Send what may go out now. Raises `OSError` for a dead peer."""
        speaker = connection.speaker
        self._plan_tick(connection)
        while not connection.queued:
            now = time.monotonic()
            if now < connection.speak_at:
                break
            packet = speaker.packet()
            if not packet:
                break
            connection.send(memoryview(packet))
            connection.speak_at = now + speaker.pause
        if speaker.waiting_bytes and not connection.queued:
            self._plan(connection.number, connection.speak_at)
        elif connection.closing_at is not None:
            self._plan(connection.number, connection.speak_at + speaker.farewell)

    def _tick(self, connection: ForeignConnection) -> None:
        at = self._ticks.get(connection.number)
        if at is not None and at <= self._peers.now:
            del self._ticks[connection.number]
            self._hand_on(connection, connection.speaker.tick())

    def _plan_tick(self, connection: ForeignConnection) -> None:
        if connection.speaker.wait is not None:
            at = self._peers.now + connection.speaker.wait
            connection.speaker.wait = None
            self._ticks[connection.number] = at
            self._plan(connection.number, at)

    def _plan(self, number: int, at: float) -> None:
        heapq.heappush(self._due, (at, number))

    def _hand_on(self, connection: ForeignConnection, said: list[AnyCommand | Fault]) -> None:
        if said and not connection.reported_gone:
            self._peers.pass_on(connection, said, LEAST_BYTES * len(said))


def _watch_over(sock: socket.socket, limits: Limits) -> None:
    """Have the system notice a peer that is gone without a word (RFC 9293, 3.8.4 and 3.8.3)."""
    settings = {
        "TCP_KEEPIDLE": limits.ping,
        "TCP_KEEPINTVL": max(1, (limits.dead - limits.ping) // PROBES),
        "TCP_KEEPCNT": PROBES,
        "TCP_USER_TIMEOUT": limits.dead * 1_000,
    }
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in settings.items():
            if hasattr(socket, name):  # not all systems have all of them
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    except OSError:
        return  # it is gone already, which the next read tells
