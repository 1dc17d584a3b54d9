"""Hub and log against a simple model: any interleaving of commands, resends, crashes, full disks.

The model is a list of entries per room and a dict of who wrote what under which id. The hub runs
with the real log on disk; a crash throws the hub away and opens the log again. Besides talking,
people edit, take back, react, set topics, read and talk in private, and old entries go.
"""

import shutil
import tempfile
from collections import Counter
from itertools import count
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from chat_server.chat import Chat
from chat_server.deliveries import (
    Arrived,
    Close,
    Delivery,
    Gone,
    Heard,
    Input,
    Say,
    Subscribe,
    Tell,
)
from chat_server.hub import Hub
from chat_server.hub_thread import HubThread
from chat_server.protocol import codec, commands, events, names
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.records import Retention, Room, session_hash
from chat_server.storage.pages import Pages
from chat_server.writes import NewRoom
from tests.server.full_disk import FullDisk, RefusingLog
from tests.support import examples

NICKS = ["Ada", "Bob"]
ROOMS = ["lobby", "b"]
nicks, rooms = st.sampled_from(NICKS), st.sampled_from(ROOMS)
ids = st.integers(0, 99).map(str)
targets, backs = st.integers(0, 8), st.sampled_from([0, 0, 0, 1, 2, 5])
chains = st.lists(
    st.sampled_from(["edit", "delete", "on", "off", "resend", "resend edit"]), max_size=5
)
seldom = st.sampled_from([1, 1, 1, 0])
emoji = st.sampled_from("👍🎉")
KEPT = 6
"""Entries of a room that are kept."""
MAY_BE_REFUSED = {ErrorCode.NO_SUCH_ENTRY, ErrorCode.NOT_ALLOWED, ErrorCode.NO_SUCH_ROOM}


