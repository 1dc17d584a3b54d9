"""Commands about people: who comes, who goes, what they are called."""

from collections.abc import Mapping
from itertools import islice

import msgspec

from chat_server import rooms
from chat_server.chat import Caller, Chat
from chat_server.deliveries import NewNick, NewPerson
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import VERSION
from chat_server.records import Person, session_hash

MOST_LISTED = 1_000
"""People listed in `people`: well under the longest line."""


def hello(chat: Chat, connection: int, command: commands.Hello, now: int) -> None:
    """Somebody comes: a new person, or one who shows an earlier session's secret."""
    if chat.seats[connection].person is not None:
        raise Refusal(ErrorCode.BAD_REQUEST, "You have said hello already.")
    if command.version != VERSION:
        text = f"This server speaks version {VERSION} of Parlor's protocol; update the older side."
        raise Refusal(ErrorCode.VERSION, text, fatal=True)
    nick = names.nickname(command.nick, chat.limits.nick)
    person = _returning(chat, command.session)
    _check_free(chat, nick, person)
    secret = command.session or ""
    marks: Mapping[str, int] = {}
    if person is None:
        secret = chat.random()
        person = Person(chat.random()[:12], nick, session_hash(secret))
        chat.write(NewPerson(person, now))
    else:
        marks = chat.marks.get(person.id) or chat.fresh_marks.get(person.id) or {}
        marks = marks or chat.archive.find_marks(person.id)
        person = _renamed(chat, person, nick)
        for other in chat.connections.get(person.id, frozenset()):
            _take_over(chat, other)
    _seat(chat, connection, person, marks)
    chat.answer(connection, _welcome(chat, person, secret))


def nick(chat: Chat, caller: Caller, command: commands.Nick) -> None:
    """Be called something else; every room one is in hears it."""
    new = names.nickname(command.nick, chat.limits.nick)
    _check_free(chat, new, caller.person)
    renamed = _renamed(chat, caller.person, new)
    if renamed is caller.person:
        same = events.Renamed(names.LOBBY, renamed.who, was=renamed.nick)
        chat.answer(caller.connection, same)
        return
    chat.journal.drop(chat.nicks, names.nick_key(caller.person.nick))
    chat.journal.put(chat.nicks, names.nick_key(new), renamed.id)
    chat.journal.put(chat.people, renamed.id, renamed)
    everywhere = {room for seat in chat.connections[renamed.id] for room in chat.seats[seat].rooms}
    chat.listed.clear()
    for room in sorted(everywhere):
        chat.say(events.Renamed(room, renamed.who, was=caller.person.nick))
    if not everywhere:
        chat.answer(
            caller.connection, events.Renamed(names.LOBBY, renamed.who, was=caller.person.nick)
        )


def list_people(chat: Chat, caller: Caller, command: commands.People) -> None:
    """Who is here, on the server or in one room."""
    room = None if command.room is None else chat.room(caller, command.room).name
    ids = chat.people if room is None else chat.here[room]
    listed = [chat.people[id] for id in islice(ids, MOST_LISTED)]
    answer = events.People(
        re=command.re,
        people=[events.Present(person.id, person.nick) for person in listed],
        count=len(ids),
        more=len(ids) > len(listed),
        room=room,
    )
    chat.answer(caller.connection, answer)


def ping(chat: Chat, caller: Caller, command: commands.Ping) -> None:
    """Is the server there?"""
    chat.answer(caller.connection, events.Pong(command.re))


def pong(chat: Chat, caller: Caller, command: commands.Pong) -> None:
    """The peer is there. The reactor has noted when it last spoke; there is nothing to say."""


def vacate(chat: Chat, connection: int) -> None:
    """Take a connection out of the chat, and its person with the last one."""
    for room in sorted(chat.seats[connection].rooms):
        rooms.go(chat, connection, room)
    seat = chat.journal.drop(chat.seats, connection)
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
    chat.journal.drop(chat.nicks, names.nick_key(person.nick))


def _returning(chat: Chat, secret: str | None) -> Person | None:
    person = chat.archive.find_person(session_hash(secret)) if secret else None
    if person is None:
        return None
    return chat.people.get(person.id) or chat.fresh_people.get(person.id, person)


def _check_free(chat: Chat, nick: str, person: Person | None) -> None:
    bearer = chat.nicks.get(names.nick_key(nick))
    if bearer is not None and (person is None or bearer != person.id):
        raise Refusal(ErrorCode.NICK_TAKEN, f"Somebody here is called {nick}; pick another.")


def _renamed(chat: Chat, person: Person, nick: str) -> Person:
    if nick == person.nick:
        return person
    chat.write(NewNick(person.id, nick))
    renamed = msgspec.structs.replace(person, nick=nick)
    chat.journal.put(chat.fresh_people, person.id, renamed)
    return renamed


def _take_over(chat: Chat, connection: int) -> None:
    text = "You came in from another window."
    vacate(chat, connection)
    error = events.Error(ErrorCode.CLOSING, text, fatal=True, taken_over=True)
    chat.answer(connection, error)


def _seat(chat: Chat, connection: int, person: Person, marks: Mapping[str, int]) -> None:
    seat = msgspec.structs.replace(chat.seats[connection], person=person.id)
    others = chat.connections.get(person.id, frozenset())
    chat.journal.put(chat.seats, connection, seat)
    chat.journal.put(chat.people, person.id, person)
    chat.journal.put(chat.connections, person.id, others | {connection})
    chat.journal.put(chat.nicks, names.nick_key(person.nick), person.id)
    if marks:
        chat.journal.put(chat.marks, person.id, marks)


def _welcome(chat: Chat, person: Person, secret: str) -> events.Welcome:
    return events.Welcome(
        version=VERSION,
        server=chat.server,
        you=events.You(person.id, person.nick, person.role),
        session=secret,
        rooms=rooms.summaries(chat, person),
        limits=chat.limits,
    )
