"""Those who speak a foreign dialect: what they are told goes through it, in packets with a pause.

The reactor's thread owns it. `outgoing.py` has it speak when it writes to such a connection.
"""

import contextlib
import heapq
import logging
import socket
import time
from collections.abc import Iterator

from chat_server import logs, segments
from chat_server.connection import Connection, end_in_reset
from chat_server.dialects.foreign import Foreign
from chat_server.peers import LEAST_BYTES, Peers
from chat_server.protocol import codec
from chat_server.protocol.codec import Fault, Logged
from chat_server.protocol.commands import AnyCommand
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.events import Error, Event
from chat_server.protocol.limits import Limits

PROBES = 3
"""Unanswered questions after which the system gives a silent peer up."""
LOOK_SECONDS = 0.01
"""How soon it is looked again whether there is room for a whole packet; then twice as long, ..."""
MOST_LOOK_SECONDS = 0.32
"""... up to this: a peer whose user does nothing may have none for hours."""
INVITE_SECONDS = 120
"""How long a peer that is asked for an invite may take: a person has to find and type it."""


class ForeignConnection(Connection):
    """A live peer that speaks a foreign dialect."""

    foreign = True

    def __init__(
        self, number: int, sock: socket.socket, address: str, dialect: Foreign, since: float
    ) -> None:
        super().__init__(number, sock, address, dialect, since)
        self.speaker = dialect
        self.ends_in_reset = dialect.resets
        if dialect.resets:
            end_in_reset(sock)  # also where this process is killed
        self.ticks: dict[str, float] = {}
        """When the dialect wants which `tick`."""
        self.speak_at = since
        """When the next packet may go out."""
        self.spoke_at = since
        """When the last one did."""
        self.wake_at: float | None = None
        """The first moment at which something is due."""
        self._look = LOOK_SECONDS
        self._widest = 0

    @property
    def backlog(self) -> int:
        """Bytes that wait to go out."""
        return self.queued + self.speaker.waiting_bytes

    @property
    def busy(self) -> bool:
        """Whether something is still to come of what this peer has said."""
        return self.speaker.pending or super().busy

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
        return not self.speaker.waiting_bytes and now >= self.spoke_at + self.speaker.farewell

    def may_speak(self, now: float) -> bool:
        """Whether the next packet may go out now; if not, `speak_at` says when. Raises `OSError`.

        A window that was never as wide as a packet will not be: then it has to do.
        """
        if now < self.speak_at or (self.ended and self.speaker.pending):
            return False  # who has hung up would reset, and what it said last would be lost
        if self.speaker.whole:
            there = segments.room(self.socket)
            self._widest = max(self._widest, there)
            wanted = min(self.speaker.waiting_bytes, self.speaker.whole, self._widest)
            if there < max(1, wanted):
                self.speak_at = now + self._look
                self._look = min(2 * self._look, MOST_LOOK_SECONDS)
                return False
            self._look = LOOK_SECONDS
        return True


class Interpreters:
    """What is due for foreign connections, and when.

    Whatever goes wrong in a dialect ends the one connection only.
    """

    def __init__(self, peers: Peers, limits: Limits) -> None:
        self._peers = peers
        self._limits = limits
        self._due: list[tuple[float, int]] = []
        """A heap of moments and connections; one that is not its `wake_at` is passed over."""

    def begin(self, connection: ForeignConnection) -> None:
        """A peer is there."""
        _watch_over(connection.socket, self._limits)
        with self._apart(connection):
            connection.speaker.begin()
        self._peers.dirty[connection.number] = connection

    def tell(self, number: int, event: Event | Logged) -> None:
        """For one connection."""
        connection = self._peers.table[number]
        assert isinstance(connection, ForeignConnection)
        told = event.entry if isinstance(event, Logged) else event
        with self._apart(connection):
            self._hand_on(connection, connection.speaker.told(told))
        if isinstance(told, Error) and told.code is ErrorCode.NEEDS_INVITE:
            connection.since = self._peers.now + INVITE_SECONDS - self._limits.hello
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
            at, number = heapq.heappop(self._due)
            connection = self._peers.table.get(number)
            if isinstance(connection, ForeignConnection) and connection.wake_at == at:
                connection.wake_at = None
                self._tick(connection)
                self._peers.dirty[number] = connection

    def speak(self, connection: ForeignConnection) -> None:
        """Send what may go out now. Raises `OSError` for a dead peer."""
        speaker = connection.speaker
        connection.answers = speaker.answers
        now = time.monotonic()
        while speaker.waiting_bytes and not connection.queued and connection.may_speak(now):
            packet = b""
            with self._apart(connection):
                packet = speaker.packet()
            if not packet:
                break
            connection.send(memoryview(packet))
            connection.spoke_at = now = time.monotonic()
            connection.speak_at = now + speaker.pause
        self._plan(connection, now)

    def _tick(self, connection: ForeignConnection) -> None:
        ticks = connection.ticks
        for what in [one for one, at in ticks.items() if at <= self._peers.now]:
            del ticks[what]
            with self._apart(connection):
                self._hand_on(connection, connection.speaker.tick(what))

    def _plan(self, connection: ForeignConnection, now: float) -> None:
        """Come back when the next thing is due: never, if only the socket is waited for."""
        speaker = connection.speaker
        waits, speaker.waits = speaker.waits, {}
        connection.ticks |= {what: self._peers.now + wait for what, wait in waits.items()}
        moments = [*connection.ticks.values()]
        if speaker.waiting_bytes:
            if connection.speak_at > now:
                moments.append(connection.speak_at)
        elif connection.closing_at is not None and not connection.has_ended(self._peers.now):
            moments.append(connection.spoke_at + speaker.farewell)
        at = min(moments, default=None)
        if at is not None and (connection.wake_at is None or at < connection.wake_at):
            connection.wake_at = at
            heapq.heappush(self._due, (at, connection.number))

    def _hand_on(self, connection: ForeignConnection, said: list[AnyCommand | Fault]) -> None:
        if said and not connection.reported_gone:
            self._peers.pass_on(connection, said, LEAST_BYTES * len(said))

    @contextlib.contextmanager
    def _apart(self, connection: ForeignConnection) -> Iterator[None]:
        """What fails in here ends this connection."""
        try:
            yield
        except Exception:
            logs.event(logging.ERROR, "bug", connection=connection.number, exc_info=True)
            connection.dead = True
            self._peers.dirty[connection.number] = connection


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
