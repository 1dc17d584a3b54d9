"""Looks at every entry in the order of its room; `check.py` reports what it finds.

One pass over the log, an entry at a time, and of each room no more than its own row in memory.
"""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from chat_server.protocol.events import Amendment, AnyEntry, Edited, Message, Topic

ABOUT_A_MESSAGE = {"edited", "deleted", "reacted"}
"""Kinds of entries that have a target."""
KINDS = ABOUT_A_MESSAGE | {"message", "topic"}

_entry: msgspec.json.Decoder[AnyEntry] = msgspec.json.Decoder(AnyEntry)


class Row(NamedTuple):
    """An entry's columns; then the kind of its target, and whether it was taken back."""

    room: int
    seq: int
    at: int
    person: str
    id: str
    kind: str
    target: int | None
    line: bytes
    target_kind: str | None
    gone: int


class Room:
    """A room's own row, and how far the pass has come in it."""

    def __init__(self, db: sqlite3.Connection, number: int) -> None:
        select = "SELECT name, topic, pruned, kind FROM rooms WHERE number = ?"
        found = db.execute(select, (number,)).fetchone()
        self.name: str
        self.topic: str
        self.pruned: int
        self.name, self.topic, self.pruned, kind = found or (f"Room number {number}", "", 0, "")
        members = db.execute("SELECT person FROM members WHERE room = ?", (number,))
        self.members = {person for (person,) in members} if kind == "direct" else set()
        """The two of a direct conversation; who has written in a private room may have gone."""
        self.number, self.seq, self.at = number, 0, 0
        self.said_topic: str | None = ""
        """The newest topic that was said; None where that is no longer kept."""


def entries(db: sqlite3.Connection) -> Iterator[str]:
    """Entries that are missing, out of order, or not what their columns say."""
    room = Room(db, 0)
    for values in db.execute(_ROWS):
        row = Row(*values)
        if row.room != room.number:
            yield from _topic(room)
            room = Room(db, row.room)
        if row.seq != room.seq + 1 or row.at < room.at:
            yield from _disorder(room, row)
        for what in (*_place(room, row), *_content(room, row)):
            yield f"{room.name} {row.seq:,} {what}."
        room.seq, room.at = row.seq, row.at
    yield from _topic(room)


_ROWS = """
    SELECT room, seq, at, person, id, kind, target, line,
        (SELECT kind FROM entries AS one
            WHERE one.room = entries.room AND one.seq = entries.target),
        EXISTS (SELECT 1 FROM entries AS one
            WHERE one.room = entries.room AND one.kind = 'deleted'
            AND one.target = iif(entries.kind = 'message', entries.seq, entries.target))
    FROM entries ORDER BY room, seq
"""


def _disorder(room: Room, row: Row) -> Iterator[str]:
    """How an entry doesn't follow the one before it."""
    first, last = room.seq + 1, row.seq - 1
    if first == last:
        yield f"{room.name} {first:,} is missing."
    elif first < last:
        yield f"{room.name} {first:,} to {last:,} are missing."
    elif row.seq < first:
        yield f"{room.name} {row.seq:,} is out of its place."
    if row.at < room.at:
        yield f"{room.name} {row.seq:,} is from a time before the entry it follows."


def _place(room: Room, row: Row) -> Iterator[str]:
    """What is wrong with an entry's columns."""
    if room.members and row.person not in room.members:
        yield "is by somebody who is not in that conversation"
    if row.kind not in KINDS:
        yield f"is of the kind “{row.kind}”, which there is not"
    elif row.kind not in ABOUT_A_MESSAGE:
        if row.target is not None:
            yield f"has a target, and is a {row.kind}"
    elif row.target is None or row.target >= row.seq or row.target_kind != "message":
        yield "is about no earlier message"


def _content(room: Room, row: Row) -> Iterator[str]:
    """What is wrong with an entry's line."""
    if row.seq <= room.pruned:
        if row.kind == "topic":
            room.said_topic = None
        if row.line:
            yield "still has its line, though nothing so old is kept"
        return
    try:
        entry = _entry.decode(row.line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        yield "can't be read" if row.line else "has lost its line"
        return
    if _columns(entry) != (room.name, *row[1:7]):
        yield f"says another {_difference(entry, room, row)} than its columns"
    yield from _text(room, row, entry)


def _text(room: Room, row: Row, entry: AnyEntry) -> Iterator[str]:
    """What is wrong with what an entry says."""
    if isinstance(entry, Message | Edited):
        if row.gone and (entry.text or not entry.deleted):
            yield "was deleted and still says something"
        if entry.deleted and not row.gone:
            yield "is marked as deleted, and nobody has deleted it"
    if isinstance(entry, Message) and entry.reply_to and entry.reply_to >= entry.seq:
        yield "answers something later than itself"
    if isinstance(entry, Topic):
        room.said_topic = entry.text


def _columns(entry: AnyEntry) -> tuple[object, ...]:
    kind = entry.__struct_config__.tag
    target = entry.target if isinstance(entry, Amendment) else None
    return entry.room, entry.seq, entry.at, entry.by.id, entry.id, kind, target


def _difference(entry: AnyEntry, room: Room, row: Row) -> str:
    names = ("room", *Row._fields[1:7])
    both = zip(names, _columns(entry), (room.name, *row[1:7]), strict=True)
    return ", ".join(name for name, said, stands in both if said != stands)


def _topic(room: Room) -> Iterator[str]:
    """At a room's end: whether its topic is the one that was said last."""
    if room.said_topic is not None and room.said_topic != room.topic:
        yield f"The topic of {room.name} is not the one that was said last."
