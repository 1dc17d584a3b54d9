"""One room's history as the window holds it: entries in the order of `seq`, and what is on its way.

The rows fall in two parts. *Settled* rows keep their place; what somebody amends later is drawn
anew there (`changed`). *Volatile* rows are the end that still changes: the open line of who came
and went, and one's own messages that have no `seq` yet.
"""

from collections.abc import Container, Iterable, Iterator
from itertools import dropwhile

from chat_gui.model.amendments import Amendments
from chat_gui.model.calls import Calls
from chat_gui.model.grouping import placed
from chat_gui.model.mentions import Names, find
from chat_gui.model.pending import Pending
from chat_gui.model.presence_line import PresenceLine
from chat_gui.model.rows import (
    MessageRow,
    PresenceRow,
    Row,
    SentRow,
    TopicRow,
    place_of,
    sent_row,
    seq_of,
    topic_row,
)
from chat_server.protocol.events import AnyEntry, Message, Topic, Who

KEEP_ROWS = 1_000
"""Rows kept when the history is trimmed."""
TRIM_ROWS = 1_250
"""Rows at which the history is trimmed."""
SPARE_ROWS = 50
"""Rows kept where all rooms together hold too much."""
ROW_WEIGHT = 200
"""What a row counts for beside the characters of its text."""
KEEP_WEIGHT, TRIM_WEIGHT = 2_000_000, 2_500_000
"""The weight that is kept when the history is trimmed, and at which it is."""


