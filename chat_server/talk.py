"""Commands about what is said: sending, typing, reading back, and being there."""

import msgspec

from chat_server import rooms
from chat_server.chat import Caller, Chat
from chat_server.deliveries import Fetch
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import TYPING_PAUSE_MS


def send(chat: Chat, caller: Caller, command: commands.Send) -> None:
    """Say something in a room. Said before under this id, it is answered with what was written."""
    first = chat.fresh.get((caller.person.id, command.id))
    first = first or chat.memory.find_entry(caller.person.id, command.id)
    if first is not None:
        chat.answer(caller.connection, first)
        return
    room = chat.room_with(caller, command.room)
    text = names.text(command.text, chat.limits.text)
    if command.reply_to is not None and not 0 < room.first <= command.reply_to <= room.last:
        raise Refusal(ErrorCode.NO_SUCH_ENTRY, "The message you reply to is not in this room.")
    entry = events.Message(
        room=room.name,
        seq=room.last + 1,
        at=max(caller.now, room.at),
        by=caller.person.who,
        id=command.id,
        text=text,
        reply_to=command.reply_to,
        action=command.action,
    )
    chat.log(room, entry, caller.connection)


def typing(chat: Chat, caller: Caller, command: commands.Typing) -> None:
    """Tell the room that the caller is writing, unless it was just told or is a crowd."""
    room = chat.room_with(caller, command.room)
    told = chat.typed.get((caller.person.id, room.name), 0)
    if told <= caller.now < told + TYPING_PAUSE_MS or len(chat.here[room.name]) > rooms.CROWD:
        return
    chat.typed[caller.person.id, room.name] = caller.now
    chat.say(events.Typing(room.name, caller.person.who))


def history(chat: Chat, caller: Caller, command: commands.History) -> None:
    """A page of a room's entries; a reader thread answers."""
    if command.before is not None and command.after is not None:
        raise Refusal(ErrorCode.BAD_REQUEST, "Ask for entries before or after, not both.")
    room = chat.room(command.room)
    limit = min(max(command.limit, 1), chat.limits.page)
    asked = msgspec.structs.replace(command, room=room.name, limit=limit)
    chat.deliveries.append(Fetch(caller.connection, asked))


def ping(chat: Chat, caller: Caller, command: commands.Ping) -> None:
    """Is the server there?"""
    chat.answer(caller.connection, events.Pong(command.re))


def pong(chat: Chat, caller: Caller, command: commands.Pong) -> None:
    """The peer is there. The reactor has noted when it last spoke; there is nothing to say."""
