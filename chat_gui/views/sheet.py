"""What a panel over the window lies on: as large as it needs, or as there is room; then it scrolls.

A panel that can be narrower has `fit(width)`; it gets at most so many pixels.
"""

import itertools
import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import Generic, Literal, Protocol, TypeVar, runtime_checkable

from chat_gui import theme
from chat_gui.views.later import soon
from chat_gui.views.line import Ink
from chat_gui.views.scrolling import bring_into_sight, scrolled_canvas

P = TypeVar("P", bound=tkinter.Widget)

MOST_STOPS = 500
"""Widgets that Tab passes by on its way round the window."""

_numbers = itertools.count()


@runtime_checkable
class Narrowing(Protocol):
    """A panel that can be narrower than it would like."""

    def fit(self, width: int) -> None:
        """Need no more than so many pixels, if that can be."""


class Sheet(ttk.Frame, Generic[P]):
    """Lies in the middle of `over`; whoever owns it calls `fit` when that has another size."""

    def __init__(self, over: tkinter.Misc, ink: Ink, make: Callable[[tkinter.Misc], P]) -> None:
        super().__init__(over, style="Panel.TFrame")
        self._over, self._ink = over, ink
        self._tag = f"Sheet{next(_numbers)}"
        self.canvas, self._bar = scrolled_canvas(self, takefocus=False)
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self.canvas.grid(row=0, column=0, sticky="nsew")
        self._bar.grid(row=0, column=1, sticky="ns")
        self._size = (0, 0)
        self.panel = make(self.canvas)
        self.panel.configure(style="Inside.TFrame")  # type: ignore[call-arg]
        self._item = self.canvas.create_window(0, 0, window=self.panel, anchor="nw")
        self.panel.bind("<Configure>", lambda _event: self.fit(), add=True)
        self._listen()
        ink.follow(self, self.restyle)
        self.restyle()

    def _listen(self) -> None:
        scrolling: tuple[tuple[str, int, Literal["units", "pages"]], ...] = (
            ("<Prior>", -1, "pages"),
            ("<Next>", 1, "pages"),
            ("<Button-4>", -2, "units"),
            ("<Button-5>", 2, "units"),
        )
        for keys, step, what in scrolling:
            self.bind_class(self._tag, keys, lambda _e, s=step, w=what: self._scroll(s, w))  # type: ignore[misc]
        self.bind_class(
            self._tag,
            "<MouseWheel>",
            lambda event: self._scroll(-2 if event.delta > 0 else 2, "units"),
        )
        self.bind_class(self._tag, "<FocusIn>", lambda event: self._see(event.widget))
        self.bind_class(self._tag, "<Tab>", lambda event: self._turn(event.widget, 1))
        for back in ("<Shift-Tab>", "<<PrevWindow>>"):
            self.bind_class(self._tag, back, lambda event: self._turn(event.widget, -1))

    def restyle(self) -> None:
        """Take over the theme."""
        look = self._ink.look
        self.configure(padding=look.px(theme.XS))
        self.canvas.configure(background=look.palette.raised, yscrollincrement=look.px(theme.L))
        self._size = (0, 0)
        soon(self, self.fit)

    def fit(self) -> None:
        """Be as large as the panel needs, or as there is room."""
        if not self.winfo_exists():
            return
        self._over.update_idletasks()  # or it is told its size in the middle of this
        look = self._ink.look
        around, rim = 2 * look.screen(theme.S), 2 * look.px(theme.XS)
        most = (
            max(1, self._over.winfo_width() - around - rim),
            max(1, self._over.winfo_height() - around - rim),
        )
        if isinstance(self.panel, Narrowing):
            self.panel.fit(most[0] - look.px(theme.SCROLLBAR))
            self.panel.update_idletasks()
        wide, high = self.panel.winfo_reqwidth(), self.panel.winfo_reqheight()
        scrolls = high > most[1]
        (self._bar.grid if scrolls else self._bar.grid_remove)()
        bar = self._bar.winfo_reqwidth() if scrolls else 0
        size = min(wide + bar, most[0]), min(high, most[1])
        if size == self._size:
            return
        self._size = size
        self.canvas.configure(scrollregion=(0, 0, wide, high))
        self.canvas.itemconfigure(self._item, width=size[0] - bar, height=high)
        self._tag_all(self.panel)
        self.place(
            relx=0.5,
            rely=0.5,
            anchor="center",
            width=size[0] + rim,
            height=size[1] + rim,
        )

    def _tag_all(self, widget: tkinter.Misc) -> None:
        """Wheel and keys scroll wherever the pointer and the keyboard are.

        Before what goes for all widgets, where Tab leaves the panel.
        """
        tags = widget.bindtags()
        if self._tag not in tags:
            widget.bindtags((*tags[:-1], self._tag, tags[-1]))
        for child in widget.winfo_children():
            self._tag_all(child)

    def _scroll(self, step: int, what: Literal["units", "pages"]) -> None:
        if self.canvas.yview() != (0.0, 1.0):
            self.canvas.yview_scroll(step, what)

    def _turn(self, widget: tkinter.Misc, step: int) -> str:
        """Tab stays in the panel: what is under it can't be seen."""
        at = widget
        for _ in range(MOST_STOPS):
            following = at.tk_focusNext() if step > 0 else at.tk_focusPrev()
            if following is None:
                break
            at = following
            if str(at).startswith(f"{self.panel}."):
                at.focus_set()
                break
        return "break"

    def _see(self, widget: tkinter.Misc) -> None:
        """Bring what has the keyboard into sight, with a little around it."""
        gap = self._ink.look.px(theme.M)
        top = widget.winfo_rooty() - self.panel.winfo_rooty() - gap
        bottom = top + widget.winfo_height() + 2 * gap
        bring_into_sight(self.canvas, top, bottom)
