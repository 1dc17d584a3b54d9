"""What of the chat goes into the local copy, and what out of it. Pure: news in, writes out.

Of each room the copy holds one stretch of its log without a hole, up to the newest entry that the
window was told of, as the server would tell it now: a deleted message without its text. So the
copy is nothing but the end of the log, and `join` goes on from it. Whatever does not fit together
(another server, epoch or person, a gap, a log that has gone back) empties it.
"""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from chat_gui import reports
from chat_server.protocol import events
from chat_server.protocol.names import DIRECT, PRIVATE
from chat_server.protocol.replay import goes_on

KEEP_MESSAGES, TRIM_MESSAGES = 500, 600
"""Messages kept of a room when its copy is trimmed, and beyond which it is."""
KEEP_ROWS, TRIM_ROWS = 2_000, 2_500
"""The same for entries of all kinds."""
KEEP_BYTES, TRIM_BYTES = 1_500_000, 2_000_000
"""The same for the bytes of a room's entries."""
MOST_BYTES = 16_000_000
"""Bytes of all entries of a server; beyond them the largest room loses its older half."""
MOST_ROOMS = 500
"""Rooms of a server; more are not copied."""
MOST_SEEN = 2_000
"""Rooms of which it is known how far they were read, copied or not; those told last."""


class Copied(msgspec.Struct, frozen=True):
    """What the copy holds of one server: the rooms, and the entries of each by its name."""

    server: events.ServerInfo
    you: events.Who
    rooms: tuple[reports.RoomCopy, ...] = ()
    entries: dict[str, tuple[events.AnyEntry, ...]] = {}

    def held(self) -> dict[str, int]:
        """Room -> the newest seq that is held of it."""
        return {room: entries[-1].seq for room, entries in self.entries.items() if entries}


# The writes: what is to be done to the file, in order.


class Turn(msgspec.Struct, frozen=True):
    """It is this server's turn, with this person; `anew`: what the file has of it is void."""

    server: events.ServerInfo
    you: events.Who
    anew: bool


class Forget(msgspec.Struct, frozen=True):
    """Nothing of this server is to be kept."""

    server: str


class Describe(msgspec.Struct, frozen=True):
    """Keep this about a room."""

    room: reports.RoomCopy


class Row(NamedTuple):
    """An entry as the file has it; `target` is the message that it amends, 0 for none."""

    seq: int
    at: int
    target: int
    line: bytes


class Add(msgspec.Struct, frozen=True):
    """Keep these entries of a room."""

    room: str
    rows: tuple[Row, ...]


class Blank(msgspec.Struct, frozen=True):
    """A message was taken back: its text goes, and that of its edits."""

    room: str
    target: int


class Cut(msgspec.Struct, frozen=True):
    """Forget the entries of a room below a seq; `gone`: nobody may read them any more."""

    room: str
    below: int
    gone: bool = True


class Drop(msgspec.Struct, frozen=True):
    """Forget a room."""

    room: str


Write = Turn | Forget | Describe | Add | Blank | Cut | Drop


class _Held(NamedTuple):
    seq: int
    at: int
    size: int
    said: bool


@dataclass(slots=True)
class _Run:
    """The stretch of one room's log that the copy holds, and what is known about the room."""

    about: reports.RoomCopy
    rows: deque[_Held] = field(default_factory=deque)
    high: int = 0
    """The newest seq held or forgotten, 0 while there is none."""
    said: int = 0
    size: int = 0

    @property
    def low(self) -> int:
        return self.rows[0].seq if self.rows else self.high + 1

    def put(self, row: Row, *, said: bool, left: bool = False) -> None:
        held = _Held(row.seq, row.at, len(row.line), said)
        (self.rows.appendleft if left else self.rows.append)(held)
        self.high = max(self.high, row.seq)
        self.said += said
        self.size += held.size

    def pop(self) -> None:
        gone = self.rows.popleft()
        self.said -= gone.said
        self.size -= gone.size


