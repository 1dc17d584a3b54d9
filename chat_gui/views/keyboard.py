"""The window's keys, and who has the keyboard when the window is activated."""

import tkinter
from collections.abc import Callable, Iterable, Mapping
from tkinter import ttk

from chat_gui.views.later import soon
from chat_gui.views.layouts import both

_TAKEN = ("<Alt-Up>", "<Alt-Down>", "<Control-plus>")
"""Keys of the window that a widget with something of its own for the bare key would take: what Tk
hears with a modifier more is the bare key to it, too.
"""


class Keyboard:
    """On one root, until `close`. `text` is where one writes, `regions` are all that have keys of
    their own, `on_look` is told whether the window is looked at. `on_type` is told before what is
    typed where nothing can be written: what has the keyboard may give it up then.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        text: tkinter.Text,
        regions: Iterable[tkinter.Misc],
        keys: Mapping[str, Callable[[], object]],
        on_look: Callable[[bool], None],
        on_type: Callable[[], None],
    ) -> None:
        self._root, self._text, self._on_look, self._on_type = root, text, on_look, on_type
        self._widget: tkinter.Misc = text
        for pressed, deed in keys.items():
            for one in both(pressed):
                root.bind(one, lambda _event, deed=deed: deed() and None)  # type: ignore[misc]
        for region in regions:
            for pressed in _TAKEN:
                region.bind(pressed, lambda _event: None)
        root.bind("<Key>", self._typed)
        root.bind("<FocusIn>", self._activated)
        root.bind("<FocusOut>", self._deactivated)
        root.bind("<Unmap>", self._hidden)
        self._bound = (*both(*keys), "<Key>", "<FocusIn>", "<FocusOut>", "<Unmap>")

    def to(self, widget: tkinter.Misc | None) -> None:
        """Give the keyboard to a widget now and whenever the window is activated.

        None gives it back to where one writes.
        """
        self._widget = widget or self._text
        self._root.update_idletasks()  # what is not drawn yet gets the keyboard late
        self._widget.focus_set()

    def again(self) -> bool:
        """Give it to that widget again; False if that is where one writes."""
        if self._widget is self._text:
            return False
        self._widget.focus_set()
        return True

    def _typed(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        """What is typed where nothing can be written goes to where one writes."""
        control_or_alt = int(event.state) & 0x000C
        writes = isinstance(event.widget, ttk.Entry) or event.widget is self._text
        presses = event.char == " " and not isinstance(event.widget, tkinter.Text)
        if writes or presses or control_or_alt or not event.char.isprintable() or not event.char:
            return
        self._on_type()
        if self._widget is self._text:
            self._text.focus_set()
            self._text.insert("insert", event.char)

    def _activated(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        if event.widget is self._root:
            self._on_look(True)
            if self._root.focus_get() in (None, self._root):
                self._widget.focus_set()

    def _deactivated(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        if event.widget is self._root and self._root.focus_displayof() is None:
            self._on_look(False)

    def _hidden(self, event: "tkinter.Event[tkinter.Misc]") -> None:
        """If what had the keyboard is not to be seen any more, one writes again."""
        focus = str(self._root.tk.call("focus"))
        if event.widget is not self._root and f"{focus}.".startswith(f"{event.widget}."):
            soon(self._root, lambda: self._leave(focus))

    def _leave(self, path: str) -> None:
        self._root.update_idletasks()  # what is only drawn anew is there again
        tk, root = self._root.tk, self._root
        still = str(tk.call("focus")) == path and root.winfo_viewable()
        if still and not tk.call("winfo", "viewable", path):
            self._widget.focus_set()

    def close(self) -> None:
        """Leave the root."""
        for keys in self._bound:
            self._root.unbind(keys)
