"""What the hub's writes are in SQL: a table with a row for each kind."""

from collections.abc import Callable, Iterator

from chat_server.protocol.events import Amendment, Deleted, Entry, Reacted, Topic
from chat_server.storage import rules
from chat_server.storage.rules import Statement
from chat_server.writes import (
    DropMember,
    NewEntry,
    NewMark,
    NewMember,
    NewNick,
    NewPerson,
    NewRoom,
    Prune,
    SetAnnounce,
    Write,
)

NUMBER = "(SELECT number FROM rooms WHERE name = ?)"
"""A room's number, by the name that takes the place of the question mark."""


def statements(write: Write) -> Iterator[Statement]:
    """What a write is in SQL."""
    return _STATEMENTS[type(write)](write)


def erases(write: Write) -> bool:
    """Whether text leaves the log by this write."""
    return isinstance(write, Prune) or (
        isinstance(write, NewEntry) and isinstance(write.logged.entry, Deleted)
    )


def _add_entry(write: NewEntry) -> Iterator[Statement]:
    entry, line = write.logged.entry, write.logged.line
    kind = str(entry.__struct_config__.tag)
    target = entry.target if isinstance(entry, Amendment) else None
    place = (write.room.name, entry.seq, entry.at, entry.by.id, entry.id)
    yield _INSERT_ENTRY, (*place, line[:-1], kind, target)
    more = _MORE.get(type(entry))
    if more is not None:
        yield from more(entry)


def _erase_target(entry: Deleted) -> Iterator[Statement]:
    for where in ("seq = ? AND kind = 'message'", "target = ? AND kind = 'edited'"):
        blank = "json_set(CAST(line AS TEXT), '$.text', '', '$.deleted', json('true'))"
        yield (
            f"UPDATE entries SET line = CAST({blank} AS BLOB)"
            f" WHERE room = {NUMBER} AND {where} AND line != x''",
            (entry.room, entry.target),
        )


def _count_reaction(entry: Reacted) -> Iterator[Statement]:
    values = (entry.room, entry.target, entry.emoji, entry.by.id)
    if entry.on:
        yield f"INSERT OR IGNORE INTO reactions VALUES ({NUMBER}, ?, ?, ?)", values
    else:
        where = f"room = {NUMBER} AND target = ? AND emoji = ? AND person = ?"
        yield f"DELETE FROM reactions WHERE {where}", values


def _set_topic(entry: Topic) -> Iterator[Statement]:
    yield "UPDATE rooms SET topic = ? WHERE name = ?", (entry.text, entry.room)


def _add_person(write: NewPerson) -> Iterator[Statement]:
    person = write.person
    values = (person.id, person.nick, person.role, person.session, write.at, person.owns)
    yield "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", values


def _rename(write: NewNick) -> Iterator[Statement]:
    yield "UPDATE people SET nick = ? WHERE id = ?", (write.nick, write.person)


def _add_room(write: NewRoom) -> Iterator[Statement]:
    room = write.room
    columns = "name, kind, topic, since, announce, maker"
    values = (room.name, room.kind, room.topic, write.at, room.announce, room.maker)
    yield f"INSERT INTO rooms ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values
    for person in sorted(room.members):
        yield _INSERT_MEMBER, (room.name, person)


def _add_member(write: NewMember) -> Iterator[Statement]:
    yield _INSERT_MEMBER, (write.room, write.person)


def _drop_member(write: DropMember) -> Iterator[Statement]:
    where = f"room = {NUMBER} AND person = ?"
    yield f"DELETE FROM members WHERE {where}", (write.room, write.person)


def _set_announce(write: SetAnnounce) -> Iterator[Statement]:
    yield "UPDATE rooms SET announce = ? WHERE name = ?", (write.on, write.room)


def _mark(write: NewMark) -> Iterator[Statement]:
    values = (write.person, write.room, write.seq)
    yield f"INSERT OR REPLACE INTO marks VALUES (?, {NUMBER}, ?)", values


def _prune(write: Prune) -> Iterator[Statement]:
    values = (write.room, write.seq)
    yield (
        f"UPDATE entries SET line = x'' WHERE room = {NUMBER} AND seq <= ?"
        " AND seq > (SELECT pruned FROM rooms WHERE name = ?)",
        (*values, write.room),
    )
    yield f"DELETE FROM reactions WHERE room = {NUMBER} AND target <= ?", values
    yield "UPDATE rooms SET pruned = ? WHERE name = ?", (write.seq, write.room)


_INSERT_MEMBER = f"INSERT INTO members VALUES ({NUMBER}, ?)"

_INSERT_ENTRY = f"""
    INSERT INTO entries (room, seq, at, person, id, line, kind, target)
    VALUES ({NUMBER}, ?, ?, ?, ?, ?, ?, ?)
"""

_MORE: dict[type[Entry], Callable[..., Iterator[Statement]]] = {
    Deleted: _erase_target,
    Reacted: _count_reaction,
    Topic: _set_topic,
}
"""What an entry changes beside being kept itself."""

_STATEMENTS: dict[type[Write], Callable[..., Iterator[Statement]]] = {
    NewEntry: _add_entry,
    NewPerson: _add_person,
    NewNick: _rename,
    NewRoom: _add_room,
    NewMember: _add_member,
    DropMember: _drop_member,
    SetAnnounce: _set_announce,
    NewMark: _mark,
    Prune: _prune,
    **rules.STATEMENTS,
}
