"""The chat's memory, and the few moves that every command is made of. Pure.

`hub.py` decides which command runs; `people.py`, `rooms.py` and `talk.py` hold the commands.
Memory is changed only through the journal, so that it can be put back.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from chat_server.deliveries import Close, Delivery, NewEntry, Say, Tell, Write
from chat_server.journal import Journal
from chat_server.protocol import codec, events, names
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits
from chat_server.records import Person, Room


class Memory(Protocol):
    """What is asked of the log while a command is decided. Sees committed writes only."""

    def find_person(self, session: bytes) -> Person | None:
        """Whose session this is, by the secret's hash."""

    def find_entry(self, person: str, id: str) -> Logged | None:
        """What a person wrote under this id."""


class Seat(msgspec.Struct, frozen=True):
    """One connection: who speaks on it, and in which rooms it is."""

    person: str | None = None
    rooms: frozenset[str] = frozenset()


class Caller(msgspec.Struct, frozen=True):
    """Who gives a command, on which connection, at which moment (Unix milliseconds)."""

    connection: int
    person: Person
    now: int


class Chat:
    """Who is here and what the rooms have come to. The hub's thread owns it."""

    def __init__(
        self,
        server: events.ServerInfo,
        limits: Limits,
        memory: Memory,
        rooms: Iterable[Room],
        random: Callable[[], str],
    ) -> None:
        self.server = server
        self.limits = limits
        self.memory = memory
        self.random = random
        """Gives 128 random bits as text of URL-safe characters."""
        self.read_only = False
        """While true, whatever must write is refused with `storage`."""
        self.journal = Journal()
        self.rooms = {room.name: room for room in rooms}
        self.here: dict[str, dict[str, int]] = {name: {} for name in self.rooms}
        """Room -> person -> how many of their connections are in it."""
        self.seats: dict[int, Seat] = {}
        self.people: dict[str, Person] = {}
        """Who is present, by id."""
        self.connections: dict[str, frozenset[int]] = {}
        """Person -> their connections."""
        self.nicks: dict[str, str] = {}
        """What a nickname reads as -> the present person who bears it."""
        self.fresh: dict[tuple[str, str], Logged] = {}
        """What this batch wrote, by person and id: the log does not show it yet."""
        self.typed: dict[tuple[str, str], int] = {}
        """When a person last said in a room that they type. Weather: not in the journal."""
        self.crowds: set[str] = set()
        """Crowded rooms whose number has changed. Weather too."""
        self.crowd_told: dict[str, int] = {}
        """When a room's number was last told. Weather too."""
        self.writes: list[Write] = []
        self.deliveries: list[Delivery] = []

    def room(self, raw: str) -> Room:
        """The room of that name. Raises `Refusal` with `no-such-room` or `bad-request`."""
        room = self.rooms.get(raw) or self.rooms.get(names.room_name(raw, self.limits.room))
        if room is None:
            raise Refusal(ErrorCode.NO_SUCH_ROOM, "There is no such room.")
        return room

    def room_with(self, caller: Caller, raw: str) -> Room:
        """The room of that name, if the caller is in it. Raises `Refusal`."""
        room = self.room(raw)
        if room.name not in self.seats[caller.connection].rooms:
            raise Refusal(ErrorCode.NOT_HERE, f"Join the room {room.name} first.")
        return room

    def write(self, write: Write) -> None:
        """Ask the log to keep this. Raises `Refusal` with `storage` while the disk refuses."""
        if self.read_only:
            text = "The server's disk takes no writes now; send it again later."
            raise Refusal(ErrorCode.STORAGE, text)
        self.writes.append(write)

    def log(self, room: Room, entry: events.Entry, connection: int) -> None:
        """Give an entry that came by a connection its place in its room; tell everyone there."""
        logged = Logged(entry, codec.encode(entry))
        grown = msgspec.structs.replace(
            room, first=room.first or entry.seq, last=entry.seq, at=entry.at
        )
        self.write(NewEntry(room, logged))
        self.journal.put(self.rooms, room.name, grown)
        self.journal.put(self.fresh, (entry.by.id, entry.id), logged)
        self.deliveries.append(Say(room.name, logged, connection))

    def say(self, notice: events.Notice) -> None:
        """Tell everyone in the notice's room."""
        self.deliveries.append(Say(notice.room, notice))

    def answer(self, connection: int, event: events.Event | Logged) -> None:
        """Tell one connection; a fatal error ends it."""
        if isinstance(event, events.Error) and event.fatal:
            self.deliveries.append(Close(connection, event))
        else:
            self.deliveries.append(Tell(connection, event))
