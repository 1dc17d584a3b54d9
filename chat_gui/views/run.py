"""A run: a piece of a row as the paper writes it, text with tags or an image."""

import itertools
from typing import NamedTuple

from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture
from chat_gui.views.shown import Piece

MOST_ODD = 200
"""Pieces of a text that are shown otherwise than they were said, each with a tag of its own: Tk's
time for a line grows with the square of its tags.
"""

MOST_EMOJI = 250
"""Emoji of a message that are drawn. Each is an image of its own, and Tk compares its name with
those of all others: thousands would hold the window for seconds.
"""
SQUARE = "\u25a1"
"""Stands for an emoji that is not drawn; no font has colours for it."""


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


def plain(
    ink: Ink, text: str, tags: tuple[str, ...], link: str = "", most: int = MOST_EMOJI
) -> list[Run]:
    """A text without marks: as it may be shown, with images for emoji, but for so many at most."""
    runs: list[Run] = []
    for piece in _fewer(_drawn(ink.pieces(text), most)):
        image = ink.picture(piece)
        if image is not None:
            runs.append(Run("", tags, image, link=link))
        elif piece.shown == piece.original:
            runs.append(Run(piece.shown, tags, link=link))
        else:
            odd = (*tags, "short") if piece.emoji else tags
            runs.append(Run(piece.shown, odd, link=link, original=piece.original))
    return runs


def emoji_in(runs: list[Run]) -> int:
    """How many emoji are drawn, or told by their name."""
    return sum(run.image is not None or "short" in run.tags for run in runs)


def _drawn(pieces: list[Piece], most: int) -> list[Piece]:
    """The same pieces, with squares for the emoji that are too many."""
    if sum(one.emoji for one in pieces) <= most:
        return pieces
    number = itertools.count(1)
    return [
        Piece(SQUARE, one.original) if one.emoji and next(number) > most else one for one in pieces
    ]


def _fewer(pieces: list[Piece]) -> list[Piece]:
    """The same pieces; of a text with too many odd ones, those that are text in larger ones."""
    if sum(not one.emoji and one.shown != one.original for one in pieces) <= MOST_ODD:
        return pieces
    fewer: list[Piece] = []
    for is_emoji, together in itertools.groupby(pieces, key=lambda one: one.emoji):
        if is_emoji:
            fewer += together
        else:
            shown, said = zip(*((one.shown, one.original) for one in together), strict=True)
            fewer.append(Piece("".join(shown), "".join(said)))
    return fewer
