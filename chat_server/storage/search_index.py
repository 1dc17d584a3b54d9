"""The search's index: a file of its own beside the log, made from the log and from nothing else.

It remembers in its own transactions how far it has come, so it goes on from there after a crash,
and it is thrown away and made anew where it is damaged or of another log. One thread owns it.
"""

import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from chat_server.private_files import keep_private
from chat_server.search_text import Query, grams_of

FILE = "search.sqlite3"
"""The index's name in the data folder."""
VERSION = 2
"""What the tables and the grams are like; another one is made anew."""
MOST_TERMS = 1_000
"""Grams sought at once in rooms that are not there for everyone, if each gets `LEAST_TERMS`."""
LEAST_TERMS = 2
"""Grams sought in each of them; of more than these the rest of a search is compared."""
MERGE_PAGES = 64
"""Pages of 4 KiB that one small step of merging writes."""
VACUUM_BYTES = 1_048_576
"""Blanked bytes below which the file is not written anew."""
_ROWS = 50
"""Rows that one statement inserts: between statements a thread waits for the interpreter."""
_TICK = 500
"""Steps of SQLite's machine after which a search looks whether it shall stop."""

# `texts` holds the words of each message under the position of the entry that brought them, so that
# rows are only ever added at the end, and what is taken out is overwritten where it stands: SQLite
# clears what it deletes, but a row that moves when a page is balanced leaves a copy behind.
#
# A row of `messages` is a message, by its position in the log: its terms. Only which row has which
# is kept. That is a quarter of the size of words and trigrams with their offsets, and faster,
# because a room's rows are one more list to intersect.
#
# The terms of what everyone may read are its places and its grams. Elsewhere each gram carries its
# room, so that nobody goes through lists that others' rooms have made longer: how long a search
# takes would tell how often a word is said there.
_SCHEMA = """
    CREATE TABLE state (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE pruned (room INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
    CREATE TABLE texts (
        position INTEGER PRIMARY KEY,
        room INTEGER NOT NULL,
        everyone INTEGER NOT NULL,     -- 1 where the room was there for everyone
        words TEXT NOT NULL
    );
    CREATE TABLE edited (              -- whose words stand under another position than their own
        position INTEGER PRIMARY KEY,
        source INTEGER NOT NULL
    );
    CREATE VIRTUAL TABLE messages USING fts5(
        grams, content='', columnsize=0, detail=none, tokenize='ascii'
    );
    INSERT INTO messages (messages, rank) VALUES ('usermerge', 2);
"""

_DAMAGE = {
    *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR),
    *(sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH),
}
"""What SQLite says of a file that is not what was written; anything else is the disk's trouble."""


class Damaged(Exception):
    """The index is not what was written. `renew` makes it anew."""


class Text(NamedTuple):
    """The newest words of a message; `source` is the position of the entry that brought them."""

    position: int
    source: int
    room: int
    everyone: int
    words: str

    @property
    def terms(self) -> str:
        """What the message is found by."""
        grams = grams_of(self.words)
        if self.everyone:
            return f"{EVERYONE.mark} {Place(self.room).mark} {grams}"
        return " ".join(Place(self.room, closed=True).terms(grams.split()))


class Place(NamedTuple):
    """Where messages are: in a room, by its number from 1, which may be `closed` to most people."""

    room: int
    closed: bool = False

    @property
    def mark(self) -> str:
        """What stands for it in the index; no word looks like it."""
        return f"§{self.room}"

    def terms(self, grams: list[str]) -> list[str]:
        """What a message with these grams is found by here."""
        mark = self.mark
        return [f"{mark}§{gram}" for gram in grams] if self.closed else [mark, *grams]


EVERYONE = Place(0)
"""All rooms that are there for everyone."""


