"""However a reader moves in a long log, and whatever comes when: what is shown is one run of it.

A list stands for the view: it does with its rows what the changes say, and must have what the
model shows. A log in a few lines stands for the server; its answers come late, in any order, with
an error or not at all, and the oldest entries may be gone by then. Messages are edited far below
them: what is shown and quoted is the newest text that the server has told in whatever way.
"""

from unittest.mock import patch

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat_gui import reports
from chat_gui.model import changes, excerpt
from chat_gui.model import timeline as limits
from chat_gui.model.changes import AnyChange
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow, QuoteState, Row, seq_of
from chat_gui.model.searching import REST_MS
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.model.builders import ADA, BOB, NOW, entry, message, only, state, welcome
from tests.support import examples

SHORT = 3
"""Entries of each kind of page here."""


def talk(seq: int) -> events.AnyEntry:
    """Every third entry is a reaction or an edit, for which there is no row."""
    if seq % 3 == 0:
        return amend(seq)
    said = message(seq)
    return msgspec.structs.replace(said, reply_to=far_above(seq)) if seq % 4 == 2 else said


def amend(seq: int) -> events.AnyEntry:
    if seq % 9 == 0:
        return entry(events.Edited, seq, target=far_above(seq), text=f"edit {seq}")
    return entry(events.Reacted, seq, target=seq - 1, emoji="👍", on=True)


def far_above(seq: int) -> int:
    """A message; several entries have the same."""
    return seq // 8 * 3 + 1


def is_row(seq: int) -> bool:
    return isinstance(talk(seq), events.Message)


def read(seq: int, last: int) -> str:
    """What a message reads in a log that has come so far."""
    edits = [one for one in map(talk, range(seq + 1, last + 1)) if _edits(one, seq)]
    return str(getattr(edits[-1], "text", "")) if edits else f"text {seq}"


def _edits(one: events.AnyEntry, seq: int) -> bool:
    return isinstance(one, events.Edited) and one.target == seq


def page(asked: commands.History, first: int, last: int) -> events.Page:
    """What a server with these entries says to a `history`."""
    if asked.after is not None:
        begin = max(asked.after + 1, first)
        end = min(last, begin + asked.limit - 1)
        more = end < last
    else:
        end = min(last, (asked.before or last + 1) - 1)
        begin = max(first, end - asked.limit + 1)
        more = begin > first
    return events.Page(asked.re, asked.room, [talk(seq) for seq in range(begin, end + 1)], more)


