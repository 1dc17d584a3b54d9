"""The list of rooms and people, on one canvas: hundreds of lines cost no widget each."""

import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views import words
from chat_gui.views.line import Ink
from chat_gui.views.paint import ICONS, Picture
from chat_gui.views.styles import MENU_KEYS
from chat_server.protocol.events import Who


class Heading(NamedTuple):
    """A section's title, with a button at its right end and widgets under it."""

    text: str
    button: ttk.Button | None = None
    below: tuple[tkinter.Widget, ...] = ()


class RoomLine(NamedTuple):
    """A room that can be gone to; `mark` stands before what it is called: # or @, or a picture."""

    name: str
    mark: str
    called: str
    unread: int
    current: bool


class PersonLine(NamedTuple):
    """A person who is in the room; all but oneself can be talked with. `badge` is their role."""

    id: str
    nick: str
    me: bool
    here: bool
    badge: str = ""


class Place(NamedTuple):
    """What can be chosen: what that does, where its line begins, and whose menu it has."""

    deed: Callable[[], None]
    top: int
    person: Who | None = None


class Listing(tkinter.Canvas):
    """Draws lines; arrows go from one that can be chosen to the next, Return and a click choose.

    `on_room` is given a room's name, `on_person` an id and a nickname. `on_menu` opens a person's
    menu at a point of the screen: by the right button, the menu key, or Return.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        on_room: Callable[[str], None],
        on_person: Callable[[str, str], None],
        on_menu: Callable[[Who, int, int], None],
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=True, width=1)
        self._ink, self._on_room, self._on_person = ink, on_room, on_person
        self._on_menu = on_menu
        self._places: list[Place] = []
        self._held: list[Picture] = []
        self._at = 0
        self._hovered = -1
        self._width = 1
        self._line = 1
        self.bind("<Motion>", lambda event: self._hover(self._place_at(event.y)))
        self.bind("<Leave>", lambda _event: self._hover(-1))
        self.bind("<Button-1>", self._clicked)
        self.bind("<Up>", lambda _event: self._move(-1))
        self.bind("<Down>", lambda _event: self._move(1))
        self.bind("<space>", lambda _event: self._choose())
        for key in ("<Return>", "<KP_Enter>"):
            self.bind(key, lambda _event: self._open_menu() or self._choose())
        for key in MENU_KEYS:
            self.bind(key, lambda _event: self._open_menu())
        for button in ("<Button-2>", "<Button-3>"):
            self.bind(button, self._right_clicked)
        self.bind("<FocusIn>", lambda _event: self._ring())
        self.bind("<FocusOut>", lambda _event: self._ring())
        self.bind("<MouseWheel>", lambda event: self._wheel(-1 if event.delta > 0 else 1))
        self.bind("<Button-4>", lambda _event: self._wheel(-1))
        self.bind("<Button-5>", lambda _event: self._wheel(1))

    def show(self, lines: Sequence[Heading | RoomLine | PersonLine], width: int) -> None:
        """Draw these lines on a list `width` pixels wide."""
        self.delete("all")
        look = self._ink.look
        self._width = width
        self._line = look.height(look.body) + look.px(theme.S) + look.px(1)
        self._places, self._held = [], []
        y = 0
        for line in lines:
            y += _DRAW[type(line)](self, line, y)
        self.configure(scrollregion=(0, 0, width, max(y, 1)))
        self._at = min(self._at, max(0, len(self._places) - 1))
        self._ring()

    def _heading(self, line: Heading, y: int) -> int:
        look = self._ink.look
        gap = look.px(theme.S) if y else 0
        height = look.height(look.small_bold) + look.px(theme.S) + gap
        middle = y + gap + (height - gap) // 2
        left = look.px(theme.L)
        self._text((left, middle), line.text, "small_bold", "muted", self._width - 3 * left)
        if line.button is not None:
            right = self._width - look.px(theme.M)
            self.create_window(right, middle, window=line.button, anchor="e")
        for widget in line.below:
            self.create_window(
                left, y + height, window=widget, anchor="nw", width=self._width - 2 * left
            )
            height += widget.winfo_reqheight() + look.px(theme.XS)
        return height

    def _room(self, line: RoomLine, y: int) -> int:
        look, index = self._ink.look, len(self._places)
        self._places.append(Place(lambda: self._on_room(line.name), y))
        middle = y + self._line // 2
        if line.current:
            self._at = index
            self._pill_at(y, "accent_soft", ("current",))
        left, right = look.px(theme.L), self._width - look.px(theme.L)
        if line.unread:
            right -= self._badge(right, middle, line.unread) + look.px(theme.S)
        colour, beside = ("accent", "accent") if line.current else ("text", "muted")
        fount = "bold" if line.current or line.unread else "body"
        if line.mark in ICONS:
            icon = self._ink.paint.icon(line.mark, beside)
            self._held.append(icon)
            self.create_image(left - look.px(2), middle, image=icon, anchor="w")
        else:
            self._text((left, middle), line.mark, _MARK_FONTS[line.mark, fount], beside, right)
        indent = left + look.px(theme.L)
        self._text((indent, middle), line.called, fount, colour, right - indent)
        return self._line

    def _badge(self, right: int, middle: int, count: int) -> int:
        """A number in a round box that ends at `right`; gives its width."""
        look = self._ink.look
        said = words.unread(count)
        height = look.height(look.small_bold)
        width = max(height + look.px(2), look.small_bold.measure(said) + look.px(theme.S + 4))
        box = self._ink.paint.box(width, height, height // 2, "muted")
        self._held.append(box)
        self.create_image(right, middle, image=box, anchor="e")
        self.create_text(
            right - width // 2,
            middle,
            text=said,
            font=look.small_bold,
            fill=look.palette.on_badge,
        )
        return width

    def _person(self, line: PersonLine, y: int) -> int:
        look = self._ink.look
        middle, left = y + self._line // 2, look.px(theme.L)
        if not line.me:
            who = Who(line.id, line.nick)
            self._places.append(Place(lambda: self._on_person(line.id, line.nick), y, who))
        dot = self._ink.paint.dot("here" if line.here else "muted", hollow=not line.here)
        self._held.append(dot)
        self.create_image(left, middle, image=dot, anchor="w")
        start, end = left + look.px(theme.DOT + theme.DOT_GAP), self._width - left
        if line.badge:
            shown = look.small.measure(line.badge)
            self._text((end - shown, middle), line.badge, "small", "muted", shown)
            end -= shown + look.px(theme.S)
        you = f" {_('(you)')}" if line.me else ""
        width = end - start - look.body.measure(you)
        colour = "text" if line.here else "muted"
        drawn = self._text((start, middle), line.nick, "body", colour, width)
        if you:
            self._text((start + drawn + look.px(theme.XS), middle), you, "body", "muted", width)
        return self._line

    def _text(self, at: tuple[int, int], text: str, fount: str, colour: str, width: int) -> int:
        look = self._ink.look
        drawn, held = self._ink.draw(
            self, at, text, getattr(look, fount), getattr(look.palette, colour), width
        )
        self._held += held
        return drawn

    def _pill_at(self, y: int, fill: str, tags: tuple[str, ...], outline: str = "") -> None:
        look = self._ink.look
        width = self._width - look.px(theme.S) - look.px(theme.S)
        box = self._ink.paint.box(width, self._line, look.px(theme.RADIUS), fill, outline)
        self._held.append(box)
        self.create_image(look.px(theme.S), y, image=box, anchor="nw", tags=tags)

    # Choosing

    def _place_at(self, y: int) -> int:
        on_canvas = int(self.canvasy(y))
        for index, place in enumerate(self._places):
            if place.top <= on_canvas < place.top + self._line:
                return index
        return -1

    def _hover(self, index: int) -> None:
        if index == self._hovered:
            return
        self._hovered = index
        self.delete("hover")
        self.configure(cursor="hand2" if index >= 0 else "")
        if 0 <= index < len(self._places):
            self._pill_at(self._places[index].top, "hover", ("hover",))
            self.tag_lower("hover")

    def _clicked(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        index = self._place_at(event.y)
        if index >= 0:
            self._at = index
            self._choose()

    def _choose(self) -> str:
        if self._places:
            self._places[self._at].deed()
        return "break"

    def _right_clicked(self, event: "tkinter.Event[tkinter.Misc]") -> str:
        index = self._place_at(event.y)
        if index >= 0 and (person := self._places[index].person) is not None:
            self._at = index
            self._ring()
            self._on_menu(person, event.x_root, event.y_root)
        return "break"

    def _open_menu(self) -> str | None:
        """Open the menu of the person that the keyboard is on; None if it is on no person."""
        if not self._places or (person := self._places[self._at].person) is None:
            return None
        self._see()
        below = self._places[self._at].top + self._line - int(self.canvasy(0))
        self._on_menu(
            person, self.winfo_rootx() + self._ink.look.px(theme.XL), self.winfo_rooty() + below
        )
        return "break"

    def _move(self, step: int) -> str:
        self._at = min(max(self._at + step, 0), max(0, len(self._places) - 1))
        self._ring()
        self._see()
        return "break"

    def _see(self) -> None:
        if not self._places:
            return
        whole = max(1, int(float(str(self.cget("scrollregion")).split()[3])))
        top = self._places[self._at].top
        if top < self.canvasy(0):
            self.yview_moveto(top / whole)
        elif top + self._line > self.canvasy(self.winfo_height()):
            self.yview_moveto((top + self._line - self.winfo_height()) / whole)

    def _ring(self) -> None:
        """Show where the keyboard is."""
        self.delete("ring")
        if self._places and self.focus_get() is self:
            self._pill_at(self._places[self._at].top, "", ("ring",), "accent")

    def _wheel(self, step: int) -> str:
        first, last = self.yview()
        if (first, last) != (0.0, 1.0):
            self.yview_scroll(2 * step, "units")
        return "break"

    def restyle(self) -> None:
        """Take over the theme."""
        self.configure(
            background=self._ink.look.palette.sidebar, yscrollincrement=self._ink.look.px(theme.L)
        )


_MARK_FONTS = {
    ("#", "body"): "body",
    ("#", "bold"): "bold",
    ("@", "body"): "small",
    ("@", "bold"): "small_bold",
}
"""The marks' fonts, by the names': an @ is wide."""

_DRAW: dict[type, Callable[..., int]] = {
    Heading: Listing._heading,
    RoomLine: Listing._room,
    PersonLine: Listing._person,
}
