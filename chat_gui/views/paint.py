"""Small pictures drawn once with Pillow: rounded boxes, avatars, dots, emoji.

Each is drawn four times too large and made smaller, handed to Tk as PNG and kept for as long as a
view holds it. When the theme changes, all living pictures are drawn again in place.
"""

import base64
import io
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

OVERSIZE = 4
"""How much larger than life shapes are drawn."""
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
            canvas, pen = _canvas(size, size)
            unit = size * OVERSIZE / theme.ICON
            for points in ICONS[name]:
                scaled = [(x * unit, y * unit) for x, y in points]
                pen.line(scaled, self._hex(colour), round(1.6 * unit), "curve")
            for points in SOLID.get(name, ()):
                pen.polygon([(x * unit, y * unit) for x, y in points], self._hex(colour))
            return _smaller(canvas, size, size)

        return self._image(("icon", name, colour, wide), draw)

    def menu(self, dot: str) -> Picture:
        """The button for what is folded away, with a dot of this colour where something is new."""

        def draw() -> Image.Image:
            size = self.look.px(theme.ICON)
            canvas, pen = _canvas(size, size)
            unit = size * OVERSIZE / theme.ICON
            for points in ICONS["menu"]:
                scaled = [(x * unit, y * unit) for x, y in points]
                pen.line(scaled, self._hex("muted"), round(1.6 * unit))
            if dot:
                middle, radius = (12.2 * unit, 3.8 * unit), 3.4 * unit
                pen.circle(middle, radius + 1.2 * unit, self._hex("surface"))
                pen.circle(middle, radius, self._hex(dot))
            return _smaller(canvas, size, size)

        return self._image(("menu", dot), draw)

    def tick(self, *, on: bool, outline: str, edge: int = theme.HAIRLINE) -> Picture:
        """A box to be ticked, and the gap to what stands beside it."""

        def draw() -> Image.Image:
            size, corner = self.look.px(theme.ICON), self.look.px(theme.XS)
            fill, wide = self._hex("accent" if on else "raised"), self.look.px(edge)
            image = rounded(size, size, corner, fill, self._hex(outline), wide)
            if on:
                canvas, pen = _canvas(size, size)
                unit = size * OVERSIZE / theme.ICON
                points = [(x * unit, y * unit) for x, y in TICK]
                pen.line(points, self._hex("on_accent"), round(2 * unit), "curve")
                image.alpha_composite(_smaller(canvas, size, size))
            whole = Image.new("RGBA", (size + self.look.px(theme.S), size))
            whole.paste(image)
            return whole

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
            whole = Image.new("RGBA", (size + self.look.px(theme.S), size))
            whole.paste(image)
            return whole

        return self._image(("choice", on, outline, edge), draw)

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
                whole = _avatar(size, self.look.px(theme.RADIUS), colour, initial)
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
            high = look.height(look.small) + inner
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


ICONS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "menu": (((2, 4), (14, 4)), ((2, 8), (14, 8)), ((2, 12), (14, 12))),
    "send": (((2, 8), (14, 8)), ((9, 3), (14, 8), (9, 13))),
    "smile": (
        (
            (14.2, 8),
            (14, 9.6),
            (13.4, 11.1),
            (12.4, 12.4),
            (11.1, 13.4),
            (9.6, 14),
            (8, 14.2),
            (6.4, 14),
            (4.9, 13.4),
            (3.6, 12.4),
            (2.6, 11.1),
            (2, 9.6),
            (1.8, 8),
            (2, 6.4),
            (2.6, 4.9),
            (3.6, 3.6),
            (4.9, 2.6),
            (6.4, 2),
            (8, 1.8),
            (9.6, 2),
            (11.1, 2.6),
            (12.4, 3.6),
            (13.4, 4.9),
            (14, 6.4),
            (14.2, 8),
        ),
        (
            (11.1, 9.4),
            (10.6, 10.2),
            (9.8, 10.9),
            (9, 11.3),
            (8, 11.4),
            (7, 11.3),
            (6.2, 10.9),
            (5.4, 10.2),
            (4.9, 9.4),
        ),
        ((5.9, 6.2), (5.9, 6.9)),
        ((10.1, 6.2), (10.1, 6.9)),
    ),
    "plus": (((8, 4), (8, 12)), ((4, 8), (12, 8))),
    "down": (((8, 3), (8, 13)), ((4, 9), (8, 13), (12, 9))),
    "fold": (((4.5, 6.5), (8, 10), (11.5, 6.5)),),
    "reply": (
        ((6, 3.5), (2, 7.5), (6, 11.5)),
        ((2, 7.5), (10, 7.5), (12.5, 8.6), (13.6, 10.6), (14, 13)),
    ),
    "unfold": (((6.5, 4.5), (10, 8), (6.5, 11.5)),),
    "more": (((3, 7), (3, 9)), ((8, 7), (8, 9)), ((13, 7), (13, 9))),
    "lock": (
        (
            (5, 8),
            (5, 5),
            (5.4, 3.6),
            (6.4, 2.7),
            (8, 2.3),
            (9.6, 2.7),
            (10.6, 3.6),
            (11, 5),
            (11, 8),
        ),
    ),
    "unlock": (
        ((2, 6), (2, 5), (2.4, 3.6), (3.4, 2.7), (5, 2.3), (6.6, 2.7), (7.6, 3.6), (8, 5), (8, 8)),
    ),
    "pencil": (
        ((3, 13), (3.8, 10), (10.8, 3), (13, 5.2), (6, 12.2), (3, 13)),
        ((9.2, 4.6), (11.4, 6.8)),
    ),
    "warning": (((8, 2.5), (14.5, 13.5), (1.5, 13.5), (8, 2.5)), ((8, 6.5), (8, 9.5))),
    "search": (
        (
            *((11, 7), (10.5, 9), (9, 10.5), (7, 11), (5, 10.5), (3.5, 9), (3, 7), (3.5, 5)),
            *((5, 3.5), (7, 3), (9, 3.5), (10.5, 5), (11, 7)),
        ),
        ((10, 10), (14, 14)),
    ),
    "yes": (((3, 8.5), (6.5, 12), (13, 4.5)),),
    "no": (((4, 4), (12, 12)), ((12, 4), (4, 12))),
    "perhaps": (
        ((5.4, 5.8), (5.8, 4.2), (8, 3.2), (10, 4), (10.5, 6), (9.8, 7.2), (8, 9), (8, 10)),
        ((8, 12.4), (8, 13)),
    ),
}
"""Lines through points on a square of `theme.ICON` units."""

