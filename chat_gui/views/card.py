"""A column of sentences, fields and buttons that keeps its gaps and line breaks at any zoom.

What panels of the window and questions of the dialogs are made of.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.line import Ink
from chat_gui.views.styles import as_button

TIGHT = 24
"""The padding is at most this part of the width that there is."""


class Card(ttk.Frame):
    """`width` is that of its sentences, in pixels at 96 dpi; `padding` is around all of it."""

    first: tkinter.Widget
    """Where the keyboard begins, on one that takes it."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        width: int,
        style: str = "Inside.TFrame",
        padding: int = 0,
    ) -> None:
        super().__init__(parent, style=style)
        self.ink = ink
        self._width, self._padding = width, padding
        self._most: int | None = None
        """The pixels that there are for it, where that was told."""
        self._rows: list[tuple[tkinter.Widget, int]] = []
        self._wrapped: list[ttk.Label] = []
        self._buttons: list[ttk.Button] = []
        self.columnconfigure(0, weight=1)
        ink.follow(self, self.restyle)

    def sentence(self, text: str, style: str = "CardBody", gap: int = theme.M) -> ttk.Label:
        """A sentence, broken into lines, and the gap below it."""
        label = ttk.Label(self, text=self.ink.words(text), style=f"{style}.TLabel")
        self._wrapped.append(label)
        self.put(label, gap)
        return label

    def put(self, widget: tkinter.Widget, gap: int = theme.M, sticky: str = "ew") -> None:
        """Put a widget below all that is there, and a gap below it."""
        widget.grid(row=len(self._rows), column=0, sticky=sticky)
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
        self.put(row, 0)
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
                button.grid_configure(row=row, column=0 if alone else column, columnspan=span)

    def quiet(self, text: str, command: Callable[[], object]) -> ttk.Button:
        """A button that is only a word."""
        return as_button(ttk.Button(self, text=text, style="Raised.TButton", command=command))

    def accent(self, text: str, command: Callable[[], object]) -> ttk.Button:
        """The button for what is usual."""
        return as_button(ttk.Button(self, text=text, style="CardAccent.TButton", command=command))

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
        self.configure(padding=self._around)
        self.columnconfigure(0, minsize=width)
        for label in self._wrapped:
            label.configure(wraplength=width)
        for widget, _gap in self._rows:
            if isinstance(widget, Card | CodeBox):
                widget.fit(width)
        self._flow()

    def restyle(self) -> None:
        """Take over the theme."""
        px = self.ink.look.px
        self._wrap()
        for button in self._buttons[:-1]:
            button.grid_configure(padx=(0, px(theme.S)))
        for widget, gap in self._rows:
            if widget.winfo_manager():
                widget.grid_configure(pady=(0, px(gap) if gap else 0))


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
        room = width - 2 * look.px(theme.M) - look.px(theme.S)
        sizes = (("Code", look.mono_large), ("CodeLess", look.mono_bold), ("CodeLeast", look.mono))
        fitting = (style for style, fount in sizes if fount.measure(self.code) <= room)
        self._letters.configure(style=f"{next(fitting, 'CodeLeast')}.TLabel")

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
