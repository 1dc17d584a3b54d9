"""Keeps what a person reads where it is on the screen, to the pixel, while other rows come and go.

A row's height is known only once Tk has laid it out, so heights are asked for, never reckoned.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chat_gui.model.rows import Row, seq_of
from chat_gui.views.later import Timer
from chat_gui.views.paper import FIRST_LINE, Paper, Written

LIT_MS = 2_000
"""How long a row that was gone to is lit."""


class Seen(NamedTuple):
    """A row in view: which of the drawn ones, and its top in pixels below the view's."""

    place: int
    height: int


def lines(rows: Sequence[Written]) -> int:
    """How many lines rows take together."""
    return sum(one.lines for one in rows)


class Stillness:
    """Of one paper."""

    def __init__(self, text: Paper) -> None:
        self._text = text

    def first_seen(self, settled: Sequence[Written]) -> Seen | None:
        """The first row whose top is in view. Where one row fills the view, it is that one."""
        top = self.line_at(0)
        line, found = FIRST_LINE, None
        for place, row in enumerate(settled):
            if line + row.lines > top:
                height = self.height_of(line)
                if found is None or height < self._text.winfo_height():
                    found = Seen(place, height)
                if height >= 0:
                    break
            line += row.lines
        return found

    def entry_seen(self, settled: Sequence[Written]) -> tuple[Row, int] | None:
        """The first entry's row in view, and its height; None where no entry is."""
        seen = self.first_seen(settled)
        for place in range(seen.place, len(settled)) if seen is not None else ():
            if seq_of(row := settled[place].row) is not None:
                return row, self.height_of(FIRST_LINE + lines(settled[:place]))
        return None

    def line_at(self, y: int) -> int:
        """The line that is so many pixels down."""
        return int(self._text.index(f"@0,{y}").split(".")[0])

    def lines_below(self) -> int:
        """How many lines there are below the view."""
        last = int(self._text.index("end-1c").split(".")[0])
        return last - self.line_at(self._text.winfo_height())

    def height_of(self, line: int) -> int:
        """Where a line's top is, in pixels below the top of the view."""
        text = self._text
        seen = text.dlineinfo("@0,0")
        top = seen[1] if seen else 0
        between = text.tk.call(text, "count", "-update", "-ypixels", "@0,0", f"{line}.0")
        return top + int(between or 0)

    def hold(self, line: int, height: int) -> None:
        """Scroll so that a line's top is at this height."""
        self._text.yview(f"{line}.0")
        moved = self.height_of(line) - height
        self._text.tk.call(self._text, "yview", "scroll", moved, "pixels")


class Lamp:
    """Lights a row of a paper for a moment, so that the eye finds it."""

    def __init__(self, text: Paper) -> None:
        self._text = text
        self._timer = Timer(text)

    def light(self, line: int, count: int) -> None:
        """Light so many lines from this one on."""
        self._put_out()
        self._text.tag_add("target", f"{line}.0", f"{line + count}.0")
        self._timer.begin(LIT_MS, self._put_out)

    def _put_out(self) -> None:
        self._timer.stop()
        self._text.tag_remove("target", "1.0", "end")
