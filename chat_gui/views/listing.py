"""The list of rooms and people, on one canvas: hundreds of lines cost no widget each."""

import tkinter
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
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
    """A room that can be gone to; `mark` stands before what it is called: #, a picture or a dot.

    `unread` is told in a muted badge, `meant` in an accent one: what is meant for the person. A
    muted room is `pale`; in one with a `draft` something was typed and not sent.
    """

    name: str
    mark: str
    called: str
    unread: str
    current: bool
    meant: str = ""
    pale: bool = False
    draft: bool = False
    direct: bool = False


class PersonLine(NamedTuple):
    """A person who is in the room; all but oneself can be talked with. `badge` is their role."""

    id: str
    nick: str
    me: bool
    here: bool
    badge: str = ""


class Place(NamedTuple):
    """What can be chosen: what that does, where its line begins, and its menu.

    `menu` is given a point of the screen. Return opens it where that is `usual`.
    """

    deed: Callable[[], None]
    top: int
    menu: Callable[[int, int], None]
    usual: bool = False


class Choosing(NamedTuple):
    """What is done with what is chosen: `room` is given a room's name, `person` an id and a name.

    The menus are given a point of the screen as well: they open by the right button and the menu
    key; a person's by Return, too.
    """

    room: Callable[[str], None]
    person: Callable[[str, str], None]
    room_menu: Callable[[str, int, int], None]
    person_menu: Callable[[Who, int, int], None]


