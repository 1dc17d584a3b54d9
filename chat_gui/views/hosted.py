"""What a host's sidebar says: the address, the code, and a button that brings others in."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views import words
from chat_gui.views.card import GUTTER
from chat_gui.views.line import Ink, Line
from chat_gui.views.styles import push_button


class HostedLines(ttk.Frame):
    """`on_more` tells more. Without a code, where nothing is encrypted, it is short."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, address: str, code: str, on_more: Callable[[], None]
    ) -> None:
        super().__init__(parent, style="Sidebar.TFrame")
        self._ink = ink
        self.address = Line(self, ink, "small", "muted", "sidebar")
        self._above = Line(self, ink, "small", "muted", "sidebar")
        self.code = Line(self, ink, "mono_bold", "text", "sidebar")
        self.more = push_button(self, "Sidebar.TButton", on_more, text=_("Bring others in…"))
        self.address.say(words.hosted(address))
        self._above.say(_(words.HOSTED_CODE))
        self.code.say(code)
        self.columnconfigure(0, weight=1)
        shown = (self.address, self._above, self.code) if code else (self.address,)
        for line in shown:
            line.grid(column=0, sticky="ew")
        self.more.grid(column=0, sticky="w")
        self.restyle()

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        for line in (self.address, self._above, self.code):
            line.restyle()
            if line.winfo_manager():
                line.grid_configure(padx=(px(GUTTER), 0))
        self.more.grid_configure(pady=(px(theme.XS), 0))
