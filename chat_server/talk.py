"""Commands about what is said: sending it, changing it, taking it back, reacting to it.

All but `typing` write an entry under an id of the caller's.
"""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from chat_server import audit, direct, reactions, rights, rooms
from chat_server.chat import Caller, Chat
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import TYPING_PAUSE_MS
from chat_server.records import PUBLIC, Room

P = TypeVar("P", bound=commands.Post)


def once(
    write: Callable[[Chat, Caller, Room, P], None],
) -> Callable[[Chat, Caller, P], None]:
    """A command that writes to a room the caller is in, the first time that its id comes.

    Later it is answered with what was written then, and nothing happens.
    """

    def handle(chat: Chat, caller: Caller, command: P) -> None:
        if chat.answered_before(caller, command.id):
            return
        write(chat, caller, chat.room_with(caller, command.room), command)

    return handle


def writing(
    write: Callable[[Chat, Caller, Room, P], None],
) -> Callable[[Chat, Caller, Room, P], None]:
    """The part of a command that is for who may write in the room."""

    def checked(chat: Chat, caller: Caller, room: Room, command: P) -> None:
        rights.check_writing(chat, caller, room)
        write(chat, caller, room, command)

    return checked


@once
@writing
def send(chat: Chat, caller: Caller, room: Room, command: commands.Send) -> None:
    """Say something in a room."""
    text = names.text(command.text, chat.limits.text)
    if command.reply_to is not None and not 0 < room.first <= command.reply_to <= room.last:
        raise Refusal(ErrorCode.NO_SUCH_ENTRY, "The message you reply to is not in this room.")
    direct.bring_other(chat, caller, room)
    entry = events.Message(
        *_header(caller, room, command.id),
        text=text,
        reply_to=command.reply_to,
        action=command.action,
    )
    chat.log(room, entry, caller.connection)


@once
@writing
def edit(chat: Chat, caller: Caller, room: Room, command: commands.Edit) -> None:
    """Say one's own message anew."""
    text = names.text(command.text, chat.limits.text)
    if chat.message(room, command.target).by.id != caller.person.id:
        raise Refusal(ErrorCode.NOT_ALLOWED, "Only who wrote a message can change it.")
    place = _header(caller, room, command.id)
    chat.log(room, events.Edited(*place, target=command.target, text=text), caller.connection)


@once
def delete(chat: Chat, caller: Caller, room: Room, command: commands.Delete) -> None:
    """Take a message back: its text is gone for good. One's own also where one can't write."""
    message = chat.message(room, command.target)
    if message.by.id != caller.person.id:
        _check_deletes(chat, caller, room, message)
        audit.note(chat, caller, "delete", message.by.id, room.name, str(message.seq))
    place = _header(caller, room, command.id)
    chat.log(room, events.Deleted(*place, target=command.target), caller.connection)
    gone = msgspec.structs.replace(message, text="", deleted=True)
    chat.fresh_messages[room.name, command.target] = gone


def _check_deletes(chat: Chat, caller: Caller, room: Room, message: events.Message) -> None:
    """A moderator takes back what people of a lower rank said where everyone can read it."""
    rights.check_writing(chat, caller, room)
    author = chat.person(message.by.id)
    if author is None or room.kind != PUBLIC or not caller.person.moderates:
        raise Refusal(ErrorCode.NOT_ALLOWED, "Only who wrote a message can take it back.")
    rights.check_outranks(caller, author)


@once
@writing
def react(chat: Chat, caller: Caller, room: Room, command: commands.React) -> None:
    """Put an emoji on a message, or take it off."""
    emoji = names.emoji(command.emoji)
    chat.message(room, command.target)
    count = reactions.put_on if command.on else reactions.take_off
    count(chat, caller.person.id, (room.name, command.target), emoji)
    place = _header(caller, room, command.id)
    entry = events.Reacted(*place, target=command.target, emoji=emoji, on=command.on)
    chat.log(room, entry, caller.connection)


@once
@writing
def topic(chat: Chat, caller: Caller, room: Room, command: commands.Topic) -> None:
    """Say what a room is about."""
    rights.check_not_guest(caller, "set topics")
    text = names.topic(command.text, chat.limits.topic)
    entry = events.Topic(*_header(caller, room, command.id), text=text)
    chat.log(msgspec.structs.replace(room, topic=text), entry, caller.connection)


def typing(chat: Chat, caller: Caller, command: commands.Typing) -> None:
    """Tell the room that the caller is writing, unless it was just told or is a crowd."""
    room = chat.room_with(caller, command.room)
    rights.check_writing(chat, caller, room)
    told = chat.typed.get((caller.person.id, room.name), 0)
    if told <= caller.now < told + TYPING_PAUSE_MS or len(chat.here[room.name]) > rooms.CROWD:
        return
    chat.typed[caller.person.id, room.name] = caller.now
    chat.say(events.Typing(room.name, caller.person.who))


def _header(caller: Caller, room: Room, id: str) -> tuple[str, int, int, events.Who, str]:
    """The fields that every entry begins with: room, seq, at, by, id."""
    return room.name, room.last + 1, max(caller.now, room.at), caller.person.who, id
