"""A part of a room's log above what the timeline holds: what a jump far back shows. Pure.

The timeline stays the live end. An excerpt is loaded around one entry, grows both ways by pages
that adjoin what it holds, and lets go at its far side, so it is always one run of the log without
gap or repeat. Once it has come down to the timeline's oldest entry, the two can be joined.
"""

import itertools

import msgspec

from chat_gui.model import timeline as limits
from chat_gui.model.rows import Row, seq_of
from chat_gui.model.timeline import Timeline
from chat_server.protocol.commands import History
from chat_server.protocol.events import AnyEntry, Page

AROUND = 60
"""Entries asked for on each side of the one that is jumped to."""
NEXT_PAGE = 100
"""Entries asked for when the reader comes to an end."""
EMPTY_PAGE = 500
"""Entries asked for after a page in which nobody said anything."""
JOINED_ROWS = 200
"""Rows that an excerpt gives the timeline when they are joined: more than any window shows."""


class Excerpt(Timeline):
    """Of the log of `room`, whose live end is `live`, around the entry `target`.

    `name` is in all it asks, so that no answer to another one is taken for its own.
    """

    def __init__(self, live: Timeline, room: str, target: int, name: str) -> None:
        super().__init__(live._me, live.amendments)
        self.room, self.target = room, target
        self.opened = False
        """Whether both first pages are here, so that it can be shown."""
        self.at_bottom = False
        """Whether the server had nothing later than what is held."""
        self._name, self._numbers = name, 0
        self._first_pages: dict[str, Page] = {}
        self._asked: dict[str, History] = {}
        self._empty = False

    @classmethod
    def of(cls, live: Timeline, room: str, name: str) -> "Excerpt":
        """What a timeline holds, for a reader who is far above its end."""
        made = cls(live, room, 0, name)
        made.opened = True
        made._settled, made._drawn, made._weight = [*live._settled], live._drawn, live._weight
        made.first, made.last, made.oldest = live.first, live.last, live.oldest
        return made

    # What is asked

    def wanted(self) -> list[History]:
        """What is to be asked before it can be shown; each is given once."""
        if self.opened:
            return []
        had = {_way(one) for one in self._asked.values()} | set(self._first_pages)
        first = (
            History("", self.room, before=self.target + 1, limit=AROUND),
            History("", self.room, after=self.target, limit=AROUND),
        )
        return [self._ask(one) for one in first if _way(one) not in had]

    def older(self) -> History | None:
        """What to ask for at the top; None if nothing is older, or on its way."""
        if not self.opened or self.complete or self._is_asked("before"):
            return None
        most = EMPTY_PAGE if self._empty else NEXT_PAGE
        return self._ask(History("", self.room, before=self.first, limit=most))

    def newer(self) -> History | None:
        """What to ask for at the bottom; None if nothing is later, or on its way."""
        if not self.opened or self.at_bottom or self._is_asked("after"):
            return None
        most = EMPTY_PAGE if self._empty else NEXT_PAGE
        return self._ask(History("", self.room, after=self.last, limit=most))

    def _ask(self, command: History) -> History:
        self._numbers += 1
        named = msgspec.structs.replace(command, re=f"{self._name} {self._numbers}")
        self._asked[named.re] = named
        return named

    def _is_asked(self, way: str) -> bool:
        return any(_way(one) == way for one in self._asked.values())

    def lost(self) -> None:
        """The connection is gone, and what was asked is not answered."""
        self._asked.clear()

    def refused(self, re: str | None) -> History | None:
        """What an `error` answers, which can be asked again; None if nothing of this excerpt."""
        return self._asked.pop(re or "", None)

    # What comes

    def take(self, page: Page) -> tuple[History, tuple[Row, ...], int] | None:
        """A page. Gives what it answers, its rows, and how many old ones they replace at the top.

        None if it is none of this excerpt's, if it has been let go of meanwhile, and for the two
        first ones, after which `opened` is true.
        """
        asked = self._asked.pop(page.re, None)
        if asked is None or page.room != self.room:
            return None
        if not self.opened:
            self._first_pages[_way(asked)] = page
            if len(self._first_pages) == 2:
                self._open()
            return None
        if asked.before == self.first:
            rows, replaced = self._put_above(page)
        elif asked.after == self.last:
            rows, replaced = self._put_below(page), 0
        else:
            return None
        self._empty = not rows
        return asked, rows, replaced

    def _open(self) -> None:
        before, after = self._first_pages["before"], self._first_pages["after"]
        self._first_pages.clear()
        self.opened = True
        self.first = self.target + 1
        later = after.entries[0].seq if after.entries else self.target + 1
        if later == self.target + 1:
            self._put_above(before)
        if not self.last:  # nothing is kept up to the target: begin with what is
            self.first, self.last = 0, (later - 1 if after.entries else 0)
            self.oldest = self.last + 1
        self._put_below(after)
        self._drawn = len(self._settled)

    def _put_above(self, page: Page) -> tuple[tuple[Row, ...], int]:
        entries = _adjoining_above(page.entries, self.first)
        return self.prepend(entries, page.more and bool(entries))

    def _put_below(self, page: Page) -> tuple[Row, ...]:
        """What lies between what is held and the page is kept no more: the server was asked for
        all of it.
        """
        if page.entries:
            self.last = max(self.last, page.entries[0].seq - 1)
        entries = _adjoining_below(page.entries, self.last)
        for entry in entries:
            self.append(entry)
        self.at_bottom = not page.more or not entries
        return self.tail()[0]

    def note(self, entry: AnyEntry) -> None:
        """An entry came live: it may amend a message that is held, and is later than all are."""
        self.at_bottom = False
        self.redraw(getattr(entry, "target", 0))

    # What is held

    def adjoins(self, live: Timeline) -> bool:
        """Whether nothing lies between what is held here and there."""
        return self.opened and 0 < live.first <= self.last + 1

    def join(self, live: Timeline) -> None:
        """Give the timeline the rows right above its own; this excerpt is at its end then."""
        rows = [row for row in self._settled if (seq_of(row) or 0) < live.first]
        while rows and seq_of(rows[-1]) is None:
            rows.pop()
        rows = rows[-JOINED_ROWS:]
        while rows and seq_of(rows[0]) is None:
            rows.pop(0)
        if rows:
            live.adopt(rows, self.oldest)

    def trim_end(self) -> int:
        """Let go of the newest rows over the limit; gives how many. They can be asked for again."""
        self._amend()
        if not self.full:
            return 0
        self.at_bottom = False
        return self._cut_end(limits.KEEP_ROWS, limits.KEEP_WEIGHT)


def _way(command: History) -> str:
    return "before" if command.before is not None else "after"


def _adjoining_above(entries: list[AnyEntry], first: int) -> list[AnyEntry]:
    """The entries that lead up to `first` without a hole; a log has none."""
    due = zip(reversed(entries), itertools.count(first - 1, -1), strict=False)
    run = itertools.takewhile(lambda pair: pair[0].seq == pair[1], due)
    return [entry for entry, _seq in run][::-1]


def _adjoining_below(entries: list[AnyEntry], last: int) -> list[AnyEntry]:
    """The entries that go on from `last` without a hole."""
    due = zip(entries, itertools.count(last + 1), strict=False)
    run = itertools.takewhile(lambda pair: pair[0].seq == pair[1], due)
    return [entry for entry, _seq in run]
