"""The header: which room this is, its menu, its topic, how many are here, and the lock."""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views import words
from chat_gui.views.line import Ink, Line
from chat_gui.views.styles import as_button


class HeaderDoing(NamedTuple):
    """What the buttons do; `menu` and `room` are given where their menus open.

    `fold` opens the folded sidebar, `lock` tells whether others can listen, `add` adds people.
    """

    fold: Callable[[], None]
    menu: Callable[[tkinter.Misc], None]
    lock: Callable[[], None]
    room: Callable[[tkinter.Misc], None]
    add: Callable[[], None]


class Header(ttk.Frame):
    """Shows what it is told; `doing` is what its buttons do."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, doing: HeaderDoing) -> None:
        super().__init__(parent)
        self._ink = ink
        self._locked: bool | None = None
        self.fold = as_button(ttk.Button(self, style="Icon.TButton", command=doing.fold))
        self.room = Line(self, ink, "title", "text", "surface")
        self._mark = ttk.Label(self, style="Hint.TLabel")
        self.room_menu = as_button(
            ttk.Button(self, style="Icon.TButton", command=lambda: doing.room(self.room_menu))
        )
        self.add = as_button(
            ttk.Button(self, text=_("Add people"), style="Icon.TButton", command=doing.add)
        )
        self.topic = Line(self, ink, "small", "muted", "surface")
        self.here = Line(self, ink, "small", "muted", "surface")
        self.lock = as_button(ttk.Button(self, command=doing.lock, compound="left"))
        self.more = as_button(
            ttk.Button(self, style="Icon.TButton", command=lambda: doing.menu(self.more))
        )
        self.columnconfigure(4, weight=1)
        left: list[tkinter.Widget] = [self.fold, self._mark, self.room, self.room_menu]
        right = (self.topic, self.add, self.here, self.lock, self.more)
        for column, part in enumerate([*left, *right]):
            part.grid(row=0, column=column, sticky="ew" if part is self.topic else "")
        for part in (self.fold, self._mark, self.room_menu, self.add):
            part.grid_remove()
        self.restyle()

    def offers(self, *, private: bool, menu: bool, adding: bool) -> None:
        """Whether the room is private, has a menu, and takes people whom one adds."""
        px = self._ink.look.px
        for part, shown, gap in (
            (self._mark, private, px(theme.XS)),
            (self.room_menu, menu, 0),
            (self.add, adding, px(theme.S)),
        ):
            if shown:
                part.grid(padx=(0, gap))
            else:
                part.grid_remove()

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
        said = "" if locked else f" {_(words.NOT_ENCRYPTED)}"
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
        self._mark.configure(image=paint.icon("lock", "text"))
        self.room_menu.configure(image=paint.icon("fold", "muted"))
        self.more.configure(image=paint.icon("more", "muted"))
        for line in (self.room, self.topic, self.here):
            line.restyle()
        self.topic.grid_configure(padx=(px(theme.S), px(theme.M)))
        self.here.grid_configure(padx=(0, px(theme.S)))
        self.locked(self._locked)