class Listing(tkinter.Canvas):
    """Draws lines; arrows go from one that can be chosen to the next, Return and a click choose."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, choosing: Choosing, behind: str = "sidebar"
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=True, width=1)
        self._ink, self._choosing, self._behind = ink, choosing, behind
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
            self.bind(key, lambda _event: self._open_menu(usual=True) or self._choose())
        for key in MENU_KEYS:
            self.bind(key, lambda _event: self._open_menu())
        for button in ("<Button-2>", "<Button-3>"):
            self.bind(button, self._right_clicked)
        self.bind("<FocusIn>", lambda _event: self._ring())
        self.bind("<FocusOut>", lambda _event: self._ring())
        self.bind("<MouseWheel>", lambda event: self._wheel(-1 if event.delta > 0 else 1))
        self.bind("<Button-4>", lambda _event: self._wheel(-1))
        self.bind("<Button-5>", lambda _event: self._wheel(1))

    @property
    def line_height(self) -> int:
        """The height of a room's or a person's line, in pixels."""
        look = self._ink.look
        return look.height(look.body) + look.px(theme.S) + look.px(1)

    def show(self, lines: Sequence[Heading | RoomLine | PersonLine], width: int) -> None:
        """Draw these lines on a list `width` pixels wide."""
        self.delete("all")
        self._width = width
        self._line = self.line_height
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
        if line.button is not None:
            height = max(height, line.button.winfo_reqheight() + gap)
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
        menu = self._choosing.room_menu
        self._places.append(
            Place(lambda: self._choosing.room(line.name), y, lambda x, y: menu(line.name, x, y))
        )
        middle = y + self._line // 2
        if line.current:
            self._at = index
            self._pill_at(y, "accent_soft", ("current",))
        left, right = look.px(theme.L), self._width - look.px(theme.L)
        right = self._badges(line, right, middle)
        colour, beside = ("accent", "accent") if line.current else ("text", "muted")
        if line.pale and not line.current:
            colour = "muted"
        fount = "bold" if line.current or line.unread or line.meant else "body"
        self._mark(line.mark, (left, middle), fount, beside)
        indent = left + look.px(theme.L)
        self._text((indent, middle), line.called, fount, colour, right - indent)
        return self._line

    def _mark(self, mark: str, at: tuple[int, int], fount: str, colour: str) -> None:
        """Draw what stands before a room's name."""
        left, middle = at
        look, paint = self._ink.look, self._ink.paint
        if mark in _DOTS:
            picture = paint.dot(_DOTS[mark], hollow=mark == "away")
        elif mark in ICONS:
            picture = paint.icon(mark, colour)
            left -= look.px(2)
        else:
            self._text(at, mark, fount, colour, look.px(theme.L))
            return
        self._held.append(picture)
        self.create_image(left, middle, image=picture, anchor="w")

    def _badges(self, line: RoomLine, right: int, middle: int) -> int:
        """What is unread and what was begun, from the right to the left; gives where they begin."""
        look, gap = self._ink.look, self._ink.look.px(theme.XS)
        start = right
        for said, fill, on in (
            (line.unread, "muted", "on_badge"),
            (line.meant, "accent", "on_accent"),
        ):
            if said:
                right -= self._badge(right, middle, said, fill, on) + gap
        if line.draft:
            pencil = self._ink.paint.icon("pencil", "muted", theme.PENCIL)
            self._held.append(pencil)
            self.create_image(right, middle, image=pencil, anchor="e", tags=("draft",))
            right -= pencil.width() + gap
        return right - (look.px(theme.XS) if right < start else 0)

    def _badge(self, right: int, middle: int, said: str, fill: str, colour: str) -> int:
        """A number in a round box that ends at `right`; gives its width."""
        look = self._ink.look
        height = look.height(look.small_bold)
        width = max(height + look.px(2), look.small_bold.measure(said) + look.px(theme.S + 4))
        box = self._ink.paint.box(width, height, height // 2, fill)
        self._held.append(box)
        self.create_image(right, middle, image=box, anchor="e")
        self.create_text(
            right - width // 2,
            middle,
            text=said,
            font=look.small_bold,
            fill=getattr(look.palette, colour),
            tags=(fill,),
        )
        return width

    def _person(self, line: PersonLine, y: int) -> int:
        look = self._ink.look
        middle, left = y + self._line // 2, look.px(theme.L)
        if not line.me:
            who, menu = Who(line.id, line.nick), self._choosing.person_menu
            deed = lambda: self._choosing.person(line.id, line.nick)  # noqa: E731
            self._places.append(Place(deed, y, lambda x, y: menu(who, x, y), usual=True))
        dot = self._ink.paint.dot("here" if line.here else "muted", hollow=not line.here)
        self._held.append(dot)
        self.create_image(left, middle, image=dot, anchor="w")
        start, end = left + look.px(theme.DOT + theme.DOT_GAP), self._width - left
        if line.badge:
            shown = look.small.measure(line.badge)
            self._text((end - shown, middle), line.badge, "small", "muted", shown)
            end -= shown + look.px(theme.S)
        beside = _("(you)") if line.me else "" if line.here else _("· away")
        gap = look.px(theme.XS)
        taken = look.body.measure(beside) + gap if beside else 0
        colour = "text" if line.here else "muted"
        drawn = self._text((start, middle), line.nick, "body", colour, end - start - taken)
        if beside:
            self._text((start + drawn + gap, middle), beside, "body", "muted", taken)
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
        if index >= 0:
            self._at = index
            self._ring()
            self._places[index].menu(event.x_root, event.y_root)
        return "break"

    def _open_menu(self, *, usual: bool = False) -> str | None:
        """Open the menu of what the keyboard is on; None if there is none.

        `usual`: only if it is what one usually wants there.
        """
        if not self._places or (usual and not self._places[self._at].usual):
            return None
        self._see()
        place = self._places[self._at]
        below = place.top + self._line - int(self.canvasy(0))
        left = self.winfo_rootx() + self._ink.look.px(theme.XL)
        place.menu(left, self.winfo_rooty() + below)
        return "break"

    def _move(self, step: int) -> str:
        self._at = min(max(self._at + step, 0), max(0, len(self._places) - 1))
        self._ring()
        self._see()
        return "break"

    def go_to(self, index: int) -> None:
        """Give the keyboard to what can be chosen, by its number from the top."""
        self.focus_set()
        self._at = max(0, min(index, len(self._places) - 1))
        self._ring()
        self._see()

    def see(self, index: int) -> None:
        """Scroll so far that what can be chosen is seen, by its number from the top."""
        self._at = index
        self._see()

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
            background=getattr(self._ink.look.palette, self._behind),
            yscrollincrement=self._ink.look.px(theme.L),
        )


_DOTS = {"here": "here", "away": "muted"}
"""The marks that are dots, and their colours."""

_DRAW: dict[type, Callable[..., int]] = {
    Heading: Listing._heading,
    RoomLine: Listing._room,
    PersonLine: Listing._person,
}
