"""The reactor: the one thread that owns every socket.

It takes what is ready, has the peer's dialect turn bytes into commands, and hands them to the hub.
Rounds come back from the hub and pages from the readers (`outgoing.py`). Nothing here decides
anything about the chat.
"""

import functools
import logging
import queue
import selectors
import socket
import ssl
import time
from collections.abc import Callable
from typing import NamedTuple

from chat_server import logs
from chat_server.connection import READ_BYTES, Connection
from chat_server.deliveries import Fetch, Find, Input
from chat_server.dialects.foreign import Foreign
from chat_server.dialects.native import Native
from chat_server.door import Capacity, Door
from chat_server.figures import ReactorFigures
from chat_server.interpreting import ForeignConnection, Interpreters
from chat_server.outgoing import Outgoing, Post
from chat_server.peers import STRANGER_READ, Peers
from chat_server.protocol import codec
from chat_server.protocol.limits import Limits
from chat_server.reading import Replay
from chat_server.secure import SecureConnection
from chat_server.visitors import Visitors
from chat_server.watching import look_after

STOPPING_SECONDS = 1.0
"""How long all connections may take to read their last line when the server stops."""
NOTHING_THERE = (BlockingIOError, InterruptedError, ssl.SSLWantReadError)
"""What a socket raises that has nothing, or not a whole record."""
LINGER_BYTES = 1024 * 1024
"""Bytes a closing connection may still send: cut off while they come, it might miss why."""
SWEEP_SECONDS = 1.0
"""How often silent and closing connections are looked for."""


class Entrance(NamedTuple):
    """A listening socket and what is spoken behind it.

    With a `context` that is TLS; without a `dialect` it is the native one.
    """

    listener: socket.socket
    context: ssl.SSLContext | None = None
    dialect: type[Foreign] | None = None


