"""Two questions about the server: is it the right one, and is it still the one it was?"""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.dialogs.question import Question
from chat_gui.i18n import _
from chat_gui.views.card import CodeBox, CodePair
from chat_gui.views.line import Ink


class StrangerQuestion(Question):
    """The first time at a server: does the host's screen show the same code?"""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        code: str,
        on_match: Callable[[], None],
        on_cancel: Callable[[], None],
    ) -> None:
        super().__init__(parent, ink)
        self._on_match, self._on_cancel = on_match, on_cancel
        self.sentence(_("First time here"), "CardTitle", theme.S)
        self.sentence(_("Ask the host for the code their screen shows:"), gap=theme.S)
        self.put(CodeBox(self, ink, code), theme.S)
        self.sentence(
            _("If theirs is different, somebody in between could read along: cancel."),
            "CardText",
            theme.L,
        )
        self.match = self.accent(_("The codes match"), on_match)
        self.actions(self.quiet(_("Cancel"), on_cancel), self.match)
        self.ready(self.match)

    def agree(self) -> None:
        """The codes match."""
        self._on_match()

    def refuse(self) -> None:
        """They don't, or nobody is there to ask."""
        self._on_cancel()


class ChangedQuestion(Question):
    """The server is not the one it was. To join all the same takes two deliberate steps."""

    ALARMING = True

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        codes: tuple[str, str],
        on_accept: Callable[[], None],
        on_stay_away: Callable[[], None],
    ) -> None:
        """`codes` are the one known until now and the new one."""
        super().__init__(parent, ink)
        self._on_accept, self._on_stay_away = on_accept, on_stay_away
        self.alarm(_("This is not the server it was"))
        self.sentence(
            _(
                "Either the host set it up anew, or somebody else is pretending to be it."
                " Nothing was sent to it. Ask the host which code their screen shows now."
            )
        )
        known, new = codes
        self.put(CodePair(self, ink, (_("Known until now"), known), (_("Shown now"), new)))
        self._asked = tkinter.BooleanVar(self, value=False)
        self.tick = ttk.Checkbutton(
            self,
            text=_("I asked the host, and the new code matches"),
            variable=self._asked,
            command=self._ticked,
        )
        self.put(self.tick, theme.L, "w")
        self.tick.grid_remove()
        self.accept = self.quiet(_("Accept the new one…"), self._accept)
        self.stay_away = self.accent(_("Don't join"), on_stay_away)
        self.actions(self.accept, self.stay_away)
        self.ready(self.stay_away)

    def _accept(self) -> None:
        """First ask whether the host was asked; then, if so, take it."""
        if self._asked.get():
            self._on_accept()
            return
        self.tick.grid()
        self.restyle()
        self.accept.configure(text=_("Accept the new one"))
        self.accept.state(["disabled"])
        self.update_idletasks()  # what is not drawn yet gets the keyboard late
        self.tick.focus_set()

    def _ticked(self) -> None:
        self.accept.state(["!disabled" if self._asked.get() else "disabled"])

    def agree(self) -> None:
        """Return never joins by accident: stay away."""
        self._on_stay_away()

    def refuse(self) -> None:
        """Stay away."""
        self._on_stay_away()
