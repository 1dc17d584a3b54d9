"""What stands in the middle of a history in which nothing is: one sentence, as wide as the view."""

import tkinter
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.line import Ink


class Nothing(ttk.Label):
    """Over `parent`, while there is something to say."""

    def __init__(self, parent: tkinter.Misc, ink: Ink) -> None:
        super().__init__(parent, style="Nothing.TLabel", justify="center")
        self._ink = ink

    def say(self, sentence: str) -> None:
        """Say this; empty for nothing."""
        if not sentence:
            self.place_forget()
            return
        self.configure(text=self._ink.words(sentence))
        self.fit()
        self.place(relx=0.5, rely=0.5, anchor="center")

    def fit(self) -> None:
        """Break the sentence where the view ends; small where it would be too high for it."""
        wide = self.master.winfo_width() - 2 * self._ink.look.px(theme.L)
        self.configure(style="Nothing.TLabel", wraplength=max(1, wide))
        if self.winfo_reqheight() > self.master.winfo_height():
            self.configure(style="Hint.TLabel")
