"""The window's regions, from one to the next by F6, as in browsers and other chats."""

import tkinter
from collections.abc import Sequence


def step(regions: Sequence[tkinter.Misc], by: int) -> None:
    """Give the keyboard to the next region that is seen (1), or the one before (-1).

    A region is the widget that takes the keyboard there. Whoever is elsewhere comes to the first.
    """
    seen = [region for region in regions if region.winfo_viewable()]
    if seen:
        focus = seen[0].focus_get()
        at = seen.index(focus) if focus in seen else -by
        seen[(at + by) % len(seen)].focus_set()
