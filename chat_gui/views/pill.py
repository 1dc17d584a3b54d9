"""The way down to the newest message, with how many are new: a pill over the history's end."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.keys import on_keys
from chat_gui.views.line import Ink

LOW = 3
"""A history that is less than so many pills high is low."""


class Pill(ttk.Button):
    """Over `parent`, while there is something to say."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, command: Callable[[], None]) -> None:
        super().__init__(parent, style="Pill.TButton", command=command, compound="right")
        self._ink = ink
        on_keys(self, {"<Return>": self.invoke})

    def say(self, text: str, short: str) -> None:
        """Show this, or nothing if it is empty.

        Where it would hide most of what is read, the short form stands at the side.
        """
        if not text:
            self.place_forget()
            return
        self.configure(text=text, image=self._ink.paint.icon("down", "text"))
        edge = self._ink.look.px(theme.S)
        wide, high = self.master.winfo_width(), self.master.winfo_height()
        needed = self.winfo_reqwidth(), self.winfo_reqheight()
        if wide <= 1 or (needed[0] <= wide and LOW * needed[1] <= high):
            self.place(relx=0.5, x=0, rely=1.0, y=-edge, anchor="s")
            return
        self.configure(text=short)
        beside = edge + self._ink.look.px(theme.SCROLLBAR)
        self.place(relx=1.0, x=-beside, rely=1.0, y=-edge, anchor="se")
