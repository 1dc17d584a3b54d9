"""Moderation against a simple model: any acts of anybody on anybody, restarts, full disks.

The model knows who is what, who is banned or muted until when, and which connections there are. The
hub runs with the real log on disk; a restart throws the hub away and opens the log again. Several
commands come in one batch, so that people act and talk while they are put out.
"""

import shutil
import tempfile
from itertools import count, cycle
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chat_server import console_key
from chat_server.chat import Chat
from chat_server.deliveries import Arrived, Close, Delivery, Gone, Heard, Input, Say, Tell
from chat_server.hub import Hub
from chat_server.protocol import commands, events
from chat_server.protocol.codec import Logged
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.records import CONSOLE_NICK, Person, Room, session_hash
from chat_server.storage import StorageError
from chat_server.storage.log import Log
from chat_server.writes import NewKey, NewPerson, NewRoom
from tests.server.full_disk import RefusingLog
from tests.server.keys import Key, nonce
from tests.server.order_model import (
    ADDRESSES,
    PEOPLE,
    ROOMS,
    START,
    WINDOWS,
    Act,
    Model,
    Window,
    acts,
)
from tests.support import examples

owners = st.sampled_from([CONSOLE_NICK, "Ada", "Bob"])
seldom = st.sampled_from([False, False, False, True])
fails = st.lists(seldom, min_size=1, max_size=4)


