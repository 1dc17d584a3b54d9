"""Walks over a window's widgets: what can have the keyboard, what is cut."""

import tkinter
from tkinter import ttk

from chat_gui.views.sheet import Sheet
from tests.hand import inside

WORDS = (ttk.Label, ttk.Button, ttk.Checkbutton, ttk.Radiobutton)
"""Widgets whose words can't be shortened: they need all the room they ask for."""
PRESSED = (ttk.Button, ttk.Checkbutton, ttk.Radiobutton, ttk.Entry)
"""Widgets that one uses."""


def tab_stops(root: tkinter.Misc) -> set[tkinter.Misc]:
    """What Tab comes to, from where the keyboard is until it is there again."""
    at = root.focus_get()
    stops: set[tkinter.Misc] = set()
    while at is not None and at not in stops:
        stops.add(at)
        at.event_generate("<Tab>")
        root.update()
        at = root.focus_get()
    return stops


def panel_of(widget: tkinter.Misc) -> tkinter.Misc | None:
    """The panel over the window that a widget is in."""
    at: tkinter.Misc | None = widget
    while at is not None and not isinstance(at, Sheet):
        at = at.master
    return at


def unreached(root: tkinter.Misc) -> list[str]:
    """What can be seen and used, but not by Tab; of a panel that the keyboard is in, that there."""
    start = root.focus_get()
    assert start is not None
    stops = tab_stops(root)
    return [
        _told(one)
        for one in inside(panel_of(start) or root)
        if isinstance(one, PRESSED)
        and one.winfo_ismapped()
        and not one.instate(["disabled"])
        and one not in stops
    ]


def cut(root: tkinter.Misc) -> list[str]:
    """What has less room than its words need, or is beyond the edge of what it is in.

    What lies on a canvas may be beyond its lower edge: it scrolls.
    """
    found = []
    for one in inside(root):
        if not isinstance(one, WORDS) or not one.winfo_viewable():
            continue
        wide, high = one.winfo_width(), one.winfo_height()
        around = _around(one)
        beside = one.winfo_rootx() + wide > around.winfo_rootx() + around.winfo_width()
        below = one.winfo_rooty() + high > around.winfo_rooty() + around.winfo_height()
        scrolls = isinstance(around, tkinter.Canvas)
        if (
            one.winfo_reqwidth() > wide
            or one.winfo_reqheight() > high
            or one.winfo_rootx() < around.winfo_rootx()
            or beside
            or (below and not scrolls)
        ):
            found.append(
                f"{_told(one)}: needs {one.winfo_reqwidth()}x{one.winfo_reqheight()},"
                f" has {wide}x{high}, beside {beside}, below {below}"
            )
    return found


def _around(widget: tkinter.Misc) -> tkinter.Misc:
    """The canvas that a widget lies on, or its window."""
    at: tkinter.Misc = widget
    while at.master is not None and not isinstance(at, tkinter.Toplevel | tkinter.Tk):
        if isinstance(at.master, tkinter.Canvas):
            return at.master
        at = at.master
    return at


def _told(widget: tkinter.Misc) -> str:
    words = str(widget.cget("text")) if isinstance(widget, WORDS) else ""
    return f"{widget} {words!r}"
