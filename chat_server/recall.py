"""Commands about what was said: reading back, searching, and how far one has read."""

import msgspec

from chat_server.chat import Caller, Chat
from chat_server.deliveries import Fetch, Find, Tell
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import MOST_SEARCHED
from chat_server.writes import NewMark


def history(chat: Chat, caller: Caller, command: commands.History) -> None:
    """A page of a room's entries; a reader thread answers."""
    if command.before is not None and command.after is not None:
        raise Refusal(ErrorCode.BAD_REQUEST, "Ask for entries before or after, not both.")
    room = chat.room(caller, command.room)
    limit = min(max(command.limit, 1), chat.limits.page)
    asked = msgspec.structs.replace(command, room=room.name, limit=limit)
    chat.deliveries.append(Fetch(caller.connection, asked, room.last))


def search(chat: Chat, caller: Caller, command: commands.Search) -> None:
    """Messages with these words, in one room or in all that are there for the caller."""
    if len(command.text) > MOST_SEARCHED:
        text = f"What is searched for has at most {MOST_SEARCHED:,} characters."
        raise Refusal(ErrorCode.TOO_LONG, text)
    room = None if command.room is None else chat.room(caller, command.room).name
    limit = min(max(command.limit, 1), chat.limits.found)
    asked = msgspec.structs.replace(command, room=room, limit=limit)
    chat.deliveries.append(Find(caller.connection, asked, caller.person.id))


def seen(chat: Chat, caller: Caller, command: commands.Seen) -> None:
    """The caller has read a room so far; a mark never goes back."""
    room = chat.room(caller, command.room)
    marks = chat.marks.get(caller.person.id, {})
    seq = min(command.seq, room.last)
    if seq <= marks.get(room.name, 0):
        return
    chat.write(NewMark(caller.person.id, room.name, seq))
    for table in (chat.marks, chat.fresh_marks):
        chat.journal.put(table, caller.person.id, {**marks, room.name: seq})
    notice = events.Seen(room.name, caller.person.who, seq)
    for other in sorted(chat.connections[caller.person.id] - {caller.connection}):
        chat.deliveries.append(Tell(other, notice))
