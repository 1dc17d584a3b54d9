"""A column of sentences, fields and buttons that keeps its gaps and line breaks at any zoom.

What panels of the window and questions of the dialogs are made of.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.line import Ink
from chat_gui.views.scroller import Narrowing
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import wrap

TIGHT = 24
"""The padding is at most this part of the width that there is."""
GUTTER = theme.XS
"""Left of the sentences: the room that a quiet button has around its word, so that it begins where
they do. Pixels at 96 dpi; what pads a card leaves as much less there."""
PICTURE_GAP = 4
"""Pixels between a picture and the words beside it, as ttk has them."""


class Card(ttk.Frame):
    """`width` is that of its sentences, in pixels at 96 dpi; `padding` is around all of it."""

    first: tkinter.Widget
    """Where the keyboard begins, on one that takes it."""
    gives_way = False
    """Whether it goes when somebody types what it has no field for."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, width: int, padding: int = 0) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self.ink = ink
        self._width, self._padding = width, padding
        self._most: int | None = None
        """The pixels that there are for it, where that was told."""
        self._rows: list[tuple[tkinter.Widget, int]] = []
        self._wrapped: list[ttk.Label] = []
        self._buttons: list[ttk.Button] = []
        self.columnconfigure(1, weight=1)
        ink.follow(self, self.restyle)

    def sentence(self, text: str, style: str = "CardBody", gap: int = theme.M) -> ttk.Label:
        """A sentence, broken into lines, and the gap below it."""
        label = ttk.Label(self, text=self.ink.words(text), style=f"{style}.TLabel")
        self._wrapped.append(label)
        self.put(label, gap)
        return label

    def put(self, widget: tkinter.Widget, gap: int = theme.M, sticky: str = "ew") -> None:
        """Put a widget below all that is there, and a gap below it."""
        self._put(widget, gap, sticky, gutter=isinstance(widget, Card))

    def put_quiet(self, button: ttk.Button, gap: int = theme.M) -> None:
        """Put a quiet button there: its word begins where the sentences do."""
        self._put(button, gap, "w", gutter=True)

    def _put(self, widget: tkinter.Widget, gap: int, sticky: str, *, gutter: bool) -> None:
        column, span = (0, 2) if gutter else (1, 1)
        widget.grid(row=len(self._rows), column=column, columnspan=span, sticky=sticky)
        self._rows.append((widget, gap))

    def actions(self, *buttons: ttk.Button) -> None:
        """A last row of buttons: the last of them at the right, what is usual, the others left."""
        row = ttk.Frame(self, style="Inside.TFrame")
        row.columnconfigure(max(0, len(buttons) - 2), weight=1)
        for column, button in enumerate(buttons):
            last = column == len(buttons) - 1
            button.grid(in_=row, row=0, column=column, sticky="e" if last else "w")
            button.lift()  # Tab goes in the order of stacking
            self._buttons.append(button)
        self._put(row, 0, "ew", gutter=True)
        row.lower()
        row.bind("<Configure>", lambda _event: self._flow())

    def _flow(self) -> None:
        """Where there is no room for a row, the last button below the others, or each by itself."""
        buttons = [one for one in self._buttons if one.winfo_manager()]
        gap, width = self.ink.look.px(theme.S), self.inner_width
        needs = [one.winfo_reqwidth() + gap for one in buttons]
        beside, others = sum(needs) - gap <= width, sum(needs[:-1]) - gap <= width
        for column, button in enumerate(buttons):
            last = column == len(buttons) - 1
            row = 0 if beside else int(last) if others else column
            alone = not beside and (last or not others)
            if button.grid_info()["row"] != row:
                span = len(buttons) if alone else 1
                above = self.ink.look.px(theme.XS) if row else 0
                button.grid_configure(row=row, column=0 if alone else column, columnspan=span)
                button.grid_configure(pady=(above, 0))

    def quiet(self, text: str, command: Callable[[], object]) -> ttk.Button:
        """A button that is only a word."""
        return push_button(self, "Raised.TButton", command, text=text)

    def accent(self, text: str, command: Callable[[], object]) -> ttk.Button:
        """The button for what is usual."""
        return push_button(self, "CardAccent.TButton", command, text=text)

    @property
    def inner_width(self) -> int:
        """How many pixels wide its sentences are."""
        usual = self.ink.look.px(self._width)
        return usual if self._most is None else max(1, min(usual, self._most - 2 * self._around))

    @property
    def _around(self) -> int:
        """The pixels around it: fewer where there is little room."""
        usual = self.ink.look.px(self._padding) if self._padding else 0
        return usual if self._most is None else min(usual, self._most // TIGHT)

    def fit(self, width: int) -> None:
        """Need no more than so many pixels, if that can be."""
        self._most = width
        self._wrap()

    def _wrap(self) -> None:
        width = self.inner_width
        gutter, around = self.ink.look.px(GUTTER), self._around
        self.configure(padding=(max(0, around - gutter), around, around, around))
        self.columnconfigure(0, minsize=gutter)
        self.columnconfigure(1, minsize=width)
        for label in self._wrapped:
            label.configure(wraplength=max(1, width - _before(label)))
        for widget, _gap in self._rows:
            if isinstance(widget, Narrowing):
                widget.fit(width)
            elif isinstance(widget, ttk.Button | ttk.Checkbutton):
                wrap(widget, width)
        for button in self._buttons:
            wrap(button, width)
        self._flow()

    def restyle(self) -> None:
        """Take over the theme."""
        px = self.ink.look.px
        self._wrap()
        for button in self._buttons[:-1]:
            button.grid_configure(padx=(0, px(theme.S)))
        self.space()

    def space(self) -> None:
        """Leave the gaps below what is shown, also where it was not until now."""
        px = self.ink.look.px
        for widget, gap in self._rows:
            if widget.winfo_manager():
                widget.grid_configure(pady=(0, px(gap) if gap else 0))


def _before(label: ttk.Label) -> int:
    """How wide the picture before a sentence is, with the gap between them, which is Tk's."""
    images = label.tk.splitlist(label.cget("image"))
    return int(label.tk.call("image", "width", images[0])) + PICTURE_GAP if images else 0


class CodeBox(ttk.Frame):
    """A code in large letters that are all equally wide, to be read aloud, under a caption."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, code: str, caption: str = "") -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink = ink
        self._caption = ttk.Label(self, text=caption, style="CardField.TLabel")
        self._box = ttk.Frame(self, style="Code.TFrame")
        self._letters = ttk.Label(self._box, style="Code.TLabel", anchor="center")
        self.columnconfigure(0, weight=1)
        self._box.columnconfigure(0, weight=1)
        if caption:
            self._caption.grid(row=0, column=0, sticky="w")
        self._box.grid(row=1, column=0, sticky="ew")
        self._letters.grid(row=0, column=0, sticky="ew")
        ink.follow(self, self.restyle)
        self.show(code)
        self.restyle()

    def fit(self, width: int) -> None:
        """Need no more than so many pixels: the letters are as large as they can be."""
        look = self._ink.look
        room = self._room(width)
        sizes = (("Code", look.mono_large), ("CodeLess", look.mono_bold), ("CodeLeast", look.mono))
        self._caption.configure(wraplength=width)
        fitting = (style for style, fount in sizes if fount.measure(self.code) <= room)
        self._letters.configure(style=f"{next(fitting, 'CodeLeast')}.TLabel")

    def _room(self, width: int) -> int:
        px = self._ink.look.px
        return width - 2 * px(theme.M) - px(theme.S)

    def fits(self, width: int) -> bool:
        """Whether caption and letters have room in so many pixels, in their usual size."""
        large = self._ink.look.mono_large.measure(self.code) <= self._room(width)
        self._caption.configure(wraplength=0)
        return large and self._caption.winfo_reqwidth() <= width

    @property
    def code(self) -> str:
        """What it shows."""
        return str(self._letters.cget("text"))

    def show(self, code: str) -> None:
        """Show another code."""
        self._letters.configure(text=self._ink.words(code))

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self._box.configure(padding=(px(theme.M), px(theme.S)))
        self._caption.configure(padding=(0, 0, 0, px(theme.XS)))


class CodePair(ttk.Frame):
    """Two codes side by side, to be compared; one below the other where that is too narrow."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, *codes: tuple[str, str]) -> None:
        """`codes` are their captions and letters."""
        super().__init__(parent, style="Inside.TFrame")
        self._ink = ink
        self._boxes = [CodeBox(self, ink, letters, caption) for caption, letters in codes]

    def fit(self, width: int) -> None:
        """Need no more than so many pixels."""
        gap = self._ink.look.px(theme.M)
        half = (width - gap) // 2
        beside = all(box.fits(half) for box in self._boxes)
        for number, box in enumerate(self._boxes):
            box.fit(half if beside else width)
            row, column = (0, number) if beside else (number, 0)
            box.grid(row=row, column=column, sticky="ew")
            box.grid(padx=(gap if column else 0, 0), pady=(gap if row else 0, 0))
        self.columnconfigure(0, weight=1, uniform="codes")
        self.columnconfigure(1, weight=int(beside), uniform="codes" if beside else "")
