"""A run: a piece of a row as the paper writes it, text with tags or an image."""

from typing import NamedTuple

from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture


class Run(NamedTuple):
    """`link` is where it leads; `original` what copying gives if not `text`, or not the image's.

    Where what stands side by side is not what was said one after the other, `order` tells how it
    was: copying puts runs with an order that follow each other into it.
    """

    text: str
    tags: tuple[str, ...]
    image: Picture | None = None
    align: str = "center"
    link: str = ""
    original: str | None = None
    order: int = 0


def plain(ink: Ink, text: str, tags: tuple[str, ...], link: str = "") -> list[Run]:
    """A text without marks: as it may be shown, with images for emoji."""
    runs: list[Run] = []
    for piece in ink.pieces(text):
        image = ink.picture(piece)
        if image is not None:
            runs.append(Run("", tags, image, link=link))
        elif piece.shown == piece.original:
            runs.append(Run(piece.shown, tags, link=link))
        else:
            odd = (*tags, "short") if piece.emoji else tags
            runs.append(Run(piece.shown, odd, link=link, original=piece.original))
    return runs
