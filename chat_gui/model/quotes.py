"""The messages that replies quote: from the rows held, or asked for one by one. Pure.

A quote is one line of what the quoted message reads now, as far as the window knows. Only the room
that the reply stands in is asked, as the seq means nothing elsewhere.
"""

from collections.abc import Callable

import msgspec

from chat_gui.model.markup import unmarked
from chat_gui.model.rows import MessageRow, Quote, QuoteState
from chat_server.protocol.events import AnyEntry, Message

MOST_QUOTED = 200
"""Quoted messages of a room that are kept although their rows are not held."""
MOST_WANTED = 200
"""Quoted messages that may wait to be asked for; those of the oldest replies go first."""
MOST_CHARACTERS = 300
"""Characters of a message that a quote looks at."""


class Quotes:
    """What is known of one room's quoted messages whose rows are not held."""

    def __init__(self) -> None:
        self._known: dict[int, MessageRow | None] = {}
        """None: the server has no such message any more."""
        self._wanted: dict[int, None] = {}

    def find(self, seq: int) -> MessageRow | None:
        """The message of this seq, if it is known; otherwise it is wanted from now on."""
        found = self._known.get(seq)
        if seq not in self._known:
            self._wanted[seq] = None
            for oldest in [*self._wanted][:-MOST_WANTED]:
                del self._wanted[oldest]
        return found

    def is_gone(self, seq: int) -> bool:
        """Whether the server has no such message any more."""
        return seq in self._known and self._known[seq] is None

    def wanted(self) -> list[int]:
        """What is to be asked for, what was missed last first."""
        return [*reversed(self._wanted)]

    def learn(self, seq: int, row: MessageRow | None) -> None:
        """This is the message, or there is none."""
        self._wanted.pop(seq, None)
        self._known.pop(seq, None)
        self._known[seq] = row and _short(row)
        for oldest in [*self._known][:-MOST_QUOTED]:
            del self._known[oldest]

    def rewrite(self, seq: int, now: Callable[[MessageRow], MessageRow]) -> None:
        """Keep the message of this seq, if it is known, as it is `now`."""
        if (row := self._known.get(seq)) is not None:
            self._known[seq] = _short(now(row))

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()
        self._wanted.clear()

    @property
    def weight(self) -> int:
        """About the characters that they take."""
        return MOST_CHARACTERS * len(self._known)


def _short(row: MessageRow) -> MessageRow:
    return msgspec.structs.replace(row, text=row.text[:MOST_CHARACTERS])


def quote(seq: int, row: MessageRow | None, *, gone: bool = False) -> Quote:
    """What stands above a reply to the message of this seq."""
    if row is None:
        return Quote(seq, state=QuoteState.GONE if gone else QuoteState.UNKNOWN)
    if row.deleted:
        return Quote(seq, row.by, state=QuoteState.DELETED)
    return Quote(seq, row.by, first_line(row.text), QuoteState.SAID)


def first_line(text: str) -> str:
    """The first line of a text that says something, without its marks."""
    said = unmarked(text[:MOST_CHARACTERS])
    lines = (" ".join(line.split()) for line in said.splitlines())
    return next((line for line in lines if line), "")


def answered(seq: int, entries: list[AnyEntry]) -> Message | None:
    """The message of this seq in what the server has up to it."""
    return next((one for one in entries if one.seq == seq and isinstance(one, Message)), None)
