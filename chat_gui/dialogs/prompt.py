"""Where questions are asked while the window is open: a card over it, never a second window."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.dialogs.nick import NickQuestion
from chat_gui.dialogs.question import Question
from chat_gui.views.line import Ink
from chat_gui.views.making_room import make_room
from chat_gui.views.window import ChatWindow


class Prompt:
    """A `Place`. `on_nick` is given another nickname, `on_close` gives the chat up."""

    def __init__(
        self,
        window: ChatWindow,
        ink: Ink,
        on_nick: Callable[[str], None],
        on_close: Callable[[], None],
    ) -> None:
        self._window, self._ink = window, ink
        self._on_nick, self._on_close = on_nick, on_close
        self._card: ttk.Frame | None = None
        self.question: Question | None = None

    def ask(self, make: Callable[[tkinter.Misc], Question]) -> None:
        """Show a question, instead of any other, and give it the keyboard."""
        self._take_away()
        self._window.panels.close()
        self._card = ttk.Frame(self._window.main)
        self.question = make(self._card)
        self.question.grid()
        self._card.configure(
            style="AlarmSheet.TFrame" if self.question.ALARMING else "Sheet.TFrame",
            padding=self._ink.look.px(theme.XL),
        )
        make_room(self._window.root, self._window.main, self._card, self._ink)
        self._card.bind("<Configure>", lambda _event: self._grown())
        self._card.place(relx=0.5, rely=0.5, anchor="center")
        self._card.lift()
        self._card.update_idletasks()  # what is not drawn yet gets the keyboard late
        self._window.keyboard_to(self.question.first)

    def answered(self) -> None:
        """Take the question away; the keyboard goes back to where one types."""
        if self._card is not None:
            self._take_away()
            self._window.keyboard_to(None)

    def refuse_nick(self, nick: str, reason: str, on_pair: Callable[[], None]) -> None:
        """Ask for another nickname."""
        self.ask(
            lambda over: NickQuestion(
                over, self._ink, (nick, reason), self._use_nick, on_pair, self._on_close
            )
        )

    def _use_nick(self, nick: str) -> None:
        self.answered()
        self._on_nick(nick)

    def _take_away(self) -> None:
        if self._card is not None:
            self._card.destroy()
            self._card = self.question = None

    def _grown(self) -> None:
        """A question that has more to say than at first."""
        if self._card is not None:
            make_room(self._window.root, self._window.main, self._card, self._ink)
