"""Keeps what a person reads where it is on the screen, to the pixel, while other rows come and go.

A row's height is known only once Tk has laid it out, so heights are asked for, never reckoned.
"""

from collections.abc import Sequence
from typing import NamedTuple

from chat_gui.views.paper import FIRST_LINE, Paper, Written


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
        top = int(self._text.index("@0,0").split(".")[0])
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
