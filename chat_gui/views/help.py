"""A quiet panel over the history that tells the commands and keys; Esc closes it."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views import words
from chat_gui.views.line import Ink
from chat_gui.views.styles import as_button


class HelpPanel(ttk.Frame):
    """Made when asked for, destroyed when closed.

    On a second page stands what is about private rooms, and for who `moderates` what they may do.
    """

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, on_close: Callable[[], None], *, moderates: bool
    ) -> None:
        px = ink.look.px
        super().__init__(parent, style="Panel.TFrame", padding=px(theme.L))
        self._ink = ink
        more = words.HELP_ROOMS + (words.HELP_MODERATORS if moderates else ())
        title = ttk.Label(self, text=_("What you can type"), style="HelpTitle.TLabel")
        title.grid(row=0, column=0, sticky="w", pady=(0, px(theme.S)))
        self._pages = (self._page(words.HELP), self._page(more))
        self._on_page = 0
        self.turn = as_button(ttk.Button(self, style="Raised.TButton", command=self._turn))
        self.turn.grid(row=0, column=1, sticky="ne")
        self.close = as_button(
            ttk.Button(self, text=_("Close"), style="Raised.TButton", command=on_close)
        )
        self.close.grid(row=0, column=2, sticky="ne")
        self.columnconfigure(0, weight=1)
        self._pages[1].grid_remove()
        self._label()

    def _page(self, lines: tuple[tuple[str, str], ...]) -> ttk.Frame:
        """Every page as wide as it needs; they lie on each other."""
        px = self._ink.look.px
        page = ttk.Frame(self, style="Inside.TFrame")
        page.grid(row=1, column=0, columnspan=3, sticky="new")
        for row, (key, does) in enumerate(lines):
            ttk.Label(page, text=_(key), style="HelpKey.TLabel").grid(
                row=row, column=0, sticky="w", padx=(0, px(theme.L)), pady=px(1)
            )
            ttk.Label(page, text=_(does), style="HelpText.TLabel").grid(
                row=row, column=1, sticky="w"
            )
        return page

    def _turn(self) -> None:
        self._pages[self._on_page].grid_remove()
        self._on_page = 1 - self._on_page
        self._pages[self._on_page].grid()
        self._label()

    def _label(self) -> None:
        """The button says what is on the other page."""
        self.turn.configure(text=_("Back") if self._on_page else _("Rooms and people"))
