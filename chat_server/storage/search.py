"""Search: brings the index up to the log, and reads from the log what the index points at.

Nothing is shown that the log does not show at that moment: who may read a room, which text a
message has now, and whether it is kept at all are looked up there for every hit.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from chat_server.protocol.commands import Search
from chat_server.protocol.events import Edited, Found, Hit, Message
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.search_text import Query, words_of
from chat_server.storage.log import FILE
from chat_server.storage.pages import PAGE_BYTES
from chat_server.storage.search_index import EVERYONE, Index, Place, Text

PRUNED_ROWS = 500
"""Messages that one step of pruning takes out."""

_hit = msgspec.json.Encoder()
_message = msgspec.json.Decoder(Message)
_edited = msgspec.json.Decoder(Edited)


class _Row(msgspec.Struct, array_like=True):
    """An entry as the index needs it. `target` is a position, `text` a message's or an edit's."""

    position: int
    room: int
    everyone: int
    kind: str
    target: int | None
    text: str | None


_rows = msgspec.json.Decoder(list[_Row])


class Searched:
    """A log and its index. Methods raise `sqlite3.Error` when the disk fails, and `Damaged`."""

    def __init__(self, folder: Path) -> None:
        self._log = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
        try:
            self._log.execute("PRAGMA query_only=ON")
            server = self._value("SELECT value FROM meta WHERE key = 'server'")
            self._index = Index(folder, str(server or ""), self._mark)
        except BaseException:
            self._log.close()
            raise

    def _value(self, select: str, *values: str | int) -> str | int | None:
        row = self._log.execute(select, values).fetchone()
        return row[0] if row else None

    def _mark(self, position: int) -> str:
        """What the entry at a position is called."""
        mark = "SELECT person || ' ' || id FROM entries WHERE position = ?"
        return str(self._value(mark, position) or "")

    @property
    def last(self) -> int:
        """The position of the log's newest entry."""
        return int(self._value("SELECT max(position) FROM entries") or 0)

    def follow(self, limit: int) -> bool:
        """Index at most `limit` more entries of the log; whether there may be yet more."""
        rows = _rows.decode(self._log.execute(_BATCH, (self._index.position, limit)).fetchone()[0])
        if rows:
            self._index.put(*_changes(rows, self._mark(rows[-1].position)))
        return len(rows) == limit

    def unwritten(self) -> AbstractContextManager[None]:
        """What `follow` does meanwhile takes no room on the disk, and is forgotten afterwards."""
        return self._index.unwritten()

    def prune(self) -> bool:
        """Take a few messages out that the log no longer keeps; whether there were any."""
        done = self._index.pruned
        rooms = self._log.execute("SELECT number, pruned FROM rooms WHERE pruned > 0").fetchall()
        for room, seq in rooms:
            if seq > done.get(room, 0):
                values = (room, done.get(room, 0), seq, PRUNED_ROWS)
                gone = self._log.execute(_PRUNED, values).fetchall()
                upto = gone[-1][1] if len(gone) == PRUNED_ROWS else seq
                self._index.prune(room, upto, [position for position, _ in gone])
                return True
        return False

    def tidy(self) -> bool:
        """A small step of clearing away what was taken out; whether there was something to do."""
        return self._index.tidy()

    def begin_to_tidy(self) -> bool:
        """Let `tidy` clear away what was taken out until now; whether anything was."""
        return self._index.begin_to_tidy()

    def renew(self) -> None:
        """Throw the index away; `follow` makes it again."""
        self._index.renew()

    def find(self, command: Search, person: str, stop: Callable[[], bool]) -> Found:
        """What a person may read of what they search for, as far as `follow` has come.

        Raises `sqlite3.OperationalError` ("interrupted") soon after `stop` is true.
        """
        hits: list[Hit] = []
        next_ = 0
        bytes_left = PAGE_BYTES
        for position, hit in self._hits(command, person, stop):
            bytes_left -= len(_hit.encode(hit)) + 1
            if len(hits) == command.limit or (bytes_left < 0 and hits):
                return Found(command.re, hits, more=True, next=next_)
            hits.append(hit)
            next_ = position if command.room is None else hit.entry.seq
        return Found(command.re, hits, more=False)

    def _hits(
        self, command: Search, person: str, stop: Callable[[], bool]
    ) -> Iterator[tuple[int, Hit]]:
        query = Query(command.text)
        places = self._places(command, person)
        if not query.needles or not places:
            return
        for position in self._index.candidates(query, places, self._before(command), stop):
            message = self._message(position, person)
            if message is not None and query.matches(message.text):
                yield position, Hit(message, query.snippet(message.text))

    def _places(self, command: Search, person: str) -> list[Place]:
        if command.room is not None:
            select = f"SELECT number, NOT {_EVERYONE} FROM rooms WHERE name = ?"
            rows = self._log.execute(select, (command.room,))
            return [Place(number, bool(closed)) for number, closed in rows]
        own = self._log.execute("SELECT room FROM members WHERE person = ?", (person,))
        return [EVERYONE, *(Place(room, closed=True) for (room,) in own)]

    def _before(self, command: Search) -> int:
        """The position below which the command asks."""
        if command.before is None or command.room is None:
            return MAX_INTEGER if command.before is None else command.before
        return int(self._value(_FROM_SEQ, command.room, command.before) or MAX_INTEGER)

    def _message(self, position: int, person: str) -> Message | None:
        """A message as it is now, if this person may read it."""
        row = self._log.execute(_READABLE, {"position": position, "person": person}).fetchone()
        if row is None:
            return None
        message, edit = _message.decode(row[0]), row[1] and _edited.decode(row[1])
        if message.deleted or not edit:
            return None if message.deleted else message
        return None if edit.deleted else msgspec.structs.replace(message, text=edit.text)

    def close(self) -> None:
        """Close both files."""
        self._index.close()
        self._log.close()