class OrderMachine(RuleBasedStateMachine):
    """Five people, one of them the server itself, and every way to put each other in order."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.keys = {nick: Key() for nick in PEOPLE}
        self.model = Model()
        self.refuses = False
        self.names, self.numbers = count(), count(1)
        with Log(self.folder) as log:
            console_key.settle(log, self.keys[CONSOLE_NICK].private, 1)
            log.append([NewRoom(Room(name), 1) for name in ROOMS])
            for nick in PEOPLE[1:]:
                id, role = self.model.ids[nick], START[nick]
                person = Person(id, nick, session_hash(nick), role, owns=True)  # type: ignore[arg-type]
                log.append([NewPerson(person, 1), NewKey(id, self.keys[nick].raw, 1)])
        self.open()

    def open(self) -> None:
        self.log = RefusingLog(self.folder)
        self.chat = Chat(
            events.ServerInfo("s", "Lab", "0"),
            Limits(rate=0),
            self.log,
            self.log.rooms(),
            lambda: f"{next(self.names):012}-secret",
            self.log.rules(),
            owner=self.keys["Ada"].raw,
        )
        self.hub = Hub(self.chat)
        self.model.windows = {}

    def teardown(self) -> None:
        if hasattr(self, "log"):
            self.log.close()
            shutil.rmtree(self.folder)

    def foretell(self, act: Act, number: int) -> str:
        """What comes of an act that is said on a connection, and the model with it."""
        if number not in self.model.windows:
            return "nothing"
        before = self.model.copy()
        done = self.model.act(act)
        if done and self.refuses:
            self.model = before
            return "storage"
        return "refused" if done is False else "done"

    # What happens

    @rule(by=owners, on=st.sampled_from(PEOPLE), steps=st.lists(acts, max_size=6), fails=fails)
    def pursue(self, by: str, on: str, steps: list[Act], fails: list[bool]) -> None:
        """Somebody does one thing after another to who is here twice, who talks meanwhile."""
        for address in ADDRESSES[:WINDOWS]:
            self.come(on, address)
        for act, refuses in zip(steps, cycle(fails), strict=False):
            talk = [act._replace(by=on, what="say", room=room) for room in ROOMS]
            self.give([act._replace(by=by, on=on), *talk], refuses)

    @rule(batch=st.lists(acts, min_size=1, max_size=6), refuses=seldom)
    def at_once(self, batch: list[Act], refuses: bool) -> None:
        """Several people do something in one batch."""
        self.give(batch, refuses)

    def give(self, batch: list[Act], refuses: bool) -> None:
        for act in batch:
            if not self.model.mine(act.by):
                self.come(act.by, "127.0.0.1")
        self.refuses = self.log.refuses = refuses
        said = {act.by: self.model.mine(act.by)[:1] for act in batch}
        inputs: list[Input] = []
        expected: dict[str, str] = {}
        for act in batch:
            for number in said[act.by]:
                re = f"re-{next(self.names)}"
                inputs.append(Heard(number, [self.model.command(act, re)], 1))  # type: ignore[list-item]
                expected[re] = self.foretell(act, number)
        told = self.decide(inputs)
        self.refuses = self.log.refuses = False
        assert answers(told) == {re: what for re, what in expected.items() if what != "nothing"}

    @rule(who=st.sampled_from(PEOPLE), address=st.sampled_from(ADDRESSES), refuses=seldom)
    def come(self, who: str, address: str, refuses: bool = False) -> None:
        """Somebody opens a window and enters every room."""
        self.refuses = self.log.refuses = refuses
        self.enter(who, address)
        self.refuses = self.log.refuses = False

    def enter(self, who: str, address: str) -> None:
        model = self.model
        if len(model.mine(who)) == WINDOWS:
            return
        number = next(self.numbers)
        asked = self.decide(
            [Arrived(number, address), Heard(number, [hello(self.keys[who], who)], 1)]
        )
        assert (number in self.chat.seats) is not model.kept_out(address)
        if number not in self.chat.seats:
            return
        said = [self.keys[who].proof(nonce(asked), who), *map(commands.Join, ROOMS)]
        told = self.decide([Heard(number, said, 1)])
        mine = [one.event for one in told if isinstance(one, Tell) and one.connection == number]
        hosts = who == "Ada" and model.roles[who] != "owner"
        if model.banned(who, address):
            assert closed(told) == {number}
        elif self.refuses and (hosts or not model.owns[who]):
            assert isinstance(mine[0], events.Error)
            assert mine[0].code is ErrorCode.STORAGE
            self.decide([Gone(number)])
        else:
            model.owns[who] = True
            model.noted += hosts
            model.roles[who] = "owner" if hosts else model.roles[who]
            model.windows[number] = Window(who, address, {*ROOMS})
            assert isinstance(mine[0], events.Welcome)
            assert mine[0].you == events.You(model.ids[who], who, model.roles[who])
            muted = {one.room or "" for one in mine if isinstance(one, events.Muted)}
            assert muted == {room for room in ("", *ROOMS) if model.muted(who, room)}

    @rule(who=st.sampled_from(PEOPLE))
    def go(self, who: str) -> None:
        for number in self.model.mine(who)[:1]:
            self.decide([Gone(number)])
            del self.model.windows[number]

    @rule(milliseconds=st.sampled_from([5, 100]))
    def time_passes(self, milliseconds: int) -> None:
        self.model.now += milliseconds

    @rule(really=seldom)
    def restart(self, really: bool) -> None:
        if really:
            self.log.close()
            self.open()

    def decide(self, batch: list[Input]) -> list[Delivery]:
        """Decide a batch as the hub's thread does."""
        before = self.memory()
        self.chat.read_only = False
        self.run_batch(batch)
        try:
            if self.hub.outcome().writes:
                self.log.append(self.hub.outcome().writes)
        except StorageError:
            self.hub.take_back()
            assert self.memory() == before
            self.chat.read_only = True
            self.run_batch(batch)
            assert not self.hub.outcome().writes
        deliveries = self.hub.outcome().deliveries
        self.hub.keep()
        return deliveries

    def run_batch(self, batch: list[Input]) -> None:
        self.hub.foresee(batch)
        for what in batch:
            self.hub.take(what, self.model.now)

    def memory(self) -> list[Any]:
        chat = self.chat
        tables = (chat.people, chat.seats, chat.connections, chat.bans, chat.mutes, chat.acts)
        here = {room: {**inside} for room, inside in chat.here.items()}
        names = ({**chat.nicknames.exact}, {**chat.nicknames._alike})
        return [{**table} for table in tables] + [here, *names]

    # What holds at all times

    @invariant()
    def those_are_here_who_may_be(self) -> None:
        if hasattr(self, "log"):
            seats = {
                number: Window(
                    self.chat.people[seat.person or ""].nick, seat.address, {*seat.rooms}
                )
                for number, seat in self.chat.seats.items()
            }
            assert seats == self.model.windows
            for nick, id in self.model.ids.items():
                if id in self.model.bans and self.model.holds(self.model.bans[id]):
                    assert id not in self.chat.people, f"{nick} is banned"

    @invariant()
    def people_are_what_the_model_says(self) -> None:
        if hasattr(self, "log"):
            for nick, id in self.model.ids.items():
                person = self.chat.person(id)
                assert person is not None
                assert (person.role, person.owns) == (self.model.roles[nick], self.model.owns[nick])
            bearers = {
                self.model.ids[nick]
                for nick in PEOPLE
                if self.model.owns[nick] or self.model.mine(nick)
            }
            assert {*self.chat.nicknames.exact.values()} == bearers

    @invariant()
    def rulings_are_what_the_model_says(self) -> None:
        if hasattr(self, "log"):
            assert {one.subject: one.until for one in self.chat.bans.values()} == self.model.bans
            mutes = {(one.person, one.room): one.until for one in self.chat.mutes.values()}
            assert mutes == self.model.mutes
            assert self.chat.acts == {"": self.model.noted}

    @invariant()
    def memory_is_what_the_disk_holds(self) -> None:
        if hasattr(self, "log"):
            rules = self.log.rules()
            assert {ban.subject: ban for ban in rules.bans} == self.chat.bans
            assert {(one.person, one.room): one for one in rules.mutes} == self.chat.mutes
            assert rules.owners == {
                self.model.ids[nick]: nick for nick in PEOPLE if self.model.owns[nick]
            }
            assert rules.acts == self.model.noted
            assert [one.number for one in self.log.find_acts(10**6, 3)] == [
                *range(self.model.noted, max(self.model.noted - 3, 0), -1)
            ]
            for person in self.chat.people.values():
                assert self.log.find_by_id(person.id) == person


def hello(key: Key, nick: str) -> commands.Hello:
    return commands.Hello(1, nick, key=key.public)


def closed(told: list[Delivery]) -> set[int]:
    return {one.connection for one in told if isinstance(one, Close)}


def answers(told: list[Delivery]) -> dict[str, str]:
    """What came of each command that was answered, by its `re` or `id`."""
    found: dict[str, str] = {}
    for one in told:
        if isinstance(one, Say) and isinstance(one.event, Logged):
            found[one.event.entry.id] = "done"
        if not isinstance(one, Tell):
            continue
        if isinstance(one.event, events.Done):
            found[one.event.re or ""] = "done"
        elif isinstance(one.event, events.Error):
            storage = one.event.code is ErrorCode.STORAGE
            found[one.event.re or one.event.id or ""] = "storage" if storage else "refused"
    return found


OrderMachine.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=30, deadline=None
)
TestOrder = OrderMachine.TestCase
