"""A room's rows: in order, grouped, with days, older pages on top, what is on its way below."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chat_gui.model.rows import DayRow, MessageRow, PresenceRow, Row, SendState
from chat_gui.model.timeline import KEEP_ROWS, TRIM_ROWS, Timeline
from chat_server.protocol.events import Message, Who
from tests.support import examples

ADA, BOB = Who("a", "Ada"), Who("b", "Bob")
NOON = int(datetime(2026, 3, 4, 12).timestamp() * 1000)
MINUTE = 60_000
DAY = int(timedelta(days=1).total_seconds() * 1000)


def message(seq: int, by: Who = BOB, at: int | None = None, text: str = "") -> Message:
    moment = NOON + seq if at is None else at
    return Message("lobby", seq, moment, by, f"id{seq}", text or f"text {seq}")


def filled(*entries: Message) -> Timeline:
    timeline = Timeline(ADA)
    for entry in entries:
        timeline.append(entry)
    return timeline


def shape(rows: list[Row]) -> str:
    """`D` a day, `M` the head of a group, `m` another of it, `P` presence."""
    letters = {DayRow: "D", PresenceRow: "P"}
    return "".join(
        ("M" if row.head else "m") if isinstance(row, MessageRow) else letters[type(row)]
        for row in rows
    )


def both(timeline: Timeline) -> list[Row]:
    settled, volatile = timeline.rows()
    return settled + volatile


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([message(1)], "DM"),
        ([message(1), message(2)], "DMm"),
        ([message(1), message(2, ADA)], "DMM"),
        ([message(1), message(2, at=NOON + 6 * MINUTE)], "DMM"),
        ([message(1), message(2, Who("b", "Bob 2"))], "DMM"),
        ([message(1), message(2, at=NOON + DAY)], "DMDM"),
    ],
)
def test_messages_are_grouped_by_person_and_time(entries: list[Message], expected: str) -> None:
    assert shape(both(filled(*entries))) == expected


def test_an_action_stands_alone() -> None:
    action = Message("lobby", 2, NOON, BOB, "2", "waves", action=True)
    assert shape(both(filled(message(1), action, message(3)))) == "DMMM"


def test_a_repeated_entry_changes_nothing() -> None:
    timeline = filled(message(1), message(2))
    assert not timeline.append(message(1))
    assert shape(both(timeline)) == "DMm"


def test_the_tail_gives_each_settled_row_once() -> None:
    timeline = filled(message(1))
    assert shape(list(timeline.tail()[0])) == "DM"
    timeline.append(message(2))
    assert shape(list(timeline.tail()[0])) == "m"
    assert timeline.tail() == ((), ())


def test_an_own_message_is_on_its_way_until_its_echo() -> None:
    timeline = filled(message(1, ADA))
    timeline.pending.add("x", "hello", NOON + 5, action=False)
    (row,) = timeline.rows()[1]
    assert isinstance(row, MessageRow)
    assert (row.state, row.head, row.by) == (SendState.SENDING, False, ADA)
    timeline.append(Message("lobby", 2, NOON + 9, BOB, "x", "another's"))
    assert len(timeline.rows()[1]) == 1
    timeline.append(Message("lobby", 3, NOON + 9, ADA, "x", "hello"))
    assert timeline.rows()[1] == []
    assert timeline.last == 3


def test_a_resent_echo_takes_the_waiting_one_away() -> None:
    timeline = filled(Message("lobby", 1, NOON, ADA, "x", "hello"))
    timeline.pending.add("x", "hello", NOON, action=False)
    assert not timeline.append(Message("lobby", 1, NOON, ADA, "x", "hello"))
    assert timeline.rows()[1] == []


def test_what_waited_before_the_first_hello_is_recognised() -> None:
    timeline = Timeline(Who("", "Ada"))
    timeline.pending.add("x", "hello", NOON, action=False)
    timeline.set_me(ADA)
    timeline.append(Message("lobby", 1, NOON, ADA, "x", "hello"))
    assert shape(both(timeline)) == "DM"


def test_a_failed_message_says_why_and_can_be_dropped() -> None:
    timeline = filled()
    timeline.pending.add("x", "hello", NOON, action=False)
    assert timeline.pending.fail("x", "No.")
    row = timeline.rows()[1][-1]
    assert isinstance(row, MessageRow)
    assert (row.state, row.reason) == (SendState.FAILED, "No.")
    timeline.pending.drop("x")
    timeline.pending.drop("x")
    assert not timeline.pending.fail("x", "No.")
    assert both(timeline) == []


def test_comings_and_goings_fold_into_one_line() -> None:
    timeline = filled(message(1))
    timeline.presence.joined("Bob", NOON)
    timeline.presence.joined("Ada 2", NOON)
    timeline.presence.left("Ada 2", NOON)
    timeline.presence.left("Six", NOON)
    timeline.presence.renamed("Bob", "Rob", NOON)
    (row,) = timeline.rows()[1]
    assert isinstance(row, PresenceRow)
    assert (row.joined, row.left, row.renamed) == (("Bob",), ("Six",), (("Bob", "Rob"),))
    timeline.append(message(2))
    assert shape(both(timeline)) == "DMPM"


def test_who_comes_on_a_new_day_hides_no_line_of_it() -> None:
    timeline = filled(message(1))
    timeline.presence.joined("Bob", NOON + DAY)
    timeline.pending.add("x", "good morning", NOON + DAY, action=False)
    assert shape(both(timeline)) == "DMDPM"
    timeline.append(message(2, at=NOON + DAY))
    assert shape(timeline.rows()[0]) == "DMDPM"


def test_who_came_on_the_day_before_stands_above_the_line() -> None:
    timeline = filled(message(1))
    timeline.presence.left("Bob", NOON)
    timeline.append(message(2, at=NOON + DAY))
    assert shape(both(timeline)) == "DMPDM"


def test_who_comes_before_the_first_message_hides_no_line_of_the_day() -> None:
    timeline = Timeline(ADA)
    timeline.presence.joined("Bob", NOON)
    timeline.append(message(2))
    assert shape(both(timeline)) == "DPM"
    timeline.prepend([message(1, at=NOON - DAY)], more=False)
    assert shape(both(timeline)) == "DMDPM"


def test_somebody_who_came_and_went_leaves_no_line() -> None:
    timeline = filled(message(1))
    for _ in range(2):
        timeline.presence.joined("Bob", NOON)
        timeline.presence.joined("Bob", NOON)
        timeline.presence.left("Bob", NOON)
    timeline.append(message(2))
    assert shape(both(timeline)) == "DMm"


def test_an_older_page_goes_on_top() -> None:
    timeline = filled(message(5), message(6))
    timeline.rows()
    rows, replaced = timeline.prepend([message(3), message(4)], more=True)
    assert shape(list(rows)) == "DMmm"
    assert replaced == 2
    assert shape(both(timeline)) == "DMmmm"
    assert (timeline.first, timeline.complete) == (3, False)
    rows, _ = timeline.prepend([message(1, at=NOON - DAY), message(2)], more=False)
    assert shape(list(rows)) == "DMDMm"
    assert timeline.complete
    assert timeline.tail() == ((), ())


def test_an_older_page_with_nothing_new() -> None:
    timeline = filled(message(1))
    assert timeline.prepend([], more=False) == ((), 0)
    assert timeline.prepend([message(1)], more=False) == ((), 0)
    assert timeline.complete


def test_a_page_before_anything_came() -> None:
    timeline = filled()
    rows, replaced = timeline.prepend([message(1), message(2)], more=False)
    assert (shape(list(rows)), replaced) == ("DMm", 0)
    assert (timeline.first, timeline.last) == (1, 2)


def test_trimming_keeps_the_newest_and_they_page_in_again() -> None:
    timeline = filled(*(message(seq) for seq in range(1, TRIM_ROWS)))
    timeline.rows()
    assert timeline.trim() == 0
    timeline.append(message(TRIM_ROWS))
    timeline.rows()
    cut = timeline.trim()
    settled, _ = timeline.rows()
    assert cut == TRIM_ROWS + 1 - KEEP_ROWS
    assert len(settled) == KEEP_ROWS
    first = settled[0]
    assert isinstance(first, MessageRow)
    assert timeline.first == first.seq
    page = [message(seq) for seq in range(timeline.first - 50, timeline.first)]
    timeline.prepend(page, more=True)
    seqs = [row.seq for row in timeline.rows()[0] if isinstance(row, MessageRow)]
    assert seqs == list(range(page[0].seq, TRIM_ROWS + 1))


def test_clearing_forgets_what_is_settled_but_not_what_is_on_its_way() -> None:
    timeline = filled(message(1))
    timeline.pending.add("x", "hello", NOON, action=False)
    timeline.clear()
    assert (timeline.last, timeline.first) == (0, 0)
    assert shape(both(timeline)) == "DM"


class TimelineMachine(RuleBasedStateMachine):
    """Whatever happens, the drawn rows equal the held ones, in order, and none is twice."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline(ADA)
        self.drawn: list[Row] = []
        self.volatile: list[Row] = []
        self.seq = 100
        self.oldest = 100
        self.clock = NOON

    @rule(mine=st.booleans(), pause=st.sampled_from([0, 1, 6 * MINUTE, DAY]))
    def say(self, mine: bool, pause: int) -> None:
        self.clock += pause
        self.seq += 1
        self.timeline.append(message(self.seq, ADA if mine else BOB, self.clock))

    @rule(number=st.integers(0, 5))
    def type(self, number: int) -> None:
        self.timeline.pending.add(f"id{self.seq + number}", "mine", self.clock, action=False)

    @rule(nick=st.sampled_from(["x", "y"]), come=st.booleans())
    def presence(self, nick: str, come: bool) -> None:
        (self.timeline.presence.joined if come else self.timeline.presence.left)(nick, self.clock)

    @rule(count=st.integers(0, 5))
    def page(self, count: int) -> None:
        self.draw()
        top = self.timeline.first or self.seq + 1
        entries = [message(seq, BOB, NOON - DAY) for seq in range(max(1, top - count), top)]
        if not self.timeline.first:
            self.seq = max(self.seq, top - 1)
        rows, replaced = self.timeline.prepend(entries, more=True)
        self.drawn[:replaced] = rows

    @rule()
    def draw(self) -> None:
        settled, volatile = self.timeline.tail()
        self.drawn += settled
        self.volatile = list(volatile)

    @rule()
    def trim(self) -> None:
        self.draw()
        del self.drawn[: self.timeline.trim()]

    @invariant()
    def drawn_is_a_part_of_what_is_held(self) -> None:
        settled = self.timeline._settled
        assert settled[: len(self.drawn)] == self.drawn
        seqs = [row.seq for row in settled if isinstance(row, MessageRow)]
        assert seqs == sorted(set(seqs), key=lambda seq: seq or 0)
        keys = [row.key for row in settled if isinstance(row, MessageRow)]
        assert len(keys) == len(set(keys))
        for above, below in zip([None, *settled], settled, strict=False):
            if isinstance(below, MessageRow) and not below.head:
                assert isinstance(above, MessageRow)
                assert above.by == below.by


TimelineMachine.TestCase.settings = settings(max_examples=examples(100), deadline=None)
TestTimeline = TimelineMachine.TestCase


@given(st.lists(st.integers(1, 30), unique=True))
def test_seqs_only_grow(seqs: list[int]) -> None:
    timeline = Timeline(ADA)
    taken = [seq for seq in seqs if timeline.append(message(seq))]
    assert taken == sorted(taken)
