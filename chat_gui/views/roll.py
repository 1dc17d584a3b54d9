"""A list to read and to act on, on one canvas: what is there, more about it, what can be done.

The moderators' panel shows its lists with it, and *Add people* those who can be added.
"""

import tkinter
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.views.keys import on_keys, on_steps
from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture
from chat_gui.views.scrolling import bring_into_sight, on_wheel, scroll, scrolled_canvas

LONGEST = 600
"""Characters of a line that are shown."""


class Entry(NamedTuple):
    """One line of the list. `action` is what can be done with it; empty for nothing.

    `key` is given back when it is done; `below` stands under `text`, smaller.
    """

    key: str
    text: str
    below: str = ""
    action: str = ""


class Roll(ttk.Frame):
    """Arrows go from line to line that can be acted on; Return, Delete and a click on it do it."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, on_action: Callable[[str], None], lines: int
    ) -> None:
        super().__init__(parent, style="Roll.TFrame")
        self._ink, self._on_action, self._lines = ink, on_action, lines
        self._entries: Sequence[Entry] = ()
        self._empty = ""
        self._places: list[tuple[str, int, int]] = []
        """What can be acted on: its key, where its line begins and ends."""
        self._at = 0
        self._held: list[Picture] = []
        self.canvas, bar = scrolled_canvas(self, takefocus=True)
        self.rowconfigure(0, weight=1)
        self.columnconfigure(0, weight=1)
        self.canvas.grid(row=0, column=0, sticky="nsew")
        bar.grid(row=0, column=1, sticky="ns")
        self._listen()
        ink.follow(self, self.restyle)
        self.restyle()

    def _listen(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", lambda _event: self._draw())
        canvas.bind("<Button-1>", self._clicked)
        on_steps(canvas, {"<Up>": -1, "<Down>": 1}, self._move)
        on_steps(canvas, {"<Prior>": -1, "<Next>": 1}, partial(canvas.yview_scroll, what="pages"))
        on_keys(canvas, dict.fromkeys(("<Return>", "<space>", "<Delete>"), self._act))
        for focus in ("<FocusIn>", "<FocusOut>"):
            canvas.bind(focus, lambda _event: self._ring())
        on_wheel(canvas, lambda step: scroll(canvas, 2 * step))

    @property
    def entries(self) -> Sequence[Entry]:
        """What it shows."""
        return self._entries

    def fill(self, height: int, most: int) -> bool:
        """Be so many pixels high, or as high as the lines need that are to be seen, up to `most`.

        False if that is more than `height`.
        """
        around = self.winfo_reqheight() - self.canvas.winfo_reqheight()
        least = max(1, min(self._least, most - around))
        self.canvas.configure(height=max(least, height - around))
        return height - around >= least

    @property
    def _least(self) -> int:
        look = self._ink.look
        return self._lines * (look.height(look.body) + look.px(theme.S))

    def show(self, entries: Sequence[Entry], empty: str) -> None:
        """Show these; the sentence where there are none."""
        self._entries, self._empty = entries, empty
        self._draw()

    def _draw(self) -> None:
        canvas, look = self.canvas, self._ink.look
        canvas.delete("all")
        self._places, self._held = [], []
        y, pad = 0, look.px(theme.S)
        if not self._entries and self._empty:
            self._write(self._empty, (pad, y), "body", "muted", canvas.winfo_width() - 2 * pad)
        for entry in self._entries:
            y += self._entry(entry, y)
        canvas.configure(scrollregion=(0, 0, canvas.winfo_width(), max(y, 1)))
        self._at = min(self._at, max(0, len(self._places) - 1))
        self._ring()

    def _entry(self, entry: Entry, y: int) -> int:
        """Draw one line below what is there; gives its height."""
        look, canvas = self._ink.look, self.canvas
        pad, gap = look.px(theme.S), look.px(theme.XS)
        right = canvas.winfo_width() - pad
        top = y + gap
        if entry.action:
            wide = look.small_bold.measure(entry.action)
            middle = top + look.height(look.body) // 2
            canvas.create_text(
                right,
                middle,
                text=entry.action,
                font=look.small_bold,
                fill=look.palette.accent,
                anchor="e",
            )
            right -= wide + look.px(theme.M)
        bottom = top + self._write(entry.text, (pad, top), "body", "text", right - pad)
        if entry.below:
            bottom += self._write(entry.below, (pad, bottom), "small", "muted", right - pad)
        bottom += gap
        if entry.action:
            self._places.append((entry.key, y, bottom))
        return bottom - y

    def _write(self, text: str, at: tuple[int, int], fount: str, colour: str, width: int) -> int:
        """Write a text, broken into lines where it holds no pictures; gives its height."""
        look, canvas = self._ink.look, self.canvas
        shown = " ".join(text[:LONGEST].split())
        font = getattr(look, fount)
        if any(piece.emoji for piece in self._ink.pieces(shown)):
            height = look.height(font)
            middle = (at[0], at[1] + height // 2)
            _, held = self._ink.draw(canvas, middle, shown, fount, colour, max(1, width))
            self._held += held
            return height
        item = canvas.create_text(
            *at,
            text=self._ink.words(shown),
            font=font,
            fill=getattr(look.palette, colour),
            anchor="nw",
            width=max(1, width),
        )
        box = canvas.bbox(item)
        return box[3] - box[1]

    # Acting

    def _clicked(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        self.canvas.focus_set()
        y = int(self.canvas.canvasy(event.y))
        for number, (_key, top, bottom) in enumerate(self._places):
            if top <= y < bottom:
                self._at = number
                self._ring()
                if self._on_word(event.x):
                    self._act()
                return

    def _on_word(self, x: int) -> bool:
        """Whether the pointer is on what can be done, at the right of a line."""
        key = self._places[self._at][0]
        action = next(entry.action for entry in self._entries if entry.key == key)
        look = self._ink.look
        wide = look.small_bold.measure(action) + 2 * look.px(theme.M)
        return x >= self.canvas.winfo_width() - wide

    def _act(self) -> None:
        if self._places:
            self._on_action(self._places[self._at][0])

    def _move(self, step: int) -> None:
        if not self._places:
            scroll(self.canvas, 2 * step)
            return
        self._at = min(max(self._at + step, 0), len(self._places) - 1)
        self._ring()
        self._see()

    def _see(self) -> None:
        _key, top, bottom = self._places[self._at]
        bring_into_sight(self.canvas, top, bottom)

    def _ring(self) -> None:
        """Show where the keyboard is."""
        canvas, look = self.canvas, self._ink.look
        canvas.delete("ring")
        if canvas.focus_get() is not canvas:
            return
        top, bottom = 0, max(1, canvas.winfo_height())
        if self._places:
            _key, top, bottom = self._places[self._at]
        width, corner = max(1, canvas.winfo_width()), look.px(theme.RADIUS)
        box = self._ink.paint.box(width, bottom - top, corner, "", "accent")
        self._held.append(box)
        canvas.create_image(0, top, image=box, anchor="nw", tags="ring")

    def restyle(self) -> None:
        """Take over the theme."""
        look = self._ink.look
        self.configure(padding=look.px(theme.XS))
        self.canvas.configure(
            background=look.palette.raised,
            yscrollincrement=look.px(theme.L),
            height=self._least,
        )
        self._draw()
