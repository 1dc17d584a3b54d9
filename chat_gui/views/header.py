"""The header: which room this is, its menu, what it is about and what is kept, who is here."""

import tkinter
from collections.abc import Callable, Mapping
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views import room_words, words
from chat_gui.views.hint import Hint
from chat_gui.views.line import Ink, Line
from chat_gui.views.pressable import Pressable
from chat_gui.views.styles import push_button


class HeaderDoing(NamedTuple):
    """What the buttons do; `menu` and `room` are given where their menus open.

    `fold` opens the folded sidebar, `topic` sets what the room is about, `here` shows who is here,
    `lock` tells whether others can listen, `add` adds people.
    """

    fold: Callable[[], None]
    menu: Callable[[tkinter.Misc], None]
    lock: Callable[[], None]
    room: Callable[[tkinter.Misc], None]
    topic: Callable[[], None]
    here: Callable[[], None]
    add: Callable[[], None]
    search: Callable[[], None]


class Header(ttk.Frame):
    """Shows what it is told; `doing` is what its buttons do."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, doing: HeaderDoing) -> None:
        super().__init__(parent)
        self._ink = ink
        self._locked: bool | None = None
        self._sides = (theme.L, theme.M)
        """What is left free at the left and at the right."""
        self._about = self._kept = ""
        self._new = ""
        self.fold = push_button(self, "Icon.TButton", doing.fold)
        self.room = Line(self, ink, "title", "text", "surface")
        self._mark = ttk.Label(self, style="Hint.TLabel")
        self.room_menu = push_button(self, "Icon.TButton", lambda: doing.room(self.room_menu))
        self.add = push_button(self, "Icon.TButton", doing.add, text=_("Add people"))
        self.topic = Pressable(self, ink, "small", "muted", "surface", doing.topic)
        self.here = Pressable(self, ink, "small", "muted", "surface", doing.here)
        self.here.live(True)
        self.search = push_button(self, "Icon.TButton", doing.search)
        self.lock = push_button(self, "Icon.TButton", doing.lock)
        self.lock.configure(compound="left")
        self.more = push_button(self, "Icon.TButton", lambda: doing.menu(self.more))
        self.hint = Hint(self.topic, ink, self._told)
        Hint(self.search, ink, lambda: _("Search (Ctrl+F)"))
        self._parts: dict[tkinter.Widget, int] = {
            self.fold: theme.S,
            self._mark: theme.XS,
            self.room: 0,
            self.room_menu: 0,
            self.topic: theme.M,
            self.add: theme.S,
            self.here: theme.S,
            self.search: theme.XS,
            self.lock: theme.XS,
            self.more: 0,
        }
        """The parts from the left to the right, and the gap behind each."""
        self._yielding = (self.here, self.add, self.lock, self.search)
        """What gives way to the room's name where there is no room, in this order."""
        self._wanted = {self.room, self.room_menu, self.topic, self.here, self.search, self.more}
        for column, part in enumerate(self._parts):
            part.grid(row=0, column=column, sticky="ew" if part is self.topic else "")
        self.columnconfigure(list(self._parts).index(self.topic), weight=1)
        self.bind("<Configure>", lambda _event: self._fit())
        self.restyle()

    # What it tells

    def name(self, called: str) -> None:
        """Say which room it is."""
        if called != self.room.text:
            self.room.say(called)
            self._fit()

    def about(self, topic: str, kept: str) -> None:
        """Say what the room is about, and what is kept where; empty for nothing."""
        if (topic, kept) != (self._about, self._kept):
            self._about, self._kept = topic, kept
            self._fit()

    def here_are(self, said: str) -> None:
        """Say how many are here."""
        if said != self.here.text:
            self.here.say(said)
            self._fit()

    def offers(self, *, private: bool, adding: bool, topic: bool) -> None:
        """Whether the room is private, takes people whom one adds, and lets one set its topic."""
        self.topic.live(topic)
        self._want({self._mark: private, self.add: adding})

    def folded(self, folded: bool) -> None:
        """Show the button for the sidebar, or take it away."""
        self._want({self.fold: folded})

    def _want(self, wanted: Mapping[tkinter.Widget, bool]) -> None:
        now = {part for part in self._parts if wanted.get(part, part in self._wanted)}
        if now != self._wanted:
            self._wanted = now
            self._fit()

    def _told(self) -> str:
        """All of what the topic's line has no room for; empty if that is nothing."""
        whole = room_words.joined(self._about, self._kept)
        shown = self.topic.text == whole and self.topic.natural <= self.topic.winfo_width()
        return "" if shown else whole

    def _fit(self) -> None:
        """In a narrow header, what is told elsewhere, too, gives way to the room's name.

        What is kept is told only beside a whole topic.
        """
        width, px = self.winfo_width(), self._ink.look.px
        alarm = f" {_(words.NOT_ENCRYPTED)}" if self._locked is False else ""
        self.lock.configure(text=alarm)
        left = width - sum(px(side) for side in self._sides)
        for part, gap in self._parts.items():
            if part in self._wanted:
                part.grid(padx=(px(theme.S) if part is self.topic else 0, px(gap) if gap else 0))
                left -= 0 if part in (self.room, self.topic) else _width(part)
            else:
                part.grid_remove()
        if width <= 1:
            return
        name = min(self.room.natural, px(theme.ROOM_LEAST))
        if left < name and alarm:
            left += _width(self.lock)
            self.lock.configure(text="")
            left -= _width(self.lock)
        for part in self._yielding:
            if left < name and part in self._wanted:
                left += _width(part)
                part.grid_remove()
        self._share(left)

    def _share(self, left: int) -> None:
        """The room's name and what is said about it have so many pixels."""
        px = self._ink.look.px
        self.room.configure(width=max(1, min(self.room.natural, left)))
        left -= self.room.natural + px(theme.S) + px(theme.M)
        if left < px(theme.NAME_LEAST):
            self.topic.grid_remove()
        whole = room_words.joined(self._about, self._kept)
        self.topic.say(whole if self.topic.measure(whole) <= left else self._about)

    def elsewhere(self, new: str) -> None:
        """Whether something is unread in other rooms: the colour of a dot, empty for none."""
        if new != self._new:
            self._new = new
            self.fold.configure(image=self._ink.paint.menu(new))

    def locked(self, locked: bool | None) -> None:
        """Show a closed lock, or an open one and what that means; None for no lock at all."""
        self._locked = locked
        if locked is not None:
            icon = self._ink.paint.icon(*(("lock", "muted") if locked else ("unlock", "danger")))
            style = "Icon.TButton" if locked else "Alarm.TButton"
            self.lock.configure(image=icon, style=style)
        self._want({self.lock: locked is not None})
        self._fit()

    def tighten(self, *, low: bool, narrow: bool) -> None:
        """Be as low as can be, and leave nothing free at the sides; or as usual."""
        px = self._ink.look.px
        above = px(theme.XS if low else theme.HEADER_PAD)
        self._sides = (theme.XS, theme.XS) if narrow else (theme.L, theme.M)
        left, right = (px(side) for side in self._sides)
        self.configure(padding=(left, above, right, above))
        self._fit()

    def restyle(self) -> None:
        """Take over the theme."""
        paint = self._ink.paint
        self.tighten(low=False, narrow=False)
        self.fold.configure(image=paint.menu(self._new))
        self._mark.configure(image=paint.icon("lock", "text"))
        self.room_menu.configure(image=paint.icon("fold", "muted"))
        self.search.configure(image=paint.icon("search", "muted"))
        self.more.configure(image=paint.icon("more", "muted"))
        for line in (self.room, self.topic, self.here):
            line.restyle()
        self.locked(self._locked)


def _width(part: tkinter.Widget) -> int:
    """How wide a part is with the gaps beside it."""
    gaps = part.grid_info().get("padx", 0)
    both = gaps if isinstance(gaps, tuple) else (gaps, gaps)
    return part.winfo_reqwidth() + sum(int(str(gap)) for gap in both)
