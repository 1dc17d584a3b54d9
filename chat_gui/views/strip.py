"""The strip above the composer: which message one answers or edits, and the way out of that."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.line import Ink, Line
from chat_gui.views.styles import push_button


class Strip(ttk.Frame):
    """Gridded by its owner; `on_close` leaves the answer or the edit."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, on_close: Callable[[], object]) -> None:
        super().__init__(parent)
        self._ink = ink
        self._bar = tkinter.Frame(self)
        self.title = Line(self, ink, "small_bold", "accent", "surface")
        self.text = Line(self, ink, "small", "muted", "surface")
        self.close = push_button(self, "Icon.TButton", on_close)
        self.columnconfigure(1, weight=1)
        self._bar.grid(row=0, column=0, rowspan=2, sticky="ns")
        self.title.grid(row=0, column=1, sticky="ew")
        self.text.grid(row=1, column=1, sticky="ew")
        self.close.grid(row=0, column=2, rowspan=2)
        self.restyle()

    def tell(self, title: str, text: str) -> None:
        """Say this, and be seen."""
        self.title.say(title)
        self.text.say(text)
        self.grid()

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self._bar.configure(background=self._ink.look.palette.accent, width=px(theme.BAR))
        gap = px(theme.S)
        for line in (self.title, self.text):
            line.restyle()
            line.grid_configure(padx=(gap, gap))
        self.close.configure(
            image=self._ink.paint.icon("no", "muted"), text=_("Cancel"), compound="image"
        )
