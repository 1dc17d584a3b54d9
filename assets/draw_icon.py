"""Draw Parlor's icon in every size and format: `python assets/draw_icon.py`.

A speech bubble that is also a round table seen from above, and a P: its tail is the letter's stem.
Each size is drawn for itself, many times as fine and then reduced, so that small ones stay crisp.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent
SIZES = (16, 24, 32, 48, 64, 128, 256)
TOP, BOTTOM = (0x3A, 0x84, 0x70), (0x27, 0x5E, 0x4F)  # around the accent, #2f6f5e
PAPER = (0xFF, 0xFF, 0xFF)


def draw(size: int, margin: float = 0.0) -> Image.Image:
    """Return the icon as a square RGBA picture; margin is the empty part on each side."""
    side = size * max(4, 512 // size)
    edge = side * margin
    inner = side - 2 * edge

    def at(*numbers: float) -> list[float]:
        return [edge + number * inner for number in numbers]

    def circle(x: float, y: float, radius: float) -> list[float]:
        return at(x - radius, y - radius, x + radius, y + radius)

    ground, bubble = Image.new("L", (side, side)), Image.new("L", (side, side))
    ImageDraw.Draw(ground).rounded_rectangle(at(0, 0, 1, 1), radius=0.225 * inner, fill=255)

    # At 32 pixels and under the letter is larger, and its hole too, or it closes.
    x, y, radius, hole, foot = (
        (0.52, 0.43, 0.31, 0.15, 0.91) if size <= 32 else (0.53, 0.435, 0.28, 0.125, 0.865)
    )
    left = x - radius
    pen = ImageDraw.Draw(bubble)
    pen.ellipse(circle(x, y, radius), fill=255)
    pen.polygon(at(left, y, left, foot, x - 0.1 * radius, y + 0.97 * radius, x, y), fill=255)
    pen.ellipse(circle(x, y, hole), fill=0)

    icon = Image.new("RGBA", (side, side))
    icon.paste(_shade(side), mask=ground)
    icon.paste(PAPER, mask=bubble)
    return icon.resize((size, size), Image.Resampling.LANCZOS)


def _shade(side: int) -> Image.Image:
    """A square that goes from TOP to BOTTOM."""
    down = Image.linear_gradient("L").resize((side, side))
    colours = [Image.new("RGB", (side, side), colour) for colour in (BOTTOM, TOP)]
    return Image.composite(*colours, down)


def main() -> None:
    """Write icon.png, icon-SIZE.png, icon.ico and icon.icns beside this file."""
    draw(512).save(FOLDER / "icon.png", optimize=True)
    pictures = [draw(size) for size in SIZES]
    for size, picture in zip(SIZES, pictures, strict=True):
        picture.save(FOLDER / f"icon-{size}.png", optimize=True)
    *smaller, largest = pictures
    largest.save(FOLDER / "icon.ico", sizes=[(s, s) for s in SIZES], append_images=smaller)
    # The Mac's icons stand free in their square.
    *smaller, largest = [draw(size, margin=0.1) for size in (16, 32, 64, 128, 256, 512, 1024)]
    largest.save(FOLDER / "icon.icns", append_images=smaller)


if __name__ == "__main__":
    main()
