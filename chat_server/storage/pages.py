"""The reading end of the log: pages of a room, in the order of `seq`.

Each reader thread owns a `Pages` with a connection of its own; in WAL mode it reads beside the
writer without either waiting for the other.
"""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from chat_server.protocol.limits import MAX_EVENT_BYTES
from chat_server.storage.log import FILE

PAGE_BYTES = MAX_EVENT_BYTES - 16 * 1024
"""Bytes of entries in one page, with room for what stands around them in a line."""


class Page(NamedTuple):
    """Entries' lines (no newline) ascending by `seq`, the last seq, whether more lie that way."""

    lines: list[bytes]
    last: int
    more: bool


class Pages:
    """Reads a server's log. Methods raise `sqlite3.Error` when the disk fails."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA query_only=ON")
        self._db.execute("SELECT count(*) FROM rooms").fetchone()  # opens every file it needs

    def after(self, room: str, after: int, last: int, limit: int) -> Page:
        """At most `limit` entries with `after` < seq <= `last`, the oldest first."""
        rows = self._db.execute(
            _SELECT + "AND seq <= ?3 ORDER BY seq LIMIT ?4", (room, after, last, limit + 1)
        )
        taken, more = _fitting(rows, limit)
        return Page([line for _, line in taken], taken[-1][0] if taken else after, more)

    def before(self, room: str, before: int, limit: int) -> Page:
        """At most `limit` entries with seq < `before`, those nearest to it."""
        rows = self._db.execute(
            _SELECT + "AND seq < ?3 ORDER BY seq DESC LIMIT ?4", (room, 0, before, limit + 1)
        )
        taken, more = _fitting(rows, limit)
        return Page([line for _, line in reversed(taken)], taken[0][0] if taken else 0, more)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


_SELECT = """
    SELECT seq, line FROM entries WHERE room = (SELECT number FROM rooms WHERE name = ?1)
    AND seq > (SELECT max(pruned, ?2) FROM rooms WHERE name = ?1)
"""
"""One lower bound: of two, SQLite would seek by either, and read a million rows to skip them."""


def _fitting(rows: sqlite3.Cursor, limit: int) -> tuple[list[tuple[int, bytes]], bool]:
    """The first rows that fit one page, and whether any were left out."""
    taken: list[tuple[int, bytes]] = []
    bytes_left = PAGE_BYTES
    for seq, line in rows:
        bytes_left -= len(line) + 1
        if len(taken) == limit or (bytes_left < 0 and taken):
            rows.close()
            return taken, True
        taken.append((seq, line))
    return taken, False
