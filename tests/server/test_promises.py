"""Hub and log against a simple model: any interleaving of commands, resends, crashes, full disks.

The model is a list of entries per room and a dict of who wrote what under which id. The hub runs
with the real log on disk; a crash throws the hub away and opens the log again.
"""

import shutil
import tempfile
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chat_server.chat import Chat
from chat_server.deliveries import (
    Arrived,
    Close,
    Delivery,
    Gone,
    Heard,
    Input,
    NewRoom,
    Say,
    Subscribe,
    Tell,
    Write,
)
from chat_server.hub import Hub
from chat_server.hub_thread import HubThread
from chat_server.protocol import commands, events
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.records import Room
from chat_server.storage import StorageError
from chat_server.storage.log import Log
from chat_server.storage.pages import Pages

NICKS = ["Ada", "Bob"]
ROOMS = ["lobby", "b"]
nicks, rooms = st.sampled_from(NICKS), st.sampled_from(ROOMS)
ids = st.sampled_from(["1", "2", "3", "4"])


class RefusingLog(Log):
    """A log whose disk can be told to refuse."""

    refuses = False

    def append(self, writes: list[Write]) -> None:
        """As the log does, unless the disk refuses."""
        if self.refuses:
            raise StorageError("The disk is full.")
        super().append(writes)


class PromisesMachine(RuleBasedStateMachine):
    """Two people, two rooms, and everything that can go wrong."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.secrets = count()
        self.sessions: dict[str, str] = {}
        self.entries: dict[str, list[Logged]] = {"lobby": []}
        self.written: dict[tuple[str, str], Logged] = {}
        self.refuses = False
        self.open()
        self.log.append([NewRoom(Room("lobby"), 0)])
        self.close()
        self.open()

    def open(self) -> None:
        self.log = RefusingLog(self.folder)
        server = events.ServerInfo("s", "Lab", "0")
        self.chat = Chat(
            server,
            Limits(rate=0),
            self.log,
            self.log.rooms(),
            lambda: f"{next(self.secrets):012}-secret",
        )
        self.thread = HubThread(Hub(self.chat), self.log, lambda _round: None)
        self.connections: dict[str, int] = {}
        self.numbers = count(1)
        self.waiting: list[Input] = []
        self.log.refuses = self.refuses

    def close(self) -> None:
        self.log.close()

    def teardown(self) -> None:
        if hasattr(self, "log"):
            self.close()
            shutil.rmtree(self.folder)

    def connection(self, nick: str) -> int | None:
        """A connection of that person, made with their session; None while the disk refuses."""
        if nick in self.connections:
            return self.connections[nick]
        self.commit()
        number = next(self.numbers)
        hello = commands.Hello(1, nick, session=self.sessions.get(nick))
        told = self.decide([Arrived(number), Heard(number, [hello], 1)])
        (answer,) = [one for one in told if isinstance(one, Tell)]
        if isinstance(answer.event, events.Error):
            assert answer.event.code is ErrorCode.STORAGE
            assert nick not in self.sessions
            self.decide([Gone(number)])
            return None
        assert isinstance(answer.event, events.Welcome)
        assert self.sessions.setdefault(nick, answer.event.session) == answer.event.session
        self.connections[nick] = number
        return number

    @rule(nick=nicks, room=rooms, id=ids, text=st.sampled_from(["x", "y"]))
    def say(self, nick: str, room: str, id: str, text: str) -> None:
        number = self.connection(nick)
        if number is not None:
            said = [commands.Join(room, since=0), commands.Send(room, id, text)]
            self.waiting.append(Heard(number, said, 1))

    @rule(nick=nicks)
    def disconnect(self, nick: str) -> None:
        self.commit()
        if nick in self.connections:
            self.decide([Gone(self.connections.pop(nick))])

    @rule(nick=nicks)
    def come_back_before_the_server_noticed(self, nick: str) -> None:
        self.commit()
        old = self.connections.pop(nick, None)
        if old is None or self.connection(nick) is None:
            return
        assert old not in self.chat.seats

    @rule()
    def commit(self) -> None:
        batch, self.waiting = self.waiting, []
        self.decide(batch)

    @rule()
    def crash(self) -> None:
        """What was not committed is gone; nobody was told of it."""
        self.close()
        self.open()

    @precondition(lambda self: not self.refuses)
    @rule()
    def disk_is_full(self) -> None:
        self.refuses = self.log.refuses = True

    @precondition(lambda self: self.refuses)
    @rule()
    def disk_has_room_again(self) -> None:
        self.refuses = self.log.refuses = False
        self.thread._retry_at = 0.0

    def decide(self, batch: list[Input]) -> list[Delivery]:
        """Decide a batch and hold every delivery against the model."""
        deliveries = self.thread.decide(batch).deliveries
        replies: list[Logged | events.Event] = []
        for one in deliveries:
            if isinstance(one, Say) and isinstance(one.event, Logged):
                self.accept(one.event)
            elif isinstance(one, Tell):
                replies.append(one.event)
                if isinstance(one.event, events.Error):
                    assert self.refuses, one.event
                    assert one.event.code in {ErrorCode.STORAGE, ErrorCode.NO_SUCH_ROOM}
            elif isinstance(one, Subscribe):
                self.entries.setdefault(one.room, [])
                assert one.last == len(self.entries[one.room])
            assert not isinstance(one, Close) or one.error.code is ErrorCode.CLOSING
        for reply in replies:
            if isinstance(reply, Logged):
                entry = reply.entry
                assert self.written[entry.by.id, entry.id] == reply
        return deliveries

    def accept(self, logged: Logged) -> None:
        """A new entry: the next of its room, and the first of its person and id."""
        assert not self.refuses
        entry = logged.entry
        assert entry.seq == len(self.entries[entry.room]) + 1
        assert (entry.by.id, entry.id) not in self.written
        self.entries[entry.room].append(logged)
        self.written[entry.by.id, entry.id] = logged

    @invariant()
    def the_disk_holds_what_was_told_and_nothing_else(self) -> None:
        if not hasattr(self, "log"):
            return
        pages = Pages(self.folder)
        for room in ROOMS:
            told = [logged.line[:-1] for logged in self.entries.get(room, [])]
            assert pages.after(room, 0, 10**6, 10**6).lines == told
        pages.close()

    @invariant()
    def memory_is_what_the_disk_holds(self) -> None:
        if hasattr(self, "log") and not self.waiting:
            on_disk = {room.name: room for room in self.log.rooms()}
            assert self.chat.rooms == on_disk


PromisesMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestPromises = PromisesMachine.TestCase
