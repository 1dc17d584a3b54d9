"""A short list over the composer to take something from: names, emoji, commands.

It never has the keyboard: what is typed goes on to the composer, which tells what is chosen here.
"""

import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk

from chat_gui import theme
from chat_gui.model.completion import Choice
from chat_gui.views.line import Ink
from chat_gui.views.overlaying import within
from chat_gui.views.paint import Picture
from chat_gui.views.scrolling import on_wheel

ROWS_MOST = 8
HINT_ROWS = 3
"""With fewer rows than these there is no room for the line that tells the keys."""


class Popup:
    """Lies over `over`, a window, while it is shown. `on_take` is told the row that was clicked."""

    def __init__(self, over: tkinter.Misc, ink: Ink, on_take: Callable[[int], None]) -> None:
        self._over, self._ink, self._on_take = over, ink, on_take
        self.frame = ttk.Frame(over, style="Panel.TFrame")
        self._canvas = tkinter.Canvas(
            self.frame, highlightthickness=0, borderwidth=0, takefocus=False, cursor="hand2"
        )
        self._canvas.grid(sticky="nsew")
        ink.follow(self.frame, self.hide)
        self._choices: Sequence[Choice] = ()
        self._hint = ""
        self.chosen: int | None = None
        """The row that Return takes; None where there is none until the person chooses one."""
        self._under: int | None = None
        self._first = self._rows = 0
        self._held: list[Picture] = []
        self._canvas.bind("<Motion>", lambda event: self._point(self._at(event.y)))
        self._canvas.bind("<Leave>", lambda _event: self._point(None))
        self._canvas.bind("<ButtonRelease-1>", lambda event: self._take(self._at(event.y)))
        on_wheel(self._canvas, self._scroll)

    @property
    def shown(self) -> bool:
        """Whether it lies there."""
        return bool(self.frame.winfo_manager())

    @property
    def choices(self) -> Sequence[Choice]:
        """What can be taken."""
        return self._choices

    def show(
        self, choices: Sequence[Choice], hint: str, at: tuple[int, int], chosen: int | None = None
    ) -> None:
        """Offer these, one of them chosen; the lower left corner is at this place of the window."""
        self._choices, self._hint = choices, hint
        self.chosen, self._under = chosen, None
        self._first = 0
        self._place(*at)
        self._draw()

    def hide(self) -> None:
        """Take it away."""
        self.frame.place_forget()
        self._choices = ()

    def step(self, step: int) -> None:
        """Choose the next row below (1) or above (-1); from none, the first or the last."""
        last = len(self._choices) - 1
        if self.chosen is None:
            self.chosen = 0 if step > 0 else last
        else:
            self.chosen = (self.chosen + step) % (last + 1)
        self._first = min(max(self._first, self.chosen - self._rows + 1), self.chosen)
        self._draw()

    def _place(self, x: int, y: int) -> None:
        px, look = self._ink.look.px, self._ink.look
        edge = px(theme.XS)
        room = self._over.winfo_width() - 2 * px(theme.S)
        width = min(max(self._needed(), px(theme.POPUP_LEAST)), room - 2 * edge)
        fitting = (y - 2 * edge - px(theme.S)) // self._row_height()
        wanted = min(len(self._choices), ROWS_MOST)
        if fitting <= min(wanted, HINT_ROWS):
            self._hint = ""
        self._rows = max(1, min(wanted, fitting - bool(self._hint)))
        height = self._rows * self._row_height()
        if self._hint:
            height += look.height(look.small) + px(theme.S)
        self._canvas.configure(width=width, height=height, background=look.palette.raised)
        self._canvas.grid_configure(padx=edge, pady=edge)
        left = within(x, width + 2 * edge, self._over.winfo_width(), px(theme.S))
        self.frame.place(x=left, y=y, anchor="sw")
        self.frame.lift()

    def _needed(self) -> int:
        """How wide the widest choices are; of a long list the first tell enough."""
        look, px = self._ink.look, self._ink.look.px
        around = 2 * px(theme.S)
        rows = [
            look.body.measure(one.label)
            + (look.small.measure(one.detail) + px(theme.M) if one.detail else 0)
            + (self._row_height() if one.emoji else 0)
            for one in self._choices[:ROWS_MOST]
        ]
        return around + max((*rows, look.small.measure(self._hint) if self._hint else 0))

    def _row_height(self) -> int:
        return self._ink.look.height(self._ink.look.body) + 2 * self._ink.look.px(theme.XS)

    def _draw(self) -> None:
        canvas, px = self._canvas, self._ink.look.px
        canvas.delete("all")
        self._held = []
        width, high = int(str(canvas.cget("width"))), self._row_height()
        for row in range(self._rows):
            number = self._first + row
            self._draw_row(number, row * high, width, high)
        if self._hint:
            y = self._rows * high + (int(str(canvas.cget("height"))) - self._rows * high) // 2
            room = width - 2 * px(theme.S)
            self._write(px(theme.S), y, self._hint, "small", "muted", room)

    def _draw_row(self, number: int, y: int, width: int, high: int) -> None:
        canvas, px = self._canvas, self._ink.look.px
        choice = self._choices[number]
        if number in (self.chosen, self._under):
            fill = "accent_soft" if number == self.chosen else "hover"
            box = self._ink.paint.box(width, high, px(theme.RADIUS), fill)
            canvas.create_image(0, y, image=box, anchor="nw")
            self._held.append(box)
        x, middle = px(theme.S), y + high // 2
        if choice.emoji:
            self._write(x, middle, choice.emoji, "body", "text", high)
            x += high
        room = width - x - px(theme.S)
        x += self._write(x, middle, choice.label, "body", "text", room) + px(theme.M)
        room = width - x - px(theme.S)
        if choice.detail and room > 0:
            self._write(x, middle, choice.detail, "small", "muted", room)

    def _write(self, x: int, y: int, text: str, fount: str, colour: str, width: int) -> int:
        """Write one line; gives how wide it is."""
        wide, held = self._ink.draw(self._canvas, (x, y), text, fount, colour, width)
        self._held += held
        return wide

    def _at(self, y: int) -> int | None:
        row = y // self._row_height()
        return self._first + row if 0 <= row < self._rows else None

    def _point(self, number: int | None) -> None:
        if number != self._under:
            self._under = number
            self._draw()

    def _take(self, number: int | None) -> None:
        if number is not None:
            self._on_take(number)

    def _scroll(self, step: int) -> None:
        last = max(0, len(self._choices) - self._rows)
        self._first = min(max(0, self._first + step), last)
        self._draw()
