"""The local copy on disk: the newest entries of the rooms that the window was in, by server.

A SQLite file in a folder that nobody else may enter. It does what copying.py decides, all of a
batch or nothing. A commit is not waited for (synchronous=NORMAL): a crash of the program loses
nothing of it, a power cut the last moments, and neither its order. Only the thread that made it may
use it.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from chat_gui import reports
from chat_gui.client import damage
from chat_gui.client.copying import (
    KEEP_ROWS,
    MOST_ROOMS,
    TRIM_ROWS,
    Add,
    Blank,
    Copied,
    Cut,
    Describe,
    Drop,
    Forget,
    Turn,
    Write,
)
from chat_gui.client.migrating import migrate
from chat_server.protocol import events

FILE = "copy.sqlite3"
MOST_SERVERS = 8
"""Servers of which there is a copy; those met longest ago go first."""
LOCKED_SECONDS = 1.0
"""How long a file that another program reads is waited for."""
SYNCHRONOUS = "NORMAL"

_MIGRATIONS = (
    """
    CREATE TABLE servers (id TEXT PRIMARY KEY, about BLOB NOT NULL, you BLOB NOT NULL,
                          met INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE rooms (server TEXT NOT NULL, room TEXT NOT NULL, about BLOB NOT NULL,
                        PRIMARY KEY (server, room)) WITHOUT ROWID;
    CREATE TABLE entries (server TEXT NOT NULL, room TEXT NOT NULL, seq INTEGER NOT NULL,
                          at INTEGER NOT NULL, target INTEGER NOT NULL, line BLOB NOT NULL,
                          PRIMARY KEY (server, room, seq)) WITHOUT ROWID;
    """,
)
"""What makes a file of version n one of version n + 1; append only."""

_COLUMNS = (
    "SELECT id, about, you, met FROM servers LIMIT 0",
    "SELECT server, room, about FROM rooms LIMIT 0",
    "SELECT server, room, seq, at, target, line FROM entries LIMIT 0",
)

_server = msgspec.json.Decoder(events.ServerInfo)
_who = msgspec.json.Decoder(events.Who)
_room = msgspec.json.Decoder(reports.RoomCopy)
_entry = msgspec.json.Decoder(events.AnyEntry)


class LocalCopy:
    """The file. Every method but `close` raises `sqlite3.Error` if the disk refuses."""

    def __init__(self, path: Path) -> None:
        """Open the file, make it and its folder where there is none.

        Raises `sqlite3.OperationalError` or `OSError` if the disk refuses, `sqlite3.DatabaseError`
        for a file that is damaged, `NotOurs` for one that is to be left alone.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        path.touch(mode=0o600)
        self._server = ""
        """Whose turn it is."""
        self._db = sqlite3.connect(path, LOCKED_SECONDS, isolation_level=None)
        with damage.noticed(), contextlib.ExitStack() as on_failure:
            on_failure.callback(self._db.close)
            # One window's file (profile.py), so the WAL needs no shared memory.
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
            migrate(self._db, _MIGRATIONS)
            self._check()
            self._shred()  # a crash may have left what was to be gone
            on_failure.pop_all()

    def recall(self, server: str) -> Copied | None:
        """What is held of a server, whose turn it is now; None for nothing.

        Raises `sqlite3.DatabaseError` if it is damaged.
        """
        self._server = server
        with damage.noticed():
            select = "SELECT about, you FROM servers WHERE id = ?"
            row = self._db.execute(select, (server,)).fetchone()
            return None if row is None else self._copied(*row)

    def _copied(self, about: bytes, you: bytes) -> Copied:
        rooms, entries = [], {}
        lines = self._db.execute(
            "SELECT about FROM rooms WHERE server = ? ORDER BY room LIMIT ?",
            (self._server, MOST_ROOMS),
        )
        for (line,) in lines.fetchall():
            room = _room.decode(line)
            held = self._stretch(room.state.room)
            if held:
                state = msgspec.structs.replace(room.state, last=held[-1].seq)
                room = msgspec.structs.replace(room, state=state)
            rooms.append(room)
            entries[room.state.room] = held
        return Copied(_server.decode(about), _who.decode(you), tuple(rooms), entries)

    def _stretch(self, room: str) -> tuple[events.AnyEntry, ...]:
        """The entries of a room up to the newest, as far as there is no hole between them."""
        lines = self._db.execute(
            "SELECT line FROM entries WHERE server = ? AND room = ? ORDER BY seq DESC LIMIT ?",
            (self._server, room, max(TRIM_ROWS, KEEP_ROWS)),
        )
        held: list[events.AnyEntry] = []
        for (line,) in lines.fetchall():
            entry = _entry.decode(line)
            if held and entry.seq != held[-1].seq - 1:
                self.write([Cut(room, held[-1].seq)])
                break
            held.append(entry)
        return tuple(reversed(held))

    def write(self, writes: Iterable[Write]) -> None:
        """Do this, all or nothing."""
        gone = False
        self._db.execute("BEGIN IMMEDIATE")
        try:
            with damage.noticed():
                for write in writes:
                    _WRITERS[type(write)](self, write)
                    gone = gone or _shreds(write)
            self._db.execute("COMMIT")
        except sqlite3.Error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
        if gone:
            self._shred()

    def expire(self, before: int) -> None:
        """Forget what was said before this moment, in Unix milliseconds, on all servers."""
        self._db.execute(
            """
            DELETE FROM entries AS one WHERE seq <= (
                SELECT max(seq) FROM entries
                WHERE server = one.server AND room = one.room AND at < ?)
            """,
            (before,),
        )
        self._shred()

    def shrink(self, most: int) -> None:
        """Forget the servers met longest ago while the others take more than so many bytes."""
        while self._bytes() > most:
            row = self._db.execute(
                "SELECT id FROM servers WHERE id != ? ORDER BY met LIMIT 1", (self._server,)
            ).fetchone()
            if row is None:
                return
            self.write([Forget(row[0])])

    def close(self) -> None:
        """Close the file; what was written stays."""
        self._db.close()

    def _bytes(self) -> int:
        (held,) = self._db.execute(
            "SELECT coalesce(sum(length(line)), 0) FROM entries WHERE server != ?", (self._server,)
        ).fetchone()
        return int(held)

    def _shred(self) -> None:
        """Take what was overwritten out of the write-ahead log, too, and make the file small."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _check(self) -> None:
        """Raises `sqlite3.DatabaseError` if the file is damaged."""
        (verdict,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(str(verdict))
        for columns in _COLUMNS:  # the check does not read their names
            self._db.execute(columns)

    # The writes

    def _turn(self, write: Turn) -> None:
        self._server = write.server.id
        if write.anew:
            self._forget(Forget(self._server))
        self._db.execute(
            "INSERT OR REPLACE INTO servers"
            " VALUES (?, ?, ?, (SELECT coalesce(max(met), 0) + 1 FROM servers))",
            (self._server, msgspec.json.encode(write.server), msgspec.json.encode(write.you)),
        )
        old = self._db.execute(
            "SELECT id FROM servers ORDER BY met DESC LIMIT -1 OFFSET ?", (MOST_SERVERS,)
        )
        for (server,) in old.fetchall():
            self._forget(Forget(server))

    def _forget(self, write: Forget) -> None:
        for statement in (
            "DELETE FROM entries WHERE server = ?",
            "DELETE FROM rooms WHERE server = ?",
            "DELETE FROM servers WHERE id = ?",
        ):
            self._db.execute(statement, (write.server,))

    def _describe(self, write: Describe) -> None:
        about = write.room
        self._db.execute(
            "INSERT OR REPLACE INTO rooms VALUES (?, ?, ?)",
            (self._server, about.state.room, msgspec.json.encode(about)),
        )

    def _add(self, write: Add) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?)",
            [(self._server, write.room, *row) for row in write.rows],
        )

    def _blank(self, write: Blank) -> None:
        about = (self._server, write.room, write.target, write.target)
        rows = self._db.execute(
            "SELECT seq, line FROM entries WHERE server = ? AND room = ?"
            " AND (seq = ? OR target = ?)",
            about,
        )
        for seq, line in rows.fetchall():
            entry = _entry.decode(line)
            if isinstance(entry, events.Message | events.Edited) and not entry.deleted:
                entry = msgspec.structs.replace(entry, text="", deleted=True)
                self._db.execute(
                    "UPDATE entries SET line = ? WHERE server = ? AND room = ? AND seq = ?",
                    (msgspec.json.encode(entry), self._server, write.room, seq),
                )

    def _cut(self, write: Cut) -> None:
        self._db.execute(
            "DELETE FROM entries WHERE server = ? AND room = ? AND seq < ?",
            (self._server, write.room, write.below),
        )

    def _drop(self, write: Drop) -> None:
        for table in ("entries", "rooms"):
            self._db.execute(
                f"DELETE FROM {table} WHERE server = ? AND room = ?", (self._server, write.room)
            )


def _shreds(write: Write) -> bool:
    """Whether something has to be gone from the disk, not only from what is read."""
    return isinstance(write, Forget | Blank | Drop) or (
        write.anew if isinstance(write, Turn) else isinstance(write, Cut) and write.gone
    )


_WRITERS: dict[type[Write], Callable[[LocalCopy, Any], None]] = {
    Turn: LocalCopy._turn,
    Forget: LocalCopy._forget,
    Describe: LocalCopy._describe,
    Add: LocalCopy._add,
    Blank: LocalCopy._blank,
    Cut: LocalCopy._cut,
    Drop: LocalCopy._drop,
}