class Reader(RuleBasedStateMachine):
    """In the lobby of a server with 40 entries, of which the newest are held."""

    def __init__(self) -> None:
        super().__init__()
        self.small = [
            patch.multiple(limits, KEEP_ROWS=9, TRIM_ROWS=12),
            patch.multiple(excerpt, AROUND=SHORT, NEXT_PAGE=SHORT, EMPTY_PAGE=9, JOINED_ROWS=4),
        ]
        for one in self.small:
            one.start()
        self.model = ChatModel("Ada")
        self.first, self.last, self.online = 1, 40, False
        self.asked: list[commands.History] = []
        self.view: list[Row] = []
        self.drawn: object = None
        self.comings = 0
        self.told: dict[int, tuple[int, str]] = {}
        """The newest that the server has told of a message: up to which seq, and its text."""
        self.searched: tuple[str, list[events.Hit], int] | None = None
        self.minutes = 0
        self.come(gap=False)

    def teardown(self) -> None:
        for one in self.small:
            one.stop()

    def apply(self, *happened: reports.News) -> None:
        for one in happened:
            for edit in one.entries if isinstance(one, events.Page) else [one]:
                if isinstance(edit, events.Edited):
                    self.note(edit.target, edit.seq, edit.text)
        self.show(self.model.apply(happened, NOW))
        self.asked += self.model.paging.wanted()

    def note(self, seq: int, upto: int, text: str) -> None:
        self.told[seq] = max(self.told.get(seq, (0, "")), (upto, text))

    def reads(self, seq: int) -> str:
        return self.told.get(seq, (0, f"text {seq}"))[1]

    def show(self, told: list[AnyChange]) -> None:
        if any(isinstance(one, changes.Reset) for one in told):
            self.draw()
            return
        for one in told:
            match one:
                case changes.Tail() if self.model.shown_excerpt is None:
                    self.view += one.settled
                case changes.Older():
                    self.view[: one.replaced] = one.rows
                case changes.Newer():
                    self.view += one.rows
                case changes.Changed():
                    changed = {row.key: row for row in one.rows}
                    self.view = [changed.get(row.key, row) for row in self.view]
                case changes.Around() if self.model.shown is not self.drawn:
                    self.draw()
                case changes.Attached():
                    self.draw()

    def draw(self) -> None:
        self.drawn = self.model.shown
        self.view = self.model.shown.rows()[0]

    # The server and the others

    @precondition(lambda self: self.online)
    @rule()
    def say(self) -> None:
        self.last += 1
        self.apply(talk(self.last))

    @precondition(lambda self: self.online)
    @rule()
    def somebody_comes(self) -> None:
        self.comings += 1
        who = events.Who(f"v{self.comings}", f"Visitor {self.comings}")
        self.apply(events.Joined("lobby", who))

    @precondition(lambda self: self.online)
    @rule(data=st.data())
    def search(self, data: st.DataObject) -> None:
        """The server answers at once, but the answer may come late."""
        searching, words = self.model.searching, data.draw(st.sampled_from(["text", "edit"]))
        searching.type(words, "lobby", NOW)
        if (asked := searching.wanted(NOW + REST_MS, online=True)) is None:
            return
        seqs = data.draw(st.lists(st.integers(self.first, self.last).filter(is_row), max_size=5))
        found = [msgspec.structs.replace(message(seq), text=read(seq, self.last)) for seq in seqs]
        self.searched = asked.re, [events.Hit(one, one.text) for one in found], self.last

    @precondition(lambda self: self.online and self.searched)
    @rule()
    def find(self) -> None:
        assert self.searched is not None
        (re, hits, upto), self.searched = self.searched, None
        for hit in hits:
            self.note(hit.entry.seq, upto, hit.entry.text)
        self.apply(events.Found(re, hits, more=False))

    @precondition(lambda self: self.last - self.first > 20)
    @rule()
    def forget_old_entries(self) -> None:
        self.first += 5

    @precondition(lambda self: self.online and self.asked)
    @rule(which=st.integers(0, 9))
    def answer(self, which: int) -> None:
        asked = self.asked.pop(which % len(self.asked))
        self.apply(page(asked, self.first, self.last))

    @precondition(lambda self: self.online and self.asked)
    @rule(code=st.sampled_from([ErrorCode.SLOW_DOWN, ErrorCode.STORAGE]))
    def refuse(self, code: ErrorCode) -> None:
        self.apply(events.Error(code, "No.", fatal=False, re=self.asked.pop().re))

    @precondition(lambda self: self.online)
    @rule()
    def lose_the_connection(self) -> None:
        self.online, self.searched = False, None
        self.asked.clear()
        self.apply(reports.Lost("Lost.", None))

    @precondition(lambda self: not self.online)
    @rule(gap=st.booleans())
    def come(self, gap: bool) -> None:
        self.online = True
        held = self.model.room.timeline.last
        missed = self.last - max(held, self.first - 1)
        since = held + 1 if held and not gap else self.last - SHORT
        room = state(last=self.last, first=self.first, missed=9_000 if gap else missed)
        self.apply(welcome(), room)
        self.apply(*[talk(seq) for seq in range(max(since, self.first), self.last + 1)])

    # The reader

    @rule()
    def miss_quoted_messages(self) -> None:
        self.minutes += 1
        if (asked := self.model.quoting.ask(NOW + 60_000 * self.minutes)) is not None:
            self.asked.append(asked)

    @rule(data=st.data())
    def jump(self, data: st.DataObject) -> None:
        self.show(self.model.paging.jump(data.draw(st.integers(1, self.last))))
        self.asked += self.model.paging.wanted()

    @rule()
    def at_the_top(self) -> None:
        if (asked := self.model.paging.older()) is not None:
            self.asked.append(asked)

    @rule()
    def at_the_bottom(self) -> None:
        asked, told = self.model.paging.newer()
        self.asked += [asked] if asked is not None else []
        self.show(told)

    @rule()
    def to_the_newest(self) -> None:
        self.show(self.model.paging.back())

    @rule()
    def let_the_oldest_go(self) -> None:
        del self.view[: self.model.shown.trim()]

    @precondition(lambda self: self.model.shown.full)
    @rule()
    def let_the_newest_go(self) -> None:
        gone = self.model.paging.detach()
        self.view = self.view[: len(self.view) - gone]
        self.drawn = self.model.shown
        assert not self.model.shown.full
        assert not self.model.room.timeline.full

    # What is true

    @invariant()
    def an_end_is_one(self) -> None:
        shown, live = self.model.shown, self.model.room.timeline
        assert not shown.complete or shown.first <= self.first
        if shown is self.model.shown_excerpt and shown.at_bottom and self.online and live.first:
            assert shown.adjoins(live)

    @invariant()
    def the_view_has_what_the_model_shows(self) -> None:
        if self.drawn is self.model.shown:
            self.show(self.model.tails())
            drawn, volatile = list(self.view), self.model.shown.rows()
            assert drawn == volatile[0]
        else:
            self.draw()

    @invariant()
    def it_is_one_run_of_the_log(self) -> None:
        shown = self.model.shown
        seqs = [seq for row in shown.rows()[0] if (seq := seq_of(row)) is not None]
        held = range(shown.first, shown.last + 1) if shown.first else ()
        assert sorted(set(seqs)) == seqs
        assert set(seqs) <= set(held)
        missing = {seq for seq in held if is_row(seq)} - set(seqs)
        assert all(seq < self.first for seq in missing), "only what is kept no more"

    @invariant()
    def every_reaction_that_is_held_is_shown(self) -> None:
        shown = self.model.shown
        for row in shown.rows()[0]:
            seq = seq_of(row) or 0
            if seq % 3 == 2 and self.first <= seq + 1 <= shown.last and (seq + 1) % 9:
                assert getattr(row, "reactions", ()), row

    @invariant()
    def nothing_is_shown_that_is_known_to_read_otherwise(self) -> None:
        for row in self.model.shown.rows()[0]:
            if not isinstance(row, MessageRow) or row.seq is None:
                continue
            assert row.text == self.reads(row.seq), row
            assert row.edited == (row.text != f"text {row.seq}"), row
            if row.quote is not None and row.quote.state is QuoteState.SAID:
                assert row.quote.text == self.reads(row.quote.seq), row