class Timeline:
    """The rows of one room. `me` is the person whose window this is, once the server told who."""

    def __init__(self, me: Who, amendments: Amendments | None = None) -> None:
        self._me = me
        self.last = 0
        """The newest seq held, of an entry of any kind."""
        self.first = 0
        """The oldest seq held, 0 while there is none."""
        self.oldest = 1
        """The oldest seq that the server keeps, as far as it told."""
        self.calls = Calls()
        """The messages that speak to the person."""
        self.calls.nick = me.nick
        self._settled: list[Row] = []
        self.amendments = Amendments() if amendments is None else amendments
        """What was said later about messages, and what the person is doing to them."""
        self._amended: set[int] = set()
        """Seqs of messages whose rows are not yet what they are now."""
        self._changed: set[int] = set()
        """Seqs of messages that were drawn and are something else now."""
        self.presence = PresenceLine()
        self.pending = Pending(me)
        self._drawn = 0
        self._weight = 0

    @property
    def weight(self) -> int:
        """About the characters that this room takes in memory."""
        return self._weight + self.amendments.weight

    @property
    def unsent(self) -> bool:
        """Whether something of the person's own waits here, or was refused."""
        return bool(self.pending.rows())

    @property
    def complete(self) -> bool:
        """Whether nothing older than the rows held can be had."""
        return 0 < self.first <= self.oldest

    def rows(self) -> tuple[list[Row], list[Row]]:
        """Every settled row and every volatile one; later tails go on from here."""
        self._amend()
        self._drawn = len(self._settled)
        self._changed.clear()
        return self._shown(self._settled), self._volatile()

    def held(self) -> list[Row]:
        """Every row, drawn or not; nothing goes on from here."""
        self._amend()
        return [*self._shown(self._settled), *self._volatile()]

    def tail(self) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """The settled rows nobody has drawn yet, and all volatile ones."""
        self._amend()
        fresh = self._shown(self._settled[self._drawn :])
        self._drawn = len(self._settled)
        return tuple(fresh), tuple(self._volatile())

    def changed(self) -> tuple[Row, ...]:
        """The rows that were drawn and have changed since; given once."""
        self._amend()
        places = sorted(
            place for seq in self._changed if (place := place_of(seq, self._settled)) is not None
        )
        self._changed.clear()
        return tuple(self._shown([self._settled[place] for place in places]))

    @property
    def has_changed(self) -> bool:
        """Whether `changed` has something to give."""
        self._amend()
        return bool(self._changed)

    def redraw(self, seq: int) -> None:
        """The row of this entry is to be drawn anew, if it was drawn; and the replies to it."""
        self._amended.add(seq)
        if (place := place_of(seq, self._settled)) is not None and place < self._drawn:
            self._changed.add(seq)

    def message(self, seq: int) -> MessageRow | None:
        """The message of this seq as the person sees it, if its row is held."""
        self._amend()
        row = self._message(seq)
        return self.amendments.shown(row, self._message(row.reply_to)) if row else None

    def _message(self, seq: int | None) -> MessageRow | None:
        place = place_of(seq, self._settled) if seq is not None else None
        row = self._settled[place] if place is not None else None
        return row if isinstance(row, MessageRow) else None

    def _shown(self, rows: Iterable[Row]) -> list[Row]:
        """Rows as the person sees them."""
        return [
            self.amendments.shown(row, self._message(row.reply_to))
            if isinstance(row, MessageRow)
            else row
            for row in rows
        ]

    def touch(self, people: Container[str]) -> bool:
        """What stands beside these people's names is something else; False if that is nowhere."""
        drawn = self._settled[: self._drawn]
        heads = [
            row.seq
            for row in drawn
            if isinstance(row, MessageRow) and row.head and row.by.id in people
        ]
        self._changed |= {seq for seq in heads if seq is not None}
        return bool(heads)

    def touch_named(self, came: Iterable[str]) -> None:
        """Rows that name somebody who came are drawn anew."""
        names = Names(came)
        for row in self._settled[: self._drawn]:
            if not isinstance(row, MessageRow) or row.seq is None:
                continue
            if any(one.nick for one in find(row.text, names)):
                self._changed.add(row.seq)

    def messages(self) -> Iterator[MessageRow]:
        """The messages that are held, the newest first."""
        self._amend()
        return (row for row in reversed(self._settled) if isinstance(row, MessageRow))

    def holds(self, seq: int) -> bool:
        """Whether an entry is held."""
        return 0 < self.first <= seq <= self.last

    def row_of(self, seq: int) -> Row | None:
        """The row of an entry; where it has none, the next above it, or else the first one."""
        sent = [row for row in self._settled if _is_sent(row)]
        above = [row for row in sent if (seq_of(row) or 0) <= seq]
        return next(iter(above[-1:] or sent), None)

    def append(self, entry: AnyEntry) -> bool:
        """Take an entry that came live or by replay. False if it is held already."""
        if entry.by.id == self._me.id:
            self.pending.drop(entry.id)
            if (target := self.amendments.wishes.done(entry.id)) is not None:
                self.redraw(target)
        if entry.seq <= self.last:
            return False
        self.last = entry.seq
        self.first = self.first or entry.seq
        self.calls.reach(self.first)
        self._take(entry)
        row = self._row(entry)
        if row is not None:
            line = self.presence.close()
            self._settle(placed(_last_sent(self._settled), row, [line] if line else []))
        return True

    def prepend(self, entries: Iterable[AnyEntry], more: bool) -> tuple[tuple[Row, ...], int]:
        """Put an older page on top. Gives the new top rows and how many old ones they replace.

        A page may hold no row at all: then there is nothing to draw, but `first` has moved.
        """
        older = [entry for entry in entries if entry.seq < self.first or not self.first]
        if not more or not older:
            self.oldest = older[0].seq if older else self.first
        if not older:
            return (), 0
        self.first, self.last = older[0].seq, max(self.last, older[-1].seq)
        self.calls.reach(self.first)
        for entry in older:
            self._take(entry)
        self._amend()
        rows: list[Row] = []
        previous: SentRow | None = None
        for entry in older:
            row = self._row(entry)
            if row is not None:
                rows += placed(previous, row)
                previous = row
        return self._put_on_top(rows) if rows else ((), 0)

    def adopt(self, rows: list[Row], oldest: int) -> None:
        """Take rows that end right above what is held; the server keeps entries from `oldest` on.

        The first of them is of an entry.
        """
        self.first, self.oldest = seq_of(rows[0]) or self.first, max(self.oldest, oldest)
        self._put_on_top(rows)

    def _put_on_top(self, rows: list[Row]) -> tuple[tuple[Row, ...], int]:
        """The row below may be no head any more, and its day's line may stand higher up."""
        replaced = 0
        boundary = next((row for row in self._settled if _is_sent(row)), None)
        if isinstance(boundary, SentRow):
            replaced = self._settled.index(boundary) + 1
            between = [row for row in self._settled[:replaced] if isinstance(row, PresenceRow)]
            rows += placed(_last_sent(rows), boundary, between)
        self._touch_replies({seq_of(row) for row in rows})
        self._weight += _weight(rows) - _weight(self._settled[:replaced])
        self._settled[:replaced] = rows
        self._drawn = max(0, self._drawn + len(rows) - replaced)
        return tuple(self._shown(rows)), replaced

    def _row(self, entry: AnyEntry) -> SentRow | None:
        """The row that shows an entry, as it is by now; None for one that only amends others."""
        if isinstance(entry, Topic):
            return topic_row(entry)
        if isinstance(entry, Message):
            row = self.amendments.apply(sent_row(entry, self._me.id), self._me.id)
            self.calls.judge(row)
            return row
        return None

    def learn(self, entries: Iterable[AnyEntry]) -> None:
        """What these entries say about messages counts, though they are not held themselves."""
        for entry in entries:
            self._take(entry)

    def learn_text(self, seq: int, text: str, upto: int) -> None:
        """A message was found to read this, with all edits up to the seq `upto` in it."""
        self.amendments.learn_text(seq, text, upto)
        self._amended.add(seq)

    def _take(self, entry: AnyEntry) -> None:
        target = self.amendments.take(entry)
        if target is not None:
            self._amended.add(target)

    def _amend(self) -> None:
        """Make the rows what they are now."""
        if self._amended:
            self._touch_replies(self._amended)
        for seq in self._amended:
            place = place_of(seq, self._settled)
            if place is None:
                self.calls.amended(seq, self.amendments.reads(seq))
                continue
            row = self._settled[place]
            now = self.amendments.apply(row, self._me.id) if isinstance(row, MessageRow) else row
            if now == row:
                continue
            self._settled[place] = now
            if isinstance(now, MessageRow):
                self.calls.judge(now)
            self._weight += _weight([now]) - _weight([row])
            if place < self._drawn:
                self._changed.add(seq)
        self._amended.clear()

    def _touch_replies(self, targets: Container[int | None]) -> None:
        """What they quote is something else now."""
        for row in self._settled[: self._drawn]:
            if not isinstance(row, MessageRow) or row.reply_to is None or row.seq is None:
                continue
            if row.reply_to in targets:
                self._changed.add(row.seq)

    def unread(self, seen: int) -> int:
        """How many messages of others later than a seq are held."""
        count = 0
        for row in reversed(self._settled):
            seq = seq_of(row)
            if seq is not None and seq <= seen:
                break
            count += isinstance(row, MessageRow) and not row.mine and not row.deleted
        return count

    @property
    def full(self) -> bool:
        """Whether more is held than should be."""
        return len(self._settled) > TRIM_ROWS or self._weight > TRIM_WEIGHT

    def trim(self) -> int:
        """Forget the oldest rows over the limit; gives how many. They can be paged in again."""
        self._amend()
        if not self.full:
            return 0
        return self._cut(KEEP_ROWS, KEEP_WEIGHT)

    def spare(self) -> None:
        """Hold as little as will do for a room that nobody looks at."""
        self._amend()
        self._cut(SPARE_ROWS, KEEP_WEIGHT // 10)
        self.amendments.forget_half()

    def _cut(self, most: int, weight: int) -> int:
        """Forget the oldest rows but for so many, of about this weight."""
        cut = max(0, len(self._settled) - most)
        left = self._weight - _weight(self._settled[:cut])
        while left > weight and cut < len(self._settled) - 1:
            left -= _weight([self._settled[cut]])
            cut += 1
        while cut < len(self._settled) and not _is_sent(self._settled[cut]):
            cut += 1
        kept = self._settled[cut:]
        if not kept:
            return 0
        self._keep_quoted(self._settled[:cut], kept)
        self._weight -= _weight(self._settled[:cut])
        self._settled, self._drawn = kept, max(0, self._drawn - cut)
        self.first = seq_of(kept[0]) or self.first
        return cut

    def _cut_end(self, most: int, weight: int) -> int:
        """Forget the newest rows but for so many, of about this weight."""
        kept = self._settled[:most]
        left = _weight(kept)
        while len(kept) > 1 and (left > weight or not _is_sent(kept[-1])):
            left -= _weight([kept.pop()])
        cut = len(self._settled) - len(kept)
        if cut:
            self._settled, self._weight = kept, left
            self.presence.close()
            self._drawn = min(self._drawn, len(kept))
            self.last = seq_of(kept[-1]) or self.last
        return cut

    def _keep_quoted(self, gone: list[Row], kept: list[Row]) -> None:
        """Remember of the messages that go what is quoted below."""
        quoted = {row.reply_to for row in kept if isinstance(row, MessageRow)}
        for row in gone:
            if isinstance(row, MessageRow) and row.seq in quoted and row.seq is not None:
                self.amendments.quotes.learn(row.seq, row)

    def keep_from(self, oldest: int) -> bool:
        """Forget what the server keeps no more; False if nothing of that is held."""
        self.oldest = max(oldest, 1)
        if not 0 < self.first < oldest:
            return False
        rows = list(dropwhile(lambda row: (seq_of(row) or 0) < oldest, self._settled))
        if rows and isinstance(top := rows[0], MessageRow | TopicRow):
            rows[:1] = placed(None, top)
        self._settled, self._drawn = rows, 0
        self._weight, self.first = _weight(self._settled), oldest
        return True

    def clear(self) -> None:
        """Forget what is settled: the log is another one."""
        self.let_go()
        self.amendments.clear()

    def let_go(self) -> None:
        """Forget the rows: the log has moved on too far. What was said about messages holds."""
        self._settled, self._drawn, self._weight = [], 0, 0
        self.presence.close()
        self.calls.clear()
        self._amended.clear()
        self._changed.clear()
        self.first = self.last = 0

    def begin_anew(self) -> None:
        """The log is another one: what a seq named is something else there."""
        self.clear()
        self.amendments.wishes.clear()
        self.pending.answer_nothing()

    def set_me(self, me: Who) -> None:
        """The server told who this window's person is."""
        self._me = me
        self.pending.set_me(me)
        if self.calls.nick != me.nick:
            self.calls.nick = me.nick
            self._amend()
            for row in self._settled:
                if isinstance(row, MessageRow):
                    self.calls.judge(row)

    def _settle(self, rows: list[Row]) -> None:
        self._settled += rows
        self._weight += _weight(rows)

    def _volatile(self) -> list[Row]:
        line = self.presence.line
        between = [line] if line else []
        rows: list[Row] = []
        previous = _last_sent(self._settled)
        for row in self.pending.rows():
            rows += placed(previous, row, between)
            previous, between = row, []
        return self._shown(rows or between)


def _last_sent(rows: list[Row]) -> SentRow | None:
    return next((row for row in reversed(rows) if isinstance(row, SentRow)), None)


def _is_sent(row: Row) -> bool:
    return seq_of(row) is not None


def _weight(rows: Iterable[Row]) -> int:
    """About the characters that rows take in memory."""
    return sum(
        ROW_WEIGHT + len(row.text) if isinstance(row, MessageRow | TopicRow) else ROW_WEIGHT
        for row in rows
    )
