"""What every question at the door is: a card with an answer for Return and one for Esc.

A question stands in the first dialog or over the window; whoever shows it is a `Place`.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import ClassVar, Protocol

from chat_gui import theme
from chat_gui.views.card import Card
from chat_gui.views.line import Ink

AROUND = theme.XL - theme.XS
"""Within the rim of what it lies on."""


class Question(Card):
    """The parent of every question. A subclass fills the card, then calls `ready`."""

    ALARMING: ClassVar[bool] = False
    """Whether it is about danger: what is around it says so, too."""

    def __init__(self, parent: tkinter.Misc, ink: Ink) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH, padding=AROUND)

    def alarm(self, title: str) -> None:
        """Put a title there that warns."""
        self.put(Alarm(self, self.ink, title), theme.S)

    def agree(self) -> None:
        """What Return does wherever the keyboard is, but on another button."""
        raise NotImplementedError

    def refuse(self) -> None:
        """What Esc does."""
        raise NotImplementedError

    def ready(self, first: ttk.Widget) -> None:
        """Everything is there: `first` gets the keyboard."""
        self.first = first
        self._answer_keys(self)
        self.restyle()

    def _answer_keys(self, widget: tkinter.Misc) -> None:
        """Buttons press themselves: what is bound to them first ends the event.

        Only what can have the keyboard is bound: Tk takes any widget with a key for such.
        """
        if isinstance(widget, ttk.Button | ttk.Entry | ttk.Checkbutton):
            for keys in ("<Return>", "<KP_Enter>"):
                widget.bind(keys, lambda _event: _do(self.agree), add=True)
            widget.bind("<Escape>", lambda _event: _do(self.refuse), add=True)
        for child in widget.winfo_children():
            self._answer_keys(child)


def _do(answer: Callable[[], None]) -> str:
    answer()
    return "break"


class Alarm(ttk.Frame):
    """A sign of danger, and beside it what it is about."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, title: str) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink = ink
        self._drawn = ink.paint.icon("warning", "danger", theme.WARNING)
        self._sign = ttk.Label(self, image=self._drawn, style="CardAlarm.TLabel")
        self._title = ttk.Label(self, text=ink.words(title), style="CardAlarm.TLabel")
        self._sign.grid(row=0, column=0, sticky="nw")
        self._title.grid(row=0, column=1, sticky="w")

    def fit(self, width: int) -> None:
        """Need no more than so many pixels."""
        gap = self._ink.look.px(theme.S)
        self._title.grid_configure(padx=(gap, 0))
        self._title.configure(wraplength=max(1, width - self._drawn.width() - gap))
        line = self._ink.look.height(self._ink.look.large)
        self._sign.grid_configure(pady=(max(0, (line - self._drawn.height()) // 2), 0))


class Place(Protocol):
    """Where a question is shown."""

    @property
    def question(self) -> Question | None:
        """The one that is shown."""

    def ask(self, make: Callable[[tkinter.Misc], Question]) -> None:
        """Show a question, instead of any other."""

    def answered(self) -> None:
        """Take the question away."""

    def refuse_nick(self, nick: str, reason: str, on_pair: Callable[[], None]) -> None:
        """Ask for another nickname; `on_pair` is for who has this one on another computer."""
