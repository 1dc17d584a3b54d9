"""The mouse's wheel, as X11 tells it (two buttons) and as Windows and macOS do (one event)."""

import tkinter
from collections.abc import Callable


def on_wheel(widget: tkinter.Misc, turned: Callable[[int], object]) -> None:
    """Call `turned` with -1 where the wheel goes up, 1 where it goes down; nobody else hears it."""

    def heard(step: int) -> str:
        turned(step)
        return "break"

    widget.bind("<MouseWheel>", lambda event: heard(-1 if event.delta > 0 else 1))
    widget.bind("<Button-4>", lambda _event: heard(-1))
    widget.bind("<Button-5>", lambda _event: heard(1))
