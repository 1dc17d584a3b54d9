"""The window's keys lead nowhere while a question lies over it: what is under it can't be seen."""

import tkinter

from chat_gui.views.layouts import both

_ELSEWHERE = (
    *("<F1>", "<F6>", "<Shift-F6>", "<Alt-Up>", "<Alt-Down>"),
    *("<Control-k>", "<Control-K>", "<Control-f>", "<Control-F>"),
    *("<Control-comma>", "<Control-period>"),
)
"""The keys of the window that lead elsewhere."""


def stay(inside: tkinter.Misc) -> None:
    """Have none of them heard in this; all its widgets are there."""
    tag = f"Stay{inside}"
    for key in both(*_ELSEWHERE):
        inside.bind_class(tag, key, lambda _event: "break")
    _mark(inside, tag)


def _mark(widget: tkinter.Misc, tag: str) -> None:
    """Before the window's own bindings."""
    tags = widget.bindtags()
    at = tags.index(str(widget.winfo_toplevel()))
    widget.bindtags((*tags[:at], tag, *tags[at:]))
    for child in widget.winfo_children():
        _mark(child, tag)
