"""What scrolls: its bar, the mouse's wheel, and how something on it comes into sight."""

import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import Literal

SCROLLING = (
    *("<MouseWheel>", "<Button-4>", "<Button-5>", "<Prior>", "<Next>", "<B1-Motion>"),
    "<ButtonRelease-1>",
)
"""What may scroll a text, by Tk's own bindings."""


def scrollbar(
    parent: tkinter.Misc,
    scrolled: tkinter.Canvas | tkinter.Text,
    style: str = "Roll.Vertical.TScrollbar",
) -> ttk.Scrollbar:
    """A bar for what scrolls up and down; Tab passes it by."""
    bar = ttk.Scrollbar(parent, style=style, command=scrolled.yview, takefocus=False)
    scrolled.configure(yscrollcommand=bar.set)
    return bar


def scrolled_canvas(
    parent: tkinter.Misc, *, takefocus: bool
) -> tuple[tkinter.Canvas, ttk.Scrollbar]:
    """A canvas as small as can be, and its bar."""
    canvas = tkinter.Canvas(
        parent, highlightthickness=0, borderwidth=0, takefocus=takefocus, width=1, height=1
    )
    return canvas, scrollbar(parent, canvas)


def scrolled_text(parent: tkinter.Misc, height: int) -> tuple[tkinter.Text, ttk.Scrollbar]:
    """A text of so many lines that is only read, as narrow as can be, and its bar."""
    text = tkinter.Text(
        parent,
        state="disabled",
        wrap="word",
        borderwidth=0,
        highlightthickness=0,
        cursor="arrow",
        takefocus=False,
        width=1,
        height=height,
    )
    return text, scrollbar(parent, text)


def scroll(canvas: tkinter.Canvas, step: int, what: Literal["units", "pages"] = "units") -> None:
    """Go so far down or up; what is seen whole stays where it is."""
    if canvas.yview() != (0.0, 1.0):
        canvas.yview_scroll(step, what)


def on_wheel(widget: tkinter.Misc, turned: Callable[[int], object]) -> None:
    """Call `turned` with -1 where the wheel goes up, 1 where it goes down; nobody else hears it.

    X11 tells it as two buttons, Windows and macOS as one event.
    """

    def heard(step: int) -> str:
        turned(step)
        return "break"

    widget.bind("<MouseWheel>", lambda event: heard(-1 if event.delta > 0 else 1))
    widget.bind("<Button-4>", lambda _event: heard(-1))
    widget.bind("<Button-5>", lambda _event: heard(1))


def bring_into_sight(canvas: tkinter.Canvas, top: int, bottom: int) -> None:
    """Scroll just so far that what is between two heights of the canvas is seen."""
    region = str(canvas.cget("scrollregion")).split()
    if not region:  # nothing was drawn yet
        return
    whole = max(1, int(float(region[3])))
    if top < canvas.canvasy(0):
        canvas.yview_moveto(max(0, top) / whole)
    elif bottom > canvas.canvasy(canvas.winfo_height()):
        canvas.yview_moveto((bottom - canvas.winfo_height()) / whole)
