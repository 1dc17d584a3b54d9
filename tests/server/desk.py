"""A hub without socket and disk, for tests: commands in, deliveries out."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import count
from typing import Any

import msgspec

from chat_server.chat import Chat
from chat_server.deliveries import Arrived, Close, Delivery, Gone, Heard, Input, Job, Say, Tell
from chat_server.hub import Hub
from chat_server.protocol import codec, commands, events
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.protocol.roles import Role
from chat_server.quotas import UNLIMITED, Quotas
from chat_server.records import KEEP_ALL, Person, Retention, Room
from chat_server.writes import (
    NewAct,
    NewEntry,
    NewKey,
    NewMark,
    NewNick,
    NewPerson,
    NewRole,
    NewSession,
    Ownership,
    Prune,
    Write,
)

NO_RATE = Limits(rate=0, join_rate=0)


class Archive:
    """The log as a dict."""

    def __init__(self) -> None:
        self.people: dict[bytes, Person] = {}
        self.entries: dict[tuple[str, str], Logged] = {}
        self.places: dict[tuple[str, int], events.AnyEntry] = {}
        self.reactions: dict[tuple[str, int], set[tuple[str, str]]] = {}
        self.marks: dict[str, dict[str, int]] = {}
        self.keys: dict[bytes, str] = {}
        self.acts: list[NewAct] = []
        self.pruned = 0

    def find_person(self, session: bytes) -> Person | None:
        return self.people.get(session)

    def find_entry(self, person: str, id: str) -> Logged | None:
        return self.entries.get((person, id))

    def find_used(self, keys: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        return set(keys) & self.entries.keys()

    def find_by_id(self, id: str) -> Person | None:
        return next((one for one in self.people.values() if one.id == id), None)

    def find_people(self, ids: Collection[str]) -> list[Person]:
        return sorted((one for one in self.people.values() if one.id in ids), key=lambda o: o.id)

    def find_key(self, key: bytes) -> Person | None:
        return self.find_by_id(self.keys.get(key, ""))

    def find_message(self, room: str, seq: int) -> events.Message | None:
        found = self.places.get((room, seq))
        return found if isinstance(found, events.Message) else None

    def find_emoji(self, room: str, target: int) -> dict[str, int]:
        return dict(Counter(emoji for emoji, _ in self.reactions.get((room, target), ())))

    def find_own_emoji(self, room: str, target: int, person: str) -> frozenset[str]:
        on_it = self.reactions.get((room, target), ())
        return frozenset(emoji for emoji, by in on_it if by == person)

    def find_marks(self, person: str) -> dict[str, int]:
        return self.marks.get(person, {})

    def find_acts(self, before: int, limit: int) -> list[NewAct]:
        return [act for act in self.acts[::-1] if act.number < before][:limit]

    def find_expired(self, room: str, before: int, most: int) -> int:
        kept = [e for (name, seq), e in self.places.items() if name == room and seq > self.pruned]
        old = [entry.seq for entry in kept[:most] if entry.at < before]
        return max(old, default=0)

    def keep(self, writes: list[Write]) -> None:
        for write in writes:
            if isinstance(write, NewPerson):
                self.people[write.person.session] = write.person
            elif isinstance(write, NewKey):
                self.keys[write.key] = write.person
            elif isinstance(write, NewNick):
                self._change(write.person, nick=write.nick)
            elif isinstance(write, NewRole):
                self._change(write.person, role=write.role)
            elif isinstance(write, NewSession):
                self._change(write.person, session=write.session)
            elif isinstance(write, Ownership):
                self._change(write.person, owns=write.owns)
            elif isinstance(write, NewEntry):
                self._keep_entry(write)
            elif isinstance(write, NewAct):
                self.acts.append(write)
            elif isinstance(write, NewMark):
                self.marks.setdefault(write.person, {})[write.room] = write.seq
            elif isinstance(write, Prune):
                self.pruned = write.seq

    def _change(self, id: str, **changes: Any) -> None:
        person = self.find_by_id(id)
        assert person is not None
        del self.people[person.session]
        changed = msgspec.structs.replace(person, **changes)
        self.people[changed.session] = changed

    def _keep_entry(self, write: NewEntry) -> None:
        entry = write.logged.entry
        self.entries[entry.by.id, entry.id] = write.logged
        self.places[entry.room, entry.seq] = entry
        if isinstance(entry, events.Deleted):
            message = self.places[entry.room, entry.target]
            self.places[entry.room, entry.target] = msgspec.structs.replace(
                message, text="", deleted=True
            )
        elif isinstance(entry, events.Reacted):
            on_it = self.reactions.setdefault((entry.room, entry.target), set())
            (on_it.add if entry.on else on_it.discard)((entry.emoji, entry.by.id))


class Desk:
    """A hub under test: gives commands and sees what comes of them."""

    def __init__(
        self,
        limits: Limits = NO_RATE,
        retention: Retention = KEEP_ALL,
        quotas: Quotas = UNLIMITED,
    ) -> None:
        self.archive = Archive()
        numbers = count(1)
        server = events.ServerInfo("s", "Lab", "0")
        self.chat = Chat(
            server,
            limits,
            self.archive,
            [Room("lobby")],
            lambda: f"{next(numbers):012}-secret",
            quotas=quotas,
            retention=retention,
        )
        self.hub = Hub(self.chat)
        self.now = 1_000_000
        self.writes: list[Write] = []
        self.jobs: list[Job] = []
        """What is to be done elsewhere."""
        self.decided = 0
        """How many bytes of what was heard need nothing more."""
        self.secrets: dict[int, str] = {}
        self._numbers = count(1)

    def arrive(self, address: str = "") -> int:
        number = next(self._numbers)
        self.take(Arrived(number, address))
        return number

    def take(self, *inputs: Any) -> list[Delivery]:
        self.hub.foresee(inputs)
        for what in inputs:
            self.hub.take(what, self.now)
        self.hub.tick(self.now)
        outcome = self.hub.outcome()
        for told in outcome.deliveries:
            if isinstance(told, Tell) and isinstance(told.event, events.Welcome):
                self.secrets[told.connection] = told.event.session
        self.writes = outcome.writes
        self.jobs += outcome.jobs
        self.decided += sum(outcome.decided.values())
        self.archive.keep(outcome.writes)
        self.hub.keep()
        if not outcome.released:
            return outcome.deliveries
        later = self.take(*outcome.released)
        self.writes = outcome.writes + self.writes
        return outcome.deliveries + later

    def refused(self, connection: int, *said: commands.AnyCommand) -> list[Delivery]:
        """What would have come of commands whose batch the disk refuses."""
        return self.undone(Heard(connection, list(said), 1))

    def undone(self, *inputs: Input) -> list[Delivery]:
        """What would have come of a batch that the disk refuses."""
        for what in inputs:
            self.hub.take(what, self.now)
        deliveries = self.hub.outcome().deliveries
        self.hub.take_back()
        return deliveries

    def leave(self, connection: int) -> None:
        """The peer is gone."""
        self.take(Gone(connection))

    def promote(self, connection: int, role: Role = "moderator") -> None:
        """Make something else of who speaks there."""
        person = self.person(connection)
        self.archive.keep([NewRole(person.id, role)])
        self.chat.people[person.id] = msgspec.structs.replace(person, role=role)

    def person(self, connection: int) -> Person:
        """Who speaks there."""
        return self.chat.people[self.chat.seats[connection].person or ""]

    def give(self, connection: int, *said: commands.AnyCommand | codec.Fault) -> list[Delivery]:
        return self.take(Heard(connection, list(said), 1))

    def enter(self, nick: str, room: str = "lobby", session: str | None = None) -> int:
        connection = self.arrive()
        told = self.give(connection, hello(nick, session), commands.Join(room))
        assert not errors(told), told
        return connection


def hello(nick: str, session: str | None = None) -> commands.Hello:
    return commands.Hello(1, nick, session=session)


def send(text: str, id: str, room: str = "lobby", **more: Any) -> commands.Send:
    return commands.Send(room, id, text, **more)


def errors(told: list[Delivery]) -> list[events.Error]:
    found = [one.event for one in told if isinstance(one, Tell)]
    found += [one.error for one in told if isinstance(one, Close)]
    return [event for event in found if isinstance(event, events.Error)]


def done(told: list[Delivery]) -> bool:
    """Whether the command was done, whoever else heard of an end."""
    return any(isinstance(one, Tell) and isinstance(one.event, events.Done) for one in told)


def said(told: list[Delivery]) -> Iterator[Any]:
    return (
        one.event.entry for one in told if isinstance(one, Say) and isinstance(one.event, Logged)
    )


def told(deliveries: list[Delivery], connection: int) -> list[Any]:
    """What one connection is told for itself."""
    return [o.event for o in deliveries if isinstance(o, Tell) and o.connection == connection]


def room_hears(deliveries: list[Delivery]) -> list[Any]:
    """What is said in rooms."""
    return [one.event for one in deliveries if isinstance(one, Say)]


def closed(deliveries: list[Delivery]) -> dict[int, events.Error]:
    """The connections that end, and why."""
    return {one.connection: one.error for one in deliveries if isinstance(one, Close)}


def only_error(told: list[Delivery]) -> ErrorCode:
    (error,) = errors(told)
    assert error.text.endswith(".")
    return error.code
