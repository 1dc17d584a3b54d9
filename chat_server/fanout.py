"""Who gets what, in which order: rooms' subscribers, and what one round says to each. Pure.

What a round says to a room is rendered once and goes to every subscriber as one bytes object.
A connection that has something of its own in between gets the same bytes, cut at that point.
A joiner who still lacks entries is not live: pages of the log come first, and when nothing is
missing between them and what the room was told, it goes live without gap or repeat.
"""

from collections.abc import Callable, Iterable

from chat_server.protocol.codec import Logged
from chat_server.protocol.events import Event
from chat_server.reading import ReplayPage

Render = Callable[[Iterable[Event | Logged]], bytes]
Queue = Callable[[int, bytes], None]
Send = Callable[[Iterable[int], bytes], None]
Interpret = Callable[[int, Event | Logged], None]
Translate = Callable[[int, bytes], None]


class Channel:
    """One room's subscribers. `told` is the newest seq that went to those who are live."""

    def __init__(self, told: int) -> None:
        self.told = told
        self.live: dict[int, None] = {}
        self.foreign: dict[int, None] = {}
        """Those who are live, too, and are told each thing at once in a dialect of theirs."""
        self.behind: dict[int, int] = {}
        """Those who lack entries, with the last seq they were given."""
        self.waiting: list[Event | Logged] = []
        """What this round has said so far."""
        self.cut: dict[int, int] = {}
        """Those who have had a part of `waiting`: how many of it."""


class Fanout:
    """The rooms' subscribers, and what waits for them in this round.

    `queue` puts bytes behind what waits for a connection, `send` does so for many and lets all go.
    Those in `foreign` get no bytes: `interpret` is called with each event for them, `translate`
    with what comes from the log.
    """

    def __init__(
        self, render: Render, queue: Queue, send: Send, interpret: Interpret, translate: Translate
    ) -> None:
        self._render = render
        self._queue = queue
        self._send = send
        self._interpret = interpret
        self._translate = translate
        self.foreign: set[int] = set()
        self._channels: dict[str, Channel] = {}
        self._rooms: dict[int, set[str]] = {}
        self._touched: dict[str, Channel] = {}

    def say(self, room: str, event: Event | Logged, author: int | None = None) -> None:
        """For everyone in a room.

        The author's connection is answered in the order of its commands, over all its rooms: what
        waits for it in others goes first.
        """
        channel = self._channels.get(room)
        if channel is None:
            return
        if author is not None and len(self._rooms.get(author, ())) > 1:
            self.settle(author)
        channel.waiting.append(event)
        self._touched[room] = channel
        for connection in channel.foreign:
            self._interpret(connection, event)
        if isinstance(event, Logged):
            channel.told = event.entry.seq
        elif channel.behind:
            for connection in channel.behind:
                self._give(connection, event)

    def tell(self, connection: int, event: Event | Logged) -> None:
        """For one connection, after all that was said to it before.

        An entry of a room that is being replayed to it comes there, in its place.
        """
        if isinstance(event, Logged):
            lacks = self.lacks(connection, event.entry.room)
            if lacks is not None and event.entry.seq > lacks[0]:
                return
        self.settle(connection)
        self._give(connection, event)

    def subscribe(self, connection: int, room: str, after: int, last: int) -> bool:
        """A connection has a room's entries up to `after`. True if it needs pages first."""
        self.settle(connection)
        channel = self._channels.setdefault(room, Channel(last))
        channel.told = max(channel.told, last)
        self._rooms.setdefault(connection, set()).add(room)
        return not self._go_live(connection, channel, after)

    def unsubscribe(self, connection: int, room: str) -> None:
        """A connection gets nothing more of a room."""
        self.settle(connection)
        self._rooms.get(connection, set()).discard(room)
        self._drop(connection, room)

    def forget(self, connection: int) -> None:
        """A connection gets nothing more at all."""
        self.foreign.discard(connection)
        for room in self._rooms.pop(connection, set()):
            self._drop(connection, room)

    def lacks(self, connection: int, room: str) -> tuple[int, int] | None:
        """The seqs (exclusive, inclusive) between which a connection lacks entries, if it does."""
        channel = self._channels.get(room)
        if channel is None or connection not in channel.behind:
            return None
        return channel.behind[connection], channel.told

    def given(self, page: ReplayPage) -> bool:
        """A page came for a connection. True if it needs another.

        One asked for before the connection joined again with another `since` is dropped.
        """
        if self.lacks(page.connection, page.room) is None:
            return False
        channel = self._channels[page.room]
        if page.data is None or channel.behind[page.connection] != page.after:
            return False
        self.settle(page.connection)
        give = self._translate if page.connection in self.foreign else self._queue
        give(page.connection, page.data)
        return not self._go_live(page.connection, channel, page.last)

    def settle(self, connection: int) -> None:
        """Write what waits for one connection, so that something of its own can follow."""
        for room in self._rooms.get(connection, ()):
            channel = self._channels[room]
            if channel.waiting and connection in channel.live:
                rest = channel.waiting[channel.cut.get(connection, 0) :]
                if rest:
                    self._queue(connection, self._render(rest))
                    channel.cut[connection] = len(channel.waiting)

    def sends(self) -> int:
        """About how many sends the next `flush` makes."""
        return sum(len(channel.live) for channel in self._touched.values())

    def flush(self) -> None:
        """Write what waits for everyone; the round is over."""
        for channel in self._touched.values():
            live: Iterable[int] = channel.live
            if channel.cut:
                for connection, seen in channel.cut.items():
                    if connection in channel.live and seen < len(channel.waiting):
                        self._send((connection,), self._render(channel.waiting[seen:]))
                live = [number for number in channel.live if number not in channel.cut]
            self._send(live, self._render(channel.waiting))
            channel.waiting = []
            channel.cut = {}
        self._touched.clear()

    def _go_live(self, connection: int, channel: Channel, held: int) -> bool:
        """Make a connection live if it holds all that the room was told."""
        if held < channel.told:
            channel.live.pop(connection, None)
            channel.foreign.pop(connection, None)
            channel.behind[connection] = held
            return False
        channel.behind.pop(connection, None)
        if connection in self.foreign:
            channel.foreign[connection] = None
            return True
        channel.live[connection] = None
        if channel.waiting:
            channel.cut[connection] = len(channel.waiting)
        return True

    def _give(self, connection: int, event: Event | Logged) -> None:
        if connection in self.foreign:
            self._interpret(connection, event)
        else:
            self._queue(connection, self._render([event]))

    def _drop(self, connection: int, room: str) -> None:
        channel = self._channels[room]
        for table in (channel.live, channel.foreign, channel.behind, channel.cut):
            table.pop(connection, None)
        if not (channel.live or channel.foreign or channel.behind):
            del self._channels[room]
            self._touched.pop(room, None)
