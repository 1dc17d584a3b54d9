"""What opens below the sidebar's + : a room's name, and what kind of room it is to be."""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.guard import guard
from chat_gui.views.keys import on_keys
from chat_gui.views.line import Ink
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import wrap


class RoomWish(NamedTuple):
    """A room that is wanted; one that is neither is only gone into, if it is there already."""

    name: str
    private: bool = False
    announce: bool = False


class NewRoom(ttk.Frame):
    """`on_make` gives the sentence that refuses a room, or None; `on_close` gives it up."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_make: Callable[[RoomWish], str | None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(parent, style="Sidebar.TFrame")
        self._ink, self._on_make, self._on_close = ink, on_make, on_close
        self.private = tkinter.BooleanVar(self, False)
        self.announce = tkinter.BooleanVar(self, False)
        self._makes = self._announces = True
        self.entry = ttk.Entry(self, style="Small.TEntry", font=ink.look.body, width=1)
        guard(self.entry, ink)
        self.ticks = (
            self._tick(_("Private"), self.private),
            self._tick(_("Announcements"), self.announce),
        )
        self.refusal = ttk.Label(self, style="SidebarError.TLabel")
        self.button = push_button(self, "Sidebar.TButton", self.make, text=_("Go"))
        self.columnconfigure(0, weight=1)
        self.entry.grid(row=0, column=0, sticky="ew")
        self.button.grid(row=0, column=1)
        for row, tick in enumerate(self.ticks, start=1):
            tick.grid(row=row, column=0, columnspan=2, sticky="w")
        self.refusal.grid(row=3, column=0, columnspan=2, sticky="ew")
        self.refusal.grid_remove()
        self.bind("<Configure>", lambda event: self._fit(event.width))
        for widget in (self.entry, *self.ticks):
            on_keys(widget, {"<Return>": self.make, "<Escape>": self._on_close})
        on_keys(self.button, {"<Escape>": self._on_close})

    def _tick(self, text: str, ticked: tkinter.BooleanVar) -> ttk.Checkbutton:
        return ttk.Checkbutton(
            self, style="Sidebar.TCheckbutton", text=text, variable=ticked, command=self._ticked
        )

    def allow(self, *, makes: bool, announces: bool) -> None:
        """Whether this person may make rooms, and such for announcements that all can enter."""
        self._makes, self._announces = makes, announces
        self._ticked()

    def begin(self) -> None:
        """Ask for a room."""
        self.entry.delete(0, "end")
        self.private.set(False)
        self.announce.set(False)
        self._ticked()
        self.complain("")
        self.entry.focus_set()

    def make(self) -> None:
        """Go into the room, or make it."""
        wish = RoomWish(self.entry.get(), self.private.get(), self.announce.get())
        self.complain(self._on_make(wish) or "")

    def complain(self, sentence: str) -> None:
        """Say why there is no such room; empty for nothing."""
        usual = self._ink.look.px(theme.SIDEBAR_WIDTH - 3 * theme.L)
        width = min(usual, self.winfo_width()) if self.winfo_width() > 1 else usual
        self.refusal.configure(text=self._ink.words(sentence), wraplength=width)
        if sentence:
            self.refusal.grid()
        else:
            self.refusal.grid_remove()

    def _fit(self, width: int) -> None:
        for tick in self.ticks:
            wrap(tick, width)
        self.refusal.configure(wraplength=width)

    def _ticked(self) -> None:
        private, announce = self.ticks
        private.state(["!disabled" if self._makes else "disabled"])
        may = self._makes and (self._announces or self.private.get())
        announce.state(["!disabled" if may else "disabled"])
        if not may:
            self.announce.set(False)
        made = self.private.get() or self.announce.get()
        self.button.configure(text=_("Make") if made else _("Go"))

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self.button.grid_configure(padx=(px(theme.XS), 0))
        for tick in self.ticks:
            tick.grid_configure(pady=(px(theme.XS), 0))
        self.configure(padding=(0, 0, 0, px(theme.XS)))
        self.refusal.configure(padding=(0, px(theme.XS), 0, 0))
