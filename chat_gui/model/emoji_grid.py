"""Cells in rows under headings, and the way from one to the next by arrow keys. Pure.

Rows are as high as their kind; places are pixels from the top of all rows.
"""

import bisect
from collections.abc import Sequence

import msgspec

Section = tuple[str, Sequence[str]]
"""A heading, empty for none, and what stands in the cells below it."""


class GridRow(msgspec.Struct, frozen=True):
    """A heading, or the cells from number `first` on. `top` is where it begins, in pixels."""

    top: int
    height: int
    heading: str = ""
    first: int = 0
    count: int = 0


class Grid:
    """The cells of all sections, numbered from 0."""

    def __init__(self, sections: Sequence[Section], columns: int, cell: int, heading: int) -> None:
        """`columns` stand in a row; `cell` and `heading` are the heights of rows, in pixels."""
        self.cells: list[str] = []
        self.rows: list[GridRow] = []
        self.starts: dict[str, int] = {}
        """Heading -> where its row begins."""
        top = 0
        for title, cells in sections:
            if title and cells:
                self.starts[title] = top
                self.rows.append(GridRow(top, heading, title))
                top += heading
            for at in range(0, len(cells), columns):
                count = min(columns, len(cells) - at)
                self.rows.append(GridRow(top, cell, first=len(self.cells) + at, count=count))
                top += cell
            self.cells.extend(cells)
        self.height = top
        self._tops = [row.top for row in self.rows]

    def between(self, top: int, bottom: int) -> list[GridRow]:
        """The rows of which something lies between these places."""
        first = max(0, bisect.bisect_right(self._tops, top) - 1)
        return self.rows[first : bisect.bisect_left(self._tops, bottom)]

    def at(self, column: int, y: int) -> int | None:
        """The cell in this column at this place; None where there is none."""
        for row in self.between(y, y + 1):
            if not row.heading and 0 <= column < row.count:
                return row.first + column
        return None

    def row_of(self, cell: int) -> GridRow:
        """The row in which a cell stands."""
        return self._cell_rows()[self._number(cell)]

    def moved(self, cell: int, across: int, down: int) -> int:
        """The cell so many steps to the right and so many rows below; at the edge it stays."""
        if not self.cells:
            return 0
        if across:
            return min(max(cell + across, 0), len(self.cells) - 1)
        rows, number = self._cell_rows(), self._number(cell)
        to = rows[min(max(number + down, 0), len(rows) - 1)]
        return to.first + min(cell - rows[number].first, to.count - 1)

    def heading_of(self, cell: int) -> str:
        """What stands above a cell."""
        return self.heading_at(self.row_of(cell).top)

    def heading_at(self, y: int) -> str:
        """The heading that this place is under; empty above all of them."""
        above = [title for title, top in self.starts.items() if top <= y]
        return above[-1] if above else ""

    def _cell_rows(self) -> list[GridRow]:
        return [row for row in self.rows if row.count]

    def _number(self, cell: int) -> int:
        firsts = [row.first for row in self._cell_rows()]
        return bisect.bisect_right(firsts, cell) - 1
