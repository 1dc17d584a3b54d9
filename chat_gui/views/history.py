"""The history: one room's rows on one `Paper`, its scrollbar, and the way down to the newest.

At the bottom it follows what comes; scrolled up it stays put and counts what is new. What came too
fast to be drawn meanwhile is drawn when the reader goes down. All methods run on Tk's thread.
"""

import tkinter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from tkinter import ttk
from typing import Any

from chat_gui import theme
from chat_gui.i18n import number
from chat_gui.model.calls import Calls
from chat_gui.model.rows import MessageRow, Row
from chat_gui.views import new_line, words
from chat_gui.views.drawn_rows import DrawnRows
from chat_gui.views.later import later, soon
from chat_gui.views.line import Ink
from chat_gui.views.nothing import Nothing
from chat_gui.views.paper import Paper
from chat_gui.views.pill import Pill
from chat_gui.views.pointing import Pointing
from chat_gui.views.rewrapping import Rewrapping
from chat_gui.views.rules import Rules
from chat_gui.views.run import Run
from chat_gui.views.runs import Writer
from chat_gui.views.scrolling import SCROLLING
from chat_gui.views.stepping import Stepping
from chat_gui.views.stillness import Lamp, Seen, Stillness, lines
from chat_gui.views.styles import text_colours
from chat_gui.views.tags import tags
from chat_gui.views.top_line import TopLine
from chat_gui.views.whereabouts import Whereabouts
from chat_server.protocol.events import Who
from chat_server.protocol.roles import Role

NEAR_LINES = 30
"""So many lines from the oldest or newest drawn row more are drawn, so that nobody waits there."""
AGAIN_MS = 200
"""The pause between two pages that are asked for because the last held nothing to be shown."""


