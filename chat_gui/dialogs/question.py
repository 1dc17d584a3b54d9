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
        super().__init__(parent, ink, theme.DIALOG_WIDTH, padding=AROUND)

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
