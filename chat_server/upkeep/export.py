"""`parlor-server export ROOM`: what was said in a public room, as JSON Lines or one HTML page.

Entries stream from one snapshot of the log; no more than one of them is held at a time.
"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from chat_server.config import Config
from chat_server.flags import Export
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal
from chat_server.protocol.events import AnyEntry, Edited, Message, Topic
from chat_server.storage import StorageError
from chat_server.upkeep import html
from chat_server.upkeep.files import new_file
from chat_server.upkeep.opening import snapshot
from chat_server.upkeep.output import put_out

STANDARD_OUTPUT = "-"
READABLE = 0o666
"""Who may read an exported file is up to the umask: what it holds is public."""
NAMED = 20
"""Rooms that are named to whoever asked for one that is not there."""

_entry: msgspec.json.Decoder[AnyEntry] = msgspec.json.Decoder(AnyEntry)


class Room(NamedTuple):
    """A public room: its row in the log."""

    number: int
    name: str
    topic: str
    pruned: int


def run(config: Config, task: Export) -> int:
    """Do it."""
    to_file = task.file not in {"", STANDARD_OUTPUT}
    ending = Path(task.file).suffix.lower().removeprefix(".")
    render = _FORMATS[task.format or ("html" if ending in {"html", "htm"} else "jsonl")]
    with snapshot(config.folder) as db:
        room = _find(db, task.room, config.limits.room)
        chunks = render(db, room)
        if to_file:
            with new_file(Path(task.file), READABLE) as part, part.open("wb") as file:
                file.writelines(chunks)
        else:
            put_out(chunks)
    return 0


def _find(db: sqlite3.Connection, raw: str, limit: int) -> Room:
    """The public room of that name. Raises `StorageError`, the same for all others."""
    try:
        name = names.room_name(raw, limit)
    except Refusal:
        name = ""
    for row in db.execute(f"SELECT number, name, topic, pruned {_PUBLIC} AND name = ?", (name,)):
        return Room(*row)
    public = [name for (name,) in db.execute(f"SELECT name {_PUBLIC} ORDER BY number")]
    named = ", ".join(public[:NAMED])
    more = f" and {len(public) - NAMED:,} more" if len(public) > NAMED else ""
    raise StorageError(f"There is no such room. There are: {named}{more}.")


def _lines(db: sqlite3.Connection, room: Room) -> Iterator[bytes]:
    """The entries' lines, byte for byte."""
    select = "SELECT line FROM entries WHERE room = ? AND seq > ? ORDER BY seq"
    for (line,) in db.execute(select, (room.number, room.pruned)):
        yield line
        yield b"\n"


def _page(db: sqlite3.Connection, room: Room) -> Iterator[bytes]:
    """The room as a page."""
    heading = html.Heading(room.name, room.topic, room.pruned)
    for part in html.page(heading, _shown(db, room)):
        yield part.encode()


def _shown(db: sqlite3.Connection, room: Room) -> Iterator[html.Said | Topic]:
    """What a reader of the page sees: the messages as they read now, and the topics."""
    select = f"SELECT seq, line {_KEPT} AND kind IN ('message', 'topic') ORDER BY seq"
    for seq, line in db.execute(select, (room.number, room.pruned)):
        entry = _decoded(room, seq, line)
        if isinstance(entry, Topic):
            yield entry
        elif isinstance(entry, Message):
            yield _said(db, room, entry)


def _said(db: sqlite3.Connection, room: Room, message: Message) -> html.Said:
    answered = None
    if message.reply_to is not None:
        answered = _message(db, room, message.reply_to)
    count = "SELECT emoji, count(*) FROM reactions WHERE room = ? AND target = ?"
    reactions = db.execute(
        f"{count} GROUP BY emoji ORDER BY count(*) DESC, emoji", (room.number, message.seq)
    )
    text, edited = _newest(db, room, message)
    return html.Said(message, text, edited, answered, reactions.fetchall())


def _message(db: sqlite3.Connection, room: Room, seq: int) -> Message | None:
    """The message at a seq as it reads now, if it is kept."""
    select = f"SELECT line {_KEPT} AND kind = 'message' AND seq = ?"
    for (line,) in db.execute(select, (room.number, room.pruned, seq)):
        message = _decoded(room, seq, line)
        if isinstance(message, Message):
            return msgspec.structs.replace(message, text=_newest(db, room, message)[0])
    return None


def _newest(db: sqlite3.Connection, room: Room, message: Message) -> tuple[str, bool]:
    """How a message reads now, and whether that is not how it was said."""
    select = "SELECT seq, line FROM entries WHERE room = ? AND target = ? AND kind = 'edited'"
    edits = db.execute(f"{select} ORDER BY position DESC LIMIT 1", (room.number, message.seq))
    for seq, line in edits:
        edit = _decoded(room, seq, line)
        if isinstance(edit, Edited):
            return edit.text, True
    return message.text, False


def _decoded(room: Room, seq: int, line: bytes) -> AnyEntry:
    try:
        return _entry.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        text = f"Entry {seq} of {room.name} is damaged; parlor-server check tells more."
        raise StorageError(text) from None


_PUBLIC = """
    FROM rooms WHERE kind = 'public' AND number NOT IN (SELECT room FROM members)
"""
_KEPT = "FROM entries WHERE room = ? AND seq > ?"

_FORMATS: dict[str, Callable[[sqlite3.Connection, Room], Iterator[bytes]]] = {
    "jsonl": _lines,
    "html": _page,
}
