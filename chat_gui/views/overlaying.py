"""Where what lies over the window is put."""

import tkinter

Point = tuple[int, int]
"""A point of the screen."""


def below(widget: tkinter.Misc) -> Point:
    """Where a menu opens that belongs to a widget."""
    return widget.winfo_rootx(), widget.winfo_rooty() + widget.winfo_height()


def within(start: int, size: int, room: int, gap: int) -> int:
    """Where something begins that is to be seen whole: as near to `start` as it may.

    It has so many pixels and stands in so many, with a gap at both ends. What is larger than its
    room is cut at its end.
    """
    return max(gap, min(start, room - size - gap))
