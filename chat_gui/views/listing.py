"""The list of rooms and people: what the mouse and the keyboard do in it."""

import tkinter
from collections.abc import Callable, Sequence

from chat_gui import theme
from chat_gui.views.keys import on_keys, on_steps
from chat_gui.views.later import soon
from chat_gui.views.line import Ink
from chat_gui.views.line_canvas import LineCanvas, Place, Title
from chat_gui.views.list_lines import AnyLine, ListingDoing
from chat_gui.views.scrolling import bring_into_sight, on_wheel, scroll
from chat_gui.views.styles import MENU_KEYS


class Listing(LineCanvas):
    """Draws lines; arrows go from one that can be chosen to the next, Return and a click choose."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, doing: ListingDoing, behind: str = "sidebar"
    ) -> None:
        super().__init__(parent, ink, doing, behind)
        self._at = 0
        self._hovered = -1
        self.bind("<Motion>", lambda event: self._pointed(event.y))
        self.bind("<Leave>", lambda _event: self._pointed(-1))
        self.bind("<Button-1>", self._clicked)
        on_steps(self, {"<Up>": -1, "<Down>": 1}, self._move)
        keys: dict[str, Callable[[], object]] = {
            "<Prior>": lambda: self._move(-self._page),
            "<Next>": lambda: self._move(self._page),
            "<Home>": lambda: self._move(-len(self._places)),
            "<End>": lambda: self._move(len(self._places)),
            "<Left>": lambda: self._fold(folded=False),
            "<Right>": lambda: self._fold(folded=True),
            "<space>": self._choose,
            "<Return>": self._enter,
        }
        on_keys(self, keys)
        for key in MENU_KEYS:
            self.bind(key, lambda _event: self._open_menu())
        for button in ("<Button-2>", "<Button-3>"):
            self.bind(button, self._right_clicked)
        self.bind("<FocusIn>", lambda _event: self._ring())
        self.bind("<FocusOut>", lambda _event: self._ring())
        on_wheel(self, lambda step: scroll(self, 2 * step))

    def show(self, lines: Sequence[AnyLine], width: int) -> None:
        """Draw these lines on a list `width` pixels wide.

        The keyboard stays on what it is on, and elsewhere it waits on the current room.
        """
        kept = self._places[self._at] if self._places and self.focus_get() is self else None
        before, was = self._places, self._current
        super().show(lines, width)
        if self._places is before:
            return
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

    def _clicked(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        index = self._place_at(event.y)
        if index >= 0:
            self._at = index
            self._choose()
        elif (title := self._title_at(event.y)) is not None:
            self._doing.fold(title.key)

    def _fold(self, *, folded: bool) -> None:
        """Fold the section that the keyboard is in, or unfold the one that it is on."""
        place = self._places[self._at] if self._places else None
        if place is not None and place.section and place.folded == folded:
            self._doing.fold(place.section)

    def _enter(self) -> None:
        if not self._open_menu(usual=True):
            self._choose()

    def _choose(self) -> None:
        if self._places:
            self._places[self._at].deed()

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

    @property
    def _page(self) -> int:
        """The lines that are seen at once, but for one to hold on to."""
        return max(1, self.winfo_height() // self._line - 1)

    def _move(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), max(0, len(self._places) - 1))
        self._ring()
        self._see()

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

    @property
    def _step(self) -> int:
        """The pixels that the list scrolls by."""
        return max(1, int(str(self.cget("yscrollincrement"))))

    def see_inside(self, widget: tkinter.Misc) -> None:
        """Scroll so far that a widget is seen that stands among the lines."""
        self.update_idletasks()
        top = widget.winfo_rooty() - self.winfo_rooty()
        over = top + widget.winfo_height() - self.winfo_height()
        if top < 0:
            self.yview_scroll(top // self._step, "units")
        elif over > 0:
            self.yview_scroll(-(-min(over, top) // self._step), "units")

    def hold(self, *widgets: tkinter.Misc) -> None:
        """These stand among the lines: Tk tells a widget nothing when the keyboard goes from it to
        one inside it, or back.
        """
        for widget in widgets:
            for event in ("<FocusIn>", "<FocusOut>"):
                widget.bind(event, lambda _event: soon(self, self._ring), add=True)

    def _see(self) -> None:
        if not self._places:
            return
        top = self._places[self._at].top
        bring_into_sight(self, top, top + self._line)

    def _ring(self) -> None:
        """Show where the keyboard is."""
        self.delete("ring")
        if self._places and self.focus_get() is self:
            self._pill_at(self._places[self._at].top, "", ("ring",), "accent")
