"""What is counted as unread: messages, those that speak to the person, and those of muted rooms."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chat_gui.model import calls, changes, rooms, timeline
from chat_gui.model.chat import ChatModel
from chat_gui.model.rooms import FOR_EVER
from chat_server.protocol import events
from chat_server.protocol.names import LOBBY
from tests.model.builders import ADA, BOB, DIRECT, NOW, message, state, summary, welcome
from tests.support import examples

HOUR = 3_600_000


def calling(seq: int, room: str = "b", text: str = "@Ada, look") -> events.Message:
    return events.Message(room, seq, NOW, BOB, f"id{seq}", text)


def in_b(*entries: events.AnyEntry, last: int = 0) -> ChatModel:
    """Ada looks at the lobby; this is said in room b."""
    model = ChatModel("Ada")
    model.look(focused=True, at_end=True)
    model.apply([welcome(summary(LOBBY)), state(), state("b", last=last), *entries], NOW)
    return model


class TestMentions:
    def test_they_are_counted_where_nobody_looks(self) -> None:
        b = in_b(message(1, room="b"), calling(2), calling(3, text="@bob it is")).rooms["b"]
        assert (b.unread, b.mentions, b.addressed(NOW)) == (3, 1, 1)

    def test_ones_own_don_t_count(self) -> None:
        own = events.Message("b", 1, NOW, ADA, "id1", "@Ada, think of it")
        assert in_b(own).rooms["b"].mentions == 0

    def test_the_name_of_somebody_else_may_begin_with_ones_own(self) -> None:
        model = in_b()
        model.apply([events.Joined("b", events.Who("c", "Ada Third"))], NOW)
        model.apply([calling(1, text="@Ada Third, look"), calling(2, text="@Ada third?")], NOW)
        assert model.rooms["b"].mentions == 0
        model.apply([calling(3, text="@Ada is third")], NOW)
        assert model.rooms["b"].mentions == 1

    def test_who_is_called_something_else_is_meant_by_that(self) -> None:
        model = in_b(calling(1, text="@Eve, look"), calling(2))
        model.apply([events.Renamed("b", events.Who(ADA.id, "Eve"), "Ada")], NOW)
        assert model.apply([calling(3, text="x")], NOW)
        assert model.rooms["b"].mentions == 1

    def test_what_scrolls_out_of_memory_is_counted_still(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(timeline, "TRIM_ROWS", 20)
        monkeypatch.setattr(timeline, "KEEP_ROWS", 10)
        model = in_b(calling(1), calling(2), *(message(n, room="b") for n in range(3, 50)))
        b = model.rooms["b"]
        assert (b.timeline.first > 2, b.mentions, b.more_mentions) == (True, 2, False)
        model.apply([events.Deleted("b", 50, NOW, BOB, "d", 1)], NOW)
        model.apply([events.Reacted("b", 51, NOW, BOB, "r", 2, "👍", on=True)], NOW)
        assert b.mentions == 1
        model.apply([events.Edited("b", 52, NOW, BOB, "e", 2, "@Bob, look")], NOW)
        assert b.mentions == 0

    def test_there_may_be_more_where_not_all_is_held(self) -> None:
        model = ChatModel("Ada")
        model.apply([welcome(summary("b", 100, 40)), state("b", last=100)], NOW)
        b = model.rooms["b"]
        assert (b.unread, b.mentions, b.more_mentions) == (60, 0, True)
        model.apply([calling(n) for n in range(99, 101)], NOW)
        assert (b.mentions, b.more_mentions) == (2, True)
        model.apply([events.Seen("b", ADA, 99)], NOW)
        assert (b.unread, b.mentions, b.more_mentions) == (1, 1, False)

    def test_another_log_speaks_to_nobody_yet(self) -> None:
        model = in_b(calling(1))
        model.apply([welcome(summary("b", 1), epoch="e2"), state("b", last=1, missed=1)], NOW)
        b = model.rooms["b"]
        assert (b.mentions, b.more_mentions) == (0, True)

    def test_what_was_said_before_one_came_was_said_to_nobody(self) -> None:
        b = in_b(calling(1), calling(2), last=2).rooms["b"]
        assert (b.unread, b.mentions, b.more_mentions) == (0, 0, False)

    def test_no_more_are_known_than_fit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(calls, "MOST_CALLS", 5)
        assert in_b(*(calling(n) for n in range(1, 9))).rooms["b"].mentions == 5


class TestMuted:
    def test_only_what_speaks_to_the_person_is_told(self) -> None:
        model = in_b(message(1, room="b"), message(2, room="b"), calling(3))
        assert model.mute({"b": NOW + HOUR}) == [changes.RoomsChanged()]
        b = model.rooms["b"]
        assert (b.muted(NOW), b.counted(NOW), model.rooms.counted(NOW)) == (True, 1, 1)
        assert (b.muted(NOW + HOUR), b.counted(NOW + HOUR)) == (False, 3)
        model.mute({"b": 0})
        assert (b.muted(NOW), model.rooms.mutes(NOW)) == (False, {})

    def test_in_a_direct_conversation_all_is_meant_for_the_person(self) -> None:
        model = in_b()
        model.apply([state(DIRECT), message(1, room=DIRECT)], NOW)
        assert (model.rooms.addressed(NOW), model.rooms[DIRECT].mentions) == (1, 0)
        model.mute({DIRECT: FOR_EVER})
        assert (model.rooms.addressed(NOW), model.rooms.counted(NOW)) == (0, 0)

    def test_a_room_that_is_not_known_yet_is_muted_when_it_is(self) -> None:
        model = ChatModel("Ada")
        model.mute({"b": FOR_EVER, "c": NOW - 1})
        model.apply([welcome(summary(LOBBY), summary("b"), summary("c"))], NOW)
        assert [room.name for room in model.rooms if room.muted(NOW)] == ["b"]
        assert model.rooms.mutes(NOW) == {"b": FOR_EVER}

    def test_another_server_s_rooms_are_other_rooms(self) -> None:
        model = in_b()
        model.mute({"b": FOR_EVER})
        model.apply([welcome(summary("b"), server="s2")], NOW)
        assert (model.rooms["b"].muted(NOW), model.rooms.mutes(NOW)) == (False, {})

    def test_no_more_are_muted_than_are_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rooms, "MOST_MUTED", 3)
        model = in_b()
        model.mute(dict.fromkeys("cdeb", FOR_EVER))
        assert (len(model.rooms.mutes(NOW)), model.rooms["b"].muted(NOW)) == (3, False)


def test_marking_a_room_as_read() -> None:
    model = in_b(message(1, room="b"), calling(2))
    assert model.read("b") == [changes.RoomsChanged()]
    assert (model.rooms["b"].unread, model.rooms["b"].mentions) == (0, 0)
    assert [(mark.room, mark.seq) for mark in model.marks()] == [("b", 2)]
    assert model.read("b") == []


TEXTS = ["hello", "@Ada", "is @ada here?", "@Bob", "ada", "`@Ada`", "@all", ""]
OLD = 12
"""Entries that were said before the window opened."""


class Counting(RuleBasedStateMachine):
    """Whatever happens in which order: the counts are those of a recount from the log."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[events.AnyEntry] = []
        self.seen = 3
        for number in range(OLD):
            self.write(TEXTS[number % len(TEXTS)])
        self.model = ChatModel("Ada")
        self.model.apply([welcome(summary(LOBBY), summary("b", OLD, self.seen))], NOW)
        self.model.apply([state(), state("b", last=OLD)], NOW)
        self.held_from = OLD - 3
        self.model.apply(self.log[self.held_from - 1 :], NOW)

    def write(self, text: str, by: events.Who = BOB) -> events.Message:
        seq = len(self.log) + 1
        self.log.append(events.Message("b", seq, NOW, by, f"id{seq}", text))
        return self.log[-1]

    def tell(self, entry: events.AnyEntry) -> None:
        self.log.append(entry)
        self.model.apply([entry], NOW)

    @rule(text=st.sampled_from(TEXTS), own=st.booleans())
    def say(self, text: str, own: bool) -> None:
        self.model.apply([self.write(text, ADA if own else BOB)], NOW)

    @rule(of=st.integers(1, 30), text=st.sampled_from(TEXTS))
    def edit(self, of: int, text: str) -> None:
        seq = len(self.log) + 1
        self.tell(events.Edited("b", seq, NOW, BOB, f"id{seq}", of, text))

    @rule(of=st.integers(1, 30))
    def delete(self, of: int) -> None:
        seq = len(self.log) + 1
        self.tell(events.Deleted("b", seq, NOW, BOB, f"id{seq}", of))

    @rule(of=st.integers(1, 30))
    def react(self, of: int) -> None:
        seq = len(self.log) + 1
        self.tell(events.Reacted("b", seq, NOW, BOB, f"id{seq}", of, "👍", on=True))

    @rule(further=st.integers(-3, 6))
    def read_elsewhere(self, further: int) -> None:
        upto = min(max(1, self.seen + further), len(self.log))
        self.seen = max(self.seen, upto)
        self.model.apply([events.Seen("b", ADA, upto)], NOW)

    @rule()
    def look(self) -> None:
        self.model.enter("b")
        self.model.look(focused=True, at_end=True)
        self.model.look(focused=False)
        self.model.enter(LOBBY)
        self.seen = len(self.log)

    @rule(size=st.integers(3, 9))
    def page_older(self, size: int) -> None:
        self.model.enter("b")
        asked = self.model.paging.older()
        if asked is not None:
            first = max(1, self.held_from - size)
            entries = self.log[first - 1 : self.held_from - 1]
            self.model.apply([events.Page(asked.re, "b", entries, first > 1)], NOW)
            self.held_from = first
        self.model.enter(LOBBY)

    @rule()
    def come_back(self) -> None:
        """The same entries come once more, after the connection was lost."""
        last = len(self.log)
        self.model.apply([welcome(summary("b", last, self.seen)), state("b", last=last)], NOW)

    @invariant()
    def the_counts_are_those_of_the_log(self) -> None:
        texts: dict[int, str | None] = {}
        for entry in self.log[self.held_from - 1 :]:
            if isinstance(entry, events.Message) and entry.by != ADA:
                texts[entry.seq] = entry.text
            elif isinstance(entry, events.Edited) and texts.get(entry.target) is not None:
                texts[entry.target] = entry.text
            elif isinstance(entry, events.Deleted) and entry.target in texts:
                texts[entry.target] = None
        unread = [text for seq, text in texts.items() if seq > self.seen and text is not None]
        called = [text for text in unread if text in ("@Ada", "is @ada here?", "@all")]
        unknown = max(0, self.held_from - 1 - self.seen)
        b = self.model.rooms["b"]
        assert (b.unread, b.mentions) == (unknown + len(unread), len(called))
        assert b.more_mentions == (unknown > 0)
        assert b.mentions <= b.unread


TestCounting = Counting.TestCase
TestCounting.settings = settings(max_examples=examples(60), stateful_step_count=25)
