"""Small pictures drawn once with Pillow: rounded boxes, avatars, dots, emoji.

Each is drawn with `shapes.py`, handed to Tk as PNG and kept for as long as a view holds it. When
the theme changes, all living pictures are drawn again in place.
"""

import math
import tkinter
import weakref
import zlib
from collections import deque
from collections.abc import Callable

from PIL import Image, ImageDraw

from chat_gui import theme
from chat_gui.theme import Theme
from chat_gui.views import faces, qr
from chat_gui.views.icons import ICONS, SOLID, TICK, Points
from chat_gui.views.shapes import OVERSIZE, avatar, canvas, png, rounded, smaller

KEPT = 256
"""Pictures kept although nobody shows them now."""
LASTING = frozenset({"icon", "dot", "menu", "bar"})
"""Kinds of which there are few: kept for good, as buttons show them without holding them."""

Painter = Callable[[], Image.Image]


class Picture(tkinter.PhotoImage):
    """An image Tk can show. `cluster`: the characters it stands for, if it is an emoji."""

    cluster = ""


class Paint:
    """The pictures of one program. Methods give the same image for the same arguments."""

    def __init__(self, look: Theme) -> None:
        self.look = look
        self._images: weakref.WeakValueDictionary[tuple[object, ...], Picture] = (
            weakref.WeakValueDictionary()
        )
        self._painters: dict[tuple[object, ...], Painter] = {}
        self._recent: deque[Picture] = deque(maxlen=KEPT)
        self._lasting: list[Picture] = []
        self._clusters: weakref.WeakValueDictionary[str, Picture] = weakref.WeakValueDictionary()
        look.on_change(self._repaint)

    def _image(self, key: tuple[object, ...], painter: Painter) -> Picture:
        image = self._images.get(key)
        if image is None:
            image = Picture(master=self.look.root, data=png(painter()))
            self._images[key] = image
            self._painters[key] = painter
            (self._lasting if key[0] in LASTING else self._recent).append(image)
            if len(self._painters) > 2 * len(self._images) + KEPT:
                self._painters = {k: p for k, p in self._painters.items() if k in self._images}
        return image

    def _repaint(self) -> None:
        for key, image in tuple(self._images.items()):
            image.configure(data=png(self._painters[key]()))

    def box(
        self, width: int, height: int, radius: int, fill: str, outline: str = "", edge: int = 1
    ) -> Picture:
        """A rounded box; `fill` and `outline` are names of colours in the palette, or empty."""
        key = ("box", width, height, radius, fill, outline, edge)
        return self._image(
            key, lambda: rounded(width, height, radius, self._hex(fill), self._hex(outline), edge)
        )

    def dot(self, colour: str, *, hollow: bool = False) -> Picture:
        """A presence dot: full, or a ring."""

        def draw() -> Image.Image:
            size = self.look.px(theme.DOT)
            fill = "" if hollow else self._hex(colour)
            return rounded(size, size, size / 2, fill, self._hex(colour), self.look.px(1))

        return self._image(("dot", colour, hollow), draw)

    def icon(self, name: str, colour: str, wide: int = theme.ICON) -> Picture:
        """A line drawing of `ICONS` in a colour of the palette, `wide` pixels at 96 dpi."""

        def draw() -> Image.Image:
            size = self.look.px(wide)
            image, pen = canvas(size, size)
            unit = size * OVERSIZE / theme.ICON
            for points in ICONS[name]:
                pen.line(_scaled(points, unit), self._hex(colour), round(1.6 * unit), "curve")
            for points in SOLID.get(name, ()):
                pen.polygon(_scaled(points, unit), self._hex(colour))
            return smaller(image, size, size)

        return self._image(("icon", name, colour, wide), draw)

    def menu(self, dot: str) -> Picture:
        """The button for what is folded away, with a dot of this colour where something is new."""

        def draw() -> Image.Image:
            size = self.look.px(theme.ICON)
            image, pen = canvas(size, size)
            unit = size * OVERSIZE / theme.ICON
            for points in ICONS["menu"]:
                pen.line(_scaled(points, unit), self._hex("muted"), round(1.6 * unit))
            if dot:
                middle, radius = (12.2 * unit, 3.8 * unit), 3.4 * unit
                pen.circle(middle, radius + 1.2 * unit, self._hex("surface"))
                pen.circle(middle, radius, self._hex(dot))
            return smaller(image, size, size)

        return self._image(("menu", dot), draw)

    def tick(self, *, on: bool, outline: str, edge: int = theme.HAIRLINE) -> Picture:
        """A box to be ticked, and the gap to what stands beside it."""

        def draw() -> Image.Image:
            size, corner = self.look.px(theme.ICON), self.look.px(theme.XS)
            fill, wide = self._hex("accent" if on else "raised"), self.look.px(edge)
            image = rounded(size, size, corner, fill, self._hex(outline), wide)
            if on:
                mark, pen = canvas(size, size)
                unit = size * OVERSIZE / theme.ICON
                pen.line(_scaled(TICK, unit), self._hex("on_accent"), round(2 * unit), "curve")
                image.alpha_composite(smaller(mark, size, size))
            return self._with_gap(image)

        return self._image(("tick", on, outline, edge), draw)

    def choice(self, *, on: bool, outline: str, edge: int = theme.HAIRLINE) -> Picture:
        """A ring, full where it is what was chosen of several; and the gap beside it."""

        def draw() -> Image.Image:
            size, wide = self.look.px(theme.ICON), self.look.px(edge)
            fill = self._hex("accent" if on else "raised")
            image = rounded(size, size, size / 2, fill, self._hex(outline), wide)
            if on:
                inner = max(2, round(size * 0.38)) // 2 * 2 + size % 2
                spot = rounded(inner, inner, inner / 2, self._hex("on_accent"))
                image.alpha_composite(spot, ((size - inner) // 2, (size - inner) // 2))
            return self._with_gap(image)

        return self._image(("choice", on, outline, edge), draw)

    def _with_gap(self, image: Image.Image) -> Image.Image:
        whole = Image.new("RGBA", (image.width + self.look.px(theme.S), image.height))
        whole.paste(image)
        return whole

    def avatar(self, id: str, nick: str) -> tuple[Picture, Picture]:
        """A person's picture cut in two: beside the name's line, and beside the line below it."""
        colour = theme.AVATARS[zlib.crc32(id.encode("utf-8", "replace")) % len(theme.AVATARS)]
        initial = next((char.upper()[0] for char in nick if char.isalnum()), "")

        def half(lower: bool) -> Painter:
            def draw() -> Image.Image:
                size = self.look.px(theme.AVATAR)
                line = self.look.height(self.look.bold) + self.look.px(theme.LEADING)
                cut = min(line, size - 1)
                wide = self.look.px(theme.TEXT_INDENT) - self.look.px(theme.L)
                whole = avatar(size, self.look.px(theme.RADIUS), colour, initial)
                return whole.crop((0, cut, wide, size) if lower else (0, 0, wide, cut))

            return draw

        upper = self._image(("upper", colour, initial), half(False))
        return upper, self._image(("lower", colour, initial), half(True))

    def qr(self, text: str, most: int) -> Picture:
        """The QR code of a text, at most so many pixels at 96 dpi wide."""
        return self._image(("qr", text, most), lambda: qr.drawn(text, self.look.px(most)))

    def gap(self, width: int) -> Picture:
        """Nothing, so many pixels wide."""
        return self._image(("gap", width), lambda: Image.new("RGBA", (width, 1)))

    def bar(self, *, turned: bool = False) -> Picture:
        """The bar at the beginning of a quoted line, and the gap to what stands beside it.

        `turned`: the line begins at the right.
        """

        def draw() -> Image.Image:
            height = self.look.height(self.look.body) + self.look.px(theme.LEADING)
            wide = self.look.px(theme.BAR)
            whole = Image.new("RGBA", (self.look.px(theme.BAR_INDENT), height))
            place = (whole.width - wide if turned else 0, 0)
            whole.paste(rounded(wide, height, wide / 2, self._hex("line")), place)
            return whole

        return self._image(("bar", turned), draw)

    def emoji(self, cluster: str, *, large: bool = False, size: float = 0.9) -> Picture | None:
        """An emoji so many lines of text high, or of large text; None if it can't be drawn."""
        key = ("emoji", cluster, large, size)

        def draw() -> Image.Image | None:
            line = self.look.height(self.look.emoji if large else self.look.body)
            return faces.emoji(cluster, round(line * size))

        image = self._images.get(key)
        if image is None:
            first = draw()
            if first is None:
                return None
            drawn = [first]
            image = self._image(key, lambda: drawn.pop() if drawn else draw() or first)
        image.cluster = cluster
        self._clusters[str(image)] = image
        return image

    def pill(self, cluster: str, count: str, *, own: bool) -> Picture | None:
        """A reaction: an emoji and how many put it there; None where the emoji can't be drawn."""

        def draw() -> Image.Image | None:
            look, inner = self.look, self.look.px(theme.XS)
            high = look.height(look.small) + 2 * look.px(theme.PILL_ABOVE)
            face = faces.emoji(cluster, round(high * 0.66))
            if face is None:
                return None
            digits = faces.regular(abs(int(look.small.cget("size"))))
            wide = math.ceil(digits.getlength(count))
            side = look.px(theme.PILL_SIDE)
            fill, edge = self._hex("accent_soft" if own else "surface"), look.px(theme.HAIRLINE)
            outline = self._hex("accent" if own else "line")
            width = 2 * side + face.width + inner + wide
            whole = rounded(width, high, high / 2, fill, outline, edge)
            whole.alpha_composite(face, (side, (high - face.height) // 2))
            place = (side + face.width + inner, high / 2)
            ImageDraw.Draw(whole).text(place, count, self._hex("text"), digits, anchor="lm")
            return whole

        key = ("pill", cluster, count, own)
        if (image := self._images.get(key)) is not None:
            return image
        first = draw()
        return None if first is None else self._image(key, lambda: draw() or first)

    def cluster(self, image: str) -> str:
        """The characters that an image stands for, by its name in a text; empty if for none."""
        named = self._clusters.get(image.rpartition("/")[2].partition("#")[0])
        return named.cluster if named is not None else ""

    def _hex(self, colour: str) -> str:
        return str(getattr(self.look.palette, colour)) if colour else ""


def _scaled(points: Points, unit: float) -> list[tuple[float, float]]:
    return [(x * unit, y * unit) for x, y in points]
