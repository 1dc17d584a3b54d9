"""One line of text that may hold emoji, cut with an ellipsis where there is no room.

A Tk label can't hold images inside its text, so the pieces stand side by side on a canvas.
"""

import tkinter
from collections.abc import Callable
from itertools import groupby
from tkinter import font

from chat_gui.theme import Theme
from chat_gui.views.bidi import IMAGE, RTL, Cell, direction, unbroken, visual
from chat_gui.views.paint import Paint, Picture
from chat_gui.views.shown import Piece, pieces, words

ELLIPSIS = "…"
LONGEST = 300
"""Characters of a line that are looked at; no screen shows more."""


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

    def draw(
        self,
        canvas: tkinter.Canvas,
        at: tuple[int, int],
        text: str,
        fount: font.Font,
        colour: str,
        width: int,
        tags: tuple[str, ...] = (),
    ) -> tuple[int, list[Picture]]:
        """Draw one line, middle left at `at`, no wider than `width`.

        Gives how wide it is and the images to hold on to.
        """
        if self.colour_kills and RTL.search(text):
            return self._draw_ordered(canvas, at, text, fount, colour, width, tags)
        x, y = at
        end, held = x + width, list[Picture]()
        for piece in self.pieces(" ".join(text[:LONGEST].split())):
            image = self.picture(piece)
            if image is not None and x + image.width() <= end:
                canvas.create_image(x, y, image=image, anchor="w", tags=tags)
                held.append(image)
                x += image.width() + 1
                continue
            shown = piece.shown if image is None else ELLIPSIS
            fitting = fit(shown, fount, end - x)
            canvas.create_text(x, y, text=fitting, font=fount, fill=colour, anchor="w", tags=tags)
            x += fount.measure(fitting)
            if fitting != shown or shown is ELLIPSIS:
                break
        return x - at[0], held

    def _draw_ordered(
        self,
        canvas: tkinter.Canvas,
        at: tuple[int, int],
        text: str,
        fount: font.Font,
        colour: str,
        width: int,
        tags: tuple[str, ...],
    ) -> tuple[int, list[Picture]]:
        """`draw` where Tk doesn't know the script: cut in the order of reading, then reordered."""
        cells: list[Cell] = []
        images: dict[int, Picture] = {}
        left = width
        for piece in self.pieces(" ".join(text[:LONGEST].split())):
            image = self.picture(piece)
            fitting = fit(piece.shown, fount, left) if image is None else IMAGE
            if image is not None and image.width() > left:
                image, fitting = None, fit(ELLIPSIS, fount, left)
            if image is not None:
                images[len(cells)] = image
            cells += [Cell(char, char, 0, len(cells) + n) for n, char in enumerate(fitting)]
            left -= image.width() + 1 if image is not None else fount.measure(fitting)
            if image is None and fitting != piece.shown:
                break
        x, y = at
        ordered = unbroken(cells, direction(text))
        for image, found in groupby(ordered, lambda cell: images.get(cell.place)):
            if image is not None:
                canvas.create_image(x, y, image=image, anchor="w", tags=tags)
                x += image.width() + 1
                continue
            part = "".join(cell.shown for cell in found)
            canvas.create_text(x, y, text=part, font=fount, fill=colour, anchor="w", tags=tags)
            x += fount.measure(part)
        return x - at[0], list(images.values())


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
        fount = getattr(self._ink.look, self._fount)
        needed, _ = self._ink.draw(self, (0, 0), text, fount, "", 1 << 15, ("measured",))
        self.delete("measured")
        return needed + 1

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
        look = self._ink.look
        middle = (0, self.winfo_height() // 2)
        colour = getattr(look.palette, self._colour)
        fount = getattr(look, self._fount)
        _, self._held = self._ink.draw(self, middle, self._text, fount, colour, width)
