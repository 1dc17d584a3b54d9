"""The chat's memory, and the few moves that every command is made of. Pure.

`hub.py` decides which command runs; the commands are in modules of their own by what they are
about (`arrival.py`, `people.py`, `rooms.py`, `talk.py` and more).
Memory is changed only through the journal, so that it can be put back.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

import msgspec

from chat_server.deliveries import Close, Delivery, Heard, Job, Say, Tell
from chat_server.journal import Journal
from chat_server.naming import Nicknames
from chat_server.protocol import codec, commands, events, names
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits
from chat_server.quotas import Meters, Noted, Quotas
from chat_server.records import DIRECT, KEEP_ALL, PUBLIC, Offer, Person, Retention, Room, Rules
from chat_server.writes import DropMember, NewAct, NewEntry, NewMember, NewRoom, Write

MOST_ROOMS = 10_000
"""Rooms a server keeps."""
MOST_AT_WORK = 64
"""Jobs that may wait for the thread that does them."""


NO_RULES = Rules()
QUOTAS = Quotas()


class Archive(Protocol):
    """What is asked of the log while a command is decided. Sees committed writes only.

    Every method raises `Refusal` with `storage` when the disk can't be read.
    """

    def find_person(self, session: bytes) -> Person | None:
        """Whose session this is, by the secret's hash."""

    def find_key(self, key: bytes) -> Person | None:
        """Whose public key this is."""

    def find_by_id(self, id: str) -> Person | None:
        """The person with this id, present or not."""

    def find_people(self, ids: Collection[str]) -> list[Person]:
        """Those people with these ids that there are, by id."""

    def find_entry(self, person: str, id: str) -> Logged | None:
        """What a person wrote under this id."""

    def find_used(self, keys: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of the keys, each a person and an id, under which something was written."""

    def find_message(self, room: str, seq: int) -> events.Message | None:
        """The message at a seq that is kept; None for an entry of another kind."""

    def find_emoji(self, room: str, target: int) -> dict[str, int]:
        """The different emoji that are on a message, and how many people put each."""

    def find_own_emoji(self, room: str, target: int, person: str) -> frozenset[str]:
        """Those that a person has put on it."""

    def find_marks(self, person: str) -> Mapping[str, int]:
        """How far a person has read, by room."""

    def find_acts(self, before: int, limit: int) -> list[NewAct]:
        """The newest acts of the audit log with a number below `before`, newest first."""

    def find_expired(self, room: str, before: int, most: int) -> int:
        """Up to which seq the oldest kept entries are from before a moment, looking at `most`."""


class Claim(msgspec.Struct, frozen=True):
    """Who somebody says to be, and the key to be proved, for this nonce, if they showed one."""

    hello: commands.Hello
    key: bytes | None = None
    nonce: str = ""


class Seat(msgspec.Struct, frozen=True):
    """One connection: who speaks on it, from which address, and in which rooms it is."""

    person: str | None = None
    rooms: frozenset[str] = frozenset()
    address: str = ""
    claim: Claim | None = None
    """What was said in a hello that is not answered with `welcome` yet."""
    wrong: int = 0
    """How many wrong invites were given here."""


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
        archive: Archive,
        rooms: Iterable[Room],
        random: Callable[[], str],
        rules: Rules = NO_RULES,
        fingerprint: str = "",
        quotas: Quotas = QUOTAS,
        invite_only: bool = False,
        owner: bytes | None = None,
        retention: Retention = KEEP_ALL,
    ) -> None:
        self.server = server
        self.fingerprint = fingerprint
        """The certificate's, which proofs are made for; empty where the wire is not encrypted."""
        self.owner = owner
        """The public key that makes an owner of who proves it."""
        self.limits = limits
        self.invite_only = invite_only
        """Whether newcomers need an invite."""
        self.retention = retention
        """What is kept how long."""
        self.archive = archive
        self.random = random
        """Gives 128 random bits as text of URL-safe characters."""
        self.read_only = False
        """While true, whatever must write is refused with `storage`."""
        self.journal = Journal()
        self.quotas = quotas
        self.meters = Meters(self.journal, limits, quotas)
        self.rooms = {room.name: room for room in rooms}
        self.public: dict[str, None] = {}
        """The names of the rooms that are there for everyone."""
        self.closed: dict[str, frozenset[str]] = {}
        """Person -> the rooms that are not public and there for them."""
        self.made: dict[str, int] = {}
        """Person -> how many rooms they have made, direct conversations aside."""
        for room in self.rooms.values():
            self._index(room)
        self.here: dict[str, dict[str, int]] = {name: {} for name in self.rooms}
        """Room -> person -> how many of their connections are in it."""
        self.marks: dict[str, Mapping[str, int]] = {}
        """Present person -> how far they have read, by room; nothing for who has no mark."""
        self.seats: dict[int, Seat] = {}
        self.people: dict[str, Person] = {}
        """Who is present, by id."""
        self.connections: dict[str, frozenset[int]] = {}
        """Person -> their connections."""
        self.nicknames = Nicknames(self.journal, rules.owners)
        """Who is called what, of those present and those who own their nickname."""
        self.bans = {ban.subject: ban for ban in rules.bans}
        self.mutes = {(mute.person, mute.room): mute for mute in rules.mutes}
        self.invites = {invite.id: invite for invite in rules.invites}
        self.acts = {"": rules.acts}
        """How many acts the audit log holds."""
        self.offers: dict[str, Offer] = {}
        """Person -> the code that they wait with for their other computer. Lives in memory only."""
        self.fresh: dict[tuple[str, str], Logged] = {}
        """What this batch wrote, by person and id: the log does not show it yet."""
        self.unused: set[tuple[str, str]] = set()
        """Keys of this batch's commands of which the log has said that it does not know them."""
        self.fresh_messages: dict[tuple[str, int], events.Message] = {}
        """The messages it wrote or took back, by room and seq. Not in the journal: who looks here
        has made sure that the room has come so far."""
        self.fresh_emoji: dict[tuple[str, int], dict[str, int]] = {}
        """The same for the messages that it reacted to: how many people put each emoji,"""
        self.fresh_own: dict[tuple[str, int, str], frozenset[str]] = {}
        """and which of them are those of a person who did."""
        self.fresh_people: dict[str, Person] = {}
        """Those it has changed, by id: they may go and come again before it is kept."""
        self.fresh_keys: dict[bytes, str] = {}
        """Public key -> person, of those it has added."""
        self.fresh_marks: dict[str, Mapping[str, int]] = {}
        """How far those have read whose marks it has moved."""
        self.listed: dict[str, list[events.Present]] = {}
        """The people that `room` lists, by room: made once for all who join in a batch. Dropped
        when one of them comes, goes or is called something else, and when a command is refused."""
        self.typed: dict[tuple[str, str], int] = {}
        """When a person last said in a room that they type. Weather: not in the journal."""
        self.crowds: set[str] = set()
        """Crowded rooms whose number has changed. Weather too."""
        self.crowd_told: dict[str, int] = {}
        """When a room's number was last told. Weather too."""
        self.at_work: dict[int, Job] = {}
        """Connection -> what is being done for it elsewhere; until then it is not heard."""
        self.held: dict[int, tuple[Heard, ...]] = {}
        """Connection -> what it has said meanwhile."""
        self.writes: list[Write] = []
        self.deliveries: list[Delivery] = []
        self.jobs: list[Job] = []
        self.journal.keep()

    def find_room(self, caller: Caller, raw: str) -> Room | None:
        """The room of that name, if there is one for the caller.

        A room that is there for others takes the same steps as one that is not there: neither the
        answer nor the time that it takes tells them apart.
        Raises `Refusal` with `bad-request` for what can't be a room's name.
        """
        room = self._known(caller, raw)
        if room is None and not raw.startswith(names.DIRECT):
            room = self._known(caller, names.any_room_name(raw, self.limits.room))
        return room

    def _known(self, caller: Caller, name: str) -> Room | None:
        mine = self.closed.get(caller.person.id, frozenset())
        return self.rooms[name] if name in self.public or name in mine else None

    def room(self, caller: Caller, raw: str) -> Room:
        """The same, but raises `Refusal` with `no-such-room` where there is none."""
        room = self.find_room(caller, raw)
        if room is None:
            raise Refusal(ErrorCode.NO_SUCH_ROOM, "There is no such room.")
        return room

    def room_with(self, caller: Caller, raw: str) -> Room:
        """The room of that name, if the caller is in it. Raises `Refusal`."""
        room = self.room(caller, raw)
        if room.name not in self.seats[caller.connection].rooms:
            raise Refusal(ErrorCode.NOT_HERE, f"Join the room {room.name} first.")
        return room

    def check_place(self) -> None:
        """Whether a room can be added. Raises `Refusal` with `server-full` or `storage`."""
        self.check_disk()
        if len(self.rooms) >= MOST_ROOMS:
            raise Refusal(ErrorCode.SERVER_FULL, "The server has no place for another room.")

    def add_room(self, room: Room, now: int) -> None:
        """Make a room. Raises `Refusal` where there is no place or the disk refuses."""
        self.check_place()
        self.write(NewRoom(room, now))
        self.journal.put(self.rooms, room.name, room)
        self.journal.put(self.here, room.name, {})
        self._index(room)

    def _index(self, room: Room) -> None:
        if room.kind == PUBLIC:
            self.journal.put(self.public, room.name, None)
        for person in room.members:
            self._open_to(person, room.name)
        if room.kind != DIRECT:
            self.journal.put(self.made, room.maker, self.made.get(room.maker, 0) + 1)

    def _open_to(self, person: str, room: str) -> None:
        rooms = self.closed.get(person, frozenset()) | {room}
        self.journal.put(self.closed, person, rooms)

    def add_member(self, room: Room, person: str) -> Room:
        """A private room is there for this person from now on; gives it."""
        self.write(NewMember(room.name, person))
        self._open_to(person, room.name)
        return self.change_room(room, members=room.members | {person})

    def drop_member(self, room: Room, person: str) -> Room:
        """A private room is there for this person no more; gives it."""
        self.write(DropMember(room.name, person))
        rooms = self.closed[person] - {room.name}
        if rooms:
            self.journal.put(self.closed, person, rooms)
        else:
            self.journal.drop(self.closed, person)
        return self.change_room(room, members=room.members - {person})

    def change_room(self, room: Room, **changes: Any) -> Room:
        """A room is not what it was; gives it."""
        changed = msgspec.structs.replace(room, **changes)
        self.journal.put(self.rooms, room.name, changed)
        return changed

    def person(self, id: str) -> Person | None:
        """The person with this id, present or not."""
        known = self.people.get(id) or self.fresh_people.get(id)
        return known or self.archive.find_by_id(id)

    def who(self, id: str) -> events.Who | None:
        """The same as others see them."""
        person = self.person(id)
        return None if person is None else person.who

    def speaker(self, connection: int) -> Person | None:
        """Who speaks on a connection; None before `welcome`."""
        return self.people.get(self.seats[connection].person or "")

    def by_key(self, key: bytes) -> Person | None:
        """Whose public key this is."""
        fresh = self.fresh_keys.get(key)
        if fresh is not None:
            return self.person(fresh)
        found = self.archive.find_key(key)
        return found and self.person(found.id)

    def change(self, person: Person) -> Person:
        """A person is not what they were; gives them."""
        self.journal.put(self.fresh_people, person.id, person)
        if person.id in self.people:
            self.journal.put(self.people, person.id, person)
        return person

    def sit(self, connection: int, **changes: Any) -> Seat:
        """Change what is known of a connection; gives it."""
        seat = msgspec.structs.replace(self.seats[connection], **changes)
        self.journal.put(self.seats, connection, seat)
        return seat

    def message(self, room: Room, seq: int) -> events.Message:
        """A message that may be edited, deleted or reacted to. Raises `no-such-entry`."""
        found: events.Message | None = None
        if 0 < room.first <= seq <= room.last:
            fresh = self.fresh_messages.get((room.name, seq))
            found = fresh or self.archive.find_message(room.name, seq)
        if found is None or found.deleted:
            raise Refusal(ErrorCode.NO_SUCH_ENTRY, "That message is not in this room any more.")
        return found

    def answered_before(self, caller: Caller, id: str) -> bool:
        """Whether the caller wrote something under this id, with which they are answered now."""
        key = (caller.person.id, id)
        first = self.fresh.get(key)
        if first is None and key not in self.unused:
            first = self.archive.find_entry(*key)
        if first is None:
            return False
        self.answer(caller.connection, self._without_lost_text(first))
        return True

    def _without_lost_text(self, logged: Logged) -> Logged:
        """A message, or an edit of one, that this batch took back has no text."""
        entry = logged.entry
        if isinstance(entry, (events.Message, events.Edited)):
            seq = entry.target if isinstance(entry, events.Edited) else entry.seq
            message = self.fresh_messages.get((entry.room, seq))
            if message is not None and message.deleted:
                gone = msgspec.structs.replace(entry, text="", deleted=True)
                return Logged(gone, codec.encode(gone))
        return logged

    def write(self, write: Write) -> None:
        """Ask the log to keep this. Raises `Refusal` with `storage` while the disk refuses."""
        self.check_disk()
        self.writes.append(write)

    def check_disk(self) -> None:
        """Raise `Refusal` with `storage` while the disk refuses."""
        if self.read_only:
            text = "The server's disk takes no writes now; send it again later."
            raise Refusal(ErrorCode.STORAGE, text)

    def ask(self, job: Job) -> None:
        """Have something done that takes long; its connection is not heard meanwhile.

        Raises `Noted` where too much is being done already.
        """
        if len(self.at_work) >= MOST_AT_WORK:
            text = "Too many do this at once; try again in a moment."
            address = self.seats[job.connection].address
            raise Noted("too many jobs", address, ErrorCode.SLOW_DOWN, text)
        self.journal.put(self.at_work, job.connection, job)
        self.jobs.append(job)

    def log(self, room: Room, entry: events.AnyEntry, connection: int) -> None:
        """Give an entry that came by a connection its place in its room; tell everyone there.

        Nothing may be refused after this: `fresh_messages` is not put back.
        """
        logged = Logged(entry, codec.encode(entry))
        grown = msgspec.structs.replace(
            room, first=room.first or entry.seq, last=entry.seq, at=entry.at
        )
        self.write(NewEntry(room, logged))
        self.journal.put(self.rooms, room.name, grown)
        self.journal.put(self.fresh, (entry.by.id, entry.id), logged)
        if isinstance(entry, events.Message):
            self.fresh_messages[room.name, entry.seq] = entry
        self.deliveries.append(Say(room.name, logged, connection))

    def say(self, notice: events.Notice) -> None:
        """Tell everyone in the notice's room."""
        self.deliveries.append(Say(notice.room, notice))

    def start_batch(self) -> None:
        """What was decided is kept or taken back; what comes now is another batch."""
        self.writes, self.deliveries, self.jobs = [], [], []
        self.fresh.clear()
        self.unused.clear()
        self.listed.clear()
        self.fresh_messages.clear()
        self.fresh_emoji.clear()
        self.fresh_own.clear()
        self.fresh_people.clear()
        self.fresh_keys.clear()
        self.fresh_marks.clear()

    def answer(self, connection: int, event: events.Event | Logged) -> None:
        """Tell one connection; a fatal error ends it."""
        if isinstance(event, events.Error) and event.fatal:
            self.deliveries.append(Close(connection, event))
        else:
            self.deliveries.append(Tell(connection, event))
