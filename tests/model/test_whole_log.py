"""However a log of all kinds of entries is read, the window shows what it says in the end.

A log in a few lines stands for the server: it gives pages as the server does, deleted messages
without their text. A list stands for the view: it takes what the timeline gives it to draw.
"""

from unittest.mock import patch

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat_gui.model import timeline as module
from chat_gui.model.rows import MessageRow, Reaction, Row, TopicRow
from chat_gui.model.timeline import Timeline
from chat_server.protocol import events
from chat_server.protocol.events import AnyEntry, Who
from tests.support import examples

ADA, BOB = Who("a", "Ada"), Who("b", "Bob")
AT = 1_700_000_000_000
PEOPLE = st.sampled_from([ADA, BOB])
EMOJI = st.sampled_from(["👍", "🎉"])


class Log:
    """The entries of a room, and what each message has come to."""

    def __init__(self) -> None:
        self.entries: list[AnyEntry] = []
        self.texts: dict[int, str] = {}
        self.edited: set[int] = set()
        self.deleted: set[int] = set()
        self.marks: dict[int, dict[tuple[str, str], int]] = {}

    @property
    def last(self) -> int:
        return len(self.entries)

    def place(self, by: Who) -> tuple[str, int, int, Who, str]:
        seq = self.last + 1
        return "lobby", seq, AT + seq, by, f"id{seq}"

    def alive(self) -> list[int]:
        return [seq for seq in self.texts if seq not in self.deleted]

    def line(self, seq: int) -> AnyEntry:
        """An entry as a page or a replay has it."""
        entry = self.entries[seq - 1]
        gone = isinstance(entry, events.Message) and seq in self.deleted
        if gone or (isinstance(entry, events.Edited) and entry.target in self.deleted):
            return msgspec.structs.replace(entry, text="", deleted=True)
        return entry

    def shows(self, row: MessageRow) -> bool:
        """Whether a row is what its message is now."""
        assert row.seq is not None
        gone = row.seq in self.deleted
        text = "" if gone else self.texts[row.seq]
        edited = row.seq in self.edited and not gone
        reactions = () if gone else self.reactions(row.seq)
        return (row.text, row.edited, row.deleted, row.reactions) == (text, edited, gone, reactions)

    def reactions(self, seq: int) -> tuple[Reaction, ...]:
        on = sorted((at, *mark) for mark, at in self.marks.get(seq, {}).items())
        emoji = list(dict.fromkeys(one for _at, one, _who in on))
        who = {one: [person for _at, other, person in on if other == one] for one in emoji}
        return tuple(Reaction(one, len(who[one]), ADA.id in who[one]) for one in emoji)


class Reader(RuleBasedStateMachine):
    """A window that comes late, goes away, comes back, pages back and forgets what is far up."""

    def __init__(self) -> None:
        super().__init__()
        self.small = patch.multiple(module, KEEP_ROWS=2, TRIM_ROWS=3)
        self.small.start()
        self.log = Log()
        self.timeline = Timeline(ADA)
        self.settled: list[Row] = []
        self.online = False

    def teardown(self) -> None:
        self.small.stop()

    def write(self, entry: AnyEntry) -> None:
        self.log.entries.append(entry)
        if self.online:
            assert self.timeline.append(entry)

    # What people do

    @rule(by=PEOPLE)
    def say(self, by: Who) -> None:
        self._say(by)

    def _say(self, by: Who) -> None:
        place = self.log.place(by)
        self.log.texts[place[1]] = f"text {place[1]}"
        self.write(events.Message(*place, text=f"text {place[1]}"))

    @precondition(lambda self: self.log.alive())
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        target = data.draw(st.sampled_from(self.log.alive()))
        place = self.log.place(BOB)
        self.log.texts[target] = f"edited {place[1]}"
        self.log.edited.add(target)
        self.write(events.Edited(*place, target=target, text=f"edited {place[1]}"))

    @precondition(lambda self: self.log.alive())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        target = data.draw(st.sampled_from(self.log.alive()))
        self.log.deleted.add(target)
        self.write(events.Deleted(*self.log.place(BOB), target=target))

    @precondition(lambda self: self.log.alive())
    @rule(data=st.data(), by=PEOPLE, emoji=EMOJI, on=st.booleans())
    def react(self, data: st.DataObject, by: Who, emoji: str, on: bool) -> None:
        target = data.draw(st.sampled_from(self.log.alive()))
        self._react(target, by, emoji, on)

    @precondition(lambda self: self.online and self.log.alive())
    @rule(data=st.data(), by=PEOPLE)
    def react_and_take_it_back_far_below(self, data: st.DataObject, by: Who) -> None:
        target = data.draw(st.sampled_from(self.log.alive()))
        self._react(target, by, "🎉", True)
        for _ in range(4):
            self._say(by)
        self._react(target, by, "🎉", False)
        self._trim()

    def _react(self, target: int, by: Who, emoji: str, on: bool) -> None:
        place = self.log.place(by)
        marks = self.log.marks.setdefault(target, {})
        if on:
            marks[emoji, by.id] = place[1]
        else:
            marks.pop((emoji, by.id), None)
        self.write(events.Reacted(*place, target=target, emoji=emoji, on=on))

    @rule(by=PEOPLE)
    def set_topic(self, by: Who) -> None:
        self.write(events.Topic(*self.log.place(by), text="topic"))

    # What the window does

    @precondition(lambda self: not self.online)
    @rule(newest=st.integers(1, 8))
    def come(self, newest: int) -> None:
        since = self.timeline.last or max(0, self.log.last - newest)
        for seq in range(since + 1, self.log.last + 1):
            assert self.timeline.append(self.log.line(seq))
        self.online = True

    @rule()
    def go(self) -> None:
        self.online = False

    @precondition(lambda self: self.online and self.timeline.first > 1)
    @rule(limit=st.integers(1, 6))
    def page(self, limit: int) -> None:
        self.draw()
        before = self.timeline.first
        oldest = max(1, before - limit)
        entries = [self.log.line(seq) for seq in range(oldest, before)]
        rows, replaced = self.timeline.prepend(entries, more=oldest > 1)
        self.settled[:replaced] = rows
        assert self.timeline.first == oldest
        assert self.timeline.complete == (oldest == 1)

    def draw(self) -> None:
        fresh, _ = self.timeline.tail()
        self.settled += fresh
        changed = {row.key: row for row in self.timeline.changed()}
        self.settled = [changed.get(row.key, row) for row in self.settled]

    @rule()
    def trim(self) -> None:
        self._trim()

    def _trim(self) -> None:
        self.draw()
        del self.settled[: self.timeline.trim()]

    @rule()
    def draw_anew(self) -> None:
        self.settled = self.timeline.rows()[0]

    # What is true

    @invariant()
    def drawn_is_what_the_log_says(self) -> None:
        self.draw()
        assert self.settled == self.timeline.rows()[0]
        held = {row.seq: row for row in self.settled if isinstance(row, MessageRow | TopicRow)}
        upto = self.log.last if self.online else self.timeline.last
        expected = range(self.timeline.first, upto + 1) if self.timeline.first else ()
        kinds = events.Message | events.Topic
        assert list(held) == [
            seq for seq in expected if isinstance(self.log.entries[seq - 1], kinds)
        ]
        assert self.timeline.last == (upto if self.timeline.first else 0)
        if self.online:
            for row in held.values():
                assert isinstance(row, TopicRow) or self.log.shows(row), row


Reader.TestCase.settings = settings(
    max_examples=examples(100), stateful_step_count=60, deadline=None
)
TestReader = Reader.TestCase
