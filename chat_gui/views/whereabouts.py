"""Which row stands where on the history's paper. Rows are found by counting lines."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from chat_gui.model.rows import MessageRow, Row
from chat_gui.views.paper import FIRST_LINE, Paper, Written


class Found(NamedTuple):
    """A row and the lines that it takes."""

    row: Row
    line: int
    lines: int


class Stop(NamedTuple):
    """The same of a message."""

    row: MessageRow
    line: int
    lines: int


class Box(NamedTuple):
    """Where a row is, in pixels below the view's top, and whether its ends are in view.

    What is far outside is told as just outside.
    """

    top: int
    bottom: int
    begins: bool
    ends: bool


class Whereabouts:
    """Of one paper; `drawn` gives the rows on it from top to bottom."""

    def __init__(self, text: Paper, drawn: Callable[[], list[Written]]) -> None:
        self._text, self._drawn = text, drawn

    def rows(self) -> Iterator[Found]:
        """All rows."""
        line = FIRST_LINE
        for one in self._drawn():
            yield Found(one.row, line, one.lines)
            line += one.lines

    def at(self, index: str) -> Found | None:
        """The row at an index, such as `@x,y`."""
        line = int(self._text.index(index).split(".")[0])
        return next((one for one in self.rows() if one.line <= line < one.line + one.lines), None)

    def message_at(self, index: str) -> Stop | None:
        """The message there, if it is one."""
        found = self.at(index)
        return next(_messages([found]), None) if found is not None else None

    def messages(self) -> list[Stop]:
        """All messages."""
        return [*_messages(self.rows())]

    def any(self) -> bool:
        """Whether there is a message."""
        return any(isinstance(one.row, MessageRow) for one in self._drawn())

    def of(self, key: str) -> Stop | None:
        """The message of this key; it may have come into the log since, with its author's id."""
        line = FIRST_LINE
        for one in self._drawn():
            if isinstance(one.row, MessageRow) and is_same(one.row, key):
                return Stop(one.row, line, one.lines)
            line += one.lines
        return None

    def in_view(self) -> list[Stop]:
        """The messages of which something is seen."""
        first, last = self._edges()
        return [one for one in self.messages() if one.line <= last and one.line + one.lines > first]

    def box(self, stop: Found | Stop) -> Box | None:
        """Where a row is seen; None if it is not."""
        first, last = self._edges()
        end = stop.line + stop.lines - 1
        if stop.line > last or end < first:
            return None
        top, bottom = self._text.dlineinfo(f"{stop.line}.0"), self._text.dlineinfo(f"{end}.end")
        height = self._text.winfo_height()
        high = top[1] if top is not None else -1
        low = bottom[1] + bottom[3] if bottom is not None else height + 1
        return Box(high, low, high >= 0, low <= height)

    def _edges(self) -> tuple[int, int]:
        """The first and the last line in view."""
        ends = ("@0,0", f"@0,{self._text.winfo_height()}")
        first, last = (int(self._text.index(end).split(".")[0]) for end in ends)
        return first, last


def _messages(rows: "Iterator[Found] | list[Found]") -> Iterator[Stop]:
    for row, line, lines in rows:
        if isinstance(row, MessageRow):
            yield Stop(row, line, lines)


def is_same(row: MessageRow, key: str) -> bool:
    """Whether this is the message of that key, which may have waited then."""
    return row.key == key or (row.seq is not None and row.key == f"{row.by.id}/{key}")
