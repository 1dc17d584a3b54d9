"""Keeps out of an entry what Tk must not be given: an entry can't hold the image of an emoji."""

from tkinter import ttk

from chat_gui.views.line import Ink


def guard(entry: ttk.Entry, ink: Ink, most: int | None = None) -> None:
    """Refuse, with the bell, every edit after which the entry would hold such a character.

    The same for more than `most` characters.
    """

    def may_stand(text: str) -> bool:
        fits = most is None or len(text) <= most
        may = fits and all(piece.shown == piece.original for piece in ink.pieces(text))
        if not may:
            entry.bell()
        return may

    entry.configure(validate="key", validatecommand=(entry.register(may_stand), "%P"))