class Copying:
    """Follows what the window is told about one server after another."""

    def __init__(self, copied: Copied | None = None, most: int = MOST_BYTES) -> None:
        self._most = min(most, MOST_BYTES)
        self._server = self._epoch = self._me = ""
        self._runs: dict[str, _Run] = {}
        self._seen: dict[str, int] = {}
        self._changed: set[str] = set()
        self._writes: list[Write] = []
        self._size = 0
        if copied is not None:
            self._go_on(copied)

    def _go_on(self, copied: Copied) -> None:
        self._server, self._epoch = copied.server.id, copied.server.epoch
        self._me = copied.you.id
        for about in copied.rooms:
            run = self._runs[about.state.room] = _Run(about)
            for entry in copied.entries.get(about.state.room, ()):
                run.put(row_of(entry), said=isinstance(entry, events.Message))
            self._size += run.size
        self._fit_all()

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._writes or self._changed)

    def take(self) -> list[Write]:
        """What is to be written, in order; given once."""
        writes, self._writes = self._writes, []
        writes += [Describe(self._runs[room].about) for room in sorted(self._changed)]
        self._changed.clear()
        return writes

    # What happens

    def told(self, what: reports.News) -> None:
        """The window was told this."""
        handler = _TOLD.get(type(what))
        if handler is not None:
            handler(self, what)

    def only(self, rooms: Collection[str]) -> None:
        """The person wants to be in these rooms and, of those that are not direct, no others."""
        for room in [*self._runs]:
            if room not in rooms and not room.startswith(DIRECT):
                self._drop(room)

    def see(self, room: str, seq: int) -> None:
        """The person has read a room up to here."""
        if seq <= self._seen.get(room, 0):
            return
        self._seen.pop(room, None)
        self._seen[room] = seq
        if len(self._seen) > MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        if (run := self._runs.get(room)) is not None and seq > run.about.seen:
            self._about(run, seen=seq)

    def limit(self, most: int) -> None:
        """Hold no more than so many bytes of a server."""
        self._most = min(most, MOST_BYTES)
        self._fit_all()

    def expire(self, before: int) -> None:
        """Forget what was said before this moment, in Unix milliseconds."""
        for run in self._runs.values():
            old = [row.seq for row in run.rows if row.at < before]
            if old:
                self._cut(run, old[-1] + 1)

    # What the server says

    def _welcomed(self, event: events.Welcome) -> None:
        whose = (event.server.id, event.server.epoch, event.you.id)
        anew = whose != (self._server, self._epoch, self._me)
        if self._server and self._server != event.server.id:
            self._writes.append(Forget(self._server))
        if anew:
            self._runs.clear()
            self._seen.clear()
            self._changed.clear()
            self._size = 0
        self._server, self._epoch, self._me = whose
        self._writes.append(Turn(event.server, _who(event.you), anew))
        self._listed(event)

    def _listed(self, event: events.Welcome | events.Rooms) -> None:
        for summary in event.rooms:
            self.see(summary.room, summary.seen)

    def _seen_elsewhere(self, event: events.Seen) -> None:
        if event.who.id == self._me:
            self.see(event.room, event.seq)

    def _left(self, event: events.Left) -> None:
        put_out = event.by is not None or event.room.startswith(PRIVATE)
        if event.who.id == self._me and put_out:
            self._drop(event.room)

    def _entered(self, event: events.RoomState) -> None:
        room, run = event.room, self._runs.get(event.room)
        state = msgspec.structs.replace(event, people=[], count=0, missed=0, re=None)
        if run is None:
            if not self._server or len(self._runs) >= MOST_ROOMS:
                return
            seen = self._seen.get(room, 0)
            old_until = 0 if seen or room.startswith(DIRECT) else event.last
            run = self._runs[room] = _Run(reports.RoomCopy(state, seen, old_until))
        elif run.high and not goes_on(event, run.high):
            self._begin_anew(run)
        self._about(run, state=state)
        self._cut(run, event.first)

    def _passed(self, entry: events.AnyEntry) -> None:
        run = self._runs.get(entry.room)
        if run is None or entry.seq <= run.high:
            return
        if entry.seq > run.high + 1:
            self._begin_anew(run)
        self._add(run, [entry])
        if isinstance(entry, events.Topic):
            state = msgspec.structs.replace(run.about.state, topic=entry.text)
            self._about(run, state=state)

    def _page(self, page: events.Page) -> None:
        """An older page that ends where the copy begins makes it longer."""
        run = self._runs.get(page.room)
        if run is None or not run.rows or not page.entries or run.said >= KEEP_MESSAGES:
            return
        last = page.entries[-1].seq
        whole = last - page.entries[0].seq + 1 == len(page.entries)
        if last == run.low - 1 and whole:
            self._add(run, page.entries[::-1], left=True)

    # What that does

    def _about(self, run: _Run, **more: Any) -> None:
        run.about = msgspec.structs.replace(run.about, **more)
        self._changed.add(run.about.state.room)

    def _add(self, run: _Run, entries: Sequence[events.AnyEntry], *, left: bool = False) -> None:
        room, before = run.about.state.room, run.size
        rows = []
        for entry in entries:
            row = row_of(entry)
            run.put(row, said=isinstance(entry, events.Message), left=left)
            rows.append(row)
        self._size += run.size - before
        self._writes.append(Add(room, tuple(rows)))
        targets = [taken_back(entry) for entry in entries]
        self._writes += [Blank(room, target) for target in targets if target]
        self._fit(run)

    def _fit(self, run: _Run) -> None:
        """Keep a room, and all of them, within their bounds."""
        if run.said > TRIM_MESSAGES or len(run.rows) > TRIM_ROWS or run.size > TRIM_BYTES:
            said, rows, size = run.said, len(run.rows), run.size
            below = run.low
            for held in run.rows:
                if said <= KEEP_MESSAGES and rows <= KEEP_ROWS and size <= KEEP_BYTES:
                    break
                said, rows, size = said - held.said, rows - 1, size - held.size
                below = held.seq + 1
            self._cut(run, below, gone=False)
        self._fit_all()

    def _fit_all(self) -> None:
        while self._size > self._most:
            largest = max(self._runs.values(), key=lambda one: one.size)
            middle = largest.rows[(len(largest.rows) + 1) // 2 - 1].seq
            self._cut(largest, middle + 1, gone=False)

    def _begin_anew(self, run: _Run) -> None:
        """What comes now does not go on from what is held."""
        self._cut(run, run.high + 1)
        run.high = 0

    def _cut(self, run: _Run, below: int, *, gone: bool = True) -> None:
        if below <= run.low or not run.rows:
            return
        before = run.size
        while run.rows and run.rows[0].seq < below:
            run.pop()
        self._size += run.size - before
        self._writes.append(Cut(run.about.state.room, below, gone))

    def _drop(self, room: str) -> None:
        run = self._runs.pop(room, None)
        if run is not None:
            self._size -= run.size
            self._changed.discard(room)
            self._writes.append(Drop(room))


def row_of(entry: events.AnyEntry) -> Row:
    """An entry as the file has it."""
    target = 0 if isinstance(entry, events.Message | events.Topic) else entry.target
    return Row(entry.seq, entry.at, target, msgspec.json.encode(entry))


def taken_back(entry: events.AnyEntry) -> int:
    """The seq of the message that the server tells without its text from here on; 0 for none."""
    match entry:
        case events.Deleted() | events.Edited(deleted=True) if entry.target < entry.seq:
            return entry.target
    return 0


def _who(you: events.You) -> events.Who:
    return events.Who(you.id, you.nick)


_TOLD: dict[type, Callable[..., None]] = {
    events.Welcome: Copying._welcomed,
    events.Rooms: Copying._listed,
    events.RoomState: Copying._entered,
    events.Message: Copying._passed,
    events.Edited: Copying._passed,
    events.Deleted: Copying._passed,
    events.Reacted: Copying._passed,
    events.Topic: Copying._passed,
    events.Page: Copying._page,
    events.Seen: Copying._seen_elsewhere,
    events.Left: Copying._left,
}
"""What an event does to the copy; the others do nothing."""
