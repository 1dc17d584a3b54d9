"""The rows that stand on the history's paper, and the oldest, which are not drawn yet.

`history.py` says which rows come and go; where the reader is, and that the view is held still, is
its matter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from chat_gui import clock
from chat_gui.model.rows import Row
from chat_gui.views.paper import FIRST_LINE, Paper, Written
from chat_gui.views.run import Run
from chat_gui.views.stillness import lines

DRAWN_ROWS = 200
"""Rows drawn at once when a room is shown anew, or when the reader comes to the oldest drawn."""


class DrawnRows:
    """Of one paper; `look` gives what a row looks like at a moment, in Unix milliseconds."""

    def __init__(self, text: Paper, look: Callable[[Row, int], list[Run]]) -> None:
        self._text, self._look = text, look
        self.hidden: list[Row] = []
        """The oldest rows, not drawn before the reader comes near them."""
        self.settled, self.volatile = list[Written](), list[Written]()

    @property
    def all(self) -> list[Written]:
        """What is drawn, from top to bottom."""
        return [*self.settled, *self.volatile]

    @property
    def length(self) -> int:
        """How many settled rows there are, drawn or not."""
        return len(self.hidden) + len(self.settled)

    def line_of(self, place: int) -> int:
        """Where the settled row of this place begins."""
        return FIRST_LINE + lines(self.settled[:place])

    def begin(
        self, rows: list[Row], volatile: Iterable[Row], key: str = "", *, whole: bool
    ) -> None:
        """Draw these instead of all that was drawn: the newest, and from well above a key on.

        Or the `whole` of them.
        """
        places = (place for place, row in enumerate(rows) if row.key == key)
        first = min(len(rows) - DRAWN_ROWS, next(places, len(rows)) - DRAWN_ROWS // 2)
        first = 0 if whole else max(0, first)
        with self._text.writing():
            self._text.cut(self.all, 0)
            self.settled, self.hidden = [], rows[:first]
            self._append(rows[first:], volatile)

    def end(self, settled: Sequence[Row], volatile: Iterable[Row]) -> None:
        """Draw further settled rows at the end, and these volatile ones instead of all before."""
        with self._text.writing():
            self._text.cut(self.volatile, lines(self.settled))
            self._append(settled, volatile)

    def _append(self, settled: Sequence[Row], volatile: Iterable[Row]) -> None:
        written = self._text.append(self._looks([*settled, *volatile]))
        self.settled += written[: len(settled)]
        self.volatile = written[len(settled) :]

    def _looks(self, rows: Sequence[Row]) -> list[tuple[Row, list[Run]]]:
        now = clock.now()
        return [(row, self._look(row, now)) for row in rows]

    def change(self, changed: Mapping[str, Row]) -> None:
        """Draw settled rows otherwise, by their keys, each in its place."""
        self.hidden = [changed.get(row.key, row) for row in self.hidden]
        now, above = clock.now(), 0
        with self._text.writing():
            for place, old in enumerate(self.settled):
                if (row := changed.get(old.row.key)) is not None:
                    self.settled[place] = self._text.rewrite(old, above, row, self._look(row, now))
                above += self.settled[place].lines

    def put_on_top(self, rows: Sequence[Row], replaced: int) -> None:
        """Draw rows above all others, instead of so many of the oldest that are drawn."""
        with self._text.writing():
            self._text.cut(self.settled[:replaced], 0)
            self.settled[:replaced] = self._text.push(self._looks(rows))

    def unhide(self) -> list[Row]:
        """The newest rows that are not drawn yet: whoever asks draws them."""
        rows = self.hidden[-DRAWN_ROWS:]
        del self.hidden[-DRAWN_ROWS:]
        return rows

    def cut_end(self, count: int) -> None:
        """Take so many of the newest settled rows away, and all that are volatile."""
        kept = len(self.settled) - count
        gone, self.settled = self.all[kept:], self.settled[:kept]
        with self._text.writing():
            self._text.cut(gone, lines(self.settled))
        self.volatile = []

    def trim(self, count: int) -> bool:
        """Take so many of the oldest rows away; whether any of them was drawn."""
        unseen, count = count, max(0, count - len(self.hidden))
        del self.hidden[:unseen]
        gone, self.settled = self.settled[:count], self.settled[count:]
        with self._text.writing():
            self._text.cut(gone, 0)  # above the view, which Tk holds still then
        return bool(gone)
