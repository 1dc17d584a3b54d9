"""Where questions are asked while the window is open: a card over it, never a second window.

A question has to be seen whole: a window that is too small for it grows, as far as the screen goes.
"""

import tkinter
from collections.abc import Callable

from chat_gui.dialogs.nick import NickQuestion
from chat_gui.dialogs.question import Question
from chat_gui.placing import available, higher
from chat_gui.views.line import Ink
from chat_gui.views.sheet import Sheet
from chat_gui.views.staying import stay
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
        self._sheet: Sheet[Question] | None = None
        window.main.bind("<Configure>", lambda _event: self._fit(), add=True)

    @property
    def question(self) -> Question | None:
        """The one that is asked."""
        return None if self._sheet is None else self._sheet.panel

    def ask(self, make: Callable[[tkinter.Misc], Question]) -> None:
        """Show a question, instead of any other, and give it the keyboard."""
        self._take_away()
        self._window.panels.close()
        self._sheet = sheet = Sheet(self._window.main, self._ink, make)
        question = sheet.panel
        sheet.configure(style="AlarmSheet.TFrame" if question.ALARMING else "Sheet.TFrame")
        sheet.fit()
        sheet.lift()
        stay(question)
        self._grow()
        question.bind("<Configure>", lambda _event: self._grow(), add=True)
        sheet.update_idletasks()  # what is not drawn yet gets the keyboard late
        self._window.keyboard_to(question.first)

    def answered(self) -> None:
        """Take the question away; the keyboard goes back to where one types."""
        if self._sheet is not None:
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
        if self._sheet is not None:
            self._sheet.destroy()
            self._sheet = None

    def _fit(self) -> None:
        if self._sheet is not None:
            self._sheet.fit()

    def _grow(self) -> None:
        """Make room, unless the window fills the screen."""
        if self._sheet is None:
            return
        root, main = self._window.root, self._window.main
        root.update_idletasks()
        around = self._sheet.around
        width, height = (need + around for need in self._sheet.needs)
        wide, high = available(root, self._ink.look)
        width = min(width + root.winfo_width() - main.winfo_width(), wide)
        height = min(height + root.winfo_height() - main.winfo_height(), high)
        width, height = max(width, root.winfo_width()), max(height, root.winfo_height())
        if root.state() != "normal" or (width, height) == (root.winfo_width(), root.winfo_height()):
            return
        root.geometry(f"{width}x{height}{higher(root, height)}")
