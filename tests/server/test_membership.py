"""Who can read a private room, against a model: through admissions, kicks, crashes, full disks.

The hub runs with the log on disk, the fan-out, the reader and the search; what they read may be
read long after it was asked for, as by a peer that takes nothing out of its socket.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from chat_server.chat import Chat
from chat_server.deliveries import (
    Arrived,
    Delivery,
    Fetch,
    Find,
    Forget,
    Gone,
    Heard,
    Say,
    Subscribe,
    Tell,
    Unsubscribe,
)
from chat_server.dialects.native import Native
from chat_server.fanout import Fanout
from chat_server.hub import Hub
from chat_server.hub_thread import HubThread
from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.readers import _do
from chat_server.reading import Replay, ReplayPage
from chat_server.records import Room
from chat_server.storage.pages import Pages
from chat_server.storage.search import Searched
from chat_server.writes import NewRoom
from tests.server.full_disk import FullDisk, RefusingLog
from tests.support import examples

PEOPLE = ["Ada", "Bob", "Third"]
ROOMS = ["+a", "+b"]
people, rooms = st.sampled_from(PEOPLE), st.sampled_from(ROOMS)
seldom = st.sampled_from([1, 1, 1, 0])


def never(_number: int, _what: object) -> None:
    raise AssertionError("nobody here speaks a foreign dialect")


class MembershipMachine(FullDisk):
    """Three people, two private rooms, and every way to read them."""

    @initialize(settled=st.booleans())
    def start(self, settled: bool) -> None:
        """Nobody is in a room, or all are in both."""
        self.folder = Path(tempfile.mkdtemp())
        self.secrets, self.ids = count(), count()
        self.sessions: dict[str, str] = {}
        self.person: dict[str, str] = {}
        self.maker: dict[str, str] = {}
        self.members: dict[str, set[str]] = {room: set() for room in ROOMS}
        self.entries: dict[str, list[str]] = {room: [] for room in ROOMS}
        self.could_read: dict[tuple[str, str], int] = {}
        """Who is a member no more, and room -> up to which seq they could read it."""
        self.log = RefusingLog(self.folder)
        self.log.append([NewRoom(Room("lobby"), 0)])
        self.open()
        for room in ROOMS if settled else ():
            self.create("Ada", room)
            for nick in PEOPLE:
                self.admit("Ada", room, nick)

    def open(self) -> None:
        """Start on what the disk holds; everyone comes in again."""
        server = events.ServerInfo("s", "Lab", "0")
        random = (f"{number:012}-secret" for number in self.secrets)
        self.chat = Chat(server, Limits(rate=0), self.log, self.log.rooms(), lambda: next(random))
        self.thread = HubThread(Hub(self.chat), self.log, lambda _round: None, lambda _job: None)
        self.fanout = Fanout(Native.render, self.queue, self.queue_for_all, never, never)
        self.pages, self.searched = Pages(self.folder), Searched(self.folder)
        self.asked: list[Replay | Fetch | Find] = []
        self.heard: list[tuple[str, bytes]] = []
        self.at: dict[int, str] = {}
        for number, nick in enumerate(PEOPLE, 1):
            self.come(number, nick)

    def come(self, number: int, nick: str) -> None:
        self.at[number] = nick
        hello = commands.Hello(1, nick, session=self.sessions.get(nick))
        said = [hello, commands.Join("lobby")]
        for one in self.decide([Arrived(number), Heard(number, said, 1)]):
            if isinstance(one, Tell) and isinstance(one.event, events.Welcome):
                self.sessions[nick], self.person[nick] = one.event.session, one.event.you.id
                listed = {room.room for room in one.event.rooms} - {"lobby"}
                assert listed == {room for room in ROOMS if nick in self.members[room]}

    def close(self) -> None:
        self.pages.close()
        self.searched.close()
        self.log.close()

    def teardown(self) -> None:
        if hasattr(self, "log"):
            self.close()
            shutil.rmtree(self.folder)

    # The reactor

    def queue(self, connection: int, data: bytes) -> None:
        self.heard.append((self.at[connection], data))

    def queue_for_all(self, connections: Iterable[int], data: bytes) -> None:
        for connection in connections:
            self.queue(connection, data)

    def decide(self, batch: list[Arrived | Heard | Gone]) -> list[Delivery]:
        """Decide a batch and deliver it; gives what was delivered."""
        self.thread._retry_at = 0.0
        deliveries = self.thread.decide([*batch]).deliveries
        for one in deliveries:
            self.deliver(one)
        self.fanout.flush()
        return deliveries

    def deliver(self, one: Delivery) -> None:
        if isinstance(one, Say):
            self.fanout.say(one.room, one.event, one.author)
        elif isinstance(one, Tell):
            self.fanout.tell(one.connection, one.event)
        elif isinstance(one, Subscribe):
            if self.fanout.subscribe(one.connection, one.room, one.after, one.last):
                self.lacking(one.connection, one.room)
        elif isinstance(one, Unsubscribe):
            self.fanout.unsubscribe(one.connection, one.room)
        elif isinstance(one, Fetch | Find):
            self.asked.append(one)
        elif isinstance(one, Forget):
            self.fanout.forget(one.connection)

    def lacking(self, connection: int, room: str) -> None:
        lacks = self.fanout.lacks(connection, room)
        if lacks is not None:
            self.asked.append(Replay(connection, room, *lacks))

    @rule(which=st.integers(0, 9))
    def something_is_read(self, which: int) -> None:
        """A page or a search that was asked for before; who asked may have been put out since."""
        if not self.asked:
            return
        job = self.asked.pop(which % len(self.asked))
        nick = self.at.get(job.connection)
        if nick is None:
            return
        if isinstance(job, Find):
            while self.searched.follow(100):
                pass
            found = self.searched.find(job.command, job.person, lambda: False)
            for hit in found.hits:
                assert nick in self.members[hit.entry.room]
            return
        page = _do(self.pages, job)
        if not isinstance(page, ReplayPage):
            self.heard.append((nick, page.data))
        elif self.fanout.given(page):
            self.lacking(page.connection, page.room)

    # What people do

    def give(self, nick: str, command: commands.AnyCommand) -> ErrorCode | None:
        """Have somebody say something; gives why it was refused, if it was."""
        number = next((number for number, one in self.at.items() if one == nick), None)
        if number is None or self.person.get(nick) is None:
            return ErrorCode.CLOSING
        refused = None
        for one in self.decide([Heard(number, [command], 1)]):
            if isinstance(one, Tell) and isinstance(one.event, events.Error):
                assert one.connection == number
                refused = one.event.code
        return refused

    def hold(self, refused: ErrorCode | None, expected: ErrorCode | None) -> bool:
        """Hold an answer against what the model says; whether it was done."""
        if refused is ErrorCode.CLOSING or (refused is ErrorCode.STORAGE and self.refuses):
            return False
        assert refused == expected
        return refused is None

    @rule(nick=people, room=rooms)
    def create(self, nick: str, room: str) -> None:
        told = self.give(nick, commands.Create(room=room, private=True))
        if self.hold(told, ErrorCode.NOT_ALLOWED if room in self.maker else None):
            self.maker[room] = nick
            self.members[room].add(nick)

    @rule(nick=people, room=rooms, who=people)
    def admit(self, nick: str, room: str, who: str) -> None:
        told = self.give(nick, commands.Admit(room=room, person=self.person.get(who, "nobody")))
        known = None if who in self.person else ErrorCode.NO_SUCH_PERSON
        if self.hold(told, known if nick in self.members[room] else ErrorCode.NO_SUCH_ROOM):
            self.members[room].add(who)

    @rule(nick=people, room=rooms, who=people)
    def kick(self, nick: str, room: str, who: str) -> None:
        told = self.give(nick, commands.Kick(room=room, person=self.person.get(who, "nobody")))
        if self.hold(told, self.may_kick(nick, room, who)):
            self.members[room].discard(who)
            self.could_read[who, room] = len(self.entries[room])

    def may_kick(self, nick: str, room: str, who: str) -> ErrorCode | None:
        if nick not in self.members[room]:
            return ErrorCode.NO_SUCH_ROOM
        if who not in self.person:
            return ErrorCode.NO_SUCH_PERSON
        if nick not in (who, self.maker[room]):
            return ErrorCode.NOT_ALLOWED
        if who not in self.members[room]:
            return ErrorCode.NO_SUCH_PERSON
        return ErrorCode.NOT_ALLOWED if who == self.maker[room] else None

    @rule(nick=people, room=rooms)
    def say(self, nick: str, room: str) -> None:
        self.join(nick, room, None)
        number = next(self.ids)
        told = self.give(nick, commands.Send(room, f"i{number}", f"word{number}"))
        expected = None if nick in self.members[room] else ErrorCode.NO_SUCH_ROOM
        if self.hold(told, expected):
            self.entries[room].append(f"word{number}")

    @rule(nick=people, room=rooms, since=st.sampled_from([None, 0, 1, 3]))
    def join(self, nick: str, room: str, since: int | None) -> None:
        told = self.give(nick, commands.Join(room, since))
        self.hold(told, None if nick in self.members[room] else ErrorCode.NO_SUCH_ROOM)

    @rule(nick=people, room=rooms)
    def leave(self, nick: str, room: str) -> None:
        told = self.give(nick, commands.Leave(room))
        if nick not in self.members[room]:
            self.hold(told, ErrorCode.NO_SUCH_ROOM)

    @rule(nick=people, room=rooms, after=st.sampled_from([None, 0, 2]))
    def ask_for_a_page(self, nick: str, room: str, after: int | None) -> None:
        told = self.give(nick, commands.History("x", room, after=after))
        self.hold(told, None if nick in self.members[room] else ErrorCode.NO_SUCH_ROOM)

    @rule(nick=people, room=st.none() | rooms)
    def search(self, nick: str, room: str | None) -> None:
        told = self.give(nick, commands.Search("x", "word", room))
        may = room is None or nick in self.members[room]
        self.hold(told, None if may else ErrorCode.NO_SUCH_ROOM)

    @rule(nick=people, chance=seldom)
    def come_back(self, nick: str, chance: int) -> None:
        """Somebody's connection ends, and they come again on another."""
        if chance:
            return
        numbers = [number for number, one in self.at.items() if one == nick]
        for number in numbers:
            self.decide([Gone(number)])
            del self.at[number]
        self.come(max([*self.at, *numbers]) + 1, nick)

    @rule(chance=seldom)
    def crash(self, chance: int) -> None:
        if not chance:
            self.check()
            self.close()
            self.log = RefusingLog(self.folder)
            self.log.refuses = self.refuses
            self.open()

    @rule(room=rooms, who=people, after=st.sampled_from([None, 0]))
    def a_page_is_read_too_late(self, room: str, who: str, after: int | None) -> None:
        """Who asked for it is put out, and the others go on talking, before it is read."""
        maker = self.maker.get(room)
        if maker is not None and who != maker:
            self.admit(maker, room, who)
            self.ask_for_a_page(who, room, after)
            self.kick(maker, room, who)
            self.say(maker, room)
            self.something_is_read(len(self.asked) - 1)

    @rule(room=rooms, who=people)
    def disk_refuses_for_a_moment(self, room: str, who: str) -> None:
        """Neither an admission nor a kick happens."""
        before, self.refuses, self.log.refuses = self.refuses, True, True
        for nick in {self.maker.get(room, who), who}:
            self.kick(nick, room, who)
            self.admit(nick, room, who)
        self.refuses = self.log.refuses = before

    # What has to hold

    @invariant()
    def check(self) -> None:
        """Nobody was told of a room but its members, or what they could read when they were."""
        for nick, data in self.heard if hasattr(self, "heard") else ():
            for entry in told_entries(data):
                if entry.room in self.members and nick not in self.members[entry.room]:
                    assert entry.seq <= self.could_read[nick, entry.room]
        if hasattr(self, "heard"):
            self.heard.clear()

    @invariant()
    def members_and_nobody_else_can_read(self) -> None:
        if not hasattr(self, "log"):
            return
        on_disk = {room.name: room for room in self.log.rooms()}
        for room in self.maker:
            ids = {self.person[nick] for nick in self.members[room]}
            assert on_disk[room].members == self.chat.rooms[room].members == ids
            assert self.chat.here[room].keys() <= ids
            for connection in self.chat.seats:
                inside = room in self.chat.seats[connection].rooms
                assert not inside or self.at[connection] in self.members[room]
        assert self.chat.closed == closed(on_disk.values())

    @invariant()
    def members_find_everything(self) -> None:
        if not hasattr(self, "log"):
            return
        while self.searched.follow(100):
            pass
        for nick, id in self.person.items():
            mine = [room for room in ROOMS if nick in self.members[room]]
            command = commands.Search("x", "word", limit=100)
            found = self.searched.find(command, id, lambda: False)
            texts = {hit.entry.text for hit in found.hits}
            assert texts == {text for room in mine for text in self.entries[room]}


def told_entries(data: bytes) -> Iterator[events.AnyEntry]:
    """The entries in what somebody was sent, in pages too."""
    for event in codec.event_decoder().feed(data):
        if isinstance(event, events.Entry):
            yield event  # type: ignore[misc]
        elif isinstance(event, events.Page):
            yield from event.entries


def closed(rooms: Iterable[Room]) -> dict[str, frozenset[str]]:
    """Person -> the rooms with members in which they are one."""
    found: dict[str, frozenset[str]] = {}
    for room in rooms:
        for person in room.members:
            found[person] = found.get(person, frozenset()) | {room.name}
    return found


MembershipMachine.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=40, deadline=None
)
TestMembership = MembershipMachine.TestCase
