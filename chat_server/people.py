"""Commands about people: who is here, who goes, what they are called."""

import msgspec

from chat_server import rights, rooms
from chat_server.chat import Caller, Chat
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import Refusal
from chat_server.protocol.roles import Role
from chat_server.records import CONSOLE, PRIVATE, Person, Room
from chat_server.writes import NewNick, NewRole, Ownership

AWAY = "away"
"""The state of a member of a private room who is not in it."""
MOST_LISTED = 1_000
"""People listed in `people`: well under the longest line."""


def nick(chat: Chat, caller: Caller, command: commands.Nick) -> None:
    """Be called something else; every room one is in hears it."""
    rights.check_not_console(caller.person)
    old, new = caller.person.nick, names.nickname(command.nick, chat.limits.nick)
    chat.nicknames.check_free(new, caller.person.id)
    renamed = rename(chat, caller.person, new)
    if new == old or not _everywhere(chat, renamed):
        told = events.Renamed(names.LOBBY, renamed.who, was=old)
        chat.answer(caller.connection, told)


def rename(chat: Chat, person: Person, nick: str) -> Person:
    """Call a person something that nobody else is called; the rooms they are in hear it."""
    if nick == person.nick:
        return person
    chat.write(NewNick(person.id, nick))
    renamed = chat.change(msgspec.structs.replace(person, nick=nick))
    if chat.nicknames.bearer(person.nick) == person.id:
        chat.nicknames.drop(person.nick)
        chat.nicknames.take(nick, person.id)
    chat.listed.clear()
    for room in _everywhere(chat, renamed):
        chat.say(events.Renamed(room, renamed.who, was=person.nick))
    return renamed


def appoint(chat: Chat, person: Person, role: Role, by: events.Who) -> Person:
    """Make a person something else; the rooms they are in hear it, and they themselves."""
    chat.write(NewRole(person.id, role))
    appointed = chat.change(msgspec.structs.replace(person, role=role))
    chat.listed.clear()
    for room in _everywhere(chat, appointed):
        chat.say(events.Role(room, appointed.who, role, by))
    for connection in sorted(chat.connections.get(person.id, ())):
        chat.answer(connection, events.Role("", appointed.who, role, by))
    return appointed


def release(chat: Chat, person: Person) -> Person:
    """A person's nickname is theirs no more than anybody's who bears one."""
    chat.write(Ownership(person.id, owns=False))
    if person.id not in chat.people:
        chat.nicknames.drop(person.nick)
    return chat.change(msgspec.structs.replace(person, owns=False))


def list_people(chat: Chat, caller: Caller, command: commands.People) -> None:
    """Who is here, on the server or in one room; of a private room all who may read it.

    The server itself is no one of those who are here.
    """
    room = None if command.room is None else chat.room(caller, command.room)
    everyone = (id for id in chat.people if id != CONSOLE)
    ids = [*(everyone if room is None else chat.here[room.name])]
    listed = [chat.people[id].present for id in ids[:MOST_LISTED]]
    away = _away(chat, room) if room is not None and room.kind == PRIVATE else []
    answer = events.People(
        re=command.re,
        people=listed + away,
        count=len(ids) + len(away),
        more=len(ids) > len(listed),
        room=None if room is None else room.name,
    )
    chat.answer(caller.connection, answer)


def _away(chat: Chat, room: Room) -> list[events.Present]:
    """The members of a private room who are not in it."""
    found = chat.archive.find_people(room.members - chat.here[room.name].keys())
    people = (chat.fresh_people.get(person.id, person) for person in found)
    return [events.Present(one.id, one.nick, AWAY, one.role) for one in people]


def ping(chat: Chat, caller: Caller, command: commands.Ping) -> None:
    """Is the server there?"""
    chat.answer(caller.connection, events.Pong(command.re))


def pong(chat: Chat, caller: Caller, command: commands.Pong) -> None:
    """The peer is there. The reactor has noted when it last spoke; there is nothing to say."""


def put_off(chat: Chat, connection: int, why: Refusal, by: events.Who, reason: str) -> None:
    """End a connection after telling it why; the rooms hear who did it."""
    vacate(chat, connection, by, reason or None)
    chat.answer(connection, events.Error(why.code, why.text, fatal=True))


def vacate(
    chat: Chat, connection: int, by: events.Who | None = None, reason: str | None = None
) -> None:
    """Take a connection out of the chat, and its person with the last one.

    `by` has put them out, for a reason.
    """
    seat = chat.seats[connection]
    for room in sorted(seat.rooms):
        who = chat.people[seat.person or ""].who
        rooms.go(chat, connection, room, events.Left(room, who, by, reason))
    chat.journal.drop(chat.seats, connection)
    if seat.person is None:
        return
    left = chat.connections[seat.person] - {connection}
    if left:
        chat.journal.put(chat.connections, seat.person, left)
        return
    chat.journal.drop(chat.connections, seat.person)
    person = chat.journal.drop(chat.people, seat.person)
    if person.id in chat.marks:
        chat.journal.drop(chat.marks, person.id)
    if not person.owns:
        chat.nicknames.drop(person.nick)


def _everywhere(chat: Chat, person: Person) -> list[str]:
    """The rooms that a person is in, on any connection."""
    seats = chat.connections.get(person.id, frozenset())
    return sorted({room for seat in seats for room in chat.seats[seat].rooms})