class Reactor:
    """Owns the sockets. `post` may be called on any thread, all else runs on its own."""

    def __init__(
        self,
        entrances: list[Entrance],
        limits: Limits,
        capacity: Capacity,
        decide: Callable[[list[Input]], None],
        fetch: Callable[[Replay | Fetch | Find], None],
        taken: Callable[[], None],
    ) -> None:
        self._limits = limits
        self._decide = decide
        self._inbox: queue.SimpleQueue[Post] = queue.SimpleQueue()
        self._wake_out, self._wake_in = socket.socketpair()
        self._woken = False
        self._selector = selectors.DefaultSelector()
        self._peers = Peers(self._selector, self._lost)
        self._interpreters = Interpreters(self._peers, limits)
        self._outgoing = Outgoing(self._peers, self._interpreters, limits.outbox, fetch, taken)
        self._visitors = {one.listener: self._waiting_room(one) for one in entrances}
        self._door = Door(self._visitors, capacity, self._selector)
        self._numbers = 0
        self._sweep_at = self._peers.now + SWEEP_SECONDS
        self._stop_at: float | None = None

    def _waiting_room(self, entrance: Entrance) -> Visitors:
        """Those who have come to one listener."""
        kind = entrance.dialect
        return Visitors(
            self._selector,
            entrance.context,
            self._limits.hello,
            functools.partial(self._enter, kind),
            lambda gone: self._door.left(gone),
            kind.refusal if kind is not None else codec.encode,
            kind is not None and kind.resets,
        )

    def post(self, what: Post) -> None:
        """Something to write. Any thread."""
        self._inbox.put(what)
        if not self._woken:
            self._woken = True
            self._wake_in.send(b"\0")

    @property
    def visited(self) -> bool:
        """Whether anybody on another computer has reached the server. Any thread."""
        return self._door.visited

    def figures(self) -> ReactorFigures:
        """What it counts. Any thread."""
        return ReactorFigures(
            connections=len(self._peers.table),
            handshakes=sum(len(some) for some in self._visitors.values()),
            undecided=self._peers.undecided,
            accepted=self._numbers,
            failed_handshakes=sum(some.failed for some in self._visitors.values()),
            turned_away=dict(self._door.turned_away),
            too_slow=self._outgoing.too_slow,
            rounds=self._outgoing.rounds,
            sent_bytes=self._outgoing.sent_bytes,
        )

    def close(self) -> None:
        """Let go of what `post` uses, when no thread is left to post."""
        self._wake_in.close()
        self._wake_out.close()

    def run(self) -> None:
        """The thread: serves sockets until the round that is the last."""
        self._wake_out.setblocking(False)
        self._selector.register(self._wake_out, selectors.EVENT_READ, self._drain_wakes)
        self._door.open()
        try:
            while not self._finished():
                self._turn()
        finally:
            self._tear_down()

    def _turn(self) -> None:
        for key, mask in self._selector.select(max(0.0, self._next_time() - time.monotonic())):
            if isinstance(key.data, Connection):
                self._serve(key.data, mask)
            else:
                key.data()
        for visitors in self._visitors.values():
            visitors.begin_turn()
        self._peers.now = time.monotonic()
        self._pass_on()
        self._woken = False
        self._outgoing.take(self._inbox)
        if self._outgoing.stopping and self._stop_at is None:
            self._stop_at = self._peers.now + STOPPING_SECONDS
            self._door.shut()
            self._close_visitors()
        if self._peers.now >= self._sweep_at:
            self._sweep()
        self._interpreters.wake()
        self._outgoing.flush()
        self._pass_on()

    def _pass_on(self) -> None:
        """Give the hub what was heard, all at once: it wakes once and commits once."""
        if self._peers.heard:
            self._decide(self._peers.heard)
            self._peers.heard = []

    def _next_time(self) -> float:
        if not self._inbox.empty():
            return self._peers.now
        if self._outgoing.unsent:
            return self._outgoing.hold_until
        moments = (self._sweep_at, self._stop_at, self._interpreters.next_at())
        return min(moment for moment in moments if moment is not None)

    def _finished(self) -> bool:
        if self._stop_at is None:
            return False
        waiting = any(not connection.shut for connection in self._peers.table.values())
        return not waiting or self._peers.now >= self._stop_at

    def _tear_down(self) -> None:
        for connection in self._peers.table.values():
            connection.close()
        self._close_visitors()
        self._door.shut()
        self._selector.close()

    def _close_visitors(self) -> None:
        for visitors in self._visitors.values():
            visitors.close()

    def _drain_wakes(self) -> None:
        self._wake_out.recv(4096)

    def _sweep(self) -> None:
        """Look for those who were silent for too long, and let new ones in again."""
        self._sweep_at = self._peers.now + SWEEP_SECONDS
        self._peers.resume()
        look_after(self._peers, self._outgoing, self._limits)
        for visitors in self._visitors.values():
            visitors.sweep()
        self._door.open()

    def _enter(
        self, kind: type[Foreign] | None, sock: socket.socket, address: str, since: float
    ) -> None:
        self._numbers += 1
        connection = _connection(self._numbers, sock, address, since, kind, self._limits.line)
        self._peers.add(connection)
        self._outgoing.begin(connection)

    def _lost(self, connection: Connection) -> None:
        self._outgoing.forget(connection.number)
        self._door.left(connection.address)

    def _serve(self, connection: Connection, mask: int) -> None:
        """One connection is ready. Whatever goes wrong here ends this connection only."""
        try:
            if mask & selectors.EVENT_READ:
                self._read(connection)
            if mask & selectors.EVENT_WRITE and connection.number in self._peers.table:
                connection.blocked = False
                self._outgoing.go_on(connection)
        except Exception:
            logs.event(logging.ERROR, "bug", connection=connection.number, exc_info=True)
            self._peers.lose(connection)

    def _read(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(READ_BYTES if connection.welcomed else STRANGER_READ)
        except NOTHING_THERE:
            return
        except OSError:  # also where TLS has to write first, for a peer that reads nothing
            self._peers.lose(connection)
            return
        if connection.closing_at is not None:
            connection.discarded += len(data)
            if not data or connection.discarded > LINGER_BYTES:
                self._peers.lose(connection)
        elif data:
            self._peers.hear(connection, data)
        else:
            self._peers.hear_end(connection)


def _connection(
    number: int,
    sock: socket.socket,
    address: str,
    since: float,
    kind: type[Foreign] | None,
    line: int,
) -> Connection:
    """A peer that has come in; `line` is the most bytes of a native line."""
    if kind is not None:
        return ForeignConnection(number, sock, address, kind(), since)
    if isinstance(sock, ssl.SSLSocket):
        return SecureConnection(number, sock, address, Native(line), since)
    return Connection(number, sock, address, Native(line), since)