class History(ttk.Frame):
    """`on_top`: the reader is at the oldest row; `on_retry`: a failed message is to go again.

    `on_return`: the reader comes down to rows that were skipped; answered with `reset`.
    `on_place`: the reader may be at the end now, or no more. `on_person` opens an author's menu at
    a point of the screen; `role` tells what somebody is, by id, `calls` whom a text can speak to.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_top: Callable[[], None],
        on_retry: Callable[[MessageRow], None],
        on_return: Callable[[], None],
        on_place: Callable[[], None],
        on_person: Callable[[Who, int, int], None],
        role: Callable[[str], Role],
        calls: Callable[[], Calls],
    ) -> None:
        super().__init__(parent)
        self._ink, self._on_top, self._on_retry = ink, on_top, on_retry
        self._on_return, self._on_place, self._on_person = on_return, on_place, on_person
        self.following = True
        self.stale = False
        """Whether rows below, and maybe above, are not what the room's are any more."""
        self.detached = False
        """Whether the rows are of an excerpt, far above the room's end."""
        self.on_bottom: Callable[[], None] = lambda: None
        """The reader is at the lowest row of an excerpt."""
        self.on_stale: Callable[[], None] = lambda: None
        """The reader is at the oldest row, and what is above it the room holds no more."""
        self.new_at: Callable[[], int] = lambda: 0
        """Gives the seq of the first message that is new since the person left."""
        self.beginning: Callable[[], str] = lambda: ""
        """Gives the sentence that nothing is before the oldest row; empty if something is."""
        self.calls_below: Callable[[], int] = lambda: 0
        """Gives how many of the unread messages speak to the person."""
        self.unseen, self._waits = 0, False
        self.text = Paper(self, ink.paint)
        self.rows = DrawnRows(self.text, self._runs)
        self._still, self._lamp = Stillness(self.text), Lamp(self.text)
        self._top = TopLine(self.text, lambda: ink.look.px(theme.S))
        self._rules = Rules(self.text, ink)
        self._writer = Writer(ink, self._rules.beside, role, calls, self.text.winfo_width)
        self._bar = ttk.Scrollbar(
            self, style="History.Vertical.TScrollbar", command=self._dragged, takefocus=False
        )
        self.text.configure(yscrollcommand=self._scrolled)
        self._down = Pill(self, ink, self.to_end)
        self.rowconfigure(0, weight=1)
        self.columnconfigure(0, weight=1)
        self.text.grid(row=0, column=0, sticky="nsew")
        self._bar.grid(row=0, column=1, sticky="ns", padx=(0, theme.HAIRLINE), pady=theme.HAIRLINE)
        self._nothing = Nothing(self, ink)
        self.pointing = Pointing(self.text, ink, self._retry, self._open_person, self._look)
        self._rewrapping = Rewrapping(self, self._writer.lays)
        self.whereabouts = Whereabouts(self.text, lambda: self.rows.all)
        follow = self.pointing.act_on_lit
        self.stepping = Stepping(self.text, ink, self.whereabouts, self._look, follow)
        self.pointing.within = self.stepping.span
        self._bind()
        self.restyle()

    def _bind(self) -> None:
        self.text.bind("<Configure>", self._resized)
        self.stepping.on_end = self.to_end
        for event in SCROLLING:
            self.text.bind(event, lambda _event: soon(self, self._look), add=True)

    # What is shown

    def reset(self, settled: Iterable[Row], volatile: Iterable[Row]) -> None:
        """Show a room from top to bottom, and go to its end."""
        self.detached = False
        self._draw([*settled], volatile)
        self.to_end()

    def around(
        self, settled: Iterable[Row], volatile: Iterable[Row], key: str, *, detached: bool
    ) -> None:
        """Show a room, or an excerpt of it, where the row of this key is."""
        self.detached = detached
        self._draw([*settled], volatile, key)
        self._top.fill(lines(self.rows.all))

    def _draw(self, rows: list[Row], volatile: Iterable[Row], key: str = "") -> None:
        """Draw rows instead of all that was drawn; of an excerpt all of them."""
        self.stale = False
        self.rows.begin(rows, volatile, key, whole=self.detached)

    def go_to(self, key: str, height: int | None = None) -> bool:
        """Bring a row into view, its top so many pixels down; False if it is not drawn.

        Without a height it is brought to where it can be read, and lit for a moment.
        """
        settled = self.rows.settled
        place = next((n for n, one in enumerate(settled) if one.row.key == key), None)
        if place is None:
            return False
        if isinstance(row := settled[place].row, MessageRow):
            self.stepping.put_on(row)
        line = self.rows.line_of(place)
        down = self.text.winfo_height() // 3 if height is None else height
        self._still.hold(line, down)
        if height is None:
            self._lamp.light(line, settled[place].lines)
        self._look()
        return True

    def where(self) -> tuple[Row, int] | None:
        """The first entry's row in view and its height there; None at the end of the room."""
        return None if self.following else self._still.entry_seen(self.rows.settled)

    def above(self) -> int:
        """How many settled rows there are above the view, drawn or not."""
        seen = self._still.first_seen(self.rows.settled)
        return len(self.rows.hidden) + (seen.place if seen is not None else 0)

    def tail(self, settled: Iterable[Row], volatile: Iterable[Row]) -> None:
        """Show what the end of the room is now."""
        rows = tuple(settled)
        if not self.stale:
            self.rows.end(rows, volatile)
        if not self.rows.settled:
            soon(self, self._reached_top)
        if self.following:
            self._stay_down()
            self._tell_place()
        else:
            self.count(rows)

    def count(self, rows: Iterable[Row]) -> None:
        """These rows came below the part that is shown."""
        self.unseen += sum(isinstance(row, MessageRow) and not row.mine for row in rows)
        self._tell_place()

    def skip(self, messages: int) -> None:
        """Rows came that are not drawn while the reader is scrolled up; count the messages."""
        self.stale = not self.detached
        self.unseen += messages
        self._tell_place()

    def change(self, rows: Iterable[Row]) -> None:
        """Show that rows read otherwise now, each in its place, the view held still."""
        if not (changed := {row.key: row for row in rows}):
            return
        seen = None if self.following else self._still.first_seen(self.rows.settled)
        self.rows.change(changed)
        self._stay(seen)

    def older(self, rows: Iterable[Row], replaced: int) -> bool:
        """Show older rows on top, the view held still. False if that can't be: then reset.

        Where there are none, still older ones are asked for.
        """
        if not (rows := tuple(rows)):
            later(self, AGAIN_MS, self._reached_top)
            self._show_beginning()
            return True
        if self.stale:
            return True
        if hidden := self.rows.hidden:
            if replaced > len(hidden):
                return False
            hidden[:replaced] = rows
            return True
        return self._put_on_top(rows, replaced)

    def _put_on_top(self, rows: Sequence[Row], replaced: int) -> bool:
        if replaced > len(self.rows.settled) or replaced == len(self.rows.all):
            return False
        height = self._still.height_of(self.rows.line_of(replaced))
        self.rows.put_on_top(rows, replaced)
        self._stay(Seen(len(rows), height))
        self._show_beginning()
        return True

    def newer(self, rows: Iterable[Row]) -> None:
        """Show later rows of an excerpt below. Where there are none, they are asked for again."""
        if not (fresh := tuple(rows)):
            later(self, AGAIN_MS, self._look)
            return
        self.rows.end(fresh, ())

    def cut_end(self, count: int) -> None:
        """Take the newest rows away: what is left is an excerpt of the room."""
        self.detached = True
        self.rows.cut_end(count)
        self._show_down()

    def trim(self, count: int) -> None:
        """Take the oldest rows away: so many were trimmed from what is shown."""
        if not self.stale and self.rows.trim(count) and self.following:
            self._stay_down()

    def to_end(self) -> None:
        """Go to the newest row and follow again."""
        if self.stale or self.detached:
            self._on_return()
            return
        self.following, self.unseen = True, 0
        self.stepping.put_on(None)
        self._stay_down()
        self._tell_place()

    def _runs(self, row: Row, now: int) -> list[Run]:
        """What a row looks like, with the line above it that parts what is new from the rest."""
        at = self.new_at()
        runs = self._writer.runs(new_line.headed(row, at), now)
        return [*new_line.above(row, at, self._rules.beside), *runs]

    def invite(self, sentence: str) -> None:
        """Say this in the middle while nothing else is here; empty for nothing."""
        self._nothing.say("" if self.rows.all else sentence)

    # Where the reader is

    def at_end(self) -> bool:
        """Whether the last line is seen."""
        line = self.text.dlineinfo("end-1c")
        return line is not None and line[1] + line[3] <= self.text.winfo_height() + 1

    def _look(self) -> None:
        """The person has scrolled: follow if they came to the end, stay if they left it."""
        if not self.winfo_exists():
            return
        at_end = self.at_end()
        self.following = at_end and not self.detached
        if self.detached and self._still.lines_below() <= NEAR_LINES:
            self.on_bottom()
        if self.following and self.stale:
            self._on_return()
        elif self.following:
            self.unseen = 0
        self._reached_top()
        self._tell_place()

    @contextmanager
    def following_once(self) -> Iterator[None]:
        """Go to the end once, when all is done: Tk lays its lines out for each time."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False
        if self.following:
            self._stay_down()

    def _stay_down(self) -> None:
        if self._waits:
            return
        self._top.fill(lines(self.rows.all))
        if not self._top.pad:
            self.text.tk.call(self.text, "sync")  # heights of long rows are known too late else
        self.text.yview_moveto(1.0)

    def _stay(self, seen: Seen | None) -> None:
        """Rows came or went: stay at the end, or hold a row that was in view where it was."""
        if self.following:
            self._stay_down()
        elif seen is not None:
            self._still.hold(self.rows.line_of(seen.place), seen.height)

    def _show_beginning(self) -> None:
        """Say above the oldest row that nothing is before it, where that is so."""
        known = bool(self.rows.settled) and not self.rows.hidden
        seen = None if self.following else self._still.first_seen(self.rows.settled)
        if self._top.say(self._ink.words(self.beginning()) if known else ""):
            self._stay(seen)

    def _resized(self, _event: object) -> None:
        self._rules.resize()
        self._nothing.fit()
        self._show_down()
        self._rewrapping.look()
        if self.following:
            self._stay_down()

    def _scrolled(self, first: float, last: float) -> None:
        whole = self._top.pad > 0  # all fits, but for the fraction of a pixel
        self._bar.set(0.0 if whole else first, 1.0 if whole else last)
        soon(self, self.stepping.draw)
        if float(first) <= 0.0 or not self.following:
            soon(self, self._reached_top)

    def _is_near_top(self) -> bool:
        if self.following:
            return self.text.yview()[0] <= 0.0
        return self._still.line_at(0) <= NEAR_LINES

    def _reached_top(self) -> None:
        if not self.winfo_exists() or not self._is_near_top():
            return
        if self.rows.hidden:
            self._put_on_top(self.rows.unhide(), 0)
        elif self.stale:
            self.on_stale()
        else:
            self._on_top()

    def _dragged(self, *how: Any) -> None:
        self.text.yview(*how)
        self._look()

    def _tell_place(self) -> None:
        self._show_beginning()
        self._on_place()
        self._show_down()

    def _show_down(self) -> None:
        below = words.new_below(self.unseen, self.calls_below())
        short = number(self.unseen) if self.unseen else ""
        self._down.say("" if self.following else below, short)

    # What the person does

    def _retry(self, key: str) -> None:
        for written in self.rows.volatile:
            if isinstance(written.row, MessageRow) and written.row.key == key:
                self._on_retry(written.row)
                return

    def _open_person(self, id: str, x: int, y: int) -> None:
        rows = (one.row for one in (*self.rows.volatile, *reversed(self.rows.settled)))
        authors = (row.by for row in rows if isinstance(row, MessageRow) and row.by.id == id)
        if (who := next(authors, None)) is not None:
            self._on_person(who, x, y)

    # The look

    def restyle(self) -> None:
        """Take over the theme."""
        look = self._ink.look
        self.text.configure(
            **text_colours(look, "surface"),
            font=look.least,  # what has a height of its own has a tag
            padx=0,
            pady=0,  # what is scrolled goes on up to the edge
        )
        self.text.grid_configure(pady=(0, look.px(theme.S)))
        for tag, options in tags(look).items():
            self.text.tag_configure(tag, **options)
        self.text.tag_raise("sel")
        self._rewrapping.look(anyway=True)
        self._rules.resize()
        if self.following:
            soon(self, self._stay_down)
        self._show_down()
