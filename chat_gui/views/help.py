"""A quiet panel over the history that tells the commands and keys, page by page; Esc closes it."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.command_rows import Help, pages
from chat_gui.views.line import Ink
from chat_gui.views.styles import push_button
from chat_gui.views.wrapping import wrap


class HelpPanel(ttk.Frame):
    """Made when asked for, destroyed when closed. Who `moderates` has a page more."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, on_close: Callable[[], None], *, moderates: bool
    ) -> None:
        px = ink.look.px
        super().__init__(parent, style="Inside.TFrame", padding=px(theme.L))
        self._ink = ink
        self._title = ttk.Label(self, style="HelpTitle.TLabel")
        self._title.grid(row=0, column=0, sticky="w", pady=(0, px(theme.S)))
        self._labels: list[tuple[ttk.Label, ttk.Label]] = []
        self._pages = [(title, self._page(lines)) for title, lines in pages(moderates=moderates)]
        self._on_page = 0
        self._least = ttk.Frame(self, style="Inside.TFrame")
        """As wide as the widest page, whichever is shown."""
        self._least.grid(row=2, column=0, columnspan=3)
        self.turn = push_button(self, "Raised.TButton", self.turn_page)
        self.turn.grid(row=0, column=1, sticky="ne")
        self.close = push_button(self, "Raised.TButton", on_close, text=_("Close"))
        self.close.grid(row=0, column=2, sticky="ne")
        self.columnconfigure(0, weight=1)
        self._show()
        self._widen()

    @property
    def last(self) -> bool:
        """Whether this is the last page."""
        return self._on_page == len(self._pages) - 1

    def turn_page(self) -> None:
        """Show the next page, after the last one the first."""
        self._on_page = (self._on_page + 1) % len(self._pages)
        self._show()

    def fit(self, width: int) -> None:
        """Need no more than so many pixels: what a key does breaks into lines beside it."""
        px = self._ink.look.px
        needs = self._title.winfo_reqwidth() + self.turn.winfo_reqwidth()
        stacked = needs + self.close.winfo_reqwidth() > width - 2 * px(theme.L)
        self._title.grid(columnspan=3 if stacked else 1)
        self._title.configure(wraplength=width - 2 * px(theme.L))
        for number, button in enumerate((self.turn, self.close), 1):
            wrap(button, width - 2 * px(theme.L))
            if stacked:
                button.grid(row=2 + number, column=0, columnspan=3, sticky="w")
            else:
                button.grid(row=0, column=number, columnspan=1, sticky="ne")
        for key, _does in self._labels:
            key.configure(wraplength=0)
        room = width - 3 * px(theme.L)
        widest = min(max(key.winfo_reqwidth() for key, _does in self._labels), room // 2)
        for key, does in self._labels:
            key.configure(wraplength=max(1, widest))
            does.configure(wraplength=max(1, room - widest))
        self._widen()

    def _widen(self) -> None:
        self.update_idletasks()
        self._least.configure(width=max(page.winfo_reqwidth() for _title, page in self._pages))

    def _page(self, lines: list[Help]) -> ttk.Frame:
        """All pages lie on each other."""
        px = self._ink.look.px
        page = ttk.Frame(self, style="Inside.TFrame")
        page.grid(row=1, column=0, columnspan=3, sticky="new")
        for row, (key, does) in enumerate(lines):
            labels = (
                ttk.Label(page, text=key, style="HelpKey.TLabel"),
                ttk.Label(page, text=does, style="HelpText.TLabel"),
            )
            gap = (0, px(theme.L))
            labels[0].grid(row=row, column=0, sticky="nw", padx=gap, pady=px(2))
            labels[1].grid(row=row, column=1, sticky="nw", pady=px(2))
            self._labels.append(labels)
        return page

    def _show(self) -> None:
        for number, (_title, page) in enumerate(self._pages):
            if number == self._on_page:
                page.grid()
            else:
                page.grid_remove()
        self._title.configure(text=self._pages[self._on_page][0])
        following, _page = self._pages[(self._on_page + 1) % len(self._pages)]
        self.turn.configure(text=f"{following} ›")
