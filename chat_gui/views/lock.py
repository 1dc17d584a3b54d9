"""The panel behind the lock: whether others can listen, and the code that people compare."""

import tkinter
from collections.abc import Callable
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views import words
from chat_gui.views.card import Card, CodeBox
from chat_gui.views.line import Ink


class Safety(NamedTuple):
    """What there is to say of the server; `code` is empty where nothing is encrypted."""

    server: str
    code: str
    hosted: bool
    """Whether this window hosts the chat."""


class LockPanel(Card):
    """Made when asked for, destroyed when closed. `on_copy` copies a link that brings others in."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        safety: Safety,
        on_copy: Callable[[], None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH, theme.L)
        close = self.accent(_("Close"), on_close)
        if not safety.code:
            self.sentence(_("Not encrypted"), "PanelAlarm", theme.S)
            self.sentence(words.unencrypted(safety.server), gap=theme.S)
            self.sentence(_(words.WITHOUT_ENCRYPTION), "CardText", theme.L)
            self.actions(close)
        else:
            self.sentence(_("Encrypted"), "HelpTitle", theme.S)
            self.sentence(words.encrypted(safety.server, hosted=safety.hosted))
            self.put(CodeBox(self, ink, safety.code, _("The code of this chat")), theme.S)
            self.sentence(words.compare(hosted=safety.hosted), "CardText", theme.L)
            self.actions(self.quiet(_("Copy invite link"), on_copy), close)
        self.first = close
        self.restyle()
