"""A quiet panel over the history that tells the commands and keys; Esc closes it."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views import words
from chat_gui.views.line import Ink
from chat_gui.views.styles import as_button


class HelpPanel(ttk.Frame):
    """Made when asked for, destroyed when closed."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, on_close: Callable[[], None]) -> None:
        px = ink.look.px
        super().__init__(parent, style="Panel.TFrame", padding=px(theme.L))
        title = ttk.Label(self, text="What you can type", style="HelpTitle.TLabel")
        title.grid(row=0, column=0, columnspan=2, sticky="w", pady=(0, px(theme.S)))
        for row, (key, does) in enumerate(words.HELP, start=1):
            ttk.Label(self, text=key, style="HelpKey.TLabel").grid(
                row=row, column=0, sticky="w", padx=(0, px(theme.L)), pady=px(1)
            )
            ttk.Label(self, text=does, style="HelpText.TLabel").grid(row=row, column=1, sticky="w")
        self.close = as_button(
            ttk.Button(self, text="Close", style="Raised.TButton", command=on_close)
        )
        self.close.grid(row=0, column=1, sticky="ne")