class Index:
    """The file. Methods raise `Damaged`, and `sqlite3.Error` when the disk fails."""

    def __init__(self, folder: Path, server: str, mark_of: Callable[[int], str]) -> None:
        """Open the index of this server's log, or make an empty one.

        `mark_of` tells what the log calls its entry at a position: a log that was put back from a
        copy has another one there, or none, where the index has gone further.
        """
        self.path = folder / FILE
        self._stamp = f"{VERSION} {unicodedata.unidata_version} {server}"
        self._db = self._connect()
        try:
            with _damage():
                self._set_up()
                usable = self._get("stamp") == self._stamp
                usable = usable and self._get("mark") == mark_of(self.position)
        except Damaged:
            usable = False
        except BaseException:
            self.close()
            raise
        if not usable:
            self.renew()

    def _connect(self) -> sqlite3.Connection:
        keep_private(self.path)  # it holds private talk, as the log does
        return sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)

    def _set_up(self) -> None:
        # NORMAL: a power cut may take the newest transactions, which are made again, but never
        # leaves a file that looks sound and is not, as OFF might. In WAL mode that costs a sync for
        # each checkpoint, none for a commit.
        self._db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON"
        )

    def renew(self) -> None:
        """Throw the file away and make an empty one."""
        self.close()
        for end in ("", "-wal", "-shm", "-journal"):
            self.path.with_name(FILE + end).unlink(missing_ok=True)
        self._db = self._connect()
        self._set_up()
        with self._transaction():
            for statement in _SCHEMA.split(";\n"):
                self._db.execute(statement)
            self._set("stamp", self._stamp)
            self._set("mark", "")

    @property
    def position(self) -> int:
        """Up to which position the log is in here."""
        with _damage():
            return int(self._get("position") or 0)

    @property
    def pruned(self) -> dict[int, int]:
        """For each room, up to which seq its texts were taken out."""
        with _damage():
            return dict(self._db.execute("SELECT room, seq FROM pruned"))

    def put(
        self, texts: list[Text], gone: Iterable[int], last: tuple[int, str], deleted: bool
    ) -> None:
        """Take the messages `gone` out, put `texts` in; `last` is the new position and its mark."""
        with self._transaction():
            for position in gone:
                self._take_out(position)
            for at in range(0, len(texts), _ROWS):
                self._insert(texts[at : at + _ROWS])
            self._set("position", last[0])
            self._set("mark", last[1])
            if deleted:
                self._set("untidy", 1)
        if deleted and not self._db.in_transaction:
            self._bring_home()

    @contextmanager
    def unwritten(self) -> Iterator[None]:
        """What is put meanwhile stays in memory, and is forgotten afterwards."""
        with _damage():
            self._db.execute("PRAGMA cache_spill=OFF")
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                self._db.execute("PRAGMA cache_spill=ON")

    def prune(self, room: int, seq: int, gone: Iterable[int]) -> None:
        """Take the messages `gone` out, which are those of a room up to `seq`."""
        with self._transaction():
            for position in gone:
                self._take_out(position)
            self._db.execute("REPLACE INTO pruned VALUES (?, ?)", (room, seq))
            self._set("untidy", 1)
        self._bring_home()

    def _insert(self, texts: list[Text]) -> None:
        rows = [value for text in texts for value in text[1:]]
        self._db.execute(f"INSERT INTO texts VALUES {_marks(4, len(texts))}", rows)
        terms = [value for text in texts for value in (text.position, text.terms)]
        self._db.execute(
            f"INSERT INTO messages (rowid, grams) VALUES {_marks(2, len(texts))}", terms
        )
        moved = [text[:2] for text in texts if text.source != text.position]
        self._db.executemany("REPLACE INTO edited VALUES (?, ?)", moved)

    def _take_out(self, position: int) -> None:
        select = f"SELECT position, room, everyone, words FROM texts WHERE position = {_SOURCE}"
        row = self._db.execute(select, {"position": position}).fetchone()
        if row is None or row[-1].isspace():
            return
        text = Text(position, *row)
        self._db.execute(
            "INSERT INTO messages (messages, rowid, grams) VALUES ('delete', ?, ?)",
            (position, text.terms),
        )
        blank = " " * len(text.words.encode())  # as long as it was, so that it stays in its place
        self._db.execute("UPDATE texts SET words = ? WHERE position = ?", (blank, text.source))
        self._set("blank", int(self._get("blank") or 0) + len(blank))

    def candidates(
        self, query: Query, places: list[Place], before: int, stop: Callable[[], bool]
    ) -> Iterator[int]:
        """Positions < `before` of messages in one of the places that are meant, the newest first.

        Raises `sqlite3.OperationalError` ("interrupted") soon after `stop` is true.
        """
        most = max(LEAST_TERMS, MOST_TERMS // len(places))
        sought = [place.terms(query.grams[: most if place.closed else None]) for place in places]
        match = " OR ".join(f"({' AND '.join(_quoted(terms))})" for terms in sought)
        exact = query.exact and len(query.grams) <= most
        with _damage():
            self._db.set_progress_handler(stop, _TICK)
            try:
                needles = [] if exact else query.needles
                for (position,) in self._db.execute(
                    _select(len(needles)), (match, before, *needles)
                ):
                    yield position
            finally:
                self._db.set_progress_handler(None, 0)

    def tidy(self) -> bool:
        """A small step of clearing away what was taken out; whether there was something to do.

        FTS5 only notes that a row is gone; its grams leave the disk when all its parts are merged.
        """
        with _damage():
            if not self._get("merging"):
                return self._vacuum()
            changes = self._db.total_changes
            self._merge(MERGE_PAGES)
            if self._db.total_changes - changes < 2:  # that is how FTS5 says that nothing is left
                self._set("merging", 0)
                self._bring_home()
            return True

    def begin_to_tidy(self) -> bool:
        """Let `tidy` clear away what was taken out until now; whether anything was."""
        with _damage():
            if not self._get("untidy"):
                return False
            with self._transaction():
                self._merge(-MERGE_PAGES)  # minus: of all parts
                self._set("merging", 1)
                self._set("untidy", 0)
            return True

    def _merge(self, pages: int) -> None:
        self._db.execute("INSERT INTO messages (messages, rank) VALUES ('merge', ?)", (pages,))

    def _vacuum(self) -> bool:
        """Write the file anew where half of it is blank."""
        blank = int(self._get("blank") or 0)
        size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        if blank < VACUUM_BYTES or 2 * blank < self._db.execute(size).fetchone()[0]:
            return False
        self._db.execute("DELETE FROM texts WHERE trim(words) = ''")
        self._db.execute("VACUUM")
        self._set("blank", 0)
        self._bring_home()
        return True

    def _bring_home(self) -> None:
        """Empty the write-ahead log, which holds pages as they were."""
        with _damage():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _get(self, key: str) -> str | int | None:
        row = self._db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _set(self, key: str, value: str | int) -> None:
        self._db.execute("REPLACE INTO state VALUES (?, ?)", (key, value))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _damage():
            if self._db.in_transaction:  # nothing is to be written
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            raise Damaged(str(error)) from error
        raise


def _quoted(terms: list[str]) -> list[str]:
    return [f'"{term}"' for term in terms]


_SOURCE = "coalesce((SELECT source FROM edited WHERE position = :position), :position)"


def _marks(columns: int, rows: int) -> str:
    return ", ".join([f"({', '.join('?' * columns)})"] * rows)


def _select(needles: int) -> str:
    """The statement that finds messages by grams; the needles tell a word from its grams apart."""
    if not needles:
        return f"SELECT rowid FROM messages WHERE {_MATCH} {_NEWEST}"
    among = "AND instr(' ' || words, ?) " * needles
    return f"""
        SELECT messages.rowid FROM messages CROSS JOIN texts ON position = coalesce(
            (SELECT source FROM edited WHERE edited.position = messages.rowid), messages.rowid)
        WHERE {_MATCH} {among} {_NEWEST}
        """


_MATCH = "messages MATCH ? AND messages.rowid < ?"
_NEWEST = "ORDER BY messages.rowid DESC"
