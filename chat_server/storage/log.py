"""The writing end of the log. The hub's thread owns it and commits one transaction per batch."""

import logging
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

from chat_server import logs
from chat_server.private_files import keep_private
from chat_server.protocol import codec
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.events import AnyEntry, Entry, Message, Who
from chat_server.records import Person, Room, Rules
from chat_server.storage import FAILURES, StorageError, rules
from chat_server.storage.schema import migrate
from chat_server.storage.writes import NUMBER, erases, statements
from chat_server.writes import NewAct, Write

FILE = "log.sqlite3"
"""The log's name in the data folder."""
BUSY_MS = 5_000
"""How long a commit waits for another program that has locked the file."""
ASKED = 64
"""Keys asked for at once. The number is fixed, so that SQLite compiles the question once."""

_FIND_USED = f"""
    WITH asked (who, what) AS (VALUES {", ".join(["(?, ?)"] * ASKED)})
    SELECT person, id FROM asked CROSS JOIN entries ON person = who AND id = what
    """

E = TypeVar("E", bound=Entry)

_entry: msgspec.json.Decoder[AnyEntry] = msgspec.json.Decoder(AnyEntry)
_message = msgspec.json.Decoder(Message)


class Log:
    """The log of one server. Commits are durable when `append` returns (synchronous=FULL)."""

    def __init__(self, folder: Path) -> None:
        """Open the log in `folder`, make it where there is none. Raises `StorageError`."""
        self.path = folder / FILE
        self.stale = True
        """True while the write-ahead log may hold text that was taken back, as after a crash."""
        try:
            keep_private(self.path)
            self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            try:
                self._db.execute(f"PRAGMA busy_timeout={BUSY_MS}")
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=FULL")
                self._db.execute("PRAGMA foreign_keys=ON")
                self._db.execute("PRAGMA secure_delete=ON")  # what is taken back is overwritten
                migrate(self._db)
            except BaseException:
                self._db.close()
                raise
        except FAILURES as error:
            raise StorageError(f"The log {self.path} can't be opened: {error}.") from error

    def meta(self, key: str, default: str) -> str:
        """A fact about this log, kept as `default` the first time it is asked for."""
        with self._refusals("written"):
            self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, default))
            (value,) = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(value)

    def rooms(self) -> list[Room]:
        """Every room as the disk has it, the oldest first."""
        select = """
            SELECT name, kind, topic, pruned,
                   coalesce((SELECT max(seq) FROM entries WHERE room = number), 0),
                   coalesce((SELECT at FROM entries WHERE room = number
                             ORDER BY seq DESC LIMIT 1), 0),
                   (SELECT group_concat(person, ' ') FROM members WHERE room = number),
                   announce, maker
            FROM rooms ORDER BY number
            """
        with self._refusals("read"):
            return [_room(*row) for row in self._db.execute(select)]

    def rules(self) -> Rules:
        """What is known about who may do what. Raises `StorageError`."""
        with self._refusals("read"):
            return rules.load(self._db)

    @contextmanager
    def _refusals(self, what: str) -> Iterator[None]:
        """Name the log in what the disk or a damaged file raises."""
        try:
            yield
        except FAILURES as error:
            raise StorageError(f"The log {self.path} can't be {what}: {error}.") from error

    def find_person(self, session: bytes) -> Person | None:
        """Whose session this is, by the secret's hash. Raises `Refusal` with `storage`."""
        return self._person("session = ?", session)

    def find_key(self, key: bytes) -> Person | None:
        """Whose public key this is. Raises `Refusal` with `storage`."""
        return self._person("id = (SELECT person FROM keys WHERE key = ?)", key)

    def find_by_id(self, id: str) -> Person | None:
        """The person with this id. Raises `Refusal` with `storage`."""
        return self._person("id = ?", id)

    def find_people(self, ids: Collection[str]) -> list[Person]:
        """Those people with these ids that there are, by id. Raises `Refusal` with `storage`."""
        asked = msgspec.json.encode([*ids]).decode()
        return self._people("id IN (SELECT value FROM json_each(?)) ORDER BY id", asked)

    def _person(self, where: str, value: str | bytes) -> Person | None:
        return next(iter(self._people(where, value)), None)

    def _people(self, where: str, value: str | bytes) -> list[Person]:
        select = f"SELECT id, nick, session, role, owns FROM people WHERE {where}"
        return [
            Person(id, nick, session, role, owns=bool(owns))
            for id, nick, session, role, owns in self._find_all(select, value)
        ]

    def find_entry(self, person: str, id: str) -> Logged | None:
        """What a person wrote under this id. Raises `Refusal` with `storage`."""
        row = self._find("SELECT line FROM entries WHERE person = ? AND id = ?", person, id)
        if row is None:
            return None
        if not row[0]:
            return self._pruned(person, id)
        return Logged(_decoded(_entry, row[0]), row[0] + b"\n")

    def find_used(self, keys: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which of these persons and ids are in the log. Raises `Refusal` with `storage`."""
        asked, size = [*chain.from_iterable(keys)], 2 * ASKED
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(asked), size):
            values = asked[start : start + size]
            found += self._find_all(_FIND_USED, *values, *[None] * (size - len(values)))
        return {(person, id) for person, id in found}

    def _pruned(self, person: str, id: str) -> Logged:
        """What is left of an entry that is no longer kept: a message without its text."""
        select = """
            SELECT rooms.name, seq, at, nick FROM entries
            JOIN rooms ON number = room JOIN people ON people.id = person
            WHERE person = ? AND entries.id = ?
            """
        room, seq, at, nick = self._find(select, person, id) or ("", 0, 0, "")
        entry = Message(room, seq, at, Who(person, nick), id, text="", deleted=True)
        return Logged(entry, codec.encode(entry))

    def find_message(self, room: str, seq: int) -> Message | None:
        """The message at a seq, None for another kind. Raises `Refusal` with `storage`."""
        where = f"room = {NUMBER} AND seq = ? AND kind = 'message' AND line != x''"
        row = self._find(f"SELECT line FROM entries WHERE {where}", room, seq)
        return _decoded(_message, row[0]) if row else None

    def find_emoji(self, room: str, target: int) -> dict[str, int]:
        """How many people put each emoji on a message. Raises `Refusal` with `storage`."""
        where = f"room = {NUMBER} AND target = ? GROUP BY emoji"
        return dict(
            self._find_all(f"SELECT emoji, count(*) FROM reactions WHERE {where}", room, target)
        )

    def find_own_emoji(self, room: str, target: int, person: str) -> frozenset[str]:
        """Those that a person put on it. Raises `Refusal` with `storage`."""
        where = f"room = {NUMBER} AND target = ? AND person = ?"
        select = f"SELECT emoji FROM reactions WHERE {where}"
        return frozenset(emoji for (emoji,) in self._find_all(select, room, target, person))

    def find_marks(self, person: str) -> dict[str, int]:
        """How far a person has read, by room. Raises `Refusal` with `storage`."""
        select = "SELECT name, seq FROM marks JOIN rooms ON number = room WHERE person = ?"
        return dict(self._find_all(select, person))

    def find_acts(self, before: int, limit: int) -> list[NewAct]:
        """Acts with a number below `before`, the newest first. Raises `Refusal` with `storage`."""
        select = """
            SELECT number, at, by, act, who, room, detail FROM acts
            WHERE number < ? ORDER BY number DESC LIMIT ?
            """
        return [NewAct(*row) for row in self._find_all(select, before, limit)]

    def find_expired(self, room: str, before: int, most: int) -> int:
        """The last of a room's `most` oldest kept entries if they are from before a moment.

        0 if none is. Raises `Refusal` with `storage`.
        """
        select = """
            SELECT max(seq) FROM
                (SELECT seq, at FROM entries JOIN rooms ON number = room
                 WHERE name = ? AND seq > pruned ORDER BY seq LIMIT ?)
            WHERE at < ?
            """
        row = self._find(select, room, most, before)
        return (row and row[0]) or 0

    def _find(self, select: str, *values: str | int | bytes) -> tuple[Any, ...] | None:
        return next(iter(self._find_all(select, *values)), None)

    def _find_all(self, select: str, *values: str | int | bytes | None) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(select, values).fetchall()
        except FAILURES as error:
            raise _unreadable(error) from error

    def append(self, writes: Collection[Write]) -> None:
        """Keep a batch, whole or not at all, durably. Raises `StorageError` if the disk refuses."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                every = chain.from_iterable(map(statements, writes))
                for sql, alike in groupby(every, key=itemgetter(0)):
                    self._db.executemany(sql, [values for _, values in alike])
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        except FAILURES as error:
            if isinstance(error, sqlite3.IntegrityError):  # not the disk: the hub was wrong
                logs.event(logging.ERROR, "the log refused a write", error=error)
            raise StorageError(f"The log {self.path} can't be written: {error}.") from error
        self.stale = self.stale or any(map(erases, writes))
        if self.stale:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Empty the write-ahead log, and with it what was taken back; not while somebody reads."""
        try:
            self._db.execute("PRAGMA busy_timeout=0")
            try:
                (busy, _, _) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self._db.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            self.stale = bool(busy)
        except FAILURES as error:  # the batch itself is safe
            logs.event(logging.WARNING, "write-ahead log not emptied", error=error)

    def close(self) -> None:
        """Bring the write-ahead log home and close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _room(
    name: str,
    kind: str,
    topic: str,
    pruned: int,
    last: int,
    at: int,
    members: str | None,
    announce: int,
    maker: str,
) -> Room:
    first = pruned + 1 if last else 0
    inside = frozenset((members or "").split())
    return Room(name, kind, topic, first, last, at, inside, bool(announce), maker)


def _decoded(decoder: msgspec.json.Decoder[E], line: bytes) -> E:
    """An entry of the log. Raises `Refusal` with `storage` for a damaged one."""
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> Refusal:
    logs.event(logging.ERROR, "log not readable", error=error)
    text = "The server's disk can't be read now; send it again later."
    return Refusal(ErrorCode.STORAGE, text)
