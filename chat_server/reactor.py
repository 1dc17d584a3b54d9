"""The reactor: the one thread that owns every socket.

It takes what is ready, has the peer's dialect turn bytes into commands, and hands them to the hub.
Rounds come back from the hub and pages from the readers; each round's words go out with one send
per connection. Nothing here decides anything about the chat.
"""

import logging
import queue
import selectors
import socket
import time
from collections.abc import Callable, Iterable

from chat_server import logs
from chat_server.connection import READ_BYTES, Connection
from chat_server.deliveries import (
    Arrived,
    Close,
    Fetch,
    Find,
    Forget,
    Gone,
    Heard,
    Input,
    Say,
    Subscribe,
    Tell,
    Unsubscribe,
)
from chat_server.dialects.native import Native
from chat_server.door import Capacity, Door
from chat_server.fanout import Fanout
from chat_server.hub_thread import Round
from chat_server.protocol import codec, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.reading import Answer, Replay, ReplayPage
from chat_server.sending import send_all

UNDECIDED_BYTES = 128 * 1024
"""Bytes of one connection the hub may have before it; then its socket is not read."""
LEAST_BYTES = 64
"""What the shortest line counts for, since deciding it costs as much as a longer one."""
ALL_UNDECIDED_BYTES = 64 * 1024 * 1024
"""The same for all connections together."""
FETCHES = 8
"""Pages and searches one connection may have asked for at once; then its socket is not read."""
CLOSING_SECONDS = 2.0
"""How long a closing connection may take to read its last line."""
STOPPING_SECONDS = 1.0
"""How long all of them may take when the server stops."""
SWEEP_SECONDS = 1.0
"""How often silent and closing connections are looked for."""
TURN_BYTES = 64 * 1024
"""Bytes of commands whose rounds are taken in one turn, so that sockets are served in between."""
PROMPT_BYTES = 4 * 1024
"""Bytes for one connection that go out before the next is answered: a thousand who join at once
get 12 KB each."""
HOLD_SECONDS = 0.002
"""How long a round may wait for the next one, which the hub has begun, to go out with it."""
HOLD_SENDS = 100
"""Sends below which a round does not wait: making them twice costs less than the time."""


