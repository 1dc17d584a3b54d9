"""What a widget has no room to say, in a small box below it while the pointer rests there."""

import tkinter
from collections.abc import Callable
from tkinter import ttk

from chat_gui import theme
from chat_gui.views.later import Timer
from chat_gui.views.line import Ink
from chat_gui.views.overlaying import within

REST_MS = 500
"""How long the pointer rests before the box opens."""


class Hint:
    """Of one widget. `text` gives what is said; empty for nothing."""

    def __init__(self, widget: tkinter.Widget, ink: Ink, text: Callable[[], str]) -> None:
        self._widget, self._ink, self._text = widget, ink, text
        self._timer = Timer(widget)
        self.shown: ttk.Frame | None = None
        """The box, while it is open."""
        widget.bind("<Enter>", lambda _event: self._wait(), add=True)
        for gone in ("<Leave>", "<Button>", "<Key>", "<Unmap>", "<Destroy>"):
            widget.bind(gone, lambda _event: self.hide(), add=True)

    def _wait(self) -> None:
        self.hide()
        self._timer.begin(REST_MS, self.show)

    def show(self) -> None:
        """Open the box now."""
        self.hide()
        said = self._text()
        if not said:
            return
        over, look = self._widget.winfo_toplevel(), self._ink.look
        gap, pad = look.px(theme.XS), look.px(theme.S)
        room = over.winfo_width() - 2 * gap
        self.shown = ttk.Frame(over, style="Panel.TFrame", padding=(pad, look.px(theme.XS)))
        wide = max(1, min(look.px(theme.CARD_WIDTH), room - 2 * pad))
        said = self._ink.words(said)
        ttk.Label(self.shown, text=said, style="CardText.TLabel", wraplength=wide).grid()
        self.shown.update_idletasks()
        left = self._widget.winfo_rootx() - over.winfo_rootx()
        left = within(left, self.shown.winfo_reqwidth(), over.winfo_width(), gap)
        below = self._widget.winfo_rooty() - over.winfo_rooty() + self._widget.winfo_height()
        self.shown.place(x=left, y=below + gap)
        self.shown.lift()

    def hide(self) -> None:
        """Take it away."""
        self._timer.stop()
        if self.shown is not None:
            self.shown.destroy()
            self.shown = None
