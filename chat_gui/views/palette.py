"""The field at the window's top in which one types where to go (Ctrl+K), and what is meant by it.

The keyboard stays in the field: arrows choose, Return goes, Esc leaves.
"""

import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.model.destinations import Destination
from chat_gui.views.guard import guard
from chat_gui.views.keys import on_keys
from chat_gui.views.layouts import both
from chat_gui.views.line import Ink
from chat_gui.views.list_lines import ListingDoing, RoomLine
from chat_gui.views.listing import Listing
from chat_gui.views.placeholder import Placeholder
from chat_gui.views.scrolling import scrollbar

MOST_TYPED = 100
"""Characters that are looked for."""


class Palette(ttk.Frame):
    """`find` gives what is meant by what was typed, `line` how that is shown.

    `on_go` is given what was chosen, `on_close` told that nothing was.
    """

    def __init__(
        self,
        root: tkinter.Misc,
        ink: Ink,
        find: Callable[[str], Sequence[Destination]],
        line: Callable[[Destination], RoomLine],
        on_go: Callable[[Destination], None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(root, style="Panel.TFrame")
        self._over, self._ink = root, ink
        self._find, self._line, self._on_go, self._on_close = find, line, on_go, on_close
        self._found: Sequence[Destination] = ()
        self._lines: list[RoomLine] = []
        self._at = 0
        self._field = tkinter.StringVar(self)
        self.entry = ttk.Entry(
            self, style="Card.TEntry", font=ink.look.body, width=1, textvariable=self._field
        )
        guard(self.entry, ink, MOST_TYPED)
        self._placeholder = Placeholder(self.entry, ink)
        self._placeholder.say(_("Jump to a room or a person"))
        nothing = ListingDoing(self._chosen, _ignore, _ignore, _ignore, _ignore)
        self.list = Listing(self, ink, nothing, behind="raised")
        self.list.configure(takefocus=False)
        self._bar = scrollbar(self, self.list)
        self.none = ttk.Label(self, style="CardText.TLabel", text=_("Nothing is called so."))
        self.columnconfigure(0, weight=1)
        self.rowconfigure(1, weight=1)
        self.entry.grid(row=0, column=0, columnspan=2, sticky="ew")
        self.list.grid(row=1, column=0, sticky="nsew")
        self._bar.grid(row=1, column=1, sticky="ns")
        self._listen()
        ink.follow(self, self.restyle)
        self.restyle()

    def _listen(self) -> None:
        entry = self.entry
        keys: dict[str, Callable[[], object]] = {
            "<Up>": lambda: self._move(-1),
            "<Down>": lambda: self._move(1),
            "<Prior>": lambda: self._move(1 - theme.PALETTE_LINES),
            "<Next>": lambda: self._move(theme.PALETTE_LINES - 1),
            "<Return>": self.go,
            "<Escape>": self._on_close,
            **dict.fromkeys(both("<Control-k>", "<Control-K>"), self._on_close),
            "<Tab>": lambda: self._move(1),
            "<Shift-Tab>": lambda: self._move(-1),
        }
        on_keys(entry, keys)
        self._field.trace_add("write", lambda *_told: self._typed())
        entry.bind("<FocusOut>", lambda _event: self._left())

    # What is typed

    def open(self, typed: str = "") -> None:
        """Begin, with this in the field."""
        self._field.set(typed)
        self.entry.icursor("end")
        self.lift()

    def _typed(self) -> None:
        typed = self._field.get()
        self._found, self._at = self._find(typed), 0
        self._placeholder.appear(empty=not typed)
        self._draw()
        self.list.yview_moveto(0)

    def refresh(self) -> None:
        """Where one can go may be something else now; what is chosen stays chosen."""
        found = self._find(self._field.get())
        if found != self._found:
            kept = self._found[self._at].key if self._found else ""
            self._found = found
            self._at = next((at for at, one in enumerate(found) if one.key == kept), 0)
            self._draw()

    def _move(self, step: int) -> None:
        if self._found:
            last = len(self._found) - 1
            round_about = (self._at + step) % len(self._found)
            self._at = round_about if abs(step) == 1 else min(max(self._at + step, 0), last)
            self._draw()
            self.list.see(self._at)

    def go(self) -> None:
        """Go to what is chosen."""
        if self._found:
            self._on_go(self._found[self._at])

    def _chosen(self, number: str) -> None:
        self._on_go(self._found[int(number)])

    def _left(self) -> None:
        """The keyboard went elsewhere."""
        focus = self.focus_get()
        inside = str(focus).startswith(str(self))
        if focus is not None and not inside and focus is not self.winfo_toplevel():
            self._on_close()

    # How it looks

    def _draw(self) -> None:
        lines = [
            self._line(one)._replace(name=str(number), current=number == self._at)
            for number, one in enumerate(self._found)
        ]
        if lines:
            self.none.grid_forget()
        else:
            self.none.grid(row=2, column=0, columnspan=2, sticky="w")
        self._lines = lines
        self.fit()

    def fit(self) -> None:
        """Be as wide and high as there is room, in the middle of the window's top."""
        look, over = self._ink.look, self._over
        edge = look.px(theme.S)
        wide = min(look.px(theme.PALETTE_WIDTH), max(1, over.winfo_width() - 2 * edge))
        top = min(edge, over.winfo_height() // 32)
        pad = int(str(self.cget("padding")[0]))
        inside = wide - 2 * pad
        self.none.configure(wraplength=max(1, inside))
        below = over.winfo_height() - 2 * top - self.entry.winfo_reqheight() - 3 * pad
        line = self.list.line_height
        rows = max(1, min(len(self._lines), theme.PALETTE_LINES, below // line))
        bar = look.px(theme.SCROLLBAR) if rows < len(self._lines) else 0
        (self._bar.grid if bar else self._bar.grid_remove)()
        self.list.configure(height=rows * line if self._lines else 1, yscrollincrement=line)
        self.list.show(self._lines, inside - bar)
        self.place(relx=0.5, y=top, anchor="n", width=wide)

    def restyle(self) -> None:
        """Take over the theme."""
        look = self._ink.look
        self.configure(padding=look.px(theme.S))
        self.entry.configure(font=look.body)
        self.list.grid_configure(pady=(look.px(theme.S), 0))
        self._placeholder.restyle()
        self.list.restyle()
        if self.winfo_manager():
            self.fit()


def _ignore(*_told: object) -> None:
    """Nothing is done with it here."""