class Reactor:
    """Owns the sockets. `post` may be called on any thread, all else runs on its own."""

    def __init__(
        self,
        listeners: list[socket.socket],
        limits: Limits,
        capacity: Capacity,
        decide: Callable[[list[Input]], None],
        fetch: Callable[[Replay | Fetch | Find], None],
    ) -> None:
        self._limits = limits
        self._decide = decide
        self._heard: list[Input] = []
        """What this turn has for the hub, which decides it in one batch."""
        self._fetch = fetch
        self._inbox: queue.SimpleQueue[Round | ReplayPage | Answer] = queue.SimpleQueue()
        self._wake_out, self._wake_in = socket.socketpair()
        self._woken = False
        self._selector = selectors.DefaultSelector()
        self._door = Door(listeners, capacity, self._selector, self._enter)
        self._connections: dict[int, Connection] = {}
        self._numbers = 0
        self._undecided = 0
        self._dirty: dict[int, Connection] = {}
        self._fanout = Fanout(Native.render, self._queue, self._send)
        self._unsent = 0
        """Rounds that were taken and not sent yet."""
        self._hold_until = 0.0
        self._now = time.monotonic()
        self._sweep_at = self._now + SWEEP_SECONDS
        self._stop_at: float | None = None

    def post(self, what: Round | ReplayPage | Answer) -> None:
        """Something to write. Any thread."""
        self._inbox.put(what)
        if not self._woken:
            self._woken = True
            self._wake_in.send(b"\0")

    def close(self) -> None:
        """Let go of what `post` uses, when no thread is left to post."""
        self._wake_in.close()
        self._wake_out.close()

    # The loop

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
        self._now = time.monotonic()
        self._pass_on()
        self._woken = False
        self._take_posts()
        if self._now >= self._sweep_at:
            self._sweep()
        if self._unsent and not self._holds():
            self._unsent = 0
            self._fanout.flush()
        while self._dirty:
            self._go_on(self._dirty.popitem()[1])
        self._pass_on()

    def _pass_on(self) -> None:
        """Give the hub what was heard, all at once: it wakes once and commits once."""
        if self._heard:
            self._decide(self._heard)
            self._heard = []

    def _holds(self) -> bool:
        """Whether one round should wait for the next, which the hub has begun.

        A send costs as much for one message as for ten, here and where it arrives; two small rounds
        that chase each other stay two for as long as people talk.
        """
        chased = self._unsent == 1 and self._undecided > 0 and self._stop_at is None
        return chased and self._now < self._hold_until and self._fanout.sends() >= HOLD_SENDS

    def _next_time(self) -> float:
        if not self._inbox.empty():
            return self._now
        if self._unsent:
            return self._hold_until
        return self._sweep_at if self._stop_at is None else min(self._sweep_at, self._stop_at)

    def _finished(self) -> bool:
        if self._stop_at is None:
            return False
        waiting = any(not connection.shut for connection in self._connections.values())
        return not waiting or self._now >= self._stop_at

    def _tear_down(self) -> None:
        for connection in self._connections.values():
            connection.socket.close()
        self._door.shut()
        self._selector.close()

    def _drain_wakes(self) -> None:
        self._wake_out.recv(4096)

    # In

    def _enter(self, sock: socket.socket, address: str) -> None:
        self._numbers += 1
        dialect = Native(self._limits.line)
        connection = Connection(self._numbers, sock, address, dialect, self._now)
        self._connections[connection.number] = connection
        connection.mask = selectors.EVENT_READ
        self._selector.register(sock, connection.mask, connection)
        self._heard.append(Arrived(connection.number))
        logs.event(logging.DEBUG, "connected", connection=connection.number, address=address)

    def _serve(self, connection: Connection, mask: int) -> None:
        """One connection is ready. Whatever goes wrong here ends this connection only."""
        try:
            if mask & selectors.EVENT_READ:
                self._read(connection)
            if mask & selectors.EVENT_WRITE and connection.number in self._connections:
                connection.blocked = False
                self._go_on(connection)
        except Exception:
            logs.event(logging.ERROR, "bug", connection=connection.number, exc_info=True)
            self._lose(connection)

    def _read(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._lose(connection)
            return
        if connection.closing_at is not None:
            if not data:
                self._lose(connection)
            return
        if not data:
            connection.ended = True
            self._dirty[connection.number] = connection
            self._wait_for(connection)
            return
        connection.heard_at = self._now
        connection.pinged = False
        said = connection.dialect.feed(data)
        if said:
            size = max(len(data), LEAST_BYTES * len(said))
            connection.undecided += size
            self._undecided += size
            self._heard.append(Heard(connection.number, said, size))
            self._wait_for(connection)

    # Out

    def _take_posts(self) -> None:
        taken = 0
        while taken < TURN_BYTES:
            try:
                what = self._inbox.get_nowait()
            except queue.Empty:
                return
            if isinstance(what, Round):
                taken += sum(what.decided.values())
                self._take_round(what)
            elif isinstance(what, ReplayPage):
                self._take_replay(what)
            else:
                self._take_answer(what)

    def _take_round(self, what: Round) -> None:
        self._unsent += 1
        self._hold_until = self._now + HOLD_SECONDS
        for delivery in what.deliveries:
            _DELIVERIES[type(delivery)](self, delivery)
        for number, size in what.decided.items():
            self._undecided -= size
            connection = self._connections.get(number)
            if connection is not None:
                connection.undecided -= size
                self._wait_for(connection)
                if connection.ended:
                    self._dirty[number] = connection
        if what.last:
            self._stop_at = self._now + STOPPING_SECONDS
            self._door.shut()

    def _say(self, delivery: Say) -> None:
        self._fanout.say(delivery.room, delivery.event, delivery.author)

    def _tell(self, delivery: Tell) -> None:
        connection = self._open(delivery.connection)
        if connection is not None:
            connection.welcomed = connection.welcomed or isinstance(delivery.event, events.Welcome)
            self._fanout.tell(connection.number, delivery.event)
            if connection.queued > PROMPT_BYTES:
                self._go_on(connection)

    def _subscribe(self, delivery: Subscribe) -> None:
        connection = self._open(delivery.connection)
        if connection is not None and self._fanout.subscribe(
            connection.number, delivery.room, delivery.after, delivery.last
        ):
            connection.replaying[delivery.room] = None
            self._dirty[connection.number] = connection

    def _unsubscribe(self, delivery: Unsubscribe) -> None:
        connection = self._open(delivery.connection)
        if connection is not None:
            connection.replaying.pop(delivery.room, None)
            self._fanout.unsubscribe(connection.number, delivery.room)

    def _fetch_answer(self, delivery: Fetch | Find) -> None:
        connection = self._open(delivery.connection)
        if connection is not None:
            connection.wanted.append(delivery)
            self._dirty[connection.number] = connection

    def _close(self, delivery: Close) -> None:
        connection = self._open(delivery.connection)
        if connection is not None:
            self._fanout.tell(connection.number, delivery.error)
            self._end(connection)

    def _forget(self, delivery: Forget) -> None:
        connection = self._open(delivery.connection)
        if connection is not None:
            self._end(connection)

    def _open(self, number: int) -> Connection | None:
        """The connection, while there is one that may be told something."""
        connection = self._connections.get(number)
        return connection if connection is not None and connection.closing_at is None else None

    def _take_replay(self, page: ReplayPage) -> None:
        connection = self._open(page.connection)
        if connection is None:
            return
        connection.replay = None
        self._dirty[connection.number] = connection
        if page.data is None:
            text = "The server's disk can't be read now; connect again later."
            self._close(Close(page.connection, events.Error(ErrorCode.STORAGE, text, fatal=True)))
        elif self._fanout.given(page):
            connection.replaying[page.room] = None

    def _take_answer(self, answer: Answer) -> None:
        connection = self._open(answer.connection)
        if connection is not None:
            connection.fetching = False
            self._queue(answer.connection, answer.data)

    def _queue(self, number: int, data: bytes) -> None:
        connection = self._connections[number]
        connection.queue(data)
        self._dirty[number] = connection

    def _send(self, numbers: Iterable[int], data: bytes) -> None:
        for connection, rest in send_all([self._connections[one] for one in numbers], data):
            self._send_rest(connection, rest)

    def _send_rest(self, connection: Connection, data: memoryview) -> None:
        """Send behind what waits, or as much as there is room for."""
        try:
            connection.send(data)
        except OSError:
            connection.dead = True  # and lost below, when nobody walks the subscribers
        self._dirty[connection.number] = connection

    def _go_on(self, connection: Connection) -> None:
        """Write what waits, then what should follow: the next page, or the end."""
        if connection.dead:
            self._lose(connection)
            return
        try:
            if connection.queued and not connection.blocked:
                connection.flush()
            if not connection.queued and connection.closing_at is not None:
                self._shut(connection)
        except OSError:
            self._lose(connection)
            return
        if connection.number not in self._connections:
            return
        if connection.queued > self._limits.outbox and connection.closing_at is None:
            self._too_slow(connection)
        if not connection.queued and connection.closing_at is None:
            self._next_page(connection)
            self._next_answer(connection)
        if connection.ended and not connection.busy:
            self._report_gone(connection)
        self._wait_for(connection)

    def _next_page(self, connection: Connection) -> None:
        """Get one page at a time, whatever the number of rooms that lack some."""
        while connection.replaying and connection.replay is None:
            room = next(iter(connection.replaying))
            del connection.replaying[room]
            lacks = self._fanout.lacks(connection.number, room)
            if lacks is not None:
                connection.replay = room
                self._fetch(Replay(connection.number, room, *lacks))

    def _next_answer(self, connection: Connection) -> None:
        """Get one page or search at a time, when the last one has gone out."""
        if connection.wanted and not connection.fetching:
            connection.fetching = True
            self._fetch(connection.wanted.pop(0))

    def _too_slow(self, connection: Connection) -> None:
        logs.event(
            logging.WARNING, "too slow", connection=connection.number, queued=connection.queued
        )
        text = "You did not keep up with what was said; connect again and go on from there."
        connection.cut_short(codec.encode(events.Error(ErrorCode.TOO_SLOW, text, fatal=True)))
        connection.ends_in_reset = True
        self._end(connection)

    # The end of a connection

    def _end(self, connection: Connection) -> None:
        """Say nothing new to a connection; it closes when what is queued has gone out."""
        self._fanout.settle(connection.number)
        self._fanout.forget(connection.number)
        connection.replaying.clear()
        connection.closing_at = self._now + CLOSING_SECONDS
        self._report_gone(connection)
        self._dirty[connection.number] = connection

    def _shut(self, connection: Connection) -> None:
        """All is written: tell the peer, and close when it has hung up too."""
        if connection.ended or connection.ends_in_reset:
            self._lose(connection)
        elif not connection.shut:
            connection.shut = True
            connection.socket.shutdown(socket.SHUT_WR)

    def _lose(self, connection: Connection) -> None:
        """Close a connection now."""
        if self._connections.pop(connection.number, None) is None:
            return
        if connection.mask:
            self._selector.unregister(connection.socket)
        if connection.ends_in_reset:
            connection.reset()
        else:
            connection.socket.close()
        self._fanout.forget(connection.number)
        self._dirty.pop(connection.number, None)
        self._door.left(connection.address)
        self._report_gone(connection)
        logs.event(logging.DEBUG, "gone", connection=connection.number)

    def _report_gone(self, connection: Connection) -> None:
        """Tell the hub, once, that nothing this peer may still say counts."""
        if not connection.reported_gone:
            connection.reported_gone = True
            self._heard.append(Gone(connection.number))

    def _wait_for(self, connection: Connection) -> None:
        """Have the selector watch what this connection can use now."""
        if connection.number not in self._connections:
            return
        mask = selectors.EVENT_WRITE if connection.blocked else 0
        if self._may_read(connection):
            mask |= selectors.EVENT_READ
        if mask == connection.mask:
            return
        if not connection.mask:
            self._selector.register(connection.socket, mask, connection)
        elif not mask:
            self._selector.unregister(connection.socket)
        else:
            self._selector.modify(connection.socket, mask, connection)
        connection.mask = mask

    def _may_read(self, connection: Connection) -> bool:
        if connection.ended:
            return False
        if connection.closing_at is not None:
            return True
        crowded = self._undecided > ALL_UNDECIDED_BYTES and connection.undecided > 0
        held = connection.undecided > UNDECIDED_BYTES or len(connection.wanted) >= FETCHES
        return not crowded and not held

    def _sweep(self) -> None:
        """Look for those who were silent for too long, and let new ones in again."""
        self._sweep_at = self._now + SWEEP_SECONDS
        for connection in list(self._connections.values()):
            self._look_after(connection)
        self._door.open()

    def _look_after(self, connection: Connection) -> None:
        silent = self._now - connection.heard_at
        if connection.closing_at is not None:
            if self._now >= connection.closing_at:
                self._lose(connection)
        elif not connection.welcomed and self._now - connection.since > self._limits.hello:
            text = f"Nobody said hello within {self._limits.hello} seconds."
            error = events.Error(ErrorCode.BAD_REQUEST, text, fatal=True)
            self._close(Close(connection.number, error))
        elif silent > self._limits.dead:
            connection.ends_in_reset = True
            self._lose(connection)
        elif silent > self._limits.ping and not connection.pinged:
            connection.pinged = True
            self._fanout.tell(connection.number, events.Ping())


_DELIVERIES: dict[type, Callable[..., None]] = {
    Say: Reactor._say,
    Tell: Reactor._tell,
    Subscribe: Reactor._subscribe,
    Unsubscribe: Reactor._unsubscribe,
    Fetch: Reactor._fetch_answer,
    Find: Reactor._fetch_answer,
    Close: Reactor._close,
    Forget: Reactor._forget,
}
