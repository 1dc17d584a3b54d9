"""Commands of moderators: putting people out, muting them, saying what they are. Pure.

Each is noted for the audit log. Banning is in `banning.py`, who may do what in `rights.py`.
"""

from chat_server import audit, people, private, rights, rooms, terms, whom
from chat_server.chat import Caller, Chat
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.records import CONSOLE, PRIVATE, Mute, Person, Room
from chat_server.writes import DropMute, PutMute

MOST_MUTES = 1_000
"""Mutes that hold at one time, of all people."""
MUTES_TOLD = 100
"""Of one person, those told after `welcome`."""


def kick(chat: Chat, caller: Caller, command: commands.Kick) -> None:
    """Put a person out of a room or off the server; they may come again."""
    room = None if command.room is None else chat.room(caller, command.room)
    if room is None:
        _put_off(chat, caller, command)
    elif room.kind == PRIVATE:
        private.kick(chat, caller, command, room)
    else:
        _put_out(chat, caller, command, room)
    chat.answer(caller.connection, events.Done(command.re))


def _put_out(chat: Chat, caller: Caller, command: commands.Kick, room: Room) -> None:
    person = _subject(chat, caller, command)
    rights.check_public(room)
    if person.id not in chat.here[room.name]:
        raise Refusal(ErrorCode.NO_SUCH_PERSON, f"{person.nick} is not in {room.name}.")
    by, reason = caller.person.who, names.reason(command.reason)
    audit.note(chat, caller, "kick", person.id, room.name, reason)
    rooms.put_out(chat, room.name, events.Left(room.name, person.who, by, reason or None))


def _put_off(chat: Chat, caller: Caller, command: commands.Kick) -> None:
    person = _subject(chat, caller, command)
    if person.id not in chat.people:
        raise Refusal(ErrorCode.NO_SUCH_PERSON, f"{person.nick} is not here now.")
    by, reason = caller.person.who, names.reason(command.reason)
    audit.note(chat, caller, "kick", person.id, detail=reason)
    named = "The server" if by.id == CONSOLE else by.nick
    text = rights.because(f"{named} has put you out", reason)
    why = Refusal(ErrorCode.NOT_ALLOWED, text, fatal=True)
    for connection in sorted(chat.connections[person.id]):
        people.put_off(chat, connection, why, by, reason)


def _subject(chat: Chat, caller: Caller, command: commands.OnPerson) -> Person:
    """Whom a moderator acts on, and may. Raises `Refusal`."""
    rights.check_moderates(caller)
    person = whom.find(chat, command)
    rights.check_outranks(caller, person)
    return person


def mute(chat: Chat, caller: Caller, command: commands.Mute) -> None:
    """Have a person write nothing, in a room or anywhere, or let them again."""
    person = _subject(chat, caller, command)
    where = ""
    if command.room is not None:
        room = chat.room(caller, command.room)
        rights.check_public(room)
        where = room.name
    terms.drop_over(chat, chat.mutes, caller.now, lambda old: DropMute(old.person, old.room))
    if command.on:
        _mute(chat, caller, person, where, command)
    elif (person.id, where) in chat.mutes:
        chat.write(DropMute(person.id, where))
        chat.journal.drop(chat.mutes, (person.id, where))
        audit.note(chat, caller, "mute", person.id, where or None, "off")
        told = events.Muted(on=False, by=caller.person.who, room=where or None)
        _tell(chat, person, told)
    chat.answer(caller.connection, events.Done(command.re))


def _mute(chat: Chat, caller: Caller, person: Person, where: str, command: commands.Mute) -> None:
    until, reason = terms.until(command.until, caller.now), names.reason(command.reason)
    if (person.id, where) not in chat.mutes and len(chat.mutes) >= MOST_MUTES:
        text = f"{MOST_MUTES:,} mutes hold already; take one off before you add another."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)
    ruled = Mute(
        by=caller.person.id,
        at=caller.now,
        until=until,
        person=person.id,
        room=where,
        reason=reason,
    )
    chat.write(PutMute(ruled))
    chat.journal.put(chat.mutes, (person.id, where), ruled)
    audit.note(chat, caller, "mute", person.id, where or None, terms.detail(until, reason))
    _tell(chat, person, _muted(chat, ruled))


def tell_mutes(chat: Chat, connection: int, person: Person, now: int) -> None:
    """Tell who has come in where they can write nothing."""
    mine = [one for one in chat.mutes.values() if one.person == person.id and one.holds(now)]
    for ruled in sorted(mine, key=lambda one: one.room)[:MUTES_TOLD]:
        chat.answer(connection, _muted(chat, ruled))


def role(chat: Chat, caller: Caller, command: commands.Role) -> None:
    """Make a person a guest, member, moderator or owner."""
    rights.check_moderates(caller)
    person = whom.find(chat, command)
    rights.check_appoints(caller, person, command.role)
    if person.role != command.role:
        audit.note(chat, caller, "role", person.id, detail=command.role)
        people.appoint(chat, person, command.role, caller.person.who)
    chat.answer(caller.connection, events.Done(command.re))


def release(chat: Chat, caller: Caller, command: commands.Release) -> None:
    """Let a nickname be anybody's: at once, or when who bears it now has gone."""
    rights.check_moderates(caller)
    owner = chat.person(whom.bearer(chat, command.nick) or "")
    if owner is None or not owner.owns:
        raise Refusal(ErrorCode.NO_SUCH_PERSON, "Nobody owns that nickname.")
    rights.check_outranks(caller, owner)
    audit.note(chat, caller, "release", owner.id, detail=owner.nick)
    people.release(chat, owner)
    chat.answer(caller.connection, events.Done(command.re))


def _muted(chat: Chat, ruled: Mute) -> events.Muted:
    return events.Muted(
        on=True,
        by=whom.shown(chat, ruled.by),
        room=ruled.room or None,
        until=ruled.until,
        reason=ruled.reason or None,
    )


def _tell(chat: Chat, person: Person, told: events.Muted) -> None:
    for connection in sorted(chat.connections.get(person.id, ())):
        chat.answer(connection, told)
