"""A field of a dialog: its name, an entry, and the sentence below it."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.guard import guard
from chat_gui.views.later import soon
from chat_gui.views.line import Ink


class Field(ttk.Frame):
    """`on_change` is called when its text changed, `hint` stands below while all is well."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, name: str, hint: str, on_change: Callable[[], None]
    ) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink, self._hint, self._on_change = ink, hint, on_change
        self._usual = hint
        self._name = ttk.Label(self, text=name, style="CardField.TLabel")
        self.entry = ttk.Entry(self, style="Card.TEntry", font=ink.look.body, width=1)
        guard(self.entry, ink)
        self.below = ttk.Label(self, style="CardText.TLabel", text=hint)
        self.columnconfigure(0, weight=1)
        self._name.grid(row=0, column=0, sticky="w")
        self.entry.grid(row=1, column=0, sticky="ew")
        self.below.grid(row=2, column=0, sticky="ew")
        self.entry.bind("<KeyRelease>", lambda _event: self._on_change(), add=True)
        self.entry.bind("<<Paste>>", lambda _event: soon(self, self._on_change), add=True)
        ink.follow(self, self.restyle)
        self.restyle()

    @property
    def text(self) -> str:
        """What was typed."""
        return self.entry.get()

    def fill(self, text: str) -> None:
        """Hold this text; what can't be shown is left out."""
        pieces = self._ink.pieces(text)
        self.entry.delete(0, "end")
        self.entry.insert(0, "".join(p.shown for p in pieces if p.shown == p.original))

    def complain(self, sentence: str) -> None:
        """Say below why the text won't do; empty says it will."""
        shown = self._ink.words(sentence)
        style = "CardError.TLabel" if sentence else "CardText.TLabel"
        self.below.configure(text=shown or self._hint, style=style)
        self.entry.state(["invalid" if sentence else "!invalid"])

    def hint(self, sentence: str = "") -> None:
        """What stands below while all is well; empty for what usually does."""
        self._hint = sentence or self._usual
        self.complain("")

    def enable(self, enabled: bool) -> None:
        """Let it be typed in, or not."""
        self.entry.state(["!disabled" if enabled else "disabled"])

    def fit(self, width: int) -> None:
        """Need no more than so many pixels."""
        for label in (self._name, self.below):
            label.configure(wraplength=width)

    def restyle(self) -> None:
        """Take over the theme."""
        gap = self._ink.look.px(theme.XS)
        self.entry.grid_configure(pady=(gap, gap))
