"""Commands about rooms: joining, leaving, listing, and what a crowd is told."""

from collections.abc import Iterable
from itertools import islice

import msgspec

from chat_server.chat import Caller, Chat
from chat_server.deliveries import NewRoom, Subscribe, Unsubscribe
from chat_server.protocol import commands, events, names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import REPLAY
from chat_server.records import Room

CROWD = 200
"""People in a room above which single comings and goings are not told."""
CROWD_PAUSE_MS = 1_000
"""The least time between two `crowd` notices of a room."""
LISTED_PEOPLE = 200
"""People listed in `room`."""
LISTED_ROOMS = 500
"""Rooms listed in `welcome`."""
LIST_BYTES = 240 * 1024
"""About the bytes of rooms listed in `rooms`, short of the longest line."""
MOST_ROOMS = 10_000
"""Rooms a server keeps."""
MOST_ENTERED = 500
"""Rooms one connection may be in."""
NEWEST = 50
"""Entries of the newest page, for those who hold nothing or too little."""


def join(chat: Chat, caller: Caller, command: commands.Join) -> None:
    """Enter a room, made if there is none; what the joiner has not seen follows the answer."""
    room = _room_to_join(chat, command.room, caller.now)
    seat = chat.seats[caller.connection]
    if room.name not in seat.rooms:
        if len(seat.rooms) >= MOST_ENTERED:
            text = f"You are in {MOST_ENTERED} rooms; leave one before you join another."
            raise Refusal(ErrorCode.NOT_ALLOWED, text)
        seat = msgspec.structs.replace(seat, rooms=seat.rooms | {room.name})
        chat.journal.put(chat.seats, caller.connection, seat)
        _come(chat, caller, room.name)
    missed = 0
    if command.since is not None:
        missed = max(0, room.last - max(command.since, room.first - 1))
    chat.answer(caller.connection, _state(chat, room, missed))
    after = _replay_from(room, command.since)
    chat.deliveries.append(Subscribe(caller.connection, room.name, after, room.last))


def leave(chat: Chat, caller: Caller, command: commands.Leave) -> None:
    """Leave a room."""
    room = chat.room_with(caller, command.room)
    crowded = len(chat.here[room.name]) > CROWD
    go(chat, caller.connection, room.name)
    if crowded:  # nobody is told, so the one who left would wait for ever
        chat.answer(caller.connection, events.Left(room.name, caller.person.who))


def list_rooms(chat: Chat, caller: Caller, command: commands.Rooms) -> None:
    """Which rooms there are, as many as fit a line."""
    listed: list[Room] = []
    left = LIST_BYTES
    for room in chat.rooms.values():
        left -= 150 + len(room.name.encode()) + len(room.topic.encode())
        if left < 0:
            break
        listed.append(room)
    answer = events.Rooms(command.re, _summaries(chat, listed), len(listed) < len(chat.rooms))
    chat.answer(caller.connection, answer)


def summaries(chat: Chat) -> list[events.RoomSummary]:
    """The rooms for a `welcome`, the oldest first."""
    return _summaries(chat, islice(chat.rooms.values(), LISTED_ROOMS))


def _summaries(chat: Chat, listed: Iterable[Room]) -> list[events.RoomSummary]:
    return [room.summary(len(chat.here[room.name])) for room in listed]


def go(chat: Chat, connection: int, name: str) -> None:
    """A connection leaves a room; the room hears it with the person's last one."""
    seat, here = chat.seats[connection], chat.here[name]
    person = chat.people[seat.person or ""]
    rooms = seat.rooms - {name}
    chat.journal.put(chat.seats, connection, msgspec.structs.replace(seat, rooms=rooms))
    if here[person.id] > 1:
        chat.journal.put(here, person.id, here[person.id] - 1)
    else:
        crowded = len(here) > CROWD
        chat.journal.drop(here, person.id)
        chat.typed.pop((person.id, name), None)
        _tell(chat, events.Left(name, person.who), crowded)
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


def _come(chat: Chat, caller: Caller, name: str) -> None:
    """A connection enters a room; the room hears it with the person's first one."""
    here = chat.here[name]
    before = here.get(caller.person.id, 0)
    chat.journal.put(here, caller.person.id, before + 1)
    if before == 0:
        _tell(chat, events.Joined(name, caller.person.who), len(here) > CROWD)


def _tell(chat: Chat, notice: events.Joined | events.Left, crowded: bool) -> None:
    if crowded:
        chat.crowds.add(notice.room)
    else:
        chat.say(notice)


def _room_to_join(chat: Chat, raw: str, now: int) -> Room:
    name = names.room_name(raw, chat.limits.room)
    room = chat.rooms.get(name)
    if room is None:
        if len(chat.rooms) >= MOST_ROOMS:
            raise Refusal(ErrorCode.SERVER_FULL, "The server has no place for another room.")
        room = Room(name)
        chat.write(NewRoom(room, now))
        chat.journal.put(chat.rooms, name, room)
        chat.journal.put(chat.here, name, {})
    return room


def _state(chat: Chat, room: Room, missed: int) -> events.RoomState:
    here = chat.here[room.name]
    people = (chat.people[id] for id in islice(here, LISTED_PEOPLE))
    return events.RoomState(
        room=room.name,
        kind=room.kind,
        topic=room.topic,
        people=[events.Present(person.id, person.nick) for person in people],
        count=len(here),
        last=room.last,
        first=room.first,
        missed=missed,
    )


def _replay_from(room: Room, since: int | None) -> int:
    """The seq after which a joiner is told the room's entries."""
    if since is None or room.last - since > REPLAY:
        return max(room.last - NEWEST, 0)
    return min(since, room.last)
