"""The card that asks once before something is done that can't be undone."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.card import Card
from chat_gui.views.line import Ink
from chat_gui.views.styles import push_button


class Confirming(Card):
    """Made when asked for, destroyed when closed. `verb` is on the button that does it."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        said: tuple[str, str, str],
        on_yes: Callable[[], object],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH, theme.L)
        title, tells, verb = said
        self.sentence(title, "HelpTitle", theme.S)
        self.sentence(tells, gap=theme.L)
        self.cancel = self.quiet(_("Cancel"), on_close)
        self.first: ttk.Widget = push_button(self, "CardDanger.TButton", on_yes, text=verb)
        self.actions(self.cancel, self.first)
        self.restyle()
