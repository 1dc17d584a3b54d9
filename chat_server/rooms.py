"""Commands about rooms: joining, leaving, listing, and what a crowd is told."""

from collections.abc import Iterable, Iterator
from itertools import islice

from chat_server import rights
from chat_server.chat import Caller, Chat
from chat_server.deliveries import Subscribe, Unsubscribe
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import LISTED_PRIVATES, MOST_ENTERED, REPLAY
from chat_server.records import DIRECT, PRIVATE, Person, Room

CROWD = 200
"""People in a room above which single comings and goings are not told."""
CROWD_PAUSE_MS = 1_000
"""The least time between two `crowd` notices of a room."""
LISTED_PEOPLE = 200
"""People listed in `room`."""
LISTED_ROOMS = 500
"""Rooms listed in `welcome`."""
LISTED_DIRECTS = 250
"""Direct conversations listed in `welcome`, and looked through for a nickname."""
SUMMARY_BYTES = 300
"""About the bytes of a room's summary beside its name and topic, the other person included."""
LIST_BYTES = 240 * 1024
"""About the bytes of rooms listed in `rooms`, short of the longest line."""
NEWEST = 50
"""Entries of the newest page, for those who hold nothing or too little."""


def join(chat: Chat, caller: Caller, command: commands.Join) -> None:
    """Enter a room, made if there is none; what the joiner has not seen follows the answer."""
    chat.meters.check_join(caller.person.id, caller.now)
    enter(chat, caller, _room_to_join(chat, caller, command.room), command.since)


def enter(chat: Chat, caller: Caller, room: Room, since: int | None, re: str | None = None) -> None:
    """Take the caller's connection into a room, and have it told what it lacks after `since`."""
    seat = chat.seats[caller.connection]
    if room.name not in seat.rooms:
        check_entered(chat, caller)
        chat.sit(caller.connection, rooms=seat.rooms | {room.name})
        _come(chat, caller.person, room.name)
    missed = 0 if since is None else max(0, room.last - max(since, room.first - 1))
    chat.answer(caller.connection, _state(chat, caller.person, room, missed, re))
    after = _replay_from(room, since)
    chat.deliveries.append(Subscribe(caller.connection, room.name, after, room.last))


def check_entered(chat: Chat, caller: Caller) -> None:
    """Whether the caller's connection may be in another room. Raises `Refusal`."""
    if len(chat.seats[caller.connection].rooms) >= MOST_ENTERED:
        text = f"You are in {MOST_ENTERED} rooms; leave one before you join another."
        raise Refusal(ErrorCode.NOT_ALLOWED, text)


def bring(chat: Chat, person: Person, room: Room, now: int) -> None:
    """Take those connections of a person into a room that are not in it, unasked."""
    for connection in sorted(chat.connections.get(person.id, ())):
        seat = chat.seats[connection]
        if room.name not in seat.rooms and len(seat.rooms) < MOST_ENTERED:
            enter(chat, Caller(connection, person, now), room, None)


def leave(chat: Chat, caller: Caller, command: commands.Leave) -> None:
    """Leave a room."""
    room = chat.room_with(caller, command.room)
    here = chat.here[room.name]
    untold = here[caller.person.id] > 1 or len(here) > CROWD
    go(chat, caller.connection, room.name)
    if untold:  # the one who left would wait for ever
        chat.answer(caller.connection, events.Left(room.name, caller.person.who))


def list_rooms(chat: Chat, caller: Caller, command: commands.Rooms) -> None:
    """Which rooms there are, as many as fit a line."""
    listed, more = _fitting(_rooms_for(chat, caller.person))
    answer = events.Rooms(command.re, _summaries(chat, caller.person, listed), more)
    chat.answer(caller.connection, answer)


def summaries(chat: Chat, person: Person) -> list[events.RoomSummary]:
    """The rooms for a person's `welcome`."""
    known = _rooms_for(chat, person, LISTED_PRIVATES, LISTED_DIRECTS)
    listed, _ = _fitting(islice(known, LISTED_ROOMS))
    return _summaries(chat, person, listed)


def _rooms_for(
    chat: Chat, person: Person, privates: int | None = None, directs: int | None = None
) -> Iterator[Room]:
    """The rooms a person may know of: the lobby, private ones, direct ones, then the others."""
    yield chat.rooms[names.LOBBY]
    yield from _newest(_closed_to_others(chat, person, PRIVATE))[:privates]
    yield from directs_of(chat, person)[:directs]
    for name in chat.public:
        if name != names.LOBBY:
            yield chat.rooms[name]


def directs_of(chat: Chat, person: Person) -> list[Room]:
    """A person's direct conversations, those with the newest entries first.

    One in which nothing was said yet is there for those who are in it: it was only opened.
    """
    known = _closed_to_others(chat, person, DIRECT)
    return _newest(room for room in known if room.last or person.id in chat.here[room.name])


def _newest(rooms: Iterable[Room]) -> list[Room]:
    """The same, those with the newest entries first."""
    return sorted(rooms, key=lambda room: (-room.at, room.name))


def _closed_to_others(chat: Chat, person: Person, kind: str) -> Iterator[Room]:
    """The rooms of this kind that are there for a person and not for everyone."""
    rooms = (chat.rooms[name] for name in chat.closed.get(person.id, ()))
    return (room for room in rooms if room.kind == kind)


