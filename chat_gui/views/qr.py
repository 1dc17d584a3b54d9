"""QR codes (ISO/IEC 18004) as images: black on white in every theme, quiet zone included. Pure."""

from PIL import Image

from chat_gui import theme

QUIET = 4
"""Modules of nothing around a code; the standard asks for four."""


def drawn(text: str, most: int) -> Image.Image:
    """The code of a text, at most so many pixels wide if they suffice for a pixel a module.

    All modules are equally many whole pixels, so nothing is blurred.
    """
    import segno  # takes a while, and a window opens without it

    matrix = segno.make(text, error="m", micro=False).matrix
    wide = len(matrix) + 2 * QUIET
    image = Image.new("RGB", (wide, wide), theme.QR_LIGHT)
    for y, line in enumerate(matrix, QUIET):
        for x, dark in enumerate(line, QUIET):
            if dark:
                image.putpixel((x, y), theme.QR_DARK)
    size = wide * max(1, most // wide)
    return image.resize((size, size), Image.Resampling.NEAREST).convert("RGBA")
