"""The emoji picker's grid: only what is seen is drawn, and the pictures come after it.

Drawing a picture takes about a millisecond, so the cells stand there first, empty, and are filled
in between what the person does.
"""

import time
import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk

from chat_gui import theme
from chat_gui.model.emoji_grid import Grid, GridRow, Section
from chat_gui.views.later import Timer
from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture
from chat_gui.views.scrolling import on_wheel

CELL = 1.9
"""A cell's side, and a picture's, in heights of a line of text."""
SIZE = 1.25
FILL_SECONDS = 0.008
"""How long pictures are drawn before what else happens has its turn."""
NAME_CELLS = 4
"""Where there are no pictures, a name takes the width of so many cells."""


class EmojiGrid(ttk.Frame):
    """`on_look` is told which cell's characters the person looks at, `on_take` what they took.

    `named` gives the words for an emoji that can't be drawn here.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        named: Callable[[str], str],
        on_look: Callable[[str], None],
        on_take: Callable[[str], None],
    ) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink, self._named, self._on_look, self._on_take = ink, named, on_look, on_take
        self._canvas = tkinter.Canvas(
            self,
            highlightthickness=0,
            borderwidth=0,
            takefocus=False,
            cursor="hand2",
            background=ink.look.palette.raised,
        )
        self._bar = ttk.Scrollbar(
            self, style="Roll.Vertical.TScrollbar", command=self._scrolled, takefocus=False
        )
        self._canvas.grid(row=0, column=0, sticky="nsew")
        self._bar.grid(row=0, column=1, sticky="ns")
        self.draws = ink.paint.emoji("😀") is not None or not ink.colour_kills
        """Whether emoji can be shown at all; else their names stand there."""
        self.cell = round(ink.look.height(ink.look.body) * CELL)
        self._wide = self.cell if self.draws else self.cell * NAME_CELLS
        self._grid = Grid((), 1, self.cell, self.cell)
        self.chosen = self.wide = 0
        self._top = self._across = self._high = 0
        self._held: dict[str, Picture | None] = {}
        self._empty: list[tuple[str, int, int]] = []
        """Cells without their picture yet: its characters, and the cell's middle."""
        self._timer = Timer(self)
        self._listen()

    def _listen(self) -> None:
        canvas = self._canvas
        canvas.bind("<Motion>", lambda event: self._point(event.x, event.y))
        canvas.bind("<ButtonRelease-1>", lambda event: self._click(event.x, event.y))
        on_wheel(canvas, lambda step: self._scroll_to(self._top + step * self.cell))

    def fit(self, width: int, rows: int) -> None:
        """Be at most so wide, in pixels, and so many rows high."""
        bar = self._ink.look.px(theme.SCROLLBAR)
        columns = max(1, (width - bar) // self._wide)
        self.wide = columns * self._wide + bar
        self._across, self._high = columns * self._wide, rows * self.cell
        self._canvas.configure(width=self._across, height=self._high)

    def show(self, sections: Sequence[Section]) -> None:
        """Show these, from the top, the first one chosen."""
        heading = self._ink.look.height(self._ink.look.small) + self._ink.look.px(theme.S)
        columns = max(1, self._across // self._wide)
        self._grid = Grid(sections, columns, self.cell, heading)
        self._top = self.chosen = 0
        self._draw()
        self._tell()

    def redraw(self, sections: Sequence[Section]) -> None:
        """Show the same cells otherwise, where one is."""
        top, chosen = self._top, self.chosen
        self.show(sections)
        self._top, self.chosen = top, chosen
        self._draw()
        self._tell()

    # What the person does

    def move(self, across: int, down: int) -> None:
        """Choose another cell."""
        self.chosen = self._grid.moved(self.chosen, across, down)
        if self._grid.cells:
            row = self._grid.row_of(self.chosen)
            above = row.top if row.first else 0
            self._top = max(min(self._top, above), row.top + row.height - self._high)
        self._draw()
        self._tell()

    def jump(self, heading: str) -> None:
        """Show what stands under this heading."""
        start = self._grid.starts.get(heading)
        if start is None:
            return
        row = next(row for row in self._grid.between(start, self._grid.height) if row.count)
        self.chosen = row.first
        self._top = min(start, max(0, self._grid.height - self._high))
        self._draw()
        self._tell()

    def page(self, step: int) -> None:
        """Go to the next heading (1) or the one before (-1)."""
        headings = list(self._grid.starts)
        if headings and self._grid.cells:
            here = headings.index(self._grid.heading_of(self.chosen))
            self.jump(headings[min(max(here + step, 0), len(headings) - 1)])

    @property
    def heading(self) -> str:
        """Under which heading the person is."""
        return self._grid.heading_of(self.chosen) if self._grid.cells else ""

    @property
    def taken(self) -> str:
        """What is chosen; empty where nothing is found."""
        return self._grid.cells[self.chosen] if self._grid.cells else ""

    def take(self) -> None:
        """Take what is chosen."""
        if self._grid.cells:
            self._on_take(self.taken)

    def _tell(self) -> None:
        self._on_look(self.taken)

    def _cell_at(self, x: int, y: int) -> int | None:
        return self._grid.at(x // self._wide, self._top + y)

    def _point(self, x: int, y: int) -> None:
        cell = self._cell_at(x, y)
        if cell is not None and cell != self.chosen:
            self.chosen = cell
            self._draw()
            self._tell()

    def _click(self, x: int, y: int) -> None:
        cell = self._cell_at(x, y)
        if cell is not None:
            self.chosen = cell
            self.take()

    def _scrolled(self, *how: str) -> None:
        """The scrollbar was moved; in Tk's words."""
        if how[0] == "moveto":
            self._scroll_to(round(float(how[1]) * self._grid.height))
        else:
            step = self._high if how[2].startswith("page") else self.cell
            self._scroll_to(self._top + int(how[1]) * step)

    def _scroll_to(self, top: int) -> None:
        self._top = min(max(0, top), max(0, self._grid.height - self._high))
        self._draw()

    # Drawing

    def _draw(self) -> None:
        self._canvas.delete("all")
        self._empty.clear()
        for row in self._grid.between(self._top, self._top + self._high):
            if row.heading:
                self._draw_heading(row)
            else:
                self._draw_cells(row)
        whole = max(1, self._grid.height)
        self._bar.set(self._top / whole, min(1.0, (self._top + self._high) / whole))
        if self._empty and not self._timer.runs:
            self._timer.begin(1, self._fill)

    def _draw_heading(self, row: GridRow) -> None:
        look = self._ink.look
        self._canvas.create_text(
            look.px(theme.XS),
            row.top - self._top + row.height // 2,
            text=row.heading,
            font=look.small_bold,
            fill=look.palette.muted,
            anchor="w",
        )

    def _draw_cells(self, row: GridRow) -> None:
        y = row.top - self._top
        for column in range(row.count):
            number, x = row.first + column, column * self._wide
            chars = self._grid.cells[number]
            if number == self.chosen:
                radius = self._ink.look.px(theme.RADIUS)
                box = self._ink.paint.box(self._wide, self.cell, radius, "accent_soft", "accent")
                self._held["box"] = box
                self._canvas.create_image(x, y, image=box, anchor="nw")
            middle = x + self._wide // 2, y + self.cell // 2
            if not self.draws:
                self._draw_name(chars, *middle)
            elif chars in self._held:
                self._draw_picture(chars, *middle)
            else:
                self._empty.append((chars, *middle))

    def _draw_name(self, chars: str, x: int, y: int) -> None:
        look = self._ink.look
        left = x - self._wide // 2 + look.px(theme.XS)
        room = self._wide - 2 * look.px(theme.XS)
        name = self._named(chars)
        self._ink.draw(self._canvas, (left, y), name, "small", "text", room)

    def _draw_picture(self, chars: str, x: int, y: int) -> None:
        image = self._held[chars]
        if image is not None:
            self._canvas.create_image(x, y, image=image)
        elif not self._ink.colour_kills:
            look = self._ink.look
            self._canvas.create_text(x, y, text=chars, font=look.title, fill=look.palette.text)

    def _fill(self) -> None:
        """Draw some of the pictures that are missing, then let others have their turn."""
        until = time.monotonic() + FILL_SECONDS
        while self._empty and time.monotonic() < until:
            chars, x, y = self._empty.pop(0)
            if chars not in self._held:
                self._held[chars] = self._ink.paint.emoji(chars, size=SIZE)
            self._draw_picture(chars, x, y)
        if self._empty:
            self._timer.begin(1, self._fill)
