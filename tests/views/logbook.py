"""A long room's log behind the stage's made-up connection: it answers what the window asks."""

from collections.abc import Callable

import msgspec

from chat_gui.clock import now
from chat_server.protocol import commands, events
from chat_server.protocol.events import AnyEntry
from tests.views.stage import BOB, Stage, says

HOUR = 3_600_000
KINDS = (
    "",
    " and more words" * 30,
    "\n```python\ndef answer():\n    return 42\n```\nis code",
    " 🎉 with 👨‍👩‍👧‍👦 images",
    "\n> quoted\n> lines\nand *marks*",
    "\nmore\n\nlines",
    " https://example.org/" + "x" * 200,
)
"""What may stand behind a text's first words: code, images, quotes, what is long."""


class Logbook:
    """`length` messages, the newest 50 of which the window has on entering."""

    def __init__(self, stage: Stage, length: int, first: int = 1) -> None:
        self.stage, self.first = stage, first
        self.text: Callable[[int], str] = lambda seq: f"line {seq}."
        begun = now() - HOUR
        self.replies = False
        """Whether every fifth message answers one far above it."""
        self.entries: list[AnyEntry] = []
        for seq in range(1, length + 1):
            self.entries.append(says(seq, "", at=begun + seq))
        self._answered = 0

    def enter(self) -> None:
        """Let the window come into the room."""
        last = len(self.entries)
        self.stage.enter(BOB, last=last, first=self.first)
        self.stage.apply(*self.part(max(self.first, last - 49), last))

    def part(self, first: int, last: int) -> list[AnyEntry]:
        """The entries from one seq to another."""
        return [self._said(one) for one in self.entries[max(0, first - 1) : last]]

    def _said(self, entry: AnyEntry) -> AnyEntry:
        if isinstance(entry, events.Message) and not entry.text:
            said = says(entry.seq, self.text(entry.seq), entry.by, entry.at)
            answers = entry.seq - 200 if self.replies and not entry.seq % 5 else None
            return msgspec.structs.replace(said, reply_to=answers) if answers else said
        return entry

    def answer(self, most: int = 100) -> int:
        """Answer what was asked and not answered, in order; gives how many pages that were."""
        asked = self.stage.sent(commands.History)
        new = asked[self._answered : self._answered + most]
        self._answered += len(new)
        for one in new:
            self.stage.apply(self.page(one))
        return len(new)

    def page(self, asked: commands.History) -> events.Page:
        """What the server says to a `history`."""
        last = len(self.entries)
        if asked.after is not None:
            begin = max(asked.after + 1, self.first)
            end = min(last, begin + asked.limit - 1)
            return events.Page(asked.re, asked.room, self.part(begin, end), end < last)
        end = min(last, (asked.before or last + 1) - 1)
        begin = max(self.first, end - asked.limit + 1)
        return events.Page(asked.re, asked.room, self.part(begin, end), begin > self.first)
