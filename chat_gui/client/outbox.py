"""The outbox on disk: what was typed and is not yet in the log, and the servers we know.

A SQLite file, synchronous=FULL: what `write` has taken survives a power cut. Only the thread that
made an `Outbox` may use it. Rows are addressed to a server by its id, so that what was written for
one never goes to another that answers at the same address or claims that id (kept.py).
"""

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from chat_gui.client import damage
from chat_gui.client.acquaintances import MOST_SERVERS
from chat_gui.client.actions import Drop, Keep, Know, StoreAction
from chat_gui.client.kept import Known, Lasting, Stored, Waiting
from chat_gui.client.migrating import migrate

FILE = "outbox.sqlite3"
"""The outbox's name in its folder."""

_MIGRATIONS = (
    """
    CREATE TABLE servers (id TEXT PRIMARY KEY, session TEXT NOT NULL, rooms TEXT NOT NULL,
                          met INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE addresses (address TEXT PRIMARY KEY, server TEXT NOT NULL
                            REFERENCES servers ON DELETE CASCADE) WITHOUT ROWID;
    CREATE TABLE waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                          address TEXT NOT NULL, server TEXT, at INTEGER NOT NULL,
                          line BLOB NOT NULL);
    """,
    "ALTER TABLE servers ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';",
    """
    ALTER TABLE servers ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
    ALTER TABLE waiting ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
    """,  # lines may be edits, deletions and reactions from here on
)
"""What makes a file of version n one of version n + 1; append only."""

_log = logging.getLogger(__name__)
_lines = msgspec.json.Decoder[Lasting](Lasting)
_rooms = msgspec.json.Decoder(tuple[str, ...])


class Outbox:
    """The file. `path` None keeps all in memory, for as long as the window is open."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, make it where there is none.

        Raises `sqlite3.OperationalError` or `OSError` if the disk refuses, `sqlite3.DatabaseError`
        for a file that is damaged, `NotOurs` for one that is to be left alone.
        """
        if path is not None:
            path.touch(mode=0o600)  # it holds the secrets that prove who we are
        self._db = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
        self._owed: list[StoreAction] = []
        with damage.noticed(), contextlib.ExitStack() as on_failure:
            on_failure.callback(self._db.close)
            # One process per file (profile.py), so the WAL needs no shared memory.
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._db.execute("PRAGMA secure_delete=ON")
            migrate(self._db, _MIGRATIONS)
            self.stored()  # so that damage shows at once
            self.tidy()  # a crash may have left what was to be gone
            on_failure.pop_all()

    def stored(self) -> Stored:
        """What the file holds. Raises `sqlite3.DatabaseError` if it is damaged."""
        with damage.noticed():
            servers = self._db.execute(
                "SELECT id, session, rooms, fingerprint, epoch FROM servers ORDER BY met"
            ).fetchall()
            rows = self._db.execute(
                "SELECT line, at, address, server, epoch FROM waiting ORDER BY number"
            )
            return Stored(
                {
                    id: Known(id, secret, _rooms.decode(rooms), *rest)
                    for id, secret, rooms, *rest in servers
                },
                dict(self._db.execute("SELECT address, server FROM addresses").fetchall()),
                tuple(Waiting(_lines.decode(line), *rest) for line, *rest in rows),
            )

    def write(self, actions: Iterable[StoreAction]) -> bool:
        """Do this, all or nothing, durably.

        False if the disk refuses: then it is owed, and done with the next `write` that succeeds.
        """
        for action in actions:
            self._owe(action)
        if not self._owed:
            return True
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for action in self._owed:
                _WRITERS[type(action)](self._db, action)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            _log.warning("the outbox can't be written: %s", error)
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            return False
        self._owed.clear()
        return True

    def tidy(self) -> None:
        """Take what was dropped out of the write-ahead log, too: it may be deleted in the chat."""
        with contextlib.suppress(sqlite3.Error):  # another time
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Write what is owed, if the disk takes it, and close the file."""
        self.write(())
        self._db.close()

    def _owe(self, action: StoreAction) -> None:
        """Note a write in order. What undoes or repeats another one takes it out: they stay few."""
        if isinstance(action, Drop):
            for kept in self._owed:
                if isinstance(kept, Keep) and kept.waiting.post.id == action.id:
                    self._owed.remove(kept)
                    return
        elif isinstance(action, Know) and self._owed and _same_server(action, self._owed[-1]):
            self._owed.pop()
        self._owed.append(action)


def _same_server(action: Know, other: StoreAction) -> bool:
    return (
        isinstance(other, Know)
        and other.address == action.address
        and other.known.server == action.known.server
    )


def _keep(db: sqlite3.Connection, action: Keep) -> None:
    row = action.waiting
    db.execute(
        "INSERT OR IGNORE INTO waiting (id, address, server, at, line, epoch)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (row.post.id, row.address, row.server, row.at, msgspec.json.encode(row.post), row.epoch),
    )


def _drop(db: sqlite3.Connection, action: Drop) -> None:
    db.execute("DELETE FROM waiting WHERE id = ?", (action.id,))


def _know(db: sqlite3.Connection, action: Know) -> None:
    known = action.known
    rooms = msgspec.json.encode(known.rooms).decode()
    db.execute(
        """
        INSERT INTO servers
        VALUES (?1, ?2, ?3, (SELECT coalesce(max(met), 0) + 1 FROM servers), ?4, ?5)
        ON CONFLICT (id) DO UPDATE
        SET session = ?2, rooms = ?3, met = excluded.met, fingerprint = ?4, epoch = ?5
        """,
        (known.server, known.session, rooms, known.fingerprint, known.epoch),
    )
    db.execute(
        "DELETE FROM servers WHERE fingerprint = ?1 AND fingerprint != '' AND id != ?2"
        " AND id NOT IN (SELECT server FROM waiting WHERE server IS NOT NULL)",
        (known.fingerprint, known.server),
    )
    db.execute("INSERT OR REPLACE INTO addresses VALUES (?, ?)", (action.address, known.server))
    db.execute(
        "UPDATE waiting SET server = ? WHERE server IS NULL AND address = ?",
        (known.server, action.address),
    )
    db.execute(
        "DELETE FROM servers WHERE id NOT IN (SELECT id FROM servers ORDER BY met DESC LIMIT ?)"
        " AND id NOT IN (SELECT server FROM waiting WHERE server IS NOT NULL)",
        (MOST_SERVERS,),
    )


_WRITERS: dict[type[StoreAction], Callable[[sqlite3.Connection, Any], None]] = {
    Keep: _keep,
    Drop: _drop,
    Know: _know,
}
