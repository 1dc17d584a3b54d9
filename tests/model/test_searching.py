"""A search while one types: what is asked when, and which answers count."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat_gui import reports
from chat_gui.model.chat import ChatModel
from chat_gui.model.searching import BUSY_MS, PAGE, REST_MS, Result, Searching, State
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.model.builders import BOB, NOW, message, state, welcome
from tests.support import examples

TEXTS = st.sampled_from(["", "a", "key", "keys", "..."])
ROOMS = st.sampled_from([None, "lobby"])


def held(text: str, room: str | None) -> list[Result]:
    return [Result(room or "den", 7, NOW, BOB, f"{text} held")]


def hit(seq: int, room: str = "lobby") -> events.Hit:
    entry = message(seq, room=room)
    return events.Hit(entry, entry.text)


def asked_for(searching: Searching, text: str) -> commands.Search:
    searching.type(text, "lobby", NOW)
    asked = searching.wanted(NOW + REST_MS, online=True)
    assert asked is not None
    return asked


def test_it_rests_before_it_is_asked() -> None:
    searching = Searching(held)
    searching.type("key", "lobby", NOW)
    assert searching.wanted(NOW + REST_MS - 1, online=True) is None
    assert searching.due() == NOW + REST_MS
    searching.type("keys", "lobby", NOW + 100)
    assert searching.wanted(NOW + REST_MS, online=True) is None
    asked = searching.wanted(NOW + 100 + REST_MS, online=True)
    assert asked == commands.Search("search 1", "keys", "lobby", None, PAGE)
    assert searching.due() is None


def test_an_answer_to_what_is_not_searched_any_more_is_dropped() -> None:
    searching = Searching(held)
    first = asked_for(searching, "key")
    searching.type("keys", "lobby", NOW)
    assert searching.wanted(NOW + 1_000, online=True) is None, "one at most is on its way"
    assert not searching.found(events.Found(first.re, [hit(1)], more=False))
    second = searching.wanted(NOW + 1_000, online=True)
    assert second is not None
    assert not searching.found(events.Found("search 9", [hit(1)], more=False))
    assert searching.found(events.Found(second.re, [hit(2)], more=False))
    assert [one.seq for one in searching.results] == [2]
    assert not searching.found(events.Found(second.re, [hit(3)], more=False))


def test_it_goes_on_where_it_stopped() -> None:
    searching = Searching(held)
    asked = asked_for(searching, "key")
    searching.found(events.Found(asked.re, [hit(9), hit(8)], more=True, next=8))
    searching.go_on(NOW)
    searching.go_on(NOW)
    on = searching.wanted(NOW, online=True)
    assert on is not None
    assert (on.before, searching.wanted(NOW, online=True)) == (8, None)
    searching.found(events.Found(on.re, [hit(8), hit(3)], more=False))
    assert [one.seq for one in searching.results] == [9, 8, 3]
    searching.go_on(NOW)
    assert searching.wanted(NOW, online=True) is None


def test_a_server_that_goes_on_for_ever_with_nothing_new_is_not_followed() -> None:
    searching = Searching(held)
    asked = asked_for(searching, "key")
    searching.found(events.Found(asked.re, [hit(9)], more=True, next=8))
    searching.go_on(NOW)
    on = searching.wanted(NOW, online=True)
    assert on is not None
    searching.found(events.Found(on.re, [hit(9)], more=True, next=7))
    assert not searching.more


def test_only_the_room_that_was_meant_is_listed() -> None:
    searching = Searching(held)
    asked = asked_for(searching, "key")
    searching.found(events.Found(asked.re, [hit(1, "den"), hit(2)], more=False))
    assert [one.room for one in searching.results] == ["lobby"]


def test_a_busy_server_is_asked_again_later() -> None:
    searching = Searching(held)
    asked = asked_for(searching, "key")
    busy = events.Error(ErrorCode.SLOW_DOWN, "Later.", fatal=False, re=asked.re)
    assert searching.refused(busy, NOW)
    assert searching.state is State.BUSY
    assert searching.wanted(NOW + BUSY_MS - 1, online=True) is None
    assert searching.wanted(NOW + BUSY_MS, online=True) is not None


def test_a_clock_that_is_set_back_delays_nothing() -> None:
    searching = Searching(held)
    searching.type("key", "lobby", NOW)
    assert searching.wanted(NOW - 3_600_000, online=True) is not None


def test_a_refusal_is_told() -> None:
    searching = Searching(held)
    asked = asked_for(searching, "key")
    no = events.Error(ErrorCode.NOT_ALLOWED, "Not you.", fatal=False, re=asked.re)
    assert not searching.refused(events.Error(no.code, "No.", fatal=False, re="other"), NOW)
    assert searching.refused(no, NOW)
    assert (searching.state, searching.refusal) == (State.REFUSED, "Not you.")


def test_without_a_connection_what_is_held_is_found() -> None:
    searching = Searching(held)
    searching.type("key", None, NOW)
    assert searching.wanted(NOW + REST_MS, online=False) is None
    assert searching.state is State.OFFLINE
    assert [one.snippet for one in searching.results] == ["key held"]
    searching.back()
    assert searching.wanted(NOW + REST_MS, online=True) is not None


def test_the_model_finds_in_what_it_holds_and_asks_when_it_is_back() -> None:
    model = ChatModel("Ada")
    model.apply([welcome(), state(last=3), message(1), message(2), message(3)], NOW)
    found = model.searching.held("TEXT 2", "lobby")
    assert [(one.room, one.seq, one.snippet) for one in found] == [("lobby", 2, "text 2")]
    assert [one.seq for one in model.searching.held("text", None)] == [3, 2, 1]
    assert not model.searching.held("text", "den")


class Typist(RuleBasedStateMachine):
    """Types, waits, loses the connection; the server answers late, refuses, or says nonsense."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.online = NOW, True
        self.searching = Searching(held)
        self.asked: list[commands.Search] = []
        self.typed: tuple[str, str | None] = ("", None)

    @rule(text=TEXTS, room=ROOMS)
    def type(self, text: str, room: str | None) -> None:
        self.searching.type(text, room, self.now)
        self.typed = text, room

    @rule(ms=st.integers(0, 2 * BUSY_MS))
    def wait(self, ms: int) -> None:
        self.now += ms
        asked = self.searching.wanted(self.now, online=self.online)
        if asked is not None:
            assert self.online
            assert not self.asked, "one is on its way"
            assert (asked.text, asked.room) == self.typed
            self.asked.append(asked)

    @precondition(lambda self: self.asked)
    @rule(seqs=st.lists(st.integers(1, 40), unique=True, max_size=5), more=st.booleans())
    def find(self, seqs: list[int], more: bool) -> None:
        asked = self.asked.pop()
        seqs = sorted((seq for seq in seqs if seq < (asked.before or 99)), reverse=True)
        hits = [hit(seq, asked.room or "lobby") for seq in seqs]
        self.searching.found(
            events.Found(asked.re, hits, more, next=seqs[-1] if more and seqs else None)
        )

    @precondition(lambda self: self.asked)
    @rule(code=st.sampled_from([ErrorCode.SLOW_DOWN, ErrorCode.NOT_ALLOWED]))
    def refuse(self, code: ErrorCode) -> None:
        self.searching.refused(
            events.Error(code, "No.", fatal=False, re=self.asked.pop().re), self.now
        )

    @rule()
    def go_on(self) -> None:
        self.searching.go_on(self.now)

    @rule(online=st.booleans())
    def connect(self, online: bool) -> None:
        if self.online and not online:
            self.asked.clear()
            self.searching.lost()
        elif online and not self.online:
            self.searching.back()
        self.online = online

    @invariant()
    def each_message_is_listed_once_and_newest_first(self) -> None:
        seqs = [one.seq for one in self.searching.results]
        assert seqs == sorted(set(seqs), reverse=True)

    @invariant()
    def it_is_never_stuck(self) -> None:
        if self.searching.state in (State.SEARCHING, State.BUSY):
            assert self.asked or self.searching.due() is not None


Typist.TestCase.settings = settings(
    max_examples=examples(100), stateful_step_count=40, deadline=None
)
TestTypist = Typist.TestCase


@pytest.mark.parametrize("back", [welcome(server="s2"), welcome(epoch="e2")])
def test_what_was_found_in_another_log_is_looked_for_anew(back: events.Welcome) -> None:
    model = ChatModel("Ada")
    model.apply([welcome(), state()], NOW)
    asked = asked_for(model.searching, "text")
    model.apply([events.Found(asked.re, [hit(1)], more=False)], NOW)
    assert model.searching.results
    model.apply([reports.Lost("Gone.", 0.0), back], NOW)
    assert not model.searching.results
    again = model.searching.wanted(NOW + REST_MS, online=True)
    assert again is not None
    assert (again.text, again.before) == ("text", None)
