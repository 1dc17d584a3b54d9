"""The writing end of the log. The hub's thread owns it and commits one transaction per batch."""

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import msgspec

from chat_server import logs
from chat_server.deliveries import NewEntry, NewNick, NewPerson, NewRoom, Write
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.events import Message
from chat_server.records import Person, Room
from chat_server.storage import FAILURES, StorageError
from chat_server.storage.schema import migrate

FILE = "log.sqlite3"
"""The log's name in the data folder."""

_entry = msgspec.json.Decoder(Message)


class Log:
    """The log of one server. Commits are durable when `append` returns (synchronous=FULL)."""

    def __init__(self, folder: Path) -> None:
        """Open the log in `folder`, make it where there is none. Raises `StorageError`."""
        self.path = folder / FILE
        try:
            self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=FULL")
                self._db.execute("PRAGMA foreign_keys=ON")
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
            SELECT name, kind, topic,
                   coalesce((SELECT min(seq) FROM entries WHERE room = number), 0),
                   coalesce((SELECT max(seq) FROM entries WHERE room = number), 0),
                   coalesce((SELECT at FROM entries WHERE room = number
                             ORDER BY seq DESC LIMIT 1), 0)
            FROM rooms ORDER BY number
            """
        with self._refusals("read"):
            return [Room(*row) for row in self._db.execute(select)]

    @contextmanager
    def _refusals(self, what: str) -> Iterator[None]:
        """Name the log in what the disk or a damaged file raises."""
        try:
            yield
        except FAILURES as error:
            raise StorageError(f"The log {self.path} can't be {what}: {error}.") from error

    def find_person(self, session: bytes) -> Person | None:
        """Whose session this is, by the secret's hash. Raises `Refusal` with `storage`."""
        row = self._find("SELECT id, nick, session, role FROM people WHERE session = ?", session)
        return Person(*row) if row else None

    def find_entry(self, person: str, id: str) -> Logged | None:
        """What a person wrote under this id. Raises `Refusal` with `storage`."""
        row = self._find("SELECT line FROM entries WHERE person = ? AND id = ?", person, id)
        return Logged(_entry.decode(row[0]), row[0] + b"\n") if row else None

    def _find(self, select: str, *values: str | bytes) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._db.execute(select, values).fetchone()
        except FAILURES as error:
            logs.event(logging.ERROR, "log not readable", error=error)
            text = "The server's disk can't be read now; send it again later."
            raise Refusal(ErrorCode.STORAGE, text) from error
        return row

    def append(self, writes: Iterable[Write]) -> None:
        """Keep a batch, whole or not at all, durably. Raises `StorageError` if the disk refuses."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                for write in writes:
                    self._db.execute(*_statement(write))
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        except FAILURES as error:
            if isinstance(error, sqlite3.IntegrityError):  # not the disk: the hub was wrong
                logs.event(logging.ERROR, "the log refused a write", error=error)
            raise StorageError(f"The log {self.path} can't be written: {error}.") from error

    def close(self) -> None:
        """Bring the write-ahead log home and close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _statement(write: Write) -> tuple[str, tuple[str | int | bytes, ...]]:
    match write:
        case NewEntry(room, Logged(entry, line)):
            return _INSERT_ENTRY, (room.name, entry.seq, entry.at, entry.by.id, entry.id, line[:-1])
        case NewPerson(person, at):
            values = (person.id, person.nick, person.role, person.session, at)
            return "INSERT INTO people VALUES (?, ?, ?, ?, ?)", values
        case NewNick(person, nick):
            return "UPDATE people SET nick = ? WHERE id = ?", (nick, person)
        case NewRoom(room, at):
            columns = "INSERT INTO rooms (name, kind, topic, since) VALUES (?, ?, ?, ?)"
            return columns, (room.name, room.kind, room.topic, at)


_INSERT_ENTRY = """
    INSERT INTO entries (room, seq, at, person, id, line)
    VALUES ((SELECT number FROM rooms WHERE name = ?), ?, ?, ?, ?, ?)
"""
