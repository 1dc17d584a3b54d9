"""The emoji picker: search, what was taken lately, groups, skin tone; all by keyboard too.

It lies over the window beside what it was opened from, one at a time, and goes when the person
takes an emoji, presses Esc or turns to something else.
"""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chat_gui import theme
from chat_gui.i18n import N_, _
from chat_gui.model.emoji_grid import Section
from chat_gui.model.emoji_table import TONES, Emoji, toned
from chat_gui.views import menu_keys
from chat_gui.views.emoji_grid import EmojiGrid
from chat_gui.views.emoji_habits import Habits, table
from chat_gui.views.guard import guard
from chat_gui.views.keys import on_keys
from chat_gui.views.later import soon
from chat_gui.views.line import Ink, Line
from chat_gui.views.menus import menu
from chat_gui.views.overlaying import below, within
from chat_gui.views.paint import Picture
from chat_gui.views.placeholder import Placeholder
from chat_gui.views.styles import push_button

Place = tkinter.Misc | tuple[int, int]
"""What the picker is opened from: a widget, or a point of the screen."""
COLUMNS, ROWS = 9, 6
FOUND_MOST = 200
_HAND = "\u270b"

GROUPS = {
    "Smileys & Emotion": N_("Smileys"),
    "People & Body": N_("People"),
    "Animals & Nature": N_("Nature"),
    "Food & Drink": N_("Food"),
    "Travel & Places": N_("Travel"),
    "Activities": N_("Activities"),
    "Objects": N_("Objects"),
    "Symbols": N_("Symbols"),
    "Flags": N_("Flags"),
}
"""Unicode's groups, and what they are called here."""
_TONES = (
    N_("No skin tone"),
    N_("Light skin"),
    N_("Medium light"),
    N_("Medium"),
    N_("Medium dark"),
    N_("Dark skin"),
)


