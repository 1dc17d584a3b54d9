"""Asks for another nickname when the server doesn't take the one the window came with."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.dialogs import checks
from chat_gui.dialogs.field import Field
from chat_gui.views.line import Ink
from chat_gui.views.styles import as_button


class NickPrompt(ttk.Frame):
    """A card over the window; `on_nick` is given the nickname, `on_close` gives the chat up."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_nick: Callable[[str], None],
        on_close: Callable[[], None],
    ) -> None:
        px = ink.look.px
        super().__init__(parent, style="Panel.TFrame", padding=px(theme.XL))
        self._on_nick = on_nick
        self._refused = ""
        self.columnconfigure(0, minsize=px(theme.PROMPT_WIDTH))
        title = ttk.Label(self, text="Pick another nickname", style="HelpTitle.TLabel")
        title.grid(row=0, column=0, columnspan=2, sticky="w", pady=(0, px(theme.M)))
        self.field = Field(self, ink, "Nickname", "Others see you by this name.", self._edited)
        self.field.below.configure(wraplength=px(theme.PROMPT_WIDTH))
        self.field.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(0, px(theme.M)))
        leave = ttk.Button(self, text="Close Parlor", style="Raised.TButton", command=on_close)
        as_button(leave).grid(row=2, column=0, sticky="w")
        self.button = as_button(
            ttk.Button(self, text="Join", style="CardAccent.TButton", command=self.join)
        )
        self.button.grid(row=2, column=1, sticky="e")
        for keys in ("<Return>", "<KP_Enter>"):
            self.field.entry.bind(keys, lambda _event: self.join())

    def ask(self, nick: str, reason: str) -> None:
        """Show why the nickname won't do."""
        self.field.fill(nick)
        self._refused = self.field.text
        self.field.complain(reason)
        self.place(relx=0.5, rely=0.4, anchor="center")
        self.lift()
        self.field.entry.focus_set()
        self.field.entry.selection_range(0, "end")

    def join(self) -> str:
        """Take what was typed, if it is a nickname."""
        problem = checks.nick_problem(self.field.text)
        self.field.complain(problem)
        if not problem:
            self.place_forget()
            self._on_nick(self.field.text)
        return "break"

    def _edited(self) -> None:
        if self.field.text and self.field.text != self._refused:
            self.field.complain(checks.nick_problem(self.field.text))