def _fitting(rooms: Iterable[Room]) -> tuple[list[Room], bool]:
    """The first rooms whose summaries fit a line, and whether any were left out."""
    listed: list[Room] = []
    left = LIST_BYTES
    for room in rooms:
        left -= SUMMARY_BYTES + len(room.name.encode()) + len(room.topic.encode())
        if left < 0:
            return listed, True
        listed.append(room)
    return listed, False


def _summaries(chat: Chat, person: Person, listed: Iterable[Room]) -> list[events.RoomSummary]:
    seen = chat.marks.get(person.id, {})
    return [
        events.RoomSummary(
            room=room.name,
            kind=room.kind,
            topic=room.topic,
            last=room.last,
            seen=seen.get(room.name, 0),
            people=len(chat.here[room.name]),
            with_=_other(chat, person, room),
            announce=room.announce,
            maker=_maker(room),
        )
        for room in listed
    ]


def _maker(room: Room) -> str | None:
    """Who looks after a private room."""
    return room.maker if room.kind == PRIVATE else None


def _other(chat: Chat, person: Person, room: Room) -> events.Who | None:
    """Whom a person talks with in a direct conversation."""
    other = room.other(person.id)
    return None if other is None else chat.who(other)


def put_out(chat: Chat, room: str, left: events.Left) -> None:
    """Take all connections of who has `left` out of a room; each hears it, and so does the room."""
    crowded = len(chat.here[room]) > CROWD
    connections = sorted(chat.connections.get(left.who.id, ()))
    inside = [one for one in connections if room in chat.seats[one].rooms]
    for connection in inside:
        go(chat, connection, room, left)
        if crowded or connection != inside[-1]:  # the last one hears it with the room
            chat.answer(connection, left)


def go(chat: Chat, connection: int, name: str, left: events.Left | None = None) -> None:
    """A connection leaves a room; the room hears it with the person's last one."""
    seat, here = chat.seats[connection], chat.here[name]
    person = chat.people[seat.person or ""]
    chat.sit(connection, rooms=seat.rooms - {name})
    if here[person.id] > 1:
        chat.journal.put(here, person.id, here[person.id] - 1)
    else:
        crowded = len(here) > CROWD
        chat.journal.drop(here, person.id)
        chat.listed.pop(name, None)
        chat.typed.pop((person.id, name), None)
        _tell(chat, left or events.Left(name, person.who), crowded)
    chat.deliveries.append(Unsubscribe(connection, name))


def tell_crowds(chat: Chat, now: int) -> int | None:
    """Tell of crowds that are due; gives the milliseconds until the next is, None for never."""
    waits: list[int] = []
    for name in sorted(chat.crowds):
        wait = chat.crowd_told.get(name, 0) + CROWD_PAUSE_MS - now
        if 0 < wait <= CROWD_PAUSE_MS:
            waits.append(wait)
            continue
        chat.crowds.discard(name)
        chat.crowd_told[name] = now
        chat.say(events.Crowd(name, len(chat.here[name])))
    return min(waits, default=None)


def _come(chat: Chat, person: Person, name: str) -> None:
    """A connection enters a room; the room hears it with the person's first one."""
    here = chat.here[name]
    before = here.get(person.id, 0)
    chat.journal.put(here, person.id, before + 1)
    if before == 0:
        if len(here) <= LISTED_PEOPLE:
            chat.listed.pop(name, None)
        _tell(chat, events.Joined(name, person.who, person.role), len(here) > CROWD)


def _tell(chat: Chat, notice: events.Joined | events.Left, crowded: bool) -> None:
    if crowded:
        chat.crowds.add(notice.room)
    else:
        chat.say(notice)


def _room_to_join(chat: Chat, caller: Caller, raw: str) -> Room:
    """The room of that name, made if there is none and it would be there for everyone."""
    if raw.startswith((names.DIRECT, names.PRIVATE)):
        return chat.room(caller, raw)
    room = chat.find_room(caller, raw)
    if room is None:
        name = names.room_name(raw, chat.limits.room)
        rights.check_making(chat, caller)
        room = Room(name, maker=caller.person.id)
        chat.add_room(room, caller.now)
    return room


def _state(chat: Chat, person: Person, room: Room, missed: int, re: str | None) -> events.RoomState:
    days, entries = _own_keep(chat, room)
    return events.RoomState(
        room=room.name,
        kind=room.kind,
        topic=room.topic,
        people=_listed(chat, room.name),
        count=len(chat.here[room.name]),
        last=room.last,
        first=room.first,
        missed=missed,
        with_=_other(chat, person, room),
        re=re,
        announce=room.announce,
        maker=_maker(room),
        keep_days=days,
        keep_entries=entries,
    )


def _own_keep(chat: Chat, room: Room) -> tuple[float, int] | tuple[None, None]:
    """How long this room's entries are kept, where that is not what holds for the server."""
    keep, usual = chat.retention.of(room.name), chat.retention
    same = (keep.days, keep.entries) == (usual.days, usual.entries)
    return (None, None) if same else (keep.days, keep.entries)


def _listed(chat: Chat, name: str) -> list[events.Present]:
    if name not in chat.listed:
        people = (chat.people[id] for id in islice(chat.here[name], LISTED_PEOPLE))
        chat.listed[name] = [one.present for one in people]
    return chat.listed[name]


def _replay_from(room: Room, since: int | None) -> int:
    """The seq after which a joiner is told the room's entries."""
    gone = max(room.first - 1, 0)
    held = None if since is None else max(since, gone)
    if held is None or room.last - held > REPLAY:
        return max(room.last - NEWEST, gone)
    return min(held, room.last)