Reader.TestCase.settings = settings(
    max_examples=examples(80), stateful_step_count=40, deadline=None
)
TestReader = Reader.TestCase


@pytest.fixture
def model() -> ChatModel:
    """In the lobby, where 1,000 was said."""
    made = ChatModel("Ada")
    made.apply([welcome(), state(last=1_000), *map(message, range(951, 1_001))], NOW)
    return made


def jumped(model: ChatModel, seq: int, first: int = 1) -> list[AnyChange]:
    """What the jump changes once both pages are here."""
    told = model.paging.jump(seq)
    for asked in model.paging.wanted():
        told += model.apply([page(asked, first, 1_000)], NOW)
    return told


def test_a_jump_asks_for_both_sides(model: ChatModel) -> None:
    assert not model.paging.jump(300)
    before, after = model.paging.wanted()
    assert (before.before, before.after) == (301, None)
    assert (after.before, after.after) == (None, 300)
    assert not model.paging.wanted(), "once"


def test_the_lost_connection_has_it_asked_again(model: ChatModel) -> None:
    model.paging.jump(300)
    before, after = model.paging.wanted()
    model.apply([page(after, 1, 1_000), reports.Lost("Lost.", None)], NOW)
    assert not model.paging.wanted()
    model.apply([welcome(), state(last=1_000)], NOW)
    (again,) = model.paging.wanted()
    assert (again.before, again.re == before.re) == (301, False)
    told = model.apply([page(again, 1, 1_000)], NOW)
    assert only(told, changes.Around).seq == 300


def test_what_is_kept_no_more_is_told_with_what_is_next_to_it(model: ChatModel) -> None:
    told = jumped(model, 300, first=500)
    assert only(told, changes.Refused).text.startswith("That message is no longer kept")
    assert model.shown.first == 500
    assert model.shown.complete


def test_what_is_let_go_between_the_first_two_pages_is_not_shown(model: ChatModel) -> None:
    model.paging.jump(300)
    before, after = model.paging.wanted()
    model.apply([page(before, 1, 1_000)], NOW)
    told = model.apply([page(after, 500, 1_000)], NOW)
    assert only(told, changes.Refused).text.startswith("That message is no longer kept")
    assert (model.shown.first, model.shown.at_bottom) == (500, False)  # type: ignore[union-attr]


