"""The header: which room this is, its topic, how many are here, and the lock."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views import words
from chat_gui.views.line import Ink, Line
from chat_gui.views.styles import as_button


class Header(ttk.Frame):
    """`on_fold` opens the folded sidebar, `on_menu` is given the button to open a menu at.

    `on_lock` tells whether others can listen.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_fold: Callable[[], None],
        on_menu: Callable[[tkinter.Misc], None],
        on_lock: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._ink = ink
        self._locked: bool | None = None
        self.fold = as_button(ttk.Button(self, style="Icon.TButton", command=on_fold))
        self.room = Line(self, ink, "title", "text", "surface")
        self.topic = Line(self, ink, "small", "muted", "surface")
        self.here = Line(self, ink, "small", "muted", "surface")
        self.lock = as_button(ttk.Button(self, command=on_lock, compound="left"))
        self.more = as_button(
            ttk.Button(self, style="Icon.TButton", command=lambda: on_menu(self.more))
        )
        self.columnconfigure(2, weight=1)
        self.fold.grid(row=0, column=0)
        self.fold.grid_remove()
        self.room.grid(row=0, column=1)
        self.topic.grid(row=0, column=2, sticky="ew")
        self.here.grid(row=0, column=3)
        self.lock.grid(row=0, column=4)
        self.more.grid(row=0, column=5)
        self.restyle()

    def folded(self, folded: bool) -> None:
        """Show the button for the sidebar, or take it away."""
        if folded:
            self.fold.grid(padx=(0, self._ink.look.px(theme.S)))
        else:
            self.fold.grid_remove()

    def locked(self, locked: bool | None) -> None:
        """Show a closed lock, or an open one and what that means; None for no lock at all."""
        self._locked = locked
        if locked is None:
            self.lock.grid_remove()
            return
        icon = self._ink.paint.icon(*(("lock", "muted") if locked else ("unlock", "danger")))
        said = "" if locked else f" {words.NOT_ENCRYPTED}"
        self.lock.configure(
            image=icon, text=said, style="Icon.TButton" if locked else "Alarm.TButton"
        )
        self.lock.grid(padx=(0, self._ink.look.px(theme.XS)))

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
        self.locked(self._locked)
