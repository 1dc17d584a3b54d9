"""A server in a few lines, without I/O: what a session is tried against."""

from dataclasses import dataclass, field

from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits

ADA = "person-of-ada"


@dataclass
class ModelServer:
    """Keeps its log and its people for ever; `refuse_next` makes it refuse the next message."""

    id: str = "server-1"
    limits: Limits = field(default_factory=Limits)
    log: dict[str, list[events.Message]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    refuse_next: ErrorCode | None = None
    refuse_join: ErrorCode | None = None
    refused: list[str] = field(default_factory=list)
    person: str | None = None
    nick: str = ""
    here: set[str] = field(default_factory=set)

    def hang_up(self) -> None:
        self.person = None
        self.here.clear()

    def restart_empty(self, id: str) -> None:
        self.id = id
        self.log.clear()
        self.people.clear()

    def said_by_us(self, room: str) -> list[str]:
        return [entry.id for entry in self.log.get(room, []) if entry.by.id in self.people.values()]

    def hear(self, command: commands.AnyCommand) -> list[events.AnyEvent]:
        match command:
            case commands.Hello():
                return [self._hello(command)]
            case commands.Join():
                return self._join(command)
            case commands.Leave():
                self.here.discard(command.room)
            case commands.Send():
                return [self._send(command)]
            case commands.Ping():
                return [events.Pong(command.re)]
            case commands.Nick():
                was, self.nick = self.nick, command.nick
                return [events.Renamed("lobby", self._who(), was)]
        return []

    def bob_says(self, room: str, text: str) -> list[events.AnyEvent]:
        entry = self._write(room, events.Who("person-of-bob", "Bob"), f"bob-{text}", text)
        return [entry] if room in self.here else []

    def _hello(self, command: commands.Hello) -> events.AnyEvent:
        secret = command.session or ""
        if secret not in self.people:
            secret = f"{self.id}/secret-{len(self.people)}"
            self.people[secret] = f"{self.id}/{ADA}-{len(self.people)}"
        self.person, self.nick = self.people[secret], command.nick
        return events.Welcome(
            version=1,
            server=events.ServerInfo(self.id, "Model", "1"),
            you=events.You(self.person, self.nick),
            session=secret,
            rooms=[],
            limits=self.limits,
        )

    def _join(self, command: commands.Join) -> list[events.AnyEvent]:
        if self.refuse_join is not None:
            code, self.refuse_join = self.refuse_join, None
            return [events.Error(code, "Not now.", fatal=False)]
        self.here.add(command.room)
        entries = self.log.setdefault(command.room, [])
        replay = entries[-50:] if command.since is None else entries[command.since :]
        first, last = min(1, len(entries)), len(entries)
        people = [events.Present(self.person or "", self.nick)]
        missed = 0 if command.since is None else len(replay)
        state = events.RoomState(command.room, "public", "", people, 1, last, first, missed)
        return [state, *replay]

    def _send(self, command: commands.Send) -> events.AnyEvent:
        for entry in self.log.get(command.room, []):
            if entry.by.id == self.person and entry.id == command.id:
                return entry
        code, self.refuse_next = self.refuse_next, None
        if code is None and command.room not in self.here:
            code = ErrorCode.NOT_HERE
        if code is not None:
            self.refused.append(command.id)
            return events.Error(code, "Refused.", fatal=False, id=command.id)
        return self._write(command.room, self._who(), command.id, command.text)

    def _write(self, room: str, by: events.Who, id: str, text: str) -> events.Message:
        entries = self.log.setdefault(room, [])
        entry = events.Message(room, len(entries) + 1, 1_000, by, id, text)
        entries.append(entry)
        return entry

    def _who(self) -> events.Who:
        assert self.person is not None
        return events.Who(self.person, self.nick)
