"""The menu of a field or a text that one types in: by the right button and by the menu key."""

import tkinter
from tkinter import ttk

from chat_gui.i18n import N_, _
from chat_gui.views import menu_keys
from chat_gui.views.line import Ink
from chat_gui.views.menus import menu
from chat_gui.views.styles import MENU_KEYS
from chat_gui.views.typing_keys import FIELDS

_LINES = (
    (N_("Cut"), "Ctrl+X", "<<Cut>>"),
    (N_("Copy"), "Ctrl+C", "<<Copy>>"),
    (N_("Paste"), "Ctrl+V", "<<Paste>>"),
    (N_("Select all"), "Ctrl+A", "<<SelectAll>>"),
)
_OF_SELECTED = ("<<Cut>>", "<<Copy>>")


def install(ink: Ink) -> None:
    """Let all fields and texts of a program have it."""
    root = ink.look.root
    for kind in FIELDS:
        root.bind_class(
            kind, "<Button-3>", lambda event: _offer(event.widget, ink, event.x_root, event.y_root)
        )
        for key in MENU_KEYS:
            root.bind_class(kind, key, lambda event: _offer_at_cursor(event.widget, ink))


def _offer_at_cursor(widget: tkinter.Misc, ink: Ink) -> str | None:
    assert isinstance(widget, ttk.Entry | tkinter.Text), "bound to these classes"
    left, top, _width, height = widget.bbox("insert") or (0, 0, 0, widget.winfo_height())
    return _offer(widget, ink, widget.winfo_rootx() + left, widget.winfo_rooty() + top + height)


def _offer(widget: tkinter.Misc, ink: Ink, x: int, y: int) -> str | None:
    """Open it at a point of the screen; there is none where nothing can be typed."""
    if isinstance(widget, ttk.Entry):
        typed, selected = widget.instate(["!disabled"]), widget.selection_present()
    else:
        assert isinstance(widget, tkinter.Text), "bound to these classes"
        typed = str(widget.cget("state")) == "normal"
        selected = bool(widget.tag_ranges("sel"))
    if not typed:
        return None
    widget.focus_set()
    offered = menu(widget, ink)
    for label, keys, event in _LINES:
        offered.add_command(
            label=_(label),
            accelerator=keys,
            command=lambda event=event: widget.event_generate(event),  # type: ignore[misc]
            state="normal" if selected or event not in _OF_SELECTED else "disabled",
        )
    offered.tk_popup(x, y)
    menu_keys.begin(offered, widget, 0 if selected else 2)
    return "break"
