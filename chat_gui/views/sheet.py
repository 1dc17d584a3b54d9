"""What a panel over the window lies on: in its middle, and Tab stays in it."""

import tkinter
from collections.abc import Callable
from typing import TypeVar

from chat_gui import theme
from chat_gui.views.later import soon
from chat_gui.views.line import Ink
from chat_gui.views.scroller import Scroller

P = TypeVar("P", bound=tkinter.Widget)

MOST_STOPS = 500
"""Widgets that Tab passes by on its way round the window."""


class Sheet(Scroller[P]):
    """Lies in the middle of `over`; whoever owns it calls `fit` when that has another size."""

    def __init__(self, over: tkinter.Misc, ink: Ink, make: Callable[[tkinter.Misc], P]) -> None:
        super().__init__(over, ink, make, "Panel.TFrame", self.fit)
        self._over = over
        self.bind_class(self._tag, "<Tab>", lambda event: self._turn(event.widget, 1))
        for back in ("<Shift-Tab>", "<<PrevWindow>>"):
            self.bind_class(self._tag, back, lambda event: self._turn(event.widget, -1))
        ink.follow(self, self.restyle)
        self.restyle()

    def restyle(self) -> None:
        """Take over the theme."""
        super().restyle()
        soon(self, self.fit)

    @property
    def around(self) -> int:
        """The pixels of `over` that stay free above and below it, or at its sides, together."""
        return 2 * self._ink.look.screen(theme.S)

    def fit(self) -> None:
        """Be as large as the panel needs, or as there is room."""
        if not self.winfo_exists():
            return
        self._over.update_idletasks()  # or it is told its size in the middle of this
        around = self.around
        self.resize(self._over.winfo_width() - around, self._over.winfo_height() - around)
        self.place(relx=0.5, rely=0.5, anchor="center")

    def _turn(self, widget: tkinter.Misc, step: int) -> str:
        """Tab stays in the panel: what is under it can't be seen."""
        at = widget
        for _ in range(MOST_STOPS):
            following = at.tk_focusNext() if step > 0 else at.tk_focusPrev()
            if following is None:
                break
            at = following
            if str(at).startswith(f"{self.panel}."):
                at.focus_set()
                break
        return "break"
