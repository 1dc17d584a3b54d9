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
        root.bind("<Button-1>", self._pressed)

    def _resized(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        if event.widget is self._root:
            self._fold(event.width < self._look.px(theme.FOLD_WIDTH))
            if self._folded and self._sidebar.winfo_manager():
                self._lay_over()

    def fit(self, width: int) -> None:
        """Take over the theme; the root is so many pixels wide."""
        self._sidebar.configure(width=self._look.px(theme.SIDEBAR_WIDTH))
        self._sidebar.grid_propagate(False)
        self._edge.configure(width=self._look.px(theme.HAIRLINE))
        self._fold(width < self._look.px(theme.FOLD_WIDTH))
        if not self._folded:
            self._sidebar.wide(self._look.px(theme.SIDEBAR_WIDTH))
        elif self._sidebar.winfo_manager():
            self._lay_over()

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
            width = self._look.px(theme.SIDEBAR_WIDTH)
            self._sidebar.configure(width=width)
            self._sidebar.wide(width)
            self._sidebar.grid_propagate(False)
            self._sidebar.grid(row=0, column=0, sticky="nsew")
            self._edge.grid(row=0, column=1, sticky="ns")

    def toggle(self) -> None:
        """Lay the folded sidebar over the rest, or put it away again."""
        if self._sidebar.winfo_ismapped():
            self.away()
            return
        self.open()

    def open(self) -> None:
        """Have the sidebar be seen, and give it the keyboard."""
        if not self._sidebar.winfo_manager():
            self._lay_over()
        self._sidebar.update_idletasks()  # what is not drawn yet gets the keyboard late
        self._sidebar.listing.focus_set()

    def _lay_over(self) -> None:
        look, root = self._look, self._root
        width = min(look.px(theme.SIDEBAR_WIDTH), root.winfo_width() - look.px(theme.BESIDE))
        top = self._header.winfo_height()
        if root.winfo_height() - top < look.px(theme.LEAST_SIDEBAR):
            top = 0
        self._sidebar.wide(width)
        for view, x, wide in ((self._sidebar, 0, width), (self._edge, width, look.px(1))):
            view.place(x=x, y=top, width=wide, relheight=1.0, height=-top)
            view.lift()

    def open_people(self) -> None:
        """Show who is here, and give them the keyboard."""
        self.open()
        self._sidebar.to_people()

    def _pressed(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        """Who presses beside a sidebar that lies over the rest is done with it."""
        if self._folded and not str(event.widget).startswith(
            (str(self._sidebar), str(self._header))
        ):
            self.away()

    def away(self) -> bool:
        """Put a sidebar away that lies over the rest; False if none does."""
        lies_over = bool(self._folded) and bool(self._sidebar.winfo_manager())
        if lies_over:
            self._sidebar.place_forget()
            self._edge.place_forget()
        return lies_over

    def close(self) -> None:
        """Leave the root."""
        for event in ("<Configure>", "<Button-1>"):
            self._root.unbind(event)
        self._edge.destroy()
