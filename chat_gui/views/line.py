"""One line of text that may hold emoji, cut with an ellipsis where there is no room.

A Tk label can't hold images inside its text, so the pieces stand side by side on a canvas.
"""

import tkinter
from collections.abc import Callable
from tkinter import font

from chat_gui.theme import Theme
from chat_gui.views.bidi import IMAGE, RTL, Cell, direction, unbroken, visual
from chat_gui.views.paint import Paint, Picture
from chat_gui.views.shown import Piece, pieces, words

ELLIPSIS = "…"
LONGEST = 300
"""Characters of a line that are looked at; no screen shows more."""
NO_END = 1 << 15
"""More pixels than any line has."""

Part = str | Picture
"""Words of a line, or the image of an emoji."""


class Ink:
    """What views draw text with: the theme, the pictures, and what the screen can take."""

    def __init__(self, look: Theme, paint: Paint) -> None:
        self.look, self.paint = look, paint
        self.colour_kills = look.root.tk.call("tk", "windowingsystem") == "x11"

    def follow(self, widget: tkinter.Misc, restyle: Callable[[], None]) -> None:
        """Have a widget take over the theme whenever it changes, for as long as it lives."""
        self.look.on_change(restyle)

        def destroyed(event: "tkinter.Event[tkinter.Misc]") -> None:
            if event.widget is widget:  # a toplevel hears of its children's ends, too
                self.look.forget(restyle)

        widget.bind("<Destroy>", destroyed, add=True)

    def pieces(self, text: str) -> list[Piece]:
        """A text as it may be shown."""
        return pieces(text, colour_kills=self.colour_kills)

    def words(self, text: str) -> str:
        """A text for where no image can stand, such as a label: with the names of emoji."""
        shown = words(text, colour_kills=self.colour_kills)
        return visual(shown, base=0) if self.colour_kills else shown

    def picture(self, piece: Piece) -> Picture | None:
        """The image that stands for a piece, if one does."""
        return self.paint.emoji(piece.original) if piece.emoji else None

    def measure(self, text: str, fount: str) -> int:
        """The width of one line in a font of the theme, in pixels."""
        used = self._font(fount)
        return sum(_wide(part, used) for part in self._laid(text, used, NO_END))

    def draw(
        self,
        canvas: tkinter.Canvas,
        at: tuple[int, int],
        text: str,
        fount: str,
        colour: str,
        width: int,
    ) -> tuple[int, list[Picture]]:
        """Draw one line, middle left at `at`, no wider than `width`.

        `fount` and `colour` are names in the theme. Gives how wide it is and the images to hold
        on to.
        """
        used, fill = self._font(fount), getattr(self.look.palette, colour)
        x, y = at
        parts = self._laid(text, used, width)
        for part in parts:
            if isinstance(part, str):
                canvas.create_text(x, y, text=part, font=used, fill=fill, anchor="w")
            else:
                canvas.create_image(x, y, image=part, anchor="w")
            x += _wide(part, used)
        return x - at[0], [part for part in parts if not isinstance(part, str)]

    def _font(self, fount: str) -> font.Font:
        used: font.Font = getattr(self.look, fount)
        return used

    def _laid(self, text: str, fount: font.Font, width: int) -> list[Part]:
        """What of a text fits into so many pixels, from the left to the right."""
        parts = self._fitting(text, fount, width)
        if self.colour_kills and RTL.search(text):
            return _ordered(parts, direction(text))
        return parts

    def _fitting(self, text: str, fount: font.Font, width: int) -> list[Part]:
        parts: list[Part] = []
        left = width
        for piece in self.pieces(" ".join(text[:LONGEST].split())):
            image = self.picture(piece)
            if image is not None and image.width() <= left:
                parts.append(image)
            else:
                shown = piece.shown if image is None else ELLIPSIS
                parts.append(fit(shown, fount, left))
                if parts[-1] != shown or image is not None:
                    break
            left -= _wide(parts[-1], fount)
        return parts


def _ordered(parts: list[Part], base: int) -> list[Part]:
    """Parts in the order of reading as they stand side by side where Tk doesn't know the script."""
    cells: list[Cell] = []
    images: dict[int, Picture] = {}
    for part in parts:
        if not isinstance(part, str):
            images[len(cells)] = part
        shown = part if isinstance(part, str) else IMAGE
        cells += [Cell(char, char, 0, place) for place, char in enumerate(shown, len(cells))]
    out: list[Part] = []
    for cell in unbroken(cells, base):
        last = out[-1] if out else None
        if cell.place in images:
            out.append(images[cell.place])
        elif isinstance(last, str):
            out[-1] = last + cell.shown
        else:
            out.append(cell.shown)
    return out


def _wide(part: Part, fount: font.Font) -> int:
    """With the gap behind an image."""
    return fount.measure(part) if isinstance(part, str) else part.width() + 1


def fit(text: str, fount: font.Font, width: int) -> str:
    """`text`, or as much of it as fits into so many pixels with an ellipsis."""
    if fount.measure(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fount.measure(text[:middle].rstrip() + ELLIPSIS) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS if low or fount.measure(ELLIPSIS) <= width else ""


class Line(tkinter.Canvas):
    """A label of one line. `colour`, `behind` and `fount` are names in the theme."""

    def __init__(
        self, parent: tkinter.Misc, ink: Ink, fount: str, colour: str, behind: str
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=False)
        self._ink, self._fount, self._colour, self._behind = ink, fount, colour, behind
        self._text, self._held, self._natural = "", list[Picture](), 1
        self.bind("<Configure>", lambda _event: self._draw())
        self.restyle()

    @property
    def text(self) -> str:
        """What it says, as it was given."""
        return self._text

    def say(self, text: str) -> None:
        """Show this text."""
        if text != self._text:
            self._text = text
            self._measure()

    @property
    def natural(self) -> int:
        """The width at which all of it is seen, in pixels."""
        return self._natural

    def measure(self, text: str) -> int:
        """The width that a text would have, in pixels."""
        return self._ink.measure(text, self._fount) + 1

    def lie_on(self, behind: str) -> None:
        """Lie on another colour of the theme."""
        self._behind = behind
        self.restyle()

    def restyle(self) -> None:
        """Take over the theme."""
        self.configure(background=getattr(self._ink.look.palette, self._behind))
        self._measure()

    def _measure(self) -> None:
        fount = getattr(self._ink.look, self._fount)
        self.delete("all")
        self._natural = self.measure(self._text)
        self.configure(width=self._natural, height=self._ink.look.height(fount) + 2)
        self._draw()

    def _draw(self) -> None:
        self.delete("all")
        width = self.winfo_width()
        if width <= 1 or not self._text:
            return
        middle = (0, self.winfo_height() // 2)
        _, self._held = self._ink.draw(self, middle, self._text, self._fount, self._colour, width)
