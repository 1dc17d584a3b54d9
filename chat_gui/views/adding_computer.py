"""The panel that adds another computer of the same person: a code, and how long it is good."""

import tkinter
from collections.abc import Callable

from chat_gui import clock, theme
from chat_gui.i18n import _
from chat_gui.views import words
from chat_gui.views.card import Card, CodeBox
from chat_gui.views.later import Timer
from chat_gui.views.line import Ink

TICK_MS = 500
"""How often the time that is left is told."""


class AddingComputer(Card):
    """Made when asked for, destroyed when closed; `on_again` asks the server for a code.

    What the server answers is told by `offer` or `refuse`.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        nick: str,
        on_again: Callable[[], None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink, theme.CARD_WIDTH, theme.L)
        self._until = 0
        self._timer = Timer(self)
        self.sentence(_("Add a computer"), "HelpTitle", theme.S)
        self.sentence(words.adding(nick))
        self.box = CodeBox(self, ink, words.NO_CODE)
        self.put(self.box, theme.S)
        self.left = self.sentence("", "CardText", theme.L)
        self.again = self.quiet(_("New code"), on_again)
        self.first = self.accent(_("Close"), on_close)
        self.actions(self.again, self.first)
        self.restyle()

    def offer(self, code: str, until: int) -> None:
        """Show this code, which is good until a moment in Unix milliseconds."""
        self._until = until
        self.box.show(code)
        self._count_down()

    def refuse(self, reason: str) -> None:
        """Say why there is no code."""
        self._timer.stop()
        self.box.show(words.NO_CODE)
        self._say(reason, "CardError")

    def _count_down(self) -> None:
        left = max(0, self._until - clock.now())
        if not left:
            self.refuse(_(words.RUN_OUT))
            return
        self._say(words.good_for(left), "CardText")
        self._timer.begin(TICK_MS, self._count_down)

    def _say(self, sentence: str, style: str) -> None:
        shown = self.ink.words(sentence)
        if str(self.left.cget("text")) != shown:
            self.left.configure(text=shown, style=f"{style}.TLabel")
