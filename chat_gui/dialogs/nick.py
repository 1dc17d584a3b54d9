"""Asks for another nickname when the server doesn't take the one the window came with."""

import tkinter
from collections.abc import Callable

from chat_gui import theme
from chat_gui.dialogs import checks
from chat_gui.dialogs.field import Field
from chat_gui.dialogs.question import Question
from chat_gui.i18n import N_, _
from chat_gui.views.line import Ink

ME_TOO = N_("This is me on another computer…")


class NickQuestion(Question):
    """`on_nick` is given another nickname, `on_pair` is for who has this one on another computer.

    `on_close` gives the chat up.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        refused: tuple[str, str],
        on_nick: Callable[[str], None],
        on_pair: Callable[[], None],
        on_close: Callable[[], None],
    ) -> None:
        """`refused` are the nickname that won't do, and why."""
        super().__init__(parent, ink)
        self._on_nick = on_nick
        nick, reason = refused
        self.sentence(_("Pick another nickname"), "CardTitle", theme.M)
        self.field = Field(
            self, ink, _("Nickname"), _("Others see you by this name."), self._edited
        )
        self.put(self.field, theme.S)
        self.pair = self.quiet(_(ME_TOO), on_pair)
        self.put_quiet(self.pair, theme.L)
        if checks.nick_problem(nick):  # nobody is called that
            self.pair.grid_remove()
        self.actions(self.quiet(_("Close Parlor"), on_close), self.accent(_("Join"), self.agree))
        self.field.fill(nick)
        self._refused = self.field.text
        self.field.complain(reason)
        self.field.entry.selection_range(0, "end")
        self.ready(self.field.entry)

    def agree(self) -> None:
        """Take what was typed, if it is a nickname."""
        problem = checks.nick_problem(self.field.text)
        self.field.complain(problem)
        if not problem:
            self._on_nick(self.field.text)

    def refuse(self) -> None:
        """There is no chat without a nickname: the question stays."""

    def _edited(self) -> None:
        if self.field.text and self.field.text != self._refused:
            self.field.complain(checks.nick_problem(self.field.text))