def _changes(rows: list[_Row], mark: str) -> tuple[list[Text], list[int], tuple[int, str], bool]:
    """What rows of the log change in the index, as `Index.put` takes it."""
    newest: dict[int, Text] = {}
    gone: set[int] = set()
    deleted = False
    for row in rows:
        position = row.position if row.kind == "message" else row.target
        if position is None:
            continue
        if position < rows[0].position:
            gone.add(position)
            deleted |= row.kind == "deleted"
        newest[position] = Text(
            position, row.position, row.room, row.everyone, words_of(row.text or "")
        )
    texts = sorted((text for text in newest.values() if text.words), key=lambda text: text.source)
    return texts, sorted(gone), (rows[-1].position, mark), deleted


_EVERYONE = """
    (rooms.kind = 'public' AND NOT EXISTS (SELECT 1 FROM members WHERE members.room = number))
"""
"""Whether a room is there for everyone. Where kind and members disagree it is not."""

# One row of JSON rather than a row for each entry: for every row a thread waits for the interpreter
# again, and makes those wait who talk.
_BATCH = f"""
    SELECT json_group_array(json_array(position, room, everyone, kind, target, text)) FROM (
        SELECT position, room, entries.kind AS kind,
               {_EVERYONE} AS everyone,
               CASE WHEN entries.kind IN ('edited', 'deleted') THEN (
                   SELECT old.position FROM entries AS old
                   WHERE old.room = entries.room AND old.seq = entries.target AND old.seq > pruned
               ) END AS target,
               CASE WHEN entries.kind IN ('message', 'edited') AND json_valid(CAST(line AS TEXT))
               THEN json_extract(CAST(line AS TEXT), '$.text') END AS text
        FROM entries JOIN rooms ON number = room
        WHERE position > ? ORDER BY position LIMIT ?
    )
    """

_PRUNED = """
    SELECT position, seq FROM entries WHERE room = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?
    """

_FROM_SEQ = """
    SELECT position FROM entries
    WHERE room = (SELECT number FROM rooms WHERE name = ?) AND seq >= ? ORDER BY seq LIMIT 1
    """

_READABLE = f"""
    SELECT line, (
        SELECT line FROM entries AS edit
        WHERE edit.room = entries.room AND edit.target = entries.seq AND edit.kind = 'edited'
        ORDER BY edit.position DESC LIMIT 1)
    FROM entries JOIN rooms ON number = room
    WHERE position = :position AND entries.kind = 'message' AND seq > pruned AND (
        {_EVERYONE}
        OR EXISTS (SELECT 1 FROM members WHERE members.room = entries.room AND person = :person))
    """
