"""What goes out: the hub's rounds and the readers' pages, one send per connection and round.

The reactor's thread owns it. A connection ends here, too, when what it is owed has gone out.
"""

import logging
import queue
from collections.abc import Callable, Iterable

from chat_server import logs
from chat_server.connection import Connection
from chat_server.deliveries import (
    Close,
    Fetch,
    Find,
    Forget,
    Say,
    Subscribe,
    Tell,
    Unsubscribe,
)
from chat_server.dialects.native import Native
from chat_server.fanout import Fanout
from chat_server.hub_thread import Round
from chat_server.interpreting import ForeignConnection, Interpreters
from chat_server.peers import Peers
from chat_server.protocol import events
from chat_server.protocol.errors import ErrorCode
from chat_server.reading import Answer, Replay, ReplayPage
from chat_server.sending import send_all

Post = Round | ReplayPage | Answer
"""What other threads have for the reactor's."""

CLOSING_SECONDS = 2.0
"""How long a closing connection may take to read its last line."""
TURN_BYTES = 256 * 1024
"""Bytes of commands whose rounds are taken in one turn, so that sockets are served in between."""
PROMPT_BYTES = 4 * 1024
"""Bytes for one connection that go out before the next is answered: a thousand who join at once
get 12 KB each."""
HOLD_SECONDS = 0.002
"""How long a round may wait for the next one, which the hub has begun, to go out with it."""
HOLD_SENDS = 100
"""Sends below which a round does not wait: making them twice costs less than the time."""


