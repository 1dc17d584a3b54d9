"""A run: a piece of a row as the paper writes it, text with tags or an image."""

from itertools import groupby
from typing import NamedTuple

from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture
from chat_gui.views.shown import Piece

MOST_ODD = 200
"""Pieces of a text that are shown otherwise than they were said, each with a tag of its own: Tk's
time for a line grows with the square of its tags.
"""


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
    for piece in _fewer(ink.pieces(text)):
        image = ink.picture(piece)
        if image is not None:
            runs.append(Run("", tags, image, link=link))
        elif piece.shown == piece.original:
            runs.append(Run(piece.shown, tags, link=link))
        else:
            odd = (*tags, "short") if piece.emoji else tags
            runs.append(Run(piece.shown, odd, link=link, original=piece.original))
    return runs


def _fewer(pieces: list[Piece]) -> list[Piece]:
    """The same pieces; of a text with too many odd ones, those that are text in larger ones."""
    if sum(not one.emoji and one.shown != one.original for one in pieces) <= MOST_ODD:
        return pieces
    fewer: list[Piece] = []
    for is_emoji, together in groupby(pieces, key=lambda one: one.emoji):
        if is_emoji:
            fewer += together
        else:
            shown, said = zip(*((one.shown, one.original) for one in together), strict=True)
            fewer.append(Piece("".join(shown), "".join(said)))
    return fewer