SOLID: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "lock": (((3, 7.2), (13, 7.2), (13, 14), (3, 14)),),
    "unlock": (((5, 7.2), (15, 7.2), (15, 14), (5, 14)),),
    "warning": (((7.2, 11), (8.8, 11), (8.8, 12.4), (7.2, 12.4)),),
}
"""Shapes that are filled as well, for the icons that have some."""

TICK = ((4, 8.2), (7, 11.2), (12, 5))


def rounded(
    width: int, height: int, radius: float, fill: str, outline: str = "", edge: int = 1
) -> Image.Image:
    """A box with round corners on nothing; an empty colour is see-through."""
    corner = math.ceil(radius)
    least = 2 * corner + 2
    if width > least or height > least:
        small = rounded(min(width, least), min(height, least), radius, fill, outline, edge)
        return _stretched(_stretched(small, width, 0, corner), height, 1, corner)
    canvas, pen = _canvas(width, height)
    pen.rounded_rectangle(
        (0, 0, width * OVERSIZE - 1, height * OVERSIZE - 1),
        min(radius, width / 2, height / 2) * OVERSIZE,
        fill=fill or None,
        outline=outline or None,
        width=edge * OVERSIZE if outline else 0,
    )
    return _smaller(canvas, width, height)


def _stretched(image: Image.Image, to: int, axis: int, corner: int) -> Image.Image:
    """The image wider (axis 0) or higher (axis 1), its ends as they are."""
    length = image.size[axis]
    if to <= length:
        return image

    def part(start: int, end: int) -> tuple[int, int, int, int]:
        return (start, 0, end, image.height) if axis == 0 else (0, start, image.width, end)

    def place(at: int) -> tuple[int, int]:
        return (at, 0) if axis == 0 else (0, at)

    whole = Image.new("RGBA", (to, image.height) if axis == 0 else (image.width, to))
    middle = image.crop(part(corner, corner + 1))
    wide = (to - 2 * corner, image.height) if axis == 0 else (image.width, to - 2 * corner)
    whole.paste(image.crop(part(0, corner)), place(0))
    whole.paste(middle.resize(wide, Image.Resampling.NEAREST), place(corner))
    whole.paste(image.crop(part(length - corner, length)), place(to - corner))
    return whole


def _avatar(size: int, radius: int, colour: str, initial: str) -> Image.Image:
    image = rounded(size, size, radius, colour)
    if initial and (initials := faces.bold(round(size * 0.44))) is not None:
        middle = (size / 2, size / 2)
        pen = ImageDraw.Draw(image)
        left, top, right, bottom = pen.textbbox((0, 0), initial, font=initials)
        place = (middle[0] - (left + right) / 2, middle[1] - (top + bottom) / 2)
        pen.text(place, initial, font=initials, fill=theme.AVATAR_TEXT)
    return image


def _canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (width * OVERSIZE, height * OVERSIZE))
    return image, ImageDraw.Draw(image)


def _smaller(image: Image.Image, width: int, height: int) -> Image.Image:
    """Premultiplied while it shrinks, or see-through black would darken the edges."""
    return image.convert("RGBa").resize((width, height), Image.Resampling.BOX).convert("RGBA")


def png(image: Image.Image) -> bytes:
    """A picture as Tk reads it."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return base64.b64encode(buffer.getvalue())
