"""The fan-out against a simple model: nobody misses, repeats or reorders anything."""

import json
from collections import defaultdict
from collections.abc import Iterable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat_server.dialects.native import Native
from chat_server.fanout import Fanout
from chat_server.protocol import codec, events
from chat_server.protocol.codec import Logged
from chat_server.reading import ReplayPage
from tests.support import examples

ROOMS = ["a", "b"]
PEOPLE = [1, 2, 3]
FOREIGNER = 3
"""Who is told each thing by itself, until they leave for good."""
rooms, people = st.sampled_from(ROOMS), st.sampled_from(PEOPLE)


def entry(room: str, seq: int) -> Logged:
    message = events.Message(room, seq, 0, events.Who("p", "Ada"), f"{room}{seq}", "x")
    return Logged(message, codec.encode(message))


class FanoutMachine(RuleBasedStateMachine):
    """Says, tells, joins and pages in any order; each person's bytes are checked at every flush."""

    def __init__(self) -> None:
        super().__init__()
        self.queued: dict[int, list[bytes]] = defaultdict(list)
        self.fanout = Fanout(Native.render, self._put, self._put_all, self._interpret, self._put)
        self.fanout.foreign.add(FOREIGNER)
        self.logs: dict[str, list[Logged]] = {room: [] for room in ROOMS}
        self.next_seq: dict[tuple[int, str], int] = {}
        self.tells = 0
        self.told: dict[int, list[int]] = defaultdict(list)
        self.pages: list[ReplayPage] = []
        self.flushed = True

    def _put(self, connection: int, data: bytes) -> None:
        self.queued[connection].append(data)

    def _interpret(self, connection: int, event: events.Event | Logged) -> None:
        assert connection == FOREIGNER
        self._put(connection, Native.render([event]))

    def _put_all(self, connections: Iterable[int], data: bytes) -> None:
        for connection in connections:
            self._put(connection, data)

    @rule(room=rooms)
    def say(self, room: str) -> None:
        self.logs[room].append(entry(room, len(self.logs[room]) + 1))
        self.fanout.say(room, self.logs[room][-1])
        self.flushed = False

    @rule(room=rooms)
    def notice(self, room: str) -> None:
        self.fanout.say(room, events.Typing(room, events.Who("p", "Ada")))
        self.flushed = False

    @rule(person=people)
    def tell(self, person: int) -> None:
        self.tells += 1
        self.told[person].append(self.tells)
        live = {
            room: len(self.logs[room])
            for room in ROOMS
            if (person, room) in self.next_seq and self.fanout.lacks(person, room) is None
        }
        self.fanout.tell(person, events.Pong(json.dumps([self.tells, live])))
        self.flushed = False

    @rule(person=people, room=rooms, back=st.integers(1, 5))
    def answer_a_resend(self, person: int, room: str, back: int) -> None:
        """An entry that is still to come by replay comes only there."""
        lacks = self.fanout.lacks(person, room)
        if back > len(self.logs[room]) or lacks is None:
            return
        again = self.logs[room][-back]
        before = len(self.queued[person])
        self.fanout.tell(person, again)
        if again.entry.seq > lacks[0]:
            assert len(self.queued[person]) == before
        else:
            assert self.queued[person].pop() == again.line
        self.flushed = False

    @rule(person=people, room=rooms, back=st.integers(0, 5))
    def join(self, person: int, room: str, back: int) -> None:
        last = len(self.logs[room])
        after = max(0, last - back)
        self.fanout.settle(person)
        self._read_all(person)
        behind = self.fanout.subscribe(person, room, after, last)
        assert behind == (after < last)
        self.next_seq[person, room] = after + 1
        if behind:
            self._page(person, room)

    @rule(person=people, room=rooms)
    def leave(self, person: int, room: str) -> None:
        if (person, room) in self.next_seq:
            self.fanout.unsubscribe(person, room)
            self._read_all(person)
            del self.next_seq[person, room]

    @rule(person=people)
    def go(self, person: int) -> None:
        self.fanout.settle(person)
        self._read_all(person)
        self.fanout.forget(person)
        self.told[person].clear()
        for room in ROOMS:
            self.next_seq.pop((person, room), None)

    @precondition(lambda self: self.pages)
    @rule(data=st.data())
    def page_comes(self, data: st.DataObject) -> None:
        page = self.pages.pop(data.draw(st.integers(0, len(self.pages) - 1)))
        if self.fanout.given(page):
            self._page(page.connection, page.room)
        self.flushed = False

    @rule()
    def flush(self) -> None:
        self.fanout.flush()
        self.flushed = True
        for person in PEOPLE:
            self._read_all(person)
            assert not self.told[person]
        for (person, room), seq in self.next_seq.items():
            if self.fanout.lacks(person, room) is None:
                assert seq == len(self.logs[room]) + 1

    def _page(self, person: int, room: str) -> None:
        lacks = self.fanout.lacks(person, room)
        assert lacks is not None
        after, last = lacks
        page = self.logs[room][after : min(last, after + 2)]
        data = b"".join(one.line for one in page)
        self.pages.append(ReplayPage(person, room, after, data, page[-1].entry.seq))

    def _read_all(self, person: int) -> None:
        data = b"".join(self.queued.pop(person, []))
        for line in data.splitlines():
            event = json.loads(line)
            if event["type"] == "message":
                key = (person, event["room"])
                assert event["seq"] == self.next_seq[key]
                self.next_seq[key] += 1
            elif event["type"] == "pong":
                number, live = json.loads(event["re"])
                assert number == self.told[person].pop(0)
                for room, last in live.items():
                    assert self.next_seq[person, room] >= last + 1

    @invariant()
    def nothing_waits_for_those_who_left(self) -> None:
        for person in PEOPLE:
            for room in ROOMS:
                if (person, room) not in self.next_seq:
                    assert self.fanout.lacks(person, room) is None


FanoutMachine.TestCase.settings = settings(max_examples=examples(120), deadline=None)
TestFanout = FanoutMachine.TestCase