class Outgoing:
    """What waits for the peers, and what follows when it has gone out.

    `outbox` is how many bytes may wait for one of them; `taken` is called for each round.
    """

    def __init__(
        self,
        peers: Peers,
        interpreters: Interpreters,
        outbox: int,
        fetch: Callable[[Replay | Fetch | Find], None],
        taken: Callable[[], None],
    ) -> None:
        self._peers = peers
        self._interpreters = interpreters
        self._outbox = outbox
        self._fetch = fetch
        self._taken = taken
        self._fanout = Fanout(
            Native.render, self._queue, self._send, interpreters.tell, interpreters.tell_lines
        )
        self.rounds = 0
        """Rounds that were taken, in all."""
        self.sent_bytes = 0
        """Bytes that were said to all peers, each counted for each."""
        self.too_slow = 0
        """Connections that were closed since they did not keep up."""
        self.unsent = 0
        """Rounds that were taken and not sent yet."""
        self.hold_until = 0.0
        """When they go out at the latest."""
        self.stopping = False
        """True when the last round was taken."""

    def take(self, inbox: queue.SimpleQueue[Post]) -> None:
        """Take what other threads have posted, as much as a turn may."""
        taken = 0
        while taken < TURN_BYTES:
            try:
                what = inbox.get_nowait()
            except queue.Empty:
                return
            if isinstance(what, Round):
                taken += sum(what.decided.values())
                self._take_round(what)
                self._taken()
            elif isinstance(what, ReplayPage):
                self._take_replay(what)
            else:
                self._take_answer(what)

    def flush(self) -> None:
        """Send the rounds that need not wait, then what else waits for a peer."""
        if self.unsent and not self._holds():
            self.unsent = 0
            self._fanout.flush()
        dirty = self._peers.dirty
        while dirty:
            self.go_on(dirty.popitem()[1])

    def begin(self, connection: Connection) -> None:
        """A peer is there."""
        if isinstance(connection, ForeignConnection):
            self._fanout.foreign.add(connection.number)
            self._interpreters.begin(connection)

    def tell(self, number: int, event: events.Event) -> None:
        """For one connection, after all that was said to it before."""
        self._fanout.tell(number, event)

    def forget(self, number: int) -> None:
        """A connection gets nothing more."""
        self._fanout.forget(number)

    def _holds(self) -> bool:
        """Whether one round should wait for the next, which the hub has begun.

        A send costs as much for one message as for ten, here and where it arrives; two small rounds
        that chase each other stay two for as long as people talk.
        """
        chased = self.unsent == 1 and self._peers.undecided > 0 and not self.stopping
        return chased and self._peers.now < self.hold_until and self._fanout.sends() >= HOLD_SENDS

    # What the hub delivers

    def _take_round(self, what: Round) -> None:
        self.rounds += 1
        self.unsent += 1
        self.hold_until = self._peers.now + HOLD_SECONDS
        for delivery in what.deliveries:
            _DELIVERIES[type(delivery)](self, delivery)
        for number, size in what.decided.items():
            self._peers.decided(number, size)
        self.stopping = self.stopping or what.last

    def _say(self, delivery: Say) -> None:
        self._fanout.say(delivery.room, delivery.event, delivery.author)

    def _tell(self, delivery: Tell) -> None:
        connection = self._peers.open(delivery.connection)
        if connection is not None:
            connection.welcomed = connection.welcomed or isinstance(delivery.event, events.Welcome)
            if isinstance(delivery.event, events.Error) and _slows(delivery.event):
                self._peers.slow(connection)
            self._fanout.tell(connection.number, delivery.event)
            if connection.queued > PROMPT_BYTES:
                self.go_on(connection)

    def _subscribe(self, delivery: Subscribe) -> None:
        connection = self._peers.open(delivery.connection)
        if connection is not None and self._fanout.subscribe(
            connection.number, delivery.room, delivery.after, delivery.last
        ):
            connection.replaying[delivery.room] = None
            self._peers.dirty[connection.number] = connection

    def _unsubscribe(self, delivery: Unsubscribe) -> None:
        connection = self._peers.open(delivery.connection)
        if connection is not None:
            connection.replaying.pop(delivery.room, None)
            self._fanout.unsubscribe(connection.number, delivery.room)

    def _fetch_answer(self, delivery: Fetch | Find) -> None:
        connection = self._peers.open(delivery.connection)
        if connection is not None:
            connection.wanted.append(delivery)
            self._peers.dirty[connection.number] = connection

    def close(self, delivery: Close) -> None:
        """End a connection after it was told why."""
        connection = self._peers.open(delivery.connection)
        if connection is not None:
            self._fanout.tell(connection.number, delivery.error)
            self._end(connection)

    def _forget(self, delivery: Forget) -> None:
        connection = self._peers.open(delivery.connection)
        if connection is not None:
            self._end(connection)

    # What the readers found

    def _take_replay(self, page: ReplayPage) -> None:
        connection = self._peers.open(page.connection)
        if connection is None:
            return
        connection.replay = None
        self._peers.dirty[connection.number] = connection
        if page.data is None:
            text = "The server's disk can't be read now; connect again later."
            self.close(Close(page.connection, events.Error(ErrorCode.STORAGE, text, fatal=True)))
        elif self._fanout.given(page):
            connection.replaying[page.room] = None

    def _take_answer(self, answer: Answer) -> None:
        connection = self._peers.open(answer.connection)
        if connection is not None:
            connection.fetching = False
            self._queue(answer.connection, answer.data)

    # Writing

    def _queue(self, number: int, data: bytes) -> None:
        connection = self._peers.table[number]
        self.sent_bytes += len(data)
        connection.queue(data)
        self._peers.dirty[number] = connection

    def _send(self, numbers: Iterable[int], data: bytes) -> None:
        table = self._peers.table
        connections = [table[one] for one in numbers]
        self.sent_bytes += len(data) * len(connections)
        for connection, rest in send_all(connections, data):
            self._send_rest(connection, rest)

    def _send_rest(self, connection: Connection, data: memoryview) -> None:
        """Send behind what waits, or as much as there is room for."""
        try:
            connection.send(data)
        except OSError:
            connection.dead = True  # and lost below, when nobody walks the subscribers
        self._peers.dirty[connection.number] = connection

    def go_on(self, connection: Connection) -> None:
        """Write what waits, then what should follow: the next page, or the end."""
        if connection.dead:
            self._peers.lose(connection)
            return
        try:
            if connection.queued and not connection.blocked:
                connection.flush()
            if isinstance(connection, ForeignConnection):
                self._interpreters.speak(connection)
            if not connection.queued and connection.closing_at is not None:
                self._shut(connection)
        except OSError:
            self._peers.lose(connection)
            return
        if connection.number not in self._peers.table:
            return
        if connection.backlog > self._outbox and connection.closing_at is None:
            self._too_slow(connection)
        if not connection.queued and connection.closing_at is None:
            self._next_page(connection)
            self._next_answer(connection)
        if connection.ended and not connection.busy:
            self._peers.report_gone(connection)
        self._peers.wait_for(connection)

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

    # The end of a connection

    def _too_slow(self, connection: Connection) -> None:
        self.too_slow += 1
        logs.event(
            logging.WARNING, "too slow", connection=connection.number, queued=connection.backlog
        )
        text = "You did not keep up with what was said; connect again and go on from there."
        connection.cut_short(events.Error(ErrorCode.TOO_SLOW, text, fatal=True))
        self._end(connection)

    def _end(self, connection: Connection) -> None:
        """Say nothing new to a connection; it closes when what is queued has gone out."""
        self._fanout.settle(connection.number)
        self._fanout.forget(connection.number)
        connection.replaying.clear()
        connection.closing_at = self._peers.now + CLOSING_SECONDS
        self._peers.report_gone(connection)
        self._peers.dirty[connection.number] = connection

    def _shut(self, connection: Connection) -> None:
        """All is written: tell the peer, and close when it has hung up too."""
        if not connection.has_ended(self._peers.now):
            return
        if not (connection.shut or connection.ends_in_reset):
            connection.shut = connection.say_end()
        if connection.ends_in_reset or (connection.ended and connection.shut):
            self._peers.lose(connection)


def _slows(error: events.Error) -> bool:
    return error.code is ErrorCode.SLOW_DOWN


_DELIVERIES: dict[type, Callable[..., None]] = {
    Say: Outgoing._say,
    Tell: Outgoing._tell,
    Subscribe: Outgoing._subscribe,
    Unsubscribe: Outgoing._unsubscribe,
    Fetch: Outgoing._fetch_answer,
    Find: Outgoing._fetch_answer,
    Close: Outgoing.close,
    Forget: Outgoing._forget,
}
