"""A run: a piece of a row as the paper writes it, text with tags or an image."""

from typing import NamedTuple

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
