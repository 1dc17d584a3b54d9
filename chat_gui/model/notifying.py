"""Of which messages the person is told outside the window, and in how many notices. Pure.

The model hears every message of others; the notifications take what was heard and ask here what to
say. What is meant for the person and everything else each have a track of their own: its first
notice comes at once, what follows is gathered, and the gaps grow as long as it goes on, so that a
flood is one notice now and then.
"""

from collections import deque
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from chat_gui.model import clusters
from chat_gui.model.hours import is_within
from chat_gui.model.rooms import RoomModel

MOST_HEARD = 500
"""Messages that wait to be taken; of more, the newest."""
GAPS = (0.0, 8.0, 30.0, 120.0)
"""Seconds that pass after a track's last notice before the next one, the first time and on."""
CALM = 60.0
"""Seconds without a message after which a track begins anew."""
MISSED_SECONDS = 2.0
"""What was missed is told when so long nothing more of it has come."""
MOST_ROOMS = 100
"""Rooms of one notice that are counted."""


class Heard(msgspec.Struct, frozen=True):
    """A message of somebody else's, and how things stand as it comes.

    `mention`: it names the person. `closed`: it is not for everyone. `looked_at`: the person looks
    at the end of that room. `missed`: it was said while this window was not connected.
    """

    room: str
    seq: int
    by: str
    text: str
    mention: bool = False
    direct: bool = False
    closed: bool = False
    muted: bool = False
    looked_at: bool = False
    missed: bool = False

    @property
    def mine(self) -> bool:
        """Whether it is meant for the person."""
        return self.mention or self.direct


class Hearing:
    """What the model heard and nobody has taken yet."""

    def __init__(self) -> None:
        self._heard: deque[Heard] = deque(maxlen=MOST_HEARD)

    def add(self, heard: Heard) -> None:
        """A message came."""
        self._heard.append(heard)

    def take(self) -> list[Heard]:
        """What came since the last time, the oldest first."""
        taken = list(self._heard)
        self._heard.clear()
        return taken


class Wishes(Protocol):
    """What the person set (`Settings` has it)."""

    @property
    def notify(self) -> str:
        """`off`, `mine` or `all`."""

    @property
    def muted_mentions(self) -> bool:
        """Whether a mention in a muted room is told all the same."""

    @property
    def quiet(self) -> tuple[int, int] | None:
        """The hours of quiet, in minutes of the day."""


class Part(msgspec.Struct, frozen=True):
    """What a notice has of one room: so many messages, the first of them and the newest."""

    seq: int
    count: int
    mine: int
    newest: Heard


class Due(msgspec.Struct, frozen=True):
    """One notice: of `count` messages in `rooms` rooms, `mine` of them meant for the person.

    `newest` is the last of them, `seq` the first in its room: there the person reads on. `parts`
    are the rooms, the one of the newest message last.
    """

    newest: Heard
    seq: int
    count: int
    rooms: int
    mine: int
    missed: bool = False
    parts: tuple[Part, ...] = ()


@dataclass
class _Track:
    """What waits to be told together."""

    newest: Heard | None = None
    count: int = 0
    mine: int = 0
    parts: dict[str, Part] = field(default_factory=dict)
    """By room, the one of the newest message last."""
    told_at: float = float("-inf")
    heard_at: float = float("-inf")
    step: int = 0

    def add(self, heard: Heard, now: float) -> None:
        if now - self.heard_at > CALM:
            self.step = 0
        self.heard_at = now
        self.newest = heard
        self.count += 1
        self.mine += heard.mine
        part = self.parts.pop(heard.room, None) or Part(heard.seq, 0, 0, heard)
        if len(self.parts) < MOST_ROOMS:
            mine = part.mine + heard.mine
            self.parts[heard.room] = Part(part.seq, part.count + 1, mine, heard)

    def take(self, now: float, *, missed: bool = False) -> Due | None:
        newest = self.newest
        if newest is None:
            return None
        parts = tuple(self.parts.values())
        part = self.parts.get(newest.room)
        seq = newest.seq if part is None else part.seq
        due = Due(newest, seq, self.count, len(parts), self.mine, missed, parts)
        self.forget()
        self.told_at, self.step = now, min(self.step + 1, len(GAPS) - 1)
        return due

    def forget(self) -> None:
        """The person has seen it."""
        self.newest, self.count, self.mine = None, 0, 0
        self.parts.clear()


class Notifying:
    """Decides. `now` is a clock that only goes forward, in seconds; `minute` that of the day."""

    def __init__(self) -> None:
        self._mine, self._others, self._missed = _Track(), _Track(), _Track()

    def hear(self, came: Iterable[Heard], wishes: Wishes, minute: int, now: float) -> None:
        """Take in what came."""
        if wishes.notify == "off" or is_within(minute, wishes.quiet):
            self._forget()  # what was gathered before, too
            return
        for heard in came:
            if heard.looked_at or not tells(heard, wishes):
                continue
            if heard.missed:
                self._missed.add(heard, now)
            else:
                (self._mine if heard.mine else self._others).add(heard, now)

    def looked(self) -> None:
        """The person looks at the window: what waits to be told is to be seen there."""
        self._forget()
        for track in (self._mine, self._others, self._missed):
            track.step = 0

    def _forget(self) -> None:
        for track in (self._mine, self._others, self._missed):
            track.forget()

    def due(self, now: float) -> list[Due]:
        """What to tell at this moment."""
        found: list[Due | None] = []
        for track in (self._mine, self._others):
            if now >= track.told_at + GAPS[track.step]:
                found.append(track.take(now))
        if now >= self._missed.heard_at + MISSED_SECONDS:
            found.append(self._missed.take(now, missed=True))
        return [one for one in found if one is not None]


def tells(heard: Heard, wishes: Wishes) -> bool:
    """Whether the person wants to know of such a message at all."""
    if heard.muted:
        return heard.mention and wishes.muted_mentions and wishes.notify != "off"
    return wishes.notify == "all" or (wishes.notify == "mine" and heard.mine)


def still_there(due: Due, rooms: Container[str]) -> Due | None:
    """A notice without the rooms that the person may read no more; None if nothing is left."""
    left = [part for part in due.parts if part.newest.room in rooms]
    gone = [part for part in due.parts if part.newest.room not in rooms]
    if due.newest.room in rooms and not gone:
        return due
    if not left:
        return None
    return Due(
        newest=left[-1].newest,
        seq=left[-1].seq,
        count=due.count - sum(part.count for part in gone),
        rooms=len(left),
        mine=due.mine - sum(part.mine for part in gone),
        missed=due.missed,
        parts=tuple(left),
    )


def as_it_is(due: Due, room: RoomModel) -> Due | None:
    """A notice by what is known by now of its newest message's room; None if nothing is to be told.

    While it was gathered, it may have been read on another computer, taken back or said anew. Of
    several rooms the others' messages are told all the same.
    """
    newest = due.newest
    if newest.seq <= room.read_until:
        read = msgspec.structs.replace(newest, text="")
        return msgspec.structs.replace(due, newest=read) if due.rooms > 1 else None
    row = room.timeline.message(newest.seq)
    if row is None:
        return due
    if row.deleted and due.count == 1:
        return None
    return msgspec.structs.replace(due, newest=msgspec.structs.replace(newest, text=row.text))


def excerpt(text: str, most: int) -> str:
    """One line of at most so many characters; what belongs together is not cut apart."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    end = clusters.cut(line, most - 1) or most - 1
    return f"{line[:end].rstrip()}…"
