"""The header: which room this is, its topic, how many are here."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.line import Ink, Line
from chat_gui.views.styles import as_button


class Header(ttk.Frame):
    """`on_fold` opens the folded sidebar, `on_menu` is given the button to open a menu at."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_fold: Callable[[], None],
        on_menu: Callable[[tkinter.Misc], None],
    ) -> None:
        super().__init__(parent)
        self._ink = ink
        self.fold = as_button(ttk.Button(self, style="Icon.TButton", command=on_fold))
        self.room = Line(self, ink, "title", "text", "surface")
        self.topic = Line(self, ink, "small", "muted", "surface")
        self.here = Line(self, ink, "small", "muted", "surface")
        self.more = as_button(
            ttk.Button(self, style="Icon.TButton", command=lambda: on_menu(self.more))
        )
        self.columnconfigure(2, weight=1)
        self.fold.grid(row=0, column=0)
        self.fold.grid_remove()
        self.room.grid(row=0, column=1)
        self.topic.grid(row=0, column=2, sticky="ew")
        self.here.grid(row=0, column=3)
        self.more.grid(row=0, column=4)
        self.restyle()

    def folded(self, folded: bool) -> None:
        """Show the button for the sidebar, or take it away."""
        if folded:
            self.fold.grid(padx=(0, self._ink.look.px(theme.S)))
        else:
            self.fold.grid_remove()

    def restyle(self) -> None:
        """Take over the theme."""
        px, paint = self._ink.look.px, self._ink.paint
        self.configure(
            padding=(px(theme.L), px(theme.HEADER_PAD), px(theme.M), px(theme.HEADER_PAD))
        )
        self.fold.configure(image=paint.icon("menu", "muted"))
        self.more.configure(image=paint.icon("more", "muted"))
        for line in (self.room, self.topic, self.here):
            line.restyle()
        self.topic.grid_configure(padx=(px(theme.S), px(theme.M)))
        self.here.grid_configure(padx=(0, px(theme.S)))
