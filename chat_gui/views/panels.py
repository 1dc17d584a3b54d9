"""The quiet panels over the history: one at a time, in the middle, closed by Esc."""

import tkinter
from collections.abc import Callable
from typing import Any, TypeVar

from chat_gui.i18n import _
from chat_gui.model import rights
from chat_gui.model.changes import NotOffered, Offered
from chat_gui.model.chat import ChatModel
from chat_gui.views.adding_computer import AddingComputer
from chat_gui.views.card import Card
from chat_gui.views.help import HelpPanel
from chat_gui.views.line import Ink
from chat_gui.views.lock import LockPanel, Safety
from chat_gui.views.sheet import Sheet
from chat_gui.worded import worded

P = TypeVar("P", bound=tkinter.Widget)
C = TypeVar("C", bound=Card)


class Panels:
    """Shows panels over a widget. `keyboard_to` is given who has the keyboard, None for nobody.

    `on_copy` copies the invite link, `on_pair` asks the server for a code for another computer.
    """

    def __init__(
        self,
        over: tkinter.Misc,
        ink: Ink,
        model: ChatModel,
        on_copy: Callable[[], None],
        on_pair: Callable[[], None],
        keyboard_to: Callable[[tkinter.Misc | None], None],
    ) -> None:
        self._over, self._ink, self._model = over, ink, model
        self._on_copy, self._on_pair, self._keyboard_to = on_copy, on_pair, keyboard_to
        self.shown: tkinter.Widget | None = None
        """The panel that is open."""
        self._sheet: Sheet[Any] | None = None
        over.bind("<Configure>", lambda _event: self._fit(), add=True)

    def help(self) -> None:
        """Show what can be typed, a page further each time; the keyboard stays where one types."""
        if isinstance(self.shown, HelpPanel):
            if self.shown.last:
                self.close()
            else:
                self.shown.turn_page()
            return
        moderates = rights.moderates(self._model)
        self._open(lambda over: HelpPanel(over, self._ink, self.close, moderates=moderates))
        self._keyboard_to(None)

    def lock(self, *, hosted: bool) -> None:
        """Show whether others can listen, and the code that people compare."""
        model = self._model
        name = model.server.name if model.server is not None else _("the server")
        safety = Safety(name, model.code, hosted)
        self.open(lambda over: LockPanel(over, self._ink, safety, self._on_copy, self.close))

    def add_computer(self) -> None:
        """Show a code for another computer of the same person."""
        nick = self._model.me.nick
        self.open(lambda over: AddingComputer(over, self._ink, nick, self._on_pair, self.close))
        self._on_pair()

    def offered(self, change: Offered) -> None:
        """The server gave a code."""
        if isinstance(self.shown, AddingComputer):
            self.shown.offer(change.code, change.until)

    def not_offered(self, change: NotOffered) -> None:
        """It gave none."""
        if isinstance(self.shown, AddingComputer):
            self.shown.refuse(worded(change.reason))

    def close(self) -> None:
        """Take away what is open, if anything is."""
        if self._sheet is not None:
            self._sheet.destroy()
            self._sheet = self.shown = None
            self._keyboard_to(None)

    def give_way(self) -> None:
        """Somebody types what the panel has no field for."""
        if isinstance(self.shown, Card) and self.shown.gives_way:
            self.close()

    def open(self, make: Callable[[tkinter.Misc], C]) -> C:
        """Show a card, instead of any other panel; its first widget has the keyboard."""
        card = self._open(make)
        self._keyboard_to(card.first)
        return card

    def _open(self, make: Callable[[tkinter.Misc], P]) -> P:
        """Put a panel there, instead of any other."""
        if self._sheet is not None:
            self._sheet.destroy()
        sheet = Sheet(self._over, self._ink, make)
        self._sheet, self.shown = sheet, sheet.panel
        sheet.fit()
        sheet.lift()
        return sheet.panel

    def _fit(self) -> None:
        if self._sheet is not None:
            self._sheet.fit()
