"""Shapes as Pillow's images: round corners, a person's picture, what icons are drawn on.

Each is drawn several times too large and made smaller.
"""

import base64
import math
import struct
import zlib

from PIL import Image, ImageDraw, ImageFont

from chat_gui import theme
from chat_gui.views import faces

OVERSIZE = 4
"""How much larger than life shapes are drawn."""


def rounded(
    width: int, height: int, radius: float, fill: str, outline: str = "", edge: int = 1
) -> Image.Image:
    """A box with round corners on nothing; an empty colour is see-through."""
    corner = math.ceil(radius)
    least = 2 * corner + 2
    if width > least or height > least:
        small = rounded(min(width, least), min(height, least), radius, fill, outline, edge)
        return _stretched(_stretched(small, width, 0, corner), height, 1, corner)
    image, pen = canvas(width, height)
    pen.rounded_rectangle(
        (0, 0, width * OVERSIZE - 1, height * OVERSIZE - 1),
        min(radius, width / 2, height / 2) * OVERSIZE,
        fill=fill or None,
        outline=outline or None,
        width=edge * OVERSIZE if outline else 0,
    )
    return smaller(image, width, height)


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


def avatar(size: int, radius: int, colour: str, initial: str) -> Image.Image:
    """A box with a letter in its middle."""
    image = rounded(size, size, radius, colour)
    if initial and (initials := faces.bold(round(size * 0.44))) is not None:
        middle = (size / 2, size / 2)
        centred(ImageDraw.Draw(image), middle, initial, initials, theme.AVATAR_TEXT)
    return image


def centred(
    pen: ImageDraw.ImageDraw,
    middle: tuple[float, float],
    text: str,
    face: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    fill: str,
) -> None:
    """Write a text around a point, by what is seen of it."""
    left, top, right, bottom = pen.textbbox((0, 0), text, font=face)
    place = (middle[0] - (left + right) / 2, middle[1] - (top + bottom) / 2)
    pen.text(place, text, font=face, fill=fill)


def canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """What a shape of this size is drawn on, and with; `smaller` makes the picture of it."""
    image = Image.new("RGBA", (width * OVERSIZE, height * OVERSIZE))
    return image, ImageDraw.Draw(image)


def smaller(image: Image.Image, width: int, height: int) -> Image.Image:
    """A shape in its own size.

    Premultiplied while it shrinks, or see-through black would darken the edges.
    """
    return image.convert("RGBa").resize((width, height), Image.Resampling.BOX).convert("RGBA")


def png(image: Image.Image) -> bytes:
    """A picture as Tk reads it.

    It is written here (PNG, W3C 2003: 8 bits a sample, no filter): for the first that it writes,
    Pillow imports what it knows of five formats, and a window opens with fifty pictures.
    """
    width, height = image.size
    pixels = memoryview(image.convert("RGBA").tobytes())
    lines = (pixels[at : at + 4 * width] for at in range(0, len(pixels), 4 * width))
    data = zlib.compress(b"".join(part for line in lines for part in (b"\0", line)), 1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
    return base64.b64encode(b"".join((b"\x89PNG\r\n\x1a\n", *chunks)))


def _chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
