"""What has no room beside something goes below it, and words that are too wide break into lines.

ttk lets only a style say how wide the words on buttons, and beside what is ticked or chosen, may
be: so there is a style for each width that is needed.
"""

from collections.abc import Sequence
from tkinter import ttk

STEP = 8
"""Widths are rounded down to so many pixels, or a window that is resized made a style for each."""
_NAME = "Wrapped"
Worded = ttk.Button | ttk.Checkbutton | ttk.Radiobutton


def line_up(parts: Sequence[ttk.Widget], width: int, gap: int = 0) -> bool:
    """Side by side with a gap between, or one below the other where that is too wide. Pixels.

    Gives whether they are side by side; a sentence is unbroken then.
    """
    for part in parts:
        if isinstance(part, Worded):
            wrap(part, width)
        elif isinstance(part, ttk.Label):
            part.configure(wraplength=0)
    beside = sum(part.winfo_reqwidth() + gap for part in parts) - gap <= width
    for place, part in enumerate(parts):
        row, column = (0, place) if beside else (place, 0)
        part.grid(row=row, column=column, padx=(gap if column else 0, 0), sticky="w")
        if isinstance(part, ttk.Label):
            part.configure(wraplength=max(1, width))
    return beside


def wrap(widget: Worded, width: int) -> None:
    """Need no more than so many pixels, all in all; unbroken where the words have room."""
    usual = str(widget.cget("style")) or widget.winfo_class()
    if usual.startswith(_NAME):
        usual = usual.partition(".")[2]
        widget.configure(style=usual)
    needs = widget.winfo_reqwidth()
    if needs <= width:
        return
    style = ttk.Style(widget)
    words = int(widget.tk.call("font", "measure", style.lookup(usual, "font"), widget.cget("text")))
    least = max(STEP, (width - (needs - words)) // STEP * STEP)
    wrapped = f"{_NAME}{least}.{usual}"
    if not style.configure(wrapped):  # else ttk lays out every widget of the program anew
        style.configure(wrapped, wraplength=least)
    widget.configure(style=wrapped)
