"""Rooms that are made on purpose: private ones with their members, and those for announcements.

A private room is there for its members only. Who made it looks after it and stays in it; every
member brings others in; nobody else's role counts for anything there. Whoever is not a member is
answered as if there were no such room, but for one thing: its name can't be taken twice.
"""

from chat_server import audit, rights, rooms, whom
from chat_server.chat import Caller, Chat
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.records import PRIVATE, PUBLIC, Room
from chat_server.writes import SetAnnounce

_ON = {True: "on", False: "off"}
MOST_MEMBERS = 500
"""Members of a private room."""


def create(chat: Chat, caller: Caller, command: commands.Create) -> None:
    """Make a room that is not there yet, and enter it.

    Whether the name is taken is looked at last: who tries out names pays each with one of the
    rooms they may make.
    """
    fold = names.private_name if command.private else names.room_name
    name = fold(command.room, chat.limits.room)
    if command.announce and not command.private:
        rights.check_moderates(caller)
    rights.check_making(chat, caller)
    rooms.check_entered(chat, caller)
    chat.check_place()
    if name in chat.rooms:
        raise Refusal(ErrorCode.NOT_ALLOWED, f"There is a room {name} already; pick another name.")
    room = Room(name, announce=command.announce, maker=caller.person.id)
    if command.private:
        members = frozenset({caller.person.id})
        room = Room(name, PRIVATE, members=members, announce=room.announce, maker=room.maker)
    chat.add_room(room, caller.now)
    rooms.enter(chat, caller, room, None, command.re)


def announce(chat: Chat, caller: Caller, command: commands.Announce) -> None:
    """Have only who looks after a room write in it, or everyone again."""
    room = chat.room(caller, command.room)
    rights.check_looks_after(caller, room)
    if room.announce != command.on:
        chat.write(SetAnnounce(room.name, command.on))
        chat.change_room(room, announce=command.on)
        chat.say(events.Announce(room.name, command.on, caller.person.who))
        if room.kind == PUBLIC:
            audit.note(chat, caller, "announce", room=room.name, detail=_ON[command.on])
    chat.answer(caller.connection, events.Done(command.re))


def admit(chat: Chat, caller: Caller, command: commands.Admit) -> None:
    """Bring a person into a private room: they may read all that was ever said in it."""
    room = chat.room(caller, command.room)
    if room.kind != PRIVATE:
        text = "A direct conversation is for two."
        if room.kind == PUBLIC:
            text = "Everybody may enter this room; only private rooms take people in."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    rights.check_not_guest(caller, "bring others in")
    person = whom.find(chat, command)
    if not room.is_for(person.id):
        if len(room.members) >= MOST_MEMBERS:
            text = f"A private room has at most {MOST_MEMBERS} members."
            raise Refusal(ErrorCode.NOT_ALLOWED, text)
        rooms.bring(chat, person, chat.add_member(room, person.id), caller.now)
    chat.answer(caller.connection, events.Done(command.re))


def kick(chat: Chat, caller: Caller, command: commands.Kick, room: Room) -> None:
    """End a membership: anyone's by who made the room, and everyone their own."""
    person = whom.find(chat, command)
    themselves = person.id == caller.person.id
    if not themselves:
        rights.check_looks_after(caller, room)
    if not room.is_for(person.id):
        raise Refusal(ErrorCode.NO_SUCH_PERSON, f"{person.nick} is no member of this room.")
    if person.id == room.maker:
        raise Refusal(ErrorCode.NOT_ALLOWED, "Who made a private room stays in it.")
    left = events.Left(room.name, person.who)
    if not themselves:
        reason = names.reason(command.reason) or None
        left = events.Left(room.name, person.who, caller.person.who, reason)
    rooms.put_out(chat, room.name, left)
    chat.drop_member(room, person.id)
