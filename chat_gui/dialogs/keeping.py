"""Asks, when a window that hosts a chat is closed, whether the chat goes on."""

import tkinter
from collections.abc import Callable

from chat_gui import theme
from chat_gui.dialogs.question import Question
from chat_gui.i18n import N_, _, ngettext, number
from chat_gui.views.line import Ink

NOT_KEPT = N_("The chat can't go on without this window. Leave it open, or stop hosting.")


class KeepQuestion(Question):
    """`others` is how many other people are in. `on_keep` says whether it could be kept."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        others: int,
        on_keep: Callable[[], bool],
        on_stop: Callable[[], None],
        on_stay: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink)
        self._on_keep, self._on_stay = on_keep, on_stay
        self.sentence(_("Keep hosting?"), "CardTitle", theme.S)
        self.sentence(_who(others))
        self.detail = self.sentence(
            _(
                "The chat can go on without this window while this computer is on. Stopped, nothing"
                " that was said is lost: it is all there when you host again."
            ),
            "CardText",
            theme.L,
        )
        self.stop, self.stay = (
            self.quiet(_("Stop hosting"), on_stop),
            self.quiet(_("Cancel"), on_stay),
        )
        self.keep = self.accent(_("Keep hosting"), self.agree)
        self.actions(self.stop, self.stay, self.keep)
        self.ready(self.keep)

    def agree(self) -> None:
        """Let it go on."""
        if not self._on_keep():
            self.detail.configure(text=_(NOT_KEPT), style="CardError.TLabel")

    def refuse(self) -> None:
        """Leave everything as it is."""
        self._on_stay()


def _who(others: int) -> str:
    """Who would be put out."""
    if not others:
        return _("Nobody else is in your chat right now.")
    if others == 1:
        return _("One other person is in your chat.")
    return ngettext(
        "{count} other person is in your chat.",
        "{count} other people are in your chat.",
        others,
    ).format(count=number(others))
