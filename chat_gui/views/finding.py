"""Searching in the window: the panel's place, what it asks of the server, and where it leads."""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chat_gui import clock, theme
from chat_gui.model.changes import Phase
from chat_gui.model.chat import ChatModel
from chat_gui.model.searching import Result, State
from chat_gui.views import words
from chat_gui.views.deeds import Commands
from chat_gui.views.jumps import Jumps, Place
from chat_gui.views.later import Timer
from chat_gui.views.line import Ink
from chat_gui.views.search_panel import SearchDoing, SearchPanel

BESIDE, OVER = (2, 1, 10), (3, 0, 1)
"""Row, column and number of rows in the window's grid: beside the history, or over it."""


class Sought(NamedTuple):
    """What is looked for, whether the panel is open, and where in it the person is."""

    text: str
    everywhere: bool
    open: bool
    chosen: Result | None
    came_from: Place | None


class Finding:
    """The panel is in `main`, beside the history where the window is wide enough, else over it.

    `keyboard_to` is given who has the keyboard, None for who writes.
    """

    def __init__(
        self,
        main: ttk.Frame,
        ink: Ink,
        model: ChatModel,
        link: Commands,
        jumps: Jumps,
        keyboard_to: Callable[[tkinter.Misc | None], None],
    ) -> None:
        self._main, self._ink, self._model, self._link = main, ink, model, link
        self._jumps, self._keyboard_to = jumps, keyboard_to
        self.panel: SearchPanel | None = None
        """What is open."""
        self._typed, self._everywhere = "", False
        self._from: Place | None = None
        """Where the reader was before the first result they went to."""
        self._room = ""
        self._timer = Timer(main)
        main.bind("<Configure>", lambda _event: self._put(), add=True)

    # What the person does

    def open(self) -> None:
        """Open the panel, or go back to its field."""
        if self.panel is None:
            doing = SearchDoing(self._type, self._go, self._more, self.close, self.back)
            self.panel = SearchPanel(self._main, self._ink, self._where, doing)
            self.panel.fill(self._typed, everywhere=self._everywhere)
            self._room, self._from = self._model.current, None
            self._put()
            self.show()
            self.panel.ask_again()
        self._keyboard_to(self.panel.entry)
        self.panel.begin()

    def search(self, text: str) -> None:
        """Look for this in the room; for what was looked for last if it is empty."""
        self._typed, self._everywhere = text or self._typed, False
        if self.panel is not None:
            self.panel.fill(self._typed, everywhere=False)
            self.panel.ask_again()
        self.open()

    def close(self) -> bool:
        """Take the panel away; the reader stays where they are. False if it is not open."""
        if self.panel is None:
            return False
        self.panel.destroy()
        self.panel = None
        self._timer.stop()
        self._keyboard_to(None)
        return True

    def back(self) -> bool:
        """Take it away, and go to where the reader was. False if it is not open."""
        came_from = self._from
        if not self.close():
            return False
        if came_from is not None:
            self._jumps.return_to(came_from)
        return True

    def _type(self, text: str, everywhere: bool) -> None:
        self._typed, self._everywhere = text, everywhere
        room = None if everywhere else self._model.current
        self._model.searching.type(text, room, clock.now())
        self.fetch()
        self.show()

    def _more(self) -> None:
        self._model.searching.go_on(clock.now())
        self.fetch()

    def _go(self, result: Result) -> None:
        if self._from is None:
            self._from = self._jumps.place()
        if not self._is_wide():
            self.close()
        self._room = result.room
        self._jumps.jump(result.room, result.seq)

    def _where(self, room: str) -> str:
        known = self._model.rooms.get(room)
        return words.heading(known) if known is not None else room

    # Another window on the same chat

    def sought(self) -> Sought:
        """What is looked for here."""
        chosen = self.panel.found.chosen if self.panel is not None else None
        return Sought(self._typed, self._everywhere, self.panel is not None, chosen, self._from)

    def take_over(self, sought: Sought) -> None:
        """Go on with it."""
        self._typed, self._everywhere = sought.text, sought.everywhere
        if not sought.open:
            return
        self.open()
        self._from = sought.came_from
        results = self._model.searching.results
        if self.panel is not None and sought.chosen in results:
            self.panel.found.move(results.index(sought.chosen))

    # What happens

    def show(self) -> None:
        """Show how the search stands, if the panel is open."""
        if self.panel is not None:
            self.panel.show(self._model.searching)

    def fetch(self) -> None:
        """Ask what is to be asked by now; called after every batch of events."""
        if self.panel is None:
            return
        if self._room != self._model.current:
            self._room = self._model.current
            self.panel.ask_again()
        searching, now = self._model.searching, clock.now()
        before = searching.state
        online = self._model.connection.phase is Phase.ONLINE
        command = searching.wanted(now, online=online)
        if command is not None:
            self._link.send(command)
        due = searching.due() if online or searching.state is State.SEARCHING else None
        if due is not None and not self._timer.runs:
            self._timer.begin(max(1, due - now), self.fetch)
        if searching.state is not before and searching.state is State.OFFLINE:
            self.show()

    # Where it stands

    def _is_wide(self) -> bool:
        return self._main.winfo_toplevel().winfo_width() >= self._ink.look.px(theme.SEARCH_BESIDE)

    def _put(self) -> None:
        if self.panel is None:
            return
        wide = self._is_wide()
        low = not wide and self._main.winfo_height() < self._ink.look.px(theme.LOW)
        row, column, rows = BESIDE if wide else OVER
        self.panel.stand(beside=wide, low=low)
        if low:  # over everything: what is found has no other place
            self.panel.grid_forget()
            self.panel.place(relwidth=1.0, relheight=1.0)
        else:
            self.panel.place_forget()
            self.panel.grid(row=row, column=column, rowspan=rows, sticky="nsew")
        self.panel.lift()