class PromisesMachine(FullDisk):
    """Two people, two rooms, and everything that can go wrong."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.secrets = count()
        self.sessions: dict[str, str] = {}
        self.entries: dict[str, list[Logged]] = {"lobby": []}
        self.first: dict[str, int] = {}
        self.marks: dict[tuple[str, str], int] = {}
        self.written: dict[tuple[str, str], Logged] = {}
        self.open()
        self.log.append([NewRoom(Room("lobby"), 0)])
        self.close()
        self.open()

    def open(self) -> None:
        self.log = RefusingLog(self.folder)
        server = events.ServerInfo("s", "Lab", "0")
        self.chat = Chat(
            server,
            Limits(rate=0, join_rate=0),
            self.log,
            self.log.rooms(),
            lambda: f"{next(self.secrets):012}-secret",
            retention=Retention(entries=KEPT),
        )
        hub = Hub(self.chat)
        self.thread = HubThread(hub, self.log, lambda _round: None, lambda _job: None)
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

    def write(self, nick: str, command: commands.AnyCommand, room: str) -> None:
        number = self.connections.get(nick) or self.connection(nick)
        if number is not None:
            self.waiting.append(Heard(number, [commands.Join(room), command], 1))

    def pick(self, room: str, back: int) -> tuple[int, str]:
        """The seq and author of one of the newest messages, or of no message at all."""
        entries = [logged.entry for logged in self.entries.get(room, ())]
        messages = [entry for entry in entries if isinstance(entry, events.Message)][::-1]
        if back >= len(messages):
            return back, NICKS[0]
        return messages[back].seq, messages[back].by.nick

    @rule(own=st.booleans(), room=rooms, id=ids, back=backs)
    def edit(self, own: bool, room: str, id: str, back: int) -> None:
        seq, author = self.pick(room, back)
        nick = author if own else NICKS[0]
        self.write(nick, commands.Edit(room, id, seq, "new"), room)

    @rule(own=st.booleans(), room=rooms, id=ids, back=backs)
    def delete(self, own: bool, room: str, id: str, back: int) -> None:
        seq, author = self.pick(room, back)
        nick = author if own else NICKS[0]
        self.write(nick, commands.Delete(room, id, seq), room)

    @rule(nick=nicks, room=rooms, id=ids, back=backs, emoji=emoji, on=st.booleans())
    def react(self, nick: str, room: str, id: str, back: int, emoji: str, on: bool) -> None:
        seq, _ = self.pick(room, back)
        self.write(nick, commands.React(room, id, seq, emoji, on), room)

    @rule(nick=nicks, room=rooms, id=ids, then=chains, at_once=st.booleans())
    def one_message(self, nick: str, room: str, id: str, then: list[str], at_once: bool) -> None:
        """A message and what becomes of it, in one batch or in several."""
        self.commit()
        seq = len(self.entries.get(room, ())) + 1
        self.say(nick, room, id, "x")
        changes = {
            "edit": commands.Edit(room, f"{id}-e", seq, "new"),
            "delete": commands.Delete(room, f"{id}-d", seq),
            "on": commands.React(room, f"{id}-on", seq, "👍", on=True),
            "off": commands.React(room, f"{id}-off", seq, "👍", on=False),
            "resend": commands.Send(room, id, "again"),
            "resend edit": commands.Send(room, f"{id}-e", "again"),
        }
        for change in then:
            if not at_once:
                self.commit()
            self.write(nick, changes[change], room)
        self.commit()

    @rule(room=rooms, back=backs, own=st.booleans())
    def resend(self, room: str, back: int, own: bool) -> None:
        """What was sent is sent again, or an edit under its id."""
        entries = self.entries.get(room, ())
        if back < len(entries):
            entry = entries[-1 - back].entry
            again = commands.Send(room, entry.id, "again")
            other = commands.Edit(room, entry.id, entry.seq, "again")
            self.write(entry.by.nick, again if own else other, room)

    @rule(nick=nicks, room=rooms, id=ids, text=st.sampled_from(["", "Robots"]))
    def topic(self, nick: str, room: str, id: str, text: str) -> None:
        self.write(nick, commands.Topic(room, id, text), room)

    @rule(nick=nicks, room=rooms, seq=targets)
    def read(self, nick: str, room: str, seq: int) -> None:
        self.commit()
        number = self.connection(nick)
        last = len(self.entries.get(room, ()))
        if number is not None:
            self.decide([Heard(number, [commands.Seen(room, seq)], 1)])
            if not self.refuses and last:
                key = (nick, room)
                self.marks[key] = max(self.marks.get(key, 0), min(seq, last))

    @rule(id=ids, nick=nicks)
    def talk_in_private(self, id: str, nick: str) -> None:
        numbers = [self.connection(one) for one in NICKS]
        number = self.connection(nick)
        if number is None or None in numbers:
            return
        other = NICKS[1 - NICKS.index(nick)]
        ids = [self.chat.seats[one].person or "" for one in numbers if one is not None]
        name = names.direct_name(*ids)
        self.waiting.append(Heard(number, [commands.Open(other)], 1))
        self.waiting.append(Heard(number, [commands.Send(name, id, "between us")], 1))

    @rule()
    def a_minute_passes(self) -> None:
        self.thread._hub._pruner._look_at = 0

    @rule(nick=nicks, chance=seldom)
    def disconnect(self, nick: str, chance: int) -> None:
        self.commit()
        if not chance and nick in self.connections:
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

    @rule(chance=seldom)
    def crash(self, chance: int) -> None:
        """What was not committed is gone; nobody was told of it."""
        if chance:
            return
        self.close()
        self.open()

    def decide(self, batch: list[Input]) -> list[Delivery]:
        """Decide a batch and hold every delivery against the model."""
        deliveries = self.thread.decide(batch).deliveries
        for one in deliveries:
            if isinstance(one, Say) and isinstance(one.event, Logged):
                self.accept(one.event)
            elif isinstance(one, Tell) and isinstance(one.event, Logged):
                self.check_answer(one.event)
            elif isinstance(one, Tell):
                if isinstance(one.event, events.Error) and one.event.code not in MAY_BE_REFUSED:
                    assert self.refuses, one.event
                    assert one.event.code is ErrorCode.STORAGE
            elif isinstance(one, Subscribe):
                self.entries.setdefault(one.room, [])
                assert one.last == len(self.entries[one.room])
            assert not isinstance(one, Close) or one.error.code is ErrorCode.CLOSING
        self.old_ones_go()
        return deliveries

    def check_answer(self, logged: Logged) -> None:
        """A resend is answered with what was written first, as everyone reads it now."""
        entry = logged.entry
        first = self.written[entry.by.id, entry.id]
        assert (entry.room, entry.seq) == (first.entry.room, first.entry.seq)
        if not self.is_gone(entry):
            assert first == logged

    def is_gone(self, entry: events.AnyEntry) -> bool:
        return entry.seq < self.first.get(entry.room, 1)

    def old_ones_go(self) -> None:
        for room in self.chat.rooms.values():
            kept_from = max(1, room.last - KEPT + 1)
            before = self.first.get(room.name, 1)
            assert room.first in ({before, kept_from} if room.last else {0})
            self.first[room.name] = max(room.first, 1)

    def accept(self, logged: Logged) -> None:
        """A new entry: the next of its room, and the first of its person and id."""
        assert not self.refuses
        entry = logged.entry
        assert entry.seq == len(self.entries[entry.room]) + 1
        assert (entry.by.id, entry.id) not in self.written
        self.check_target(entry)
        self.entries[entry.room].append(logged)
        self.written[entry.by.id, entry.id] = logged
        if isinstance(entry, events.Deleted):
            self.erase(entry)

    def check_target(self, entry: events.AnyEntry) -> None:
        if isinstance(entry, (events.Edited, events.Deleted, events.Reacted)):
            target = self.entries[entry.room][entry.target - 1].entry
            assert isinstance(target, events.Message)
            assert not target.deleted
            assert isinstance(entry, events.Reacted) or target.by.id == entry.by.id

    def erase(self, deleted: events.Deleted) -> None:
        """The message and its edits have no text from here on, whoever reads or resends them."""
        entries = self.entries[deleted.room]
        for index, logged in enumerate(entries):
            one = logged.entry
            edit = isinstance(one, events.Edited) and one.target == deleted.target
            if edit or one.seq == deleted.target:
                gone = msgspec.structs.replace(one, text="", deleted=True)
                entries[index] = Logged(gone, codec.encode(gone))
                self.written[one.by.id, one.id] = entries[index]

    @invariant()
    def the_disk_holds_what_was_told_and_nothing_else(self) -> None:
        if not hasattr(self, "log"):
            return
        pages = Pages(self.folder)
        for room in self.entries:
            kept = self.entries[room][self.first.get(room, 1) - 1 :]
            told = [logged.line[:-1] for logged in kept]
            assert pages.after(room, 0, 10**6, 10**6).lines == told
        pages.close()

    @invariant()
    def reactions_are_what_was_reacted(self) -> None:
        if not hasattr(self, "log"):
            return
        for room, logged in self.entries.items():
            on: dict[int, set[tuple[str, str]]] = {}
            for entry in (one.entry for one in logged):
                if isinstance(entry, events.Reacted):
                    change = set.add if entry.on else set.discard
                    change(on.setdefault(entry.target, set()), (entry.emoji, entry.by.id))
            for target, reactions in on.items():
                gone = target < self.first.get(room, 1)
                expected = {} if gone else Counter(emoji for emoji, _ in reactions)
                assert self.log.find_emoji(room, target) == expected

    @invariant()
    def marks_are_kept(self) -> None:
        if hasattr(self, "log"):
            for (nick, room), seq in self.marks.items():
                person = self.log.find_person(session_hash(self.sessions[nick]))
                assert person is not None
                assert self.log.find_marks(person.id).get(room, 0) == seq

    @invariant()
    def memory_is_what_the_disk_holds(self) -> None:
        if hasattr(self, "log") and not self.waiting:
            on_disk = {room.name: room for room in self.log.rooms()}
            assert self.chat.rooms == on_disk
            assert self.chat.closed.keys() == {
                person for room in on_disk.values() for person in room.members
            }


PromisesMachine.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=50, deadline=None
)
TestPromises = PromisesMachine.TestCase
