"""The window's regions, from one to the next by F6, as in browsers and other chats."""

import tkinter
from collections.abc import Sequence


def following(regions: Sequence[tkinter.Misc], by: int) -> tkinter.Misc:
    """The next region (1), or the one before (-1), that takes the keyboard.

    A region is the widget that takes it there. Whoever is elsewhere comes to the first.
    """
    focus = regions[0].focus_get()
    taking = [one for one in regions if one is focus or str(one.cget("takefocus")) != "0"]
    at = taking.index(focus) if focus in taking else -by
    return taking[(at + by) % len(taking)]
