"""The list of rooms and people, on one canvas: hundreds of lines cost no widget each."""

import tkinter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.line import Ink
from chat_gui.views.list_lines import Choosing, Heading, PersonLine, RoomLine
from chat_gui.views.paint import ICONS, Picture
from chat_gui.views.styles import MENU_KEYS
from chat_server.protocol.events import Who


class Place(NamedTuple):
    """What can be chosen: what that does, where its line begins, and its menu.

    `key` tells it from all others. `menu` is given a point of the screen; Return opens it where
    that is `usual`. Left folds its `section`, Right unfolds one.
    """

    key: str
    deed: Callable[[], object]
    top: int
    section: str
    menu: Callable[[int, int], object] = lambda _x, _y: None
    usual: bool = False
    folded: bool = False


class Title(NamedTuple):
    """Where a section's title stands, and where it ends."""

    key: str
    top: int
    bottom: int
    end: int


class Listing(tkinter.Canvas):
    """Draws lines; arrows go from one that can be chosen to the next, Return and a click choose."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, choosing: Choosing, behind: str = "sidebar"
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=True, width=1)
        self._ink, self._choosing, self._behind = ink, choosing, behind
        self._places: list[Place] = []
        self._titles: list[Title] = []
        self._section = ""
        self._current = ""
        """The key of the room that is looked at."""
        self._held: list[Picture] = []
        self._at = 0
        self._hovered = -1
        self._width = 1
        self._line = 1
        self.bind("<Motion>", lambda event: self._pointed(event.y))
        self.bind("<Leave>", lambda _event: self._pointed(-1))
        self.bind("<Button-1>", self._clicked)
        self.bind("<Up>", lambda _event: self._move(-1))
        self.bind("<Down>", lambda _event: self._move(1))
        self.bind("<Left>", lambda _event: self._fold(folded=False))
        self.bind("<Right>", lambda _event: self._fold(folded=True))
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
        """Draw these lines on a list `width` pixels wide.

        The keyboard stays on what it is on, and elsewhere it waits on the current room.
        """
        kept = self._places[self._at] if self._places and self.focus_get() is self else None
        was, self._current = self._current, ""
        self.delete("all")
        self._width = width
        self._line = self.line_height
        self._places, self._titles, self._held, self._section = [], [], [], ""
        y = 0
        for line in lines:
            y += _DRAW[type(line)](self, line, y)
        self.configure(scrollregion=(0, 0, width, max(y, 1)))
        moved = self._current != was
        self._stay(kept if not moved else None)
        self._ring()
        if moved and self.winfo_height() > 1:
            self._see()

    def _stay(self, on: Place | None) -> None:
        """Put the keyboard on what it was on, or on the section's title if that is folded now."""
        keys = [place.key for place in self._places]
        wanted = (on.key, f"#{on.section}") if on is not None else (self._current,)
        found = next((keys.index(key) for key in wanted if key in keys), self._at)
        self._at = min(found, max(0, len(keys) - 1))

    def _heading(self, line: Heading, y: int) -> int:
        look = self._ink.look
        gap = look.px(theme.S) if y else 0
        height = look.height(look.small_bold) + look.px(theme.S) + gap
        if line.button is not None:
            height = max(height, line.button.winfo_reqheight() + gap)
        middle = y + gap + (height - gap) // 2
        left = look.px(theme.L)
        width = self._width - 3 * left
        drawn = self._text((left, middle), line.text, "small_bold", "muted", width)
        if line.key:
            self._section = line.key
            self._titles.append(Title(line.key, y + gap, y + height, left + drawn))
        if line.folded:
            self._chevron(self._titles[-1], "unfold")
            top = middle - self._line // 2
            self._places.append(
                Place(
                    f"#{line.key}",
                    lambda: self._choosing.fold(line.key),
                    top,
                    line.key,
                    folded=True,
                )
            )
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
        look = self._ink.look
        menu, key = self._choosing.room_menu, f"room {line.name}"
        self._places.append(
            Place(
                key,
                lambda: self._choosing.room(line.name),
                y,
                self._section,
                lambda x, y: menu(line.name, x, y),
            )
        )
        middle = y + self._line // 2
        if line.current:
            self._current = key
            self._pill_at(y, "accent_soft", ("current",))
        left, right = look.px(theme.L), self._width - look.px(theme.L)
        indent = left + look.px(theme.L)
        right = self._badges(line, right, middle, indent + look.px(theme.NAME_LEAST))
        colour, beside = ("accent", "accent") if line.current else ("text", "muted")
        if line.pale and not line.current:
            colour = "muted"
        fount = "bold" if line.current or line.unread or line.meant else "body"
        self._mark(line.mark, (left, middle), fount, beside)
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

    def _badges(self, line: RoomLine, right: int, middle: int, least: int) -> int:
        """What is unread and what was begun, from the right to the left; gives where they begin.

        Where they would begin before `least`, what is meant for the person stands alone.
        """
        look, gap = self._ink.look, self._ink.look.px(theme.XS)
        start = right
        both = (line.unread, "muted", "on_badge"), (line.meant, "accent", "on_accent")
        taken = sum(self._badge_width(said) + gap for said, _fill, _on in both if said)
        alone = bool(line.meant) and right - taken < least
        for said, fill, on in both[alone:]:
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
        height, width = look.height(look.small_bold), self._badge_width(said)
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

    def _badge_width(self, said: str) -> int:
        look = self._ink.look
        least = look.height(look.small_bold) + look.px(2)
        return max(least, look.small_bold.measure(said) + look.px(theme.S + 4))

    def _person(self, line: PersonLine, y: int) -> int:
        look = self._ink.look
        middle, left = y + self._line // 2, look.px(theme.L)
        if not line.me:
            who, menu = Who(line.id, line.nick), self._choosing.person_menu
            self._places.append(
                Place(
                    f"person {line.id}",
                    lambda: self._choosing.person(line.id, line.nick),
                    y,
                    self._section,
                    lambda x, y: menu(who, x, y),
                    usual=True,
                )
            )
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

    def _title_at(self, y: int) -> Title | None:
        on_canvas = int(self.canvasy(y))
        return next((one for one in self._titles if one.top <= on_canvas < one.bottom), None)

    def _pointed(self, y: int) -> None:
        """The pointer is at this height, or -1 for gone: show what a click would choose."""
        index = self._place_at(y) if y >= 0 else -1
        title = self._title_at(y) if y >= 0 and index < 0 else None
        self.delete("chevron")
        self.configure(cursor="hand2" if index >= 0 or title is not None else "")
        if title is not None:
            self._chevron(title, "fold", ("chevron",))
        if index != self._hovered:
            self._hovered = index
            self.delete("hover")
            if 0 <= index < len(self._places):
                self._pill_at(self._places[index].top, "hover", ("hover",))
                self.tag_lower("hover")

    def _chevron(self, title: Title, icon: str, tags: tuple[str, ...] = ()) -> None:
        """Show beside a section's title that it can be folded, or is."""
        picture = self._ink.paint.icon(icon, "muted", theme.CHEVRON)
        self._held.append(picture)
        middle = (title.top + title.bottom) // 2
        left = title.end + self._ink.look.px(theme.XS)
        self.create_image(left, middle, image=picture, anchor="w", tags=tags)

    def _clicked(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        index = self._place_at(event.y)
        if index >= 0:
            self._at = index
            self._choose()
        elif (title := self._title_at(event.y)) is not None:
            self._choosing.fold(title.key)

    def _fold(self, *, folded: bool) -> str:
        """Fold the section that the keyboard is in, or unfold the one that it is on."""
        place = self._places[self._at] if self._places else None
        if place is not None and place.section and place.folded == folded:
            self._choosing.fold(place.section)
        return "break"

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

    def go_to(self, section: str) -> None:
        """Give the keyboard to a section."""
        self.focus_set()
        places = enumerate(self._places)
        self._at = next((at for at, one in places if one.section == section), self._at)
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
