"""The thin bar under the header: the connection, and what was not done. Never a dialog."""

import math
import time
import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.model.changes import Connection, Phase
from chat_gui.views import words
from chat_gui.views.later import Timer
from chat_gui.views.line import Ink
from chat_gui.views.styles import push_button
from chat_gui.worded import worded

SHOWN_MS = 5_000
"""How long a sentence stands that needs no answer."""
SEEN_SECONDS = 1.5
"""A trouble that stood for less before another came is told again."""
MOST_WAITING = 5
"""Troubles that wait to be told again; of more, the newest."""
TICK_MS = 250
LINES = 1.8
"""Lines of a sentence beside its buttons; less than two, as words leave their ends free."""


class Banner(ttk.Frame):
    """Shows itself by `grid` when there is something to say. `on_try` is *Try now*."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, on_try: Callable[[], None]) -> None:
        super().__init__(parent, style="Banner.TFrame")
        self._ink = ink
        self._connection = Connection(Phase.CONNECTING)
        self._just_online = False
        """Whether no try has failed since the connection stood: then it was simply lost."""
        self._timer = Timer(self)
        self._trouble, self._told_at = "", 0.0
        """What is told and is not good, and since when."""
        self._waiting: list[str] = []
        """Troubles that nobody can have read."""
        self._offered: tuple[ttk.Button, ...] = ()
        """The buttons that go with the sentence."""
        self._tight = False
        self.on_why: Callable[[], None] = lambda: None
        """Finds out why there is no connection."""
        self.label = ttk.Label(self, style="Banner.TLabel")
        self.button = push_button(self, "Banner.TButton", on_try)
        self.why = push_button(
            self, "Banner.TButton", lambda: self.on_why(), text=_("Find out why")
        )
        self.columnconfigure(0, weight=1)
        self.label.grid(row=0, column=0, sticky="ew")
        self.label.bind("<Configure>", self._wrap)
        self.bind("<Configure>", lambda _event: self._lay_out())
        self.restyle()

    def connection(self, now: Connection) -> None:
        """Show how the connection is."""
        if now.phase is Phase.ONLINE:
            self._just_online = True
        elif now.phase is Phase.LOST and self._connection.phase is not Phase.ONLINE:
            self._just_online = False
        self._connection = now
        if not self._trouble:
            self._timer.stop()
            self._show_connection()

    def tell(self, sentence: str, *, good: bool = False) -> None:
        """Say something for some seconds; what is good, unless the connection has more to say."""
        away = self._connection.phase in (Phase.LOST, Phase.CLOSED)
        if good and away:
            return
        now = time.monotonic()
        unread = now < self._told_at + SEEN_SECONDS and self._trouble
        waiting = [*self._waiting, unread] if unread else self._waiting
        self._waiting = [one for one in waiting if one != sentence][-MOST_WAITING:]
        self._trouble, self._told_at = "" if good else sentence, now
        self._paint("Good" if good else "Banner")
        self._say(worded(sentence), _("Try now") if away else "")
        self._timer.begin(SHOWN_MS, self._go_on)

    @property
    def troubles(self) -> list[str]:
        """What is told, or is still to be, and is not good, in the order it is to be told in."""
        return [*self._waiting, *filter(None, [self._trouble])]

    def _go_on(self) -> None:
        """What was told had its time."""
        self._trouble = ""
        if self._waiting:
            self.tell(self._waiting.pop(0))
        else:
            self._show_connection()

    def _show_connection(self) -> None:
        now = self._connection
        quiet = now.phase in (Phase.ONLINE, Phase.ASKING)
        if quiet or (now.phase is Phase.CONNECTING and not now.reason):
            self.grid_remove()
        elif now.phase is Phase.CLOSED:
            self._paint("Banner")
            self._say(worded(now.reason), _("Reconnect"))
        else:
            self._paint("Banner")
            self._count_down()

    def _count_down(self) -> None:
        now = self._connection
        left = 0.0 if now.retry_at is None else now.retry_at - time.monotonic()
        reason = "" if self._just_online else worded(now.reason)
        seconds = max(0, math.ceil(left))
        said = words.lost(seconds, reason, short=self._tight)
        self._say(said, _("Try now") if seconds else "", why=True)
        if seconds:
            self._timer.begin(TICK_MS, self._count_down)

    def _say(self, sentence: str, action: str, *, why: bool = False) -> None:
        shown = self._ink.words(sentence)
        if str(self.label.cget("text")) != shown:
            self.label.configure(text=shown)
        if action:
            self.button.configure(text=action)
        offered = ((self.why, why), (self.button, bool(action)))
        self._offered = tuple(button for button, wanted in offered if wanted)
        self._lay_out()
        self.grid()

    def _paint(self, name: str) -> None:
        self.configure(style=f"{name}.TFrame")
        self.label.configure(style=f"{name}.TLabel")
        self.why.configure(style=f"{name}.TButton")
        self.button.configure(style=f"{name}.TButton")

    def _lay_out(self) -> None:
        """The buttons beside the sentence; below it where that would have more than two lines.

        Where they don't fit there side by side, they stand one below the other, and in a low window
        the last one alone: the menu has the other.
        """
        wide = self.winfo_width()
        look = self._ink.look
        needed = sum(button.winfo_reqwidth() for button in self._offered)
        beside = wide - needed - look.px(theme.L) - 2 * look.px(theme.S)
        said = look.small.measure(str(self.label.cget("text")))
        below = wide > 1 and bool(needed) and said > LINES * beside
        stacked = below and needed > wide - look.px(theme.S)
        shown = self._offered[-1:] if stacked and self._tight else self._offered
        self.label.grid(columnspan=3 if below else 1)
        for button in {self.why, self.button} - {*shown}:
            button.grid_remove()
        for place, button in enumerate(shown, 1):
            row, column, span = (place, 0, 3) if stacked else (int(below), place, 1)
            button.grid(row=row, column=column, columnspan=span, sticky="e")

    def _wrap(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        """Break the sentence where the label ends: the button may have come beside it."""
        self.label.configure(wraplength=max(1, event.width))

    def tighten(self, tight: bool) -> None:
        """Be as low as can be, or as usual."""
        px = self._ink.look.px
        self._tight = tight
        self.configure(padding=(0, 0, px(theme.S), 0))
        self.label.grid_configure(
            padx=(px(theme.L), 0 if tight else px(theme.S)),
            pady=px(theme.XS if tight else theme.S),
        )
        self._lay_out()

    def restyle(self) -> None:
        """Take over the theme."""
        self.tighten(False)