def test_below_what_is_let_go_meanwhile_one_reads_on(model: ChatModel) -> None:
    jumped(model, 300)
    assert model.shown.last == 360
    asked, _told = model.paging.newer()
    assert asked is not None
    told = model.apply([page(asked, 500, 1_000)], NOW)
    assert seq_of(only(told, changes.Newer).rows[0]) == 500
    again, _told = model.paging.newer()
    assert again is not None
    assert again.after == model.shown.last == 599


def test_far_above_the_end_nothing_new_is_read(model: ChatModel) -> None:
    model.look(focused=True, at_end=True)
    assert model.room.seen == 1_000
    jumped(model, 300)
    model.look(at_end=False)
    model.apply([message(1_001)], NOW)
    assert (model.room.seen, model.room.unread) == (1_000, 1)


def test_an_edit_reaches_what_is_shown(model: ChatModel) -> None:
    jumped(model, 301)
    told = model.apply([entry(events.Edited, 1_001, target=301, text="now so")], NOW)
    (row,) = only(told, changes.Changed).rows
    assert (row.seq, row.text) == (301, "now so")


def test_a_jump_to_what_was_found_shows_what_was_found(model: ChatModel) -> None:
    hit = msgspec.structs.replace(message(301), text="as it reads now")
    model.searching.type("now", None, NOW)
    asked = model.searching.wanted(NOW + REST_MS, online=True)
    assert asked is not None
    model.apply([entry(events.Edited, 1_001, target=302, text="newer than the answer")], NOW)
    other = msgspec.structs.replace(message(302), text="older")
    told = [events.Hit(one, one.text) for one in (hit, other)]
    model.apply([events.Found(asked.re, told, more=False)], NOW)
    jumped(model, 301)
    rows = {row.seq: row for row in model.shown.rows()[0] if isinstance(row, MessageRow)}
    assert (rows[301].text, rows[301].edited) == ("as it reads now", True)
    assert rows[302].text == "newer than the answer"


def test_edits_are_known_over_a_gap(model: ChatModel) -> None:
    model.apply([entry(events.Edited, 1_001, target=301, text="now so")], NOW)
    model.apply([welcome(), state(last=9_000, missed=8_000)], NOW)
    model.apply([message(9_000)], NOW)
    jumped(model, 301)
    found = model.shown.message(301)
    assert found is not None
    assert found.text == "now so"


def test_another_room_ends_it(model: ChatModel) -> None:
    jumped(model, 300)
    model.enter("den")
    model.enter("lobby")
    assert model.shown is model.room.timeline


def test_a_jump_that_is_left_before_it_is_there_shows_nothing(model: ChatModel) -> None:
    model.paging.jump(300)
    asked = model.paging.wanted()
    model.enter("den")
    assert not model.paging.wanted()
    told = model.apply([page(one, 1, 1_000) for one in asked], NOW)
    assert not [one for one in told if isinstance(one, changes.Around)]


def test_a_server_with_holes_in_its_log_is_not_believed(model: ChatModel) -> None:
    model.paging.jump(300)
    before, after = model.paging.wanted()
    holes = [message(seq) for seq in (290, 291, 299, 300)]
    later = [message(seq) for seq in (301, 302, 310)]
    model.apply([events.Page(before.re, "lobby", list(holes), more=True)], NOW)
    model.apply([events.Page(after.re, "lobby", list(later), more=True)], NOW)
    assert (model.shown.first, model.shown.last) == (299, 302)


def test_a_server_that_has_more_and_gives_nothing_is_not_asked_for_ever(model: ChatModel) -> None:
    jumped(model, 300)
    for ask in (model.paging.older, lambda: model.paging.newer()[0]):
        asked = ask()
        assert asked is not None
        model.apply([events.Page(asked.re, "lobby", [], more=True)], NOW)
        assert ask() is None


def test_offline_a_jump_far_back_says_why_it_does_not_happen(model: ChatModel) -> None:
    model.apply([reports.Lost("Lost.", None)], NOW)
    told = model.paging.jump(300)
    assert "when the connection is back" in only(told, changes.Refused).text
    assert model.paging.jump(960) == [changes.Around("lobby", 960)]


def test_who_was_put_out_is_told_why_a_jump_far_back_does_not_happen(model: ChatModel) -> None:
    model.apply([events.Left("lobby", ADA, BOB)], NOW)
    told = model.paging.jump(300)
    assert "no longer in this room" in only(told, changes.Refused).text
    model.apply([state(last=1_000)], NOW)
    assert not model.paging.wanted(), "nobody is led there later"
