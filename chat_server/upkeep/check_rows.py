"""Looks at the rows of rooms, people, marks and reactions; `check.py` reports what they find."""

import heapq
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import msgspec

from chat_server.protocol import names
from chat_server.protocol.errors import Refusal
from chat_server.protocol.events import Reacted
from chat_server.protocol.roles import ROLES
from chat_server.upkeep.counting import counted

HASH_BYTES = 32
"""A session is kept as a SHA-256."""
ANY_LENGTH = 1_000_000
"""For names that were right under whatever limit was in force then."""

_reacted = msgspec.json.Decoder(Reacted)


def twice(db: sqlite3.Connection) -> Iterator[str]:
    """What only one entry can have: a place in its room, and an id of its person."""
    select = "SELECT {0}, count(*) FROM entries GROUP BY {0} HAVING count(*) > 1"
    for person, id, count in db.execute(select.format("person, id")):
        yield f"The id {id} of person {person} is that of {count:,} entries."
    for room, seq, count in db.execute(select.format("room, seq")):
        yield f"{_name(db, room)} {seq:,} is there {count:,} times."


def rooms(db: sqlite3.Connection) -> Iterator[str]:
    """Rooms that can't be so."""
    select = """
        SELECT name, kind, topic, pruned,
               coalesce((SELECT max(seq) FROM entries WHERE room = number), 0),
               (SELECT group_concat(person, ' ') FROM members WHERE room = number), maker
        FROM rooms ORDER BY number
        """
    for name, kind, topic, pruned, last, members, maker in db.execute(select):
        if not _is_name(name, kind, sorted((members or "").split()), maker):
            yield f"The room {name} can't be called so with its kind and its members."
        if not _is_topic(topic):
            yield f"The topic of {name} can't be one."
        if not 0 <= pruned <= last:
            yield f"{name} keeps nothing up to {pruned:,} but goes to {last:,}."


def people(db: sqlite3.Connection) -> Iterator[str]:
    """People who can't be so."""
    for id, nick, role, session in db.execute("SELECT id, nick, role, session FROM people"):
        if not id or not nick.strip() or not nick.isprintable():
            yield f"Person {id} has the nickname “{nick}”, which can't be."
        if role not in ROLES:
            yield f"Person {id} has the role “{role}”, which there is not."
        if len(session) != HASH_BYTES:
            yield f"Person {id} has a session of {counted(len(session), 'byte')}."


def marks(db: sqlite3.Connection) -> Iterator[str]:
    """Read marks beyond a room's end."""
    select = """
        SELECT person, name, seq,
               coalesce((SELECT max(seq) FROM entries WHERE room = number), 0) AS last
        FROM marks JOIN rooms ON number = room WHERE seq NOT BETWEEN 0 AND last
        """
    for person, room, seq, last in db.execute(select):
        yield f"Person {person} has read {room} up to {seq:,}, which ends at {last:,}."


def reactions(db: sqlite3.Connection) -> Iterator[str]:
    """Messages whose reactions are not what was said about them."""
    said = db.execute(_SAID)
    kept = db.execute(_KEPT)
    place = itemgetter(0, 1)
    for (room, target), rows in groupby(heapq.merge(said, kept, key=place), key=place):
        on: set[tuple[str, str]] = set()
        stands: set[tuple[str, str]] = set()
        for _, _, person, emoji, line in rows:
            if line is None:
                stands.add((emoji, person))
            else:
                _turn(on, line)
        if on != stands:
            yield f"{_name(db, room)} {target:,} has other reactions than were said."


_SAID = """
    SELECT room, target, person, '', line FROM entries
    WHERE kind = 'reacted' AND target > (SELECT pruned FROM rooms WHERE number = room)
    ORDER BY room, target, seq
"""
_KEPT = """
    SELECT room, target, person, emoji, NULL FROM reactions
    WHERE target > (SELECT pruned FROM rooms WHERE number = room)
    ORDER BY room, target
"""


def _turn(on: set[tuple[str, str]], line: bytes) -> None:
    try:
        said = _reacted.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return  # the look at the entries tells of it
    if said.on:
        on.add((said.emoji, said.by.id))
    else:
        on.discard((said.emoji, said.by.id))


def _name(db: sqlite3.Connection, number: int) -> str:
    found = db.execute("SELECT name FROM rooms WHERE number = ?", (number,)).fetchone()
    return str(found[0]) if found else f"Room number {number}"


def _is_name(name: str, kind: str, members: list[str], maker: str) -> bool:
    if kind == "direct":
        return len(members) == 2 and name == names.direct_name(*members)
    try:
        right = names.any_room_name(name, ANY_LENGTH)  # private rooms' mark was anybody's once
    except Refusal:
        return False
    if kind == "private":
        return name == right == names.private_name(name, ANY_LENGTH) and maker in members
    return kind == "public" and name == right and not members


def _is_topic(topic: str) -> bool:
    try:
        return names.topic(topic, ANY_LENGTH) == topic
    except Refusal:
        return False
