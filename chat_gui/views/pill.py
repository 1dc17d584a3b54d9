"""The way down to the newest message, with how many are new: a pill over the history's end."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.line import Ink
from chat_gui.views.styles import as_button


class Pill(ttk.Button):
    """Over `parent`, while there is something to say."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, command: Callable[[], None]) -> None:
        super().__init__(parent, style="Pill.TButton", command=command, compound="right")
        self._ink = ink
        as_button(self)

    def say(self, text: str, short: str) -> None:
        """Show this, or nothing if it is empty; where it is too wide, the short form."""
        if not text:
            self.place_forget()
            return
        self.configure(text=text, image=self._ink.paint.icon("down", "text"))
        if 1 < self.master.winfo_width() < self.winfo_reqwidth():
            self.configure(text=short)
        self.place(relx=0.5, rely=1.0, y=-self._ink.look.px(theme.S), anchor="s")
