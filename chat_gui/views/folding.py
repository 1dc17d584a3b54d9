"""The sidebar's place: beside the rest, or behind the header's button where that is too narrow."""

import tkinter
from tkinter import ttk

from chat_gui import theme
from chat_gui.theme import Theme
from chat_gui.views.header import Header
from chat_gui.views.sidebar import Sidebar


class Folding:
    """Puts the sidebar into the root's first columns and follows the root's width."""

    def __init__(self, root: tkinter.Tk, sidebar: Sidebar, header: Header, look: Theme) -> None:
        self._root, self._sidebar, self._header, self._look = root, sidebar, header, look
        self._edge = ttk.Frame(root, style="Line.TFrame")
        self._folded: bool | None = None
        root.bind("<Configure>", self._resized)

    def _resized(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        if event.widget is self._root:
            self._fold(event.width < self._look.px(theme.FOLD_WIDTH))

    def fit(self, width: int) -> None:
        """Take over the theme; the root is so many pixels wide."""
        self._sidebar.configure(width=self._look.px(theme.SIDEBAR_WIDTH))
        self._sidebar.grid_propagate(False)
        self._edge.configure(width=self._look.px(theme.HAIRLINE))
        self._fold(width < self._look.px(theme.FOLD_WIDTH))

    def _fold(self, folded: bool) -> None:
        if folded == self._folded:
            return
        self._folded = folded
        self._header.folded(folded)
        if folded:
            self._sidebar.grid_forget()
            self._edge.grid_forget()
        else:
            self._sidebar.place_forget()
            self._edge.place_forget()
            self._sidebar.configure(width=self._look.px(theme.SIDEBAR_WIDTH))
            self._sidebar.grid_propagate(False)
            self._sidebar.grid(row=0, column=0, sticky="nsew")
            self._edge.grid(row=0, column=1, sticky="ns")

    def toggle(self) -> None:
        """Lay the folded sidebar over the rest, or put it away again."""
        if self._sidebar.winfo_ismapped():
            self.away()
            return
        look = self._look
        width = look.px(theme.SIDEBAR_WIDTH)
        top = self._header.winfo_height()
        for view, x, wide in ((self._sidebar, 0, width), (self._edge, width, look.px(1))):
            view.place(x=x, y=top, width=wide, relheight=1.0, height=-top)
            view.lift()
        self._sidebar.listing.focus_set()

    def open_people(self) -> None:
        """Show who is here, and give them the keyboard."""
        if not self._sidebar.winfo_ismapped():
            self.toggle()
        self._sidebar.to_people()

    def away(self) -> None:
        """Put a sidebar away that lies over the rest."""
        if self._folded:
            self._sidebar.place_forget()
            self._edge.place_forget()

    def close(self) -> None:
        """Leave the root."""
        self._root.unbind("<Configure>")
        self._edge.destroy()