class EmojiPicker(ttk.Frame):
    """Made when asked for, destroyed when closed. `on_close` is told what was taken, or ""."""

    def __init__(
        self, over: tkinter.Misc, ink: Ink, habits: Habits, on_close: Callable[[str], None]
    ) -> None:
        px = ink.look.px
        super().__init__(over, style="Panel.TFrame", padding=px(theme.S))
        self._over, self._ink, self._habits, self._on_close = over, ink, habits, on_close
        self._held: list[Picture] = []
        self._tone_mark: tkinter.IntVar | None = None
        self._typed = tkinter.StringVar(self)
        self.search = ttk.Entry(
            self, style="Card.TEntry", font=ink.look.body, textvariable=self._typed
        )
        guard(self.search, ink, most=40)
        self._placeholder = Placeholder(self.search, ink)
        self._placeholder.say(_("Search"))
        self.tone = push_button(self, "Raised.TButton", self._offer_tones)
        self._bar = ttk.Frame(self, style="Inside.TFrame")
        self.cells = EmojiGrid(self, ink, self._named, self._look, self._take)
        self.status = Line(self, ink, "small", "muted", "raised")
        self._lay_out()
        self._listen()
        ink.follow(self, self._restyle)
        self._placeholder.appear(empty=True)
        self._show_tone()
        self._fill_bar()
        self.cells.show(self._sections())

    def _lay_out(self) -> None:
        px = self._ink.look.px
        room = self._over.winfo_width() - 2 * px(theme.S) - 2 * px(theme.S)
        wide = min(room, COLUMNS * self.cells.cell + px(theme.SCROLLBAR))
        around = 4 * self._ink.look.height(self._ink.look.body) + 8 * px(theme.S)
        high = self._over.winfo_height() - around - self.cells.cell
        self.cells.fit(wide, max(1, min(ROWS, high // self.cells.cell)))
        self.columnconfigure(0, weight=1, minsize=0)
        self.search.grid(row=0, column=0, sticky="ew")
        self.search.configure(width=1)
        self.tone.grid(row=0, column=1, padx=(px(theme.XS), 0))
        self._bar.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(px(theme.XS), 0))
        self.cells.grid(row=2, column=0, columnspan=2, pady=px(theme.XS))
        self.status.grid(row=3, column=0, columnspan=2, sticky="ew")
        self.status.configure(width=1)

    def _listen(self) -> None:
        entry, grid = self.search, self.cells
        keys: dict[str, Callable[[], object]] = {
            "<Up>": lambda: grid.move(0, -1),
            "<Down>": lambda: grid.move(0, 1),
            "<Left>": lambda: grid.move(-1, 0),
            "<Right>": lambda: grid.move(1, 0),
            "<Prior>": lambda: grid.page(-1),
            "<Next>": lambda: grid.page(1),
            "<Return>": grid.take,
        }
        on_keys(entry, keys)
        for widget in (entry, self.tone):
            on_keys(widget, {"<Escape>": self._give_up})
            widget.bind("<FocusOut>", lambda _event: soon(self, self._left), add=True)
        self._typed.trace_add("write", lambda *_arguments: self._searched())

    def place_by(self, at: Place) -> None:
        """Lie above a widget, or a point of the screen; below it where there is no room above."""
        self.update_idletasks()
        over, gap = self._over, self._ink.look.px(theme.XS)
        if isinstance(at, tuple):
            right, top, bottom = *at, at[1]
        else:
            top = at.winfo_rooty()
            right, bottom = at.winfo_rootx() + at.winfo_width(), top + at.winfo_height()
        # As wide as the cells: a long name is cut.
        width = self.cells.wide + 2 * self._ink.look.px(theme.S)
        height = self.winfo_reqheight()
        x = right - over.winfo_rootx() - width
        above = top - over.winfo_rooty() - gap - height
        y = above if above >= gap else bottom - over.winfo_rooty() + gap
        x = within(x, width, over.winfo_width(), gap)
        y = within(y, height, over.winfo_height(), gap)
        self.place(x=x, y=y, width=width)
        self.lift()
        self.update_idletasks()  # what is not drawn yet gets the keyboard late
        self.search.focus_set()

    # What is shown

    def _sections(self) -> list[Section]:
        typed = self._typed.get().strip().strip(":")
        if typed:
            found = table().find(typed, self._habits.recent, FOUND_MOST)
            return [("", [self._dyed(one) for one in found])]
        groups = [
            (_(title), [self._dyed(one) for one in table().groups[name]])
            for name, title in GROUPS.items()
        ]
        return [(_("Recent"), list(self._habits.recent)), *groups]

    def _dyed(self, one: Emoji) -> str:
        return toned(one.chars, self._habits.tone)

    def _named(self, chars: str) -> str:
        return table().of(chars).said

    def _look(self, chars: str) -> None:
        """Say what the person looks at, and under which heading."""
        if not chars:
            self.status.say(_("No emoji is called so."))
            return
        one = table().of(chars)
        codes = " ".join(f":{name}:" for name in sorted(one.names, key=len)[:2])
        self.status.say(f"{chars} {one.said} · {codes}" if self.cells.draws else one.said)

    def _searched(self) -> None:
        self._placeholder.appear(empty=not self._typed.get())
        self.cells.show(self._sections())

    def _fill_bar(self) -> None:
        """A button for each group; its first emoji stands on it."""
        if not self.cells.draws:
            return
        for number, (name, title) in enumerate(GROUPS.items()):
            image = self._ink.paint.emoji(table().groups[name][0].chars)
            button = ttk.Button(
                self._bar,
                style="Raised.TButton",
                takefocus=False,
                command=lambda title=title: self._jump(_(title)),  # type: ignore[misc]
            )
            if image is None:
                button.configure(text=table().groups[name][0].chars)
            else:
                self._held.append(image)
                button.configure(image=image)
            button.grid(row=0, column=number, sticky="ew")
            button.bind("<Enter>", lambda _event, title=title: self.status.say(_(title)))  # type: ignore[misc]
            self._bar.columnconfigure(number, weight=1)
        self._bar.update_idletasks()
        if self._bar.winfo_reqwidth() > self.cells.wide:
            self._bar.grid_remove()  # the keys for the next group do as well

    def _jump(self, heading: str) -> None:
        if self._typed.get():
            self._typed.set("")
        self.cells.jump(heading)
        self.search.focus_set()

    # Skin tone

    def _show_tone(self) -> None:
        image = self._ink.paint.emoji(toned(_HAND, self._habits.tone))
        if image is not None:
            self._held.append(image)
            self.tone.configure(image=image)
        else:
            self.tone.configure(text=_("Skin tone"))

    def _offer_tones(self) -> None:
        offered = menu(self, self._ink)
        self._tone_mark = tkinter.IntVar(offered, TONES.index(self._habits.tone))
        for number, (tone, title) in enumerate(zip(TONES, _TONES, strict=True)):
            image = self._ink.paint.emoji(toned(_HAND, tone))
            drawn: dict[str, Any] = {} if image is None else {"image": image, "compound": "left"}
            offered.add_radiobutton(
                label=f" {_(title)}" if drawn else _(title),
                value=number,  # Tk takes an empty value for none
                variable=self._tone_mark,
                command=lambda tone=tone: self.prefer(tone),  # type: ignore[misc]
                **drawn,
            )
            if image is not None:
                self._held.append(image)
        offered.tk_popup(*below(self.tone))
        menu_keys.begin(offered, self.tone, TONES.index(self._habits.tone))

    def prefer(self, tone: str) -> None:
        """Show hands and people in this skin tone from now on."""
        self._habits.prefer(tone)
        self._show_tone()
        self.cells.redraw(self._sections())
        self.search.focus_set()

    # How it ends

    def _take(self, chars: str) -> None:
        self._habits.took(chars)
        self._on_close(chars)

    def _give_up(self) -> None:
        self._on_close("")

    def _restyle(self) -> None:
        """Of another size it would have to be laid out anew: it is opened again as quickly."""
        soon(self, self._give_up)

    def _left(self) -> None:
        """The keyboard went elsewhere: if not to the picker or its menu, the picker goes."""
        try:
            has = self.focus_get()
        except KeyError:  # a menu of Tk's own making
            return
        if has is not None and not str(has).startswith(str(self)):
            self._on_close("")


class EmojiPicking:
    """Opens the picker over a widget, for whoever needs an emoji; one at a time."""

    def __init__(self, over: tkinter.Misc, ink: Ink, habits: Habits) -> None:
        self._over, self._ink, self._habits = over, ink, habits
        self.shown: EmojiPicker | None = None

    def pick(self, on_chosen: Callable[[str], None], at: Place) -> None:
        """Have the person take an emoji; `at` is a widget or a point of the screen.

        Asked again for while it is open, it closes. `on_chosen` isn't called if they take none.
        """
        if self.shown is not None:
            self.close()
            return
        before = self._over.focus_get()

        def closed(chars: str) -> None:
            self.close()
            if before is not None and before.winfo_exists():
                before.focus_set()
            if chars:
                on_chosen(chars)

        self.shown = EmojiPicker(self._over, self._ink, self._habits, closed)
        self.shown.place_by(at)

    def close(self) -> None:
        """Take it away."""
        if self.shown is not None:
            shown, self.shown = self.shown, None
            shown.destroy()
