"""A server in a few lines, without I/O: what a session is tried against."""

from dataclasses import dataclass, field

import msgspec

from chat_gui.client.kept import Lasting
from chat_server.protocol import commands, events, proof
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits

ADA = "person-of-ada"
BOB = events.Who("person-of-bob", "Bob")
DIRECT = "@ada+bob"
"""Ada's conversation with Bob."""
_ENTRIES: dict[type[Lasting], type[events.AnyEntry]] = {
    commands.Send: events.Message,
    commands.Edit: events.Edited,
    commands.Delete: events.Deleted,
    commands.React: events.Reacted,
}
"""Command -> the entry that it writes, with the same fields."""


@dataclass
class ModelServer:
    """Keeps its log and its people for ever; `refuse_next` makes it refuse the next message.

    One from before keys (`keyless`) ignores them, and gives sessions.
    """

    id: str = "server-1"
    limits: Limits = field(default_factory=Limits)
    log: dict[str, list[events.AnyEntry]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    """Session, or key -> person."""
    seen_sessions: list[str] = field(default_factory=list)
    """The secrets that were shown."""
    fingerprint: str = "1" * 64
    """What its certificate is known by; "" if it does not encrypt."""
    keyless: bool = False
    epoch: str = ""
    first: dict[str, int] = field(default_factory=dict)
    """Room -> the oldest seq that is kept of it."""
    replay: int = 2_000
    """The largest gap that is replayed."""
    newest: int = 50
    """How many entries are told to who joins without `since`."""
    refuse_next: ErrorCode | None = None
    refuse_join: ErrorCode | None = None
    refuse_open: ErrorCode | None = None
    refused: list[str] = field(default_factory=list)
    person: str | None = None
    nick: str = ""
    here: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    """The private rooms that we are a member of."""
    claim: tuple[commands.Hello, str] | None = None
    """Who has to prove their key, and the nonce for it."""
    nonces: int = 0
    epoch: str = "first"
    """Which log it has: another one after a copy was put back."""

    def hang_up(self) -> None:
        self.person = self.claim = None
        self.here.clear()

    def restart_empty(self, id: str) -> None:
        self.id = id
        self.log.clear()
        self.people.clear()

    def said(self, room: str) -> list[events.Message]:
        return [entry for entry in self.log.get(room, []) if isinstance(entry, events.Message)]

    def done_by_us(self, room: str) -> list[str]:
        """The ids of our messages, and of what we did to messages, in order."""
        entries = (one for one in self.log.get(room, []) if not isinstance(one, events.Topic))
        return [entry.id for entry in entries if entry.by.id in self.people.values()]

    def hear(self, command: commands.AnyCommand) -> list[events.AnyEvent]:
        match command:
            case commands.Hello() if command.key is not None and not self.keyless:
                self.nonces += 1
                self.claim = command, f"{self.id}-nonce-{self.nonces:08}"
                return [events.Prove(self.claim[1])]
            case commands.Hello():
                return [self._hello(command)]
            case commands.Proof():
                return [self._proof(command)]
            case commands.Join():
                return self._join(command)
            case commands.Open():
                return self._open(command)
            case commands.Leave():
                self.here.discard(command.room)
            case commands.Send() | commands.Edit() | commands.Delete() | commands.React():
                return [self._post(command)]
            case commands.Topic():
                return [self.write(events.Topic, command.room, text=command.text)]
            case commands.Ping():
                return [events.Pong(command.re)]
            case commands.Nick():
                was, self.nick = self.nick, command.nick
                return [events.Renamed("lobby", self._who(), was)]
        return []

    def bob_says(self, room: str, text: str) -> list[events.AnyEvent]:
        return self._tell_all(room, self.write(events.Message, room, BOB, text=text))

    def bob_amends(self, room: str, kind: str) -> list[events.AnyEvent]:
        """Bob edits, deletes or reacts to the newest message of a room, or sets its topic."""
        message = next(reversed(self.said(room)), None)
        if kind == "topic":
            entry = self.write(events.Topic, room, BOB, text="a topic")
        elif message is None or message.deleted:
            return []
        elif kind == "edit":
            entry = self.write(events.Edited, room, BOB, target=message.seq, text="edited")
        elif kind == "delete":
            entry = self.write(events.Deleted, room, BOB, target=message.seq)
            gone = msgspec.structs.replace(message, text="", deleted=True)
            self.log[room][message.seq - 1] = gone
        else:
            entry = self.write(events.Reacted, room, BOB, target=message.seq, emoji="👍", on=True)
        return self._tell_all(room, entry)

    def bob_writes(self, text: str) -> list[events.AnyEvent]:
        """Bob says something to Ada alone, whom the server brings into the room for it."""
        brought: list[events.AnyEvent] = []
        if self.person is not None and DIRECT not in self.here:
            brought = self._enter(DIRECT, None)
        return [*brought, *self.bob_says(DIRECT, text)]

    def _tell_all(self, room: str, entry: events.AnyEntry) -> list[events.AnyEvent]:
        return [entry] if room in self.here else []

    def _proof(self, command: commands.Proof) -> events.AnyEvent:
        assert self.claim is not None, "nothing is to be proved"
        (hello, nonce), self.claim = self.claim, None
        key = proof.key_bytes(hello.key or "")
        assert key is not None
        challenge = proof.challenge(nonce, self.fingerprint, hello.nick)
        if not proof.proves(key, command.signature, challenge):
            return events.Error(ErrorCode.BAD_PROOF, "Not you.", fatal=True)
        if hello.key not in self.people and hello.session in self.people:
            self.people[hello.key or ""] = self.people.pop(hello.session or "")
        return self._hello(hello)

    def _hello(self, command: commands.Hello) -> events.AnyEvent:
        self.seen_sessions += [command.session] if command.session else []
        keyed = command.key is not None and not self.keyless
        secret = (command.key if keyed else command.session) or ""
        if secret not in self.people:
            secret = secret if keyed else f"{self.id}/secret-{len(self.people)}"
            self.people[secret] = f"{self.id}/{ADA}-{len(self.people)}"
        self.person, self.nick = self.people[secret], command.nick
        last = len(self.log.get(DIRECT, ()))
        rooms = [events.RoomSummary(room, "private", "", 0, 0, 1) for room in self.private]
        if DIRECT in self.log:
            rooms.append(events.RoomSummary(DIRECT, "direct", "", last, 0, 1, BOB))
        return events.Welcome(
            version=1,
            server=events.ServerInfo(self.id, "Model", "1", self.epoch),
            you=events.You(self.person, self.nick),
            session="" if keyed else secret,
            rooms=rooms,
            limits=self.limits,
        )

    def _join(self, command: commands.Join) -> list[events.AnyEvent]:
        code, self.refuse_join = self.refuse_join, None
        if command.room.startswith("@") and command.room not in self.log:
            code = ErrorCode.NO_SUCH_ROOM
        if code is not None:
            return [events.Error(code, "Not now.", fatal=False)]
        return self._enter(command.room, command.since)

    def _open(self, command: commands.Open) -> list[events.AnyEvent]:
        code, self.refuse_open = self.refuse_open, None
        if command.with_ != BOB.nick:
            code = ErrorCode.NO_SUCH_PERSON
        if code is not None:
            return [events.Error(code, "Not him.", fatal=False, re=command.re)]
        state, *replay = self._enter(DIRECT, None)
        return [msgspec.structs.replace(state, re=command.re), *replay]

    def _enter(self, room: str, since: int | None) -> list[events.AnyEvent]:
        self.here.add(room)
        entries = self.log.setdefault(room, [])
        first, last = min(self.first.get(room, 1), len(entries)), len(entries)
        newest = entries[max(len(entries) - self.newest, first - 1, 0) :]
        later = newest if since is None else entries[max(since, first - 1) :]
        people = [events.Present(self.person or "", self.nick)]
        missed = 0 if since is None else len(later)
        replay = newest if missed > self.replay else later
        kind, other = ("direct", BOB) if room == DIRECT else ("public", None)
        return [events.RoomState(room, kind, "", people, 1, last, first, missed, other), *replay]

    def _post(self, command: Lasting) -> events.AnyEvent:
        for entry in self.log.get(command.room, []):
            if entry.by.id == self.person and entry.id == command.id:
                return entry
        code, self.refuse_next = self.refuse_next, None
        if code is None and command.room not in self.here:
            code = ErrorCode.NOT_HERE
        if code is not None:
            self.refused.append(command.id)
            return events.Error(code, "Refused.", fatal=False, id=command.id)
        fields = msgspec.structs.asdict(command)
        return self.write(_ENTRIES[type(command)], **fields)

    def write(
        self,
        kind: type[events.AnyEntry],
        room: str,
        by: events.Who | None = None,
        id: str | None = None,
        **more: object,
    ) -> events.AnyEntry:
        entries = self.log.setdefault(room, [])
        seq = len(entries) + 1
        place = (room, seq, 1_000, by or self._who(), id or f"{kind.__name__}-{seq}")
        entries.append(kind(*place, **more))  # type: ignore[arg-type]
        return entries[-1]

    def _who(self) -> events.Who:
        assert self.person is not None
        return events.Who(self.person, self.nick)
