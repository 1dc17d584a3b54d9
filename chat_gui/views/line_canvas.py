"""Lines of rooms and people drawn on a canvas: hundreds of them cost no widget each.

`listing.py` adds the mouse and the keyboard. A line that only says something else is drawn anew
alone, so that a flood of messages in a room costs little.
"""

import tkinter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from chat_gui import theme
from chat_gui.i18n import _
from chat_gui.views.icons import ICONS
from chat_gui.views.line import Ink
from chat_gui.views.list_lines import AnyLine, Heading, ListingDoing, PersonLine, RoomLine
from chat_gui.views.paint import Picture
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


class LineCanvas(tkinter.Canvas):
    """Draws lines; `doing` is what they do."""

    def __init__(self, parent: tkinter.Misc, ink: Ink, doing: ListingDoing, behind: str) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=True, width=1)
        self._ink, self._doing, self._behind = ink, doing, behind
        self._places: list[Place] = []
        self._titles: list[Title] = []
        self._section = ""
        self._current = ""
        """The key of the room that is looked at."""
        self._lines: list[AnyLine] = []
        self._items: list[range] = []
        """Of each line its items on the canvas."""
        self._tops: list[int] = []
        self._held: list[Picture] = []
        self._holds: list[list[Picture]] = []
        """Of each line the pictures that it needs."""
        self._lit: dict[str, Picture] = {}
        """The same of what the pointer or the keyboard is on."""
        self._width = 1
        self._line = 1

    @property
    def line_height(self) -> int:
        """The height of a room's or a person's line, in pixels."""
        look = self._ink.look
        return look.height(look.body) + look.px(theme.S) + look.px(1)

    def show(self, lines: Sequence[AnyLine], width: int) -> None:
        """Draw these lines on a list `width` pixels wide."""
        if self._touch_up(lines, width):
            return
        self.delete("all")
        self._width = width
        self._line = self.line_height
        self._places, self._titles, self._section, self._current = [], [], "", ""
        self._lines, self._items, self._tops, self._holds = list(lines), [], [], []
        y = 0
        for at in range(len(lines)):
            self._tops.append(y)
            self._items.append(range(0))
            self._holds.append([])
            y += self._draw(at)
        self.configure(scrollregion=(0, 0, width, max(y, 1)))

    def _draw(self, at: int) -> int:
        """Draw a line where it belongs, instead of what is drawn there; gives its height."""
        line = self._lines[at]
        for item in self._items[at]:
            self.delete(item)
        self._held = self._holds[at] = []
        first = self._next_item()
        height = _DRAW[type(line)](self, line, self._tops[at])
        self._items[at] = range(first, self._next_item())
        return height

    def _next_item(self) -> int:
        """A number above those of all items; they only grow."""
        item = self.create_line(0, 0, 0, 0)
        self.delete(item)
        return item

    def _touch_up(self, lines: Sequence[AnyLine], width: int) -> bool:
        """Draw only the lines that say something else now; False if it is another list."""
        if width != self._width or len(lines) != len(self._lines):
            return False
        if not all(_alike(old, new) for old, new in zip(self._lines, lines, strict=True)):
            return False
        places, self._places = self._places, []
        for at, new in enumerate(lines):
            if new != self._lines[at]:
                self._lines[at] = new
                self._draw(at)
        self._places = places
        return True

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
                    lambda: self._doing.fold(line.key),
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
        menu, key = self._doing.room_menu, f"room {line.name}"
        self._places.append(
            Place(
                key,
                lambda: self._doing.room(line.name),
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
            who, menu = Who(line.id, line.nick), self._doing.person_menu
            self._places.append(
                Place(
                    f"person {line.id}",
                    lambda: self._doing.person(line.id, line.nick),
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
        beside = _("(you)") if line.me else _("· away") if line.known and not line.here else ""
        gap = look.px(theme.XS)
        taken = look.body.measure(beside) + gap if beside else 0
        colour = "text" if line.here else "muted"
        drawn = self._text((start, middle), line.nick, "body", colour, end - start - taken)
        if beside:
            self._text((start + drawn + gap, middle), beside, "body", "muted", taken)
        return self._line

    def _text(self, at: tuple[int, int], text: str, fount: str, colour: str, width: int) -> int:
        drawn, held = self._ink.draw(self, at, text, fount, colour, width)
        self._held += held
        return drawn

    def _pill_at(self, y: int, fill: str, tags: tuple[str, ...], outline: str = "") -> None:
        look = self._ink.look
        width = self._width - look.px(theme.S) - look.px(theme.S)
        box = self._ink.paint.box(width, self._line, look.px(theme.RADIUS), fill, outline)
        self._hold(box, tags)
        self.create_image(look.px(theme.S), y, image=box, anchor="nw", tags=tags)

    def _hold(self, picture: Picture, tags: tuple[str, ...]) -> None:
        """Keep a picture: with its line, or as long as no other has its tags."""
        if tags in (("hover",), ("ring",), ("chevron",)):
            self._lit[tags[0]] = picture
        else:
            self._held.append(picture)

    def _chevron(self, title: Title, icon: str, tags: tuple[str, ...] = ()) -> None:
        """Show beside a section's title that it can be folded, or is."""
        picture = self._ink.paint.icon(icon, "muted", theme.CHEVRON)
        self._hold(picture, tags)
        middle = (title.top + title.bottom) // 2
        left = title.end + self._ink.look.px(theme.XS)
        self.create_image(left, middle, image=picture, anchor="w", tags=tags)

    def restyle(self) -> None:
        """Take over the theme; what is shown next is drawn whole."""
        self._lines = []
        self.configure(
            background=getattr(self._ink.look.palette, self._behind),
            yscrollincrement=self._ink.look.px(theme.L),
        )


def _alike(old: AnyLine, new: AnyLine) -> bool:
    """Whether a line stays what it is, whatever it says: then it alone can be drawn anew."""
    if isinstance(old, RoomLine) and isinstance(new, RoomLine):
        return (old.name, old.current) == (new.name, new.current)
    return old == new and not (isinstance(new, Heading) and new.below)


_DOTS = {"here": "here", "away": "muted"}
"""The marks that are dots, and their colours."""

_DRAW: dict[type, Callable[..., int]] = {
    Heading: LineCanvas._heading,
    RoomLine: LineCanvas._room,
    PersonLine: LineCanvas._person,
}
