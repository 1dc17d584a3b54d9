"""Asks before a server that was found on the network is joined without encryption."""

import tkinter
from collections.abc import Callable

from chat_gui import theme
from chat_gui.dialogs.question import Question
from chat_gui.i18n import _
from chat_gui.views.line import Ink


class PlainQuestion(Question):
    """Nobody is in such a chat by pressing Return twice: that stays away."""

    ALARMING = True

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        server: str,
        on_join: Callable[[], None],
        on_stay_away: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink)
        self._on_stay_away = on_stay_away
        self.alarm(_("This chat is not encrypted"))
        self.sentence(
            _(
                "Anybody on this network can read what is said in {server}, and change it."
                " Ask the host to start it with encryption."
            ).format(server=server),
            gap=theme.L,
        )
        self.join = self.quiet(_("Join all the same"), on_join)
        self.stay_away = self.accent(_("Don't join"), on_stay_away)
        self.actions(self.join, self.stay_away)
        self.ready(self.stay_away)

    def agree(self) -> None:
        """Return never joins by accident: stay away."""
        self._on_stay_away()

    def refuse(self) -> None:
        """Stay away."""
        self._on_stay_away()
