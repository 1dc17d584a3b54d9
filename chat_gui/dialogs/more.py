"""What few people need, out of sight until *More* is pressed: to join without encryption."""

import tkinter
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import N_, _
from chat_gui.views.card import Card
from chat_gui.views.line import Ink

_WARNING = N_("Anybody on this network can read along then. Only for servers that can't encrypt.")


class More(Card):
    """A box to tick, and what it means."""

    def __init__(self, parent: tkinter.Misc, ink: Ink) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH)
        self._plaintext = tkinter.BooleanVar(self, value=False)
        self.tick = ttk.Checkbutton(self, text=_("Without encryption"), variable=self._plaintext)
        self.put(self.tick, theme.XS, "w")
        self.sentence(_(_WARNING), "CardText", 0)
        self.restyle()

    @property
    def plaintext(self) -> bool:
        """Whether the person wants no encryption."""
        return self._plaintext.get()

    def choose(self, *, plaintext: bool) -> None:
        """Tick the box, or not."""
        self._plaintext.set(plaintext)

    def enable(self, enabled: bool) -> None:
        """Let it be ticked, or not."""
        self.tick.state(["!disabled" if enabled else "disabled"])
