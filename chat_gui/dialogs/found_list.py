"""The list of servers found on this network: a box for each, on one canvas that scrolls.

It shows what it is given and tells which one is selected; the dialog joins.
"""

import tkinter
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from chat_gui import theme
from chat_gui.dialogs.nearby import Listed
from chat_gui.i18n import N_, _
from chat_gui.views.keys import on_steps
from chat_gui.views.later import Timer
from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture
from chat_gui.views.scrolling import bring_into_sight, on_wheel, scroll, scrolled_canvas

LOOKING = N_("Looking for chats on this network…")
NOBODY = N_(
    "Nobody announces a chat here yet, or this network keeps its computers apart. Ask for the"
    " address, or host a chat here."
)
PATIENCE_MS = 3_000
"""How long nothing is found until the list says so."""
LEAST_LINES, MOST_LINES = 2, 3
"""Boxes that are seen at once; more of them scroll."""
MOST_OF_SCREEN = 3
"""The list has at most this part of the screen's height: a third."""


class FoundList(ttk.Frame):
    """`on_join` is called by a double click, `on_pick` when another line is selected, `on_list`
    when others are listed.

    Arrows move the selection, which stays with its server.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_join: Callable[[], None],
        on_pick: Callable[[], None],
        on_list: Callable[[], None],
    ) -> None:
        super().__init__(parent, style="Inside.TFrame")
        self._ink, self._on_join, self._on_pick, self._on_list = ink, on_join, on_pick, on_list
        self._lines: tuple[Listed, ...] = ()
        self._empty = _(LOOKING)
        self._key = ""
        self._chosen = False
        """Whether the person chose a line; from then on none is chosen for them."""
        self._seen = LEAST_LINES
        """How many boxes there is room for: it never gets less while the list is open."""
        self._hovered = -1
        self._timer = Timer(self)
        self._held: list[Picture] = []
        self._title = ttk.Label(self, text=_("On this network"), style="CardField.TLabel")
        self.canvas, self._bar = scrolled_canvas(self, takefocus=False)
        self.columnconfigure(0, weight=1)
        self._title.grid(row=0, column=0, sticky="w")
        self.canvas.grid(row=1, column=0, sticky="nsew")
        self._listen()
        ink.follow(self, self.restyle)
        self.restyle()

    def _listen(self) -> None:
        canvas = self.canvas
        canvas.bind("<Configure>", lambda _event: self._draw())
        canvas.bind("<Button-1>", self._clicked)
        canvas.bind("<Double-Button-1>", self._double_clicked)
        canvas.bind("<Motion>", lambda event: self._hover(self._index_at(event.y)))
        canvas.bind("<Leave>", lambda _event: self._hover(-1))
        on_steps(canvas, {"<Up>": -1, "<Down>": 1, "<Prior>": -3, "<Next>": 3}, self.move)
        for focus in ("<FocusIn>", "<FocusOut>"):
            canvas.bind(focus, lambda _event: self._draw())
        on_wheel(canvas, partial(scroll, canvas))

    # What it shows

    @property
    def lines(self) -> tuple[Listed, ...]:
        """What it shows."""
        return self._lines

    @property
    def selected(self) -> Listed | None:
        """The line that Return joins."""
        return next((line for line in self._lines if line.key == self._key), None)

    @property
    def empty(self) -> str:
        """The sentence that stands where nothing is found."""
        return self._empty

    def begin(self) -> None:
        """The search begins; after a while without a find the list says so."""
        self._empty = _(LOOKING)
        self._timer.begin(PATIENCE_MS, lambda: self.give_up(_(NOBODY)))
        self._draw()

    def show(self, lines: tuple[Listed, ...]) -> None:
        """Show these instead; a server that is found alone is selected."""
        if lines == self._lines:
            return
        if self._lines and not lines:
            self._empty = _(NOBODY)
        self._lines = lines
        self._seen = max(self._seen, min(len(lines), MOST_LINES))
        alone = lines[0].key if len(lines) == 1 else ""
        if self.selected is None and not self._chosen and alone != self._key:
            self._key = alone
            if alone:
                self._on_pick()
        self._on_list()
        self.canvas.configure(takefocus=bool(lines))
        self._fit()
        self._draw()

    def give_up(self, sentence: str) -> None:
        """Nothing was found: say why that may be, and what to do."""
        self._timer.stop()
        self._empty = sentence
        self._draw()

    # The selection

    def move(self, step: int) -> None:
        """Select a line further down or up; the first one if none was."""
        if not self._lines:
            return
        keys = [line.key for line in self._lines]
        at = keys.index(self._key) + step if self._key in keys else 0
        self._select(min(max(at, 0), len(keys) - 1))

    def _select(self, index: int) -> None:
        self._chosen = True
        before, self._key = self._key, self._lines[index].key
        self._draw()
        self._see(index)
        if self._key != before:
            self._on_pick()

    def _clicked(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        self.canvas.focus_set()
        index = self._index_at(event.y)
        if index >= 0:
            self._select(index)

    def _double_clicked(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        """The second click may be on another server, if the list changed in between."""
        index = self._index_at(event.y)
        if index >= 0 and self._lines[index].key == self._key:
            self._on_join()

    def _index_at(self, y: int) -> int:
        height, gap = self._sizes()
        index, within = divmod(int(self.canvas.canvasy(y)), height + gap)
        return index if within < height and 0 <= index < len(self._lines) else -1

    def _see(self, index: int) -> None:
        height, gap = self._sizes()
        top = index * (height + gap)
        bring_into_sight(self.canvas, top, top + height)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self._draw()

    # Drawing

    def _sizes(self) -> tuple[int, int]:
        """The height of a box, and the gap below it."""
        look = self._ink.look
        pad = 2 * look.px(theme.CONTROL_PAD)
        return look.height(look.bold) + look.height(look.small) + pad, look.px(theme.DOT_GAP)

    def _whole(self) -> int:
        height, gap = self._sizes()
        return len(self._lines) * (height + gap) - gap

    def _draw(self) -> None:
        canvas, look = self.canvas, self._ink.look
        canvas.delete("all")
        self._held = []
        width = canvas.winfo_width()
        height, gap = self._sizes()
        if not self._lines:
            canvas.create_text(
                *(0, look.px(theme.XS)),
                text=self._ink.words(self._empty),
                font=look.small,
                fill=look.palette.muted,
                anchor="nw",
                width=max(1, width),
            )
        for index, line in enumerate(self._lines):
            self._box(index, line, index * (height + gap), width)
        canvas.configure(
            scrollregion=(0, 0, width, max(self._whole(), 1)), yscrollincrement=(height + gap) // 2
        )

    def _box(self, index: int, line: Listed, top: int, width: int) -> None:
        """One server: name and address at the left, people and what is to be known at the right."""
        look = self._ink.look
        height, _ = self._sizes()
        selected = line.key == self._key
        fill = "accent_soft" if selected else "hover" if index == self._hovered else "raised"
        edge = look.px(2 if selected and self.canvas.focus_get() is self.canvas else 1)
        box = self._ink.paint.box(
            *(max(width, 1), height, look.px(theme.RADIUS_LARGE)),
            *(fill, "accent" if selected else "line", edge),
        )
        self._held.append(box)
        self.canvas.create_image(0, top, image=box, anchor="nw")
        pad = look.px(theme.M)
        upper = top + look.px(theme.CONTROL_PAD) + look.height(look.bold) // 2
        lower = top + height - look.px(theme.CONTROL_PAD) - look.height(look.small) // 2
        right = width - pad
        quiet = "muted" if fill == "raised" else "text"
        counted = self._right((right, upper), line.people, quiet)
        noted = self._right((right, lower), line.note, quiet, line.lock)
        self._text((pad, upper), line.name, "bold", "text", counted - 2 * pad)
        self._text((pad, lower), line.where, "small", quiet, noted - 2 * pad)

    def _right(self, at: tuple[int, int], text: str, colour: str, icon: str = "") -> int:
        """Write up to this point, an icon before it; gives where that begins."""
        look = self._ink.look
        left = at[0] - look.small.measure(text)
        self._text((left, at[1]), text, "small", colour, at[0] - left)
        if icon:
            drawn = self._ink.paint.icon(icon, "danger" if icon == "unlock" else colour)
            self._held.append(drawn)
            left -= drawn.width() + look.px(theme.XS)
            self.canvas.create_image(left, at[1], image=drawn, anchor="w")
        return left

    def _text(self, at: tuple[int, int], text: str, fount: str, colour: str, width: int) -> None:
        _, held = self._ink.draw(self.canvas, at, text, fount, colour, max(1, width))
        self._held += held

    def _fit(self) -> None:
        """As high as what there is room for, within a part of the screen."""
        height, gap = self._sizes()
        most = max(1, self.winfo_screenheight() // MOST_OF_SCREEN // (height + gap))
        shown = min(self._seen, most)
        self.canvas.configure(height=shown * (height + gap) - gap)
        if len(self._lines) > shown:
            self._bar.grid(row=1, column=1, sticky="ns", padx=(self._ink.look.px(theme.XS), 0))
        else:
            self._bar.grid_remove()

    def restyle(self) -> None:
        """Take over the theme."""
        px = self._ink.look.px
        self._title.configure(padding=(0, 0, 0, px(theme.XS)))
        self.canvas.configure(background=self._ink.look.palette.raised)
        self._fit()
        self._draw()
