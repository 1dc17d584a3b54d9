"""Holds one panel: as large as that needs, or as there is room; then it scrolls.

By the wheel, by Page Up and Page Down, and so that what has the keyboard is seen. A panel that can
be narrower has `fit(width)`.
"""

import itertools
import tkinter
from collections.abc import Callable
from tkinter import ttk
from typing import Generic, Literal, Protocol, TypeVar, runtime_checkable

from chat_gui import theme
from chat_gui.views.line import Ink
from chat_gui.views.scrolling import bring_into_sight, scroll, scrolled_canvas

P = TypeVar("P", bound=tkinter.Widget)

_numbers = itertools.count()


@runtime_checkable
class Narrowing(Protocol):
    """A panel that can be narrower than it would like."""

    def fit(self, width: int) -> None:
        """Need no more than so many pixels, if that can be."""


class Scroller(ttk.Frame, Generic[P]):
    """`on_need` is called when the panel needs another size: whoever owns it calls `resize`.

    With a `rim` a little stays free around it.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        make: Callable[[tkinter.Misc], P],
        style: str,
        on_need: Callable[[], None],
        *,
        rim: bool = True,
    ) -> None:
        super().__init__(parent, style=style)
        self._ink, self._rim = ink, rim
        self._tag = f"Scroller{next(_numbers)}"
        self.canvas, self._bar = scrolled_canvas(self, takefocus=False)
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self.canvas.grid(row=0, column=0, sticky="nsew")
        self._bar.grid(row=0, column=1, sticky="ns")
        self._sizes: tuple[int, ...] = ()
        self._first: tkinter.Misc | None = None
        """What the keyboard was given when it was shown."""
        self._moved = False
        self.panel = make(self.canvas)
        self.panel.configure(style="Inside.TFrame")  # type: ignore[call-arg]
        self._item = self.canvas.create_window(0, 0, window=self.panel, anchor="nw")
        self.panel.bind("<Configure>", lambda _event: on_need(), add=True)
        self._listen()

    def _listen(self) -> None:
        scrolling: tuple[tuple[str, int, Literal["units", "pages"]], ...] = (
            ("<Prior>", -1, "pages"),
            ("<Next>", 1, "pages"),
            ("<Button-4>", -2, "units"),
            ("<Button-5>", 2, "units"),
        )
        for keys, step, what in scrolling:
            self.bind_class(self._tag, keys, lambda _e, s=step, w=what: scroll(self.canvas, s, w))  # type: ignore[misc]
        self.bind_class(
            self._tag,
            "<MouseWheel>",
            lambda event: scroll(self.canvas, -2 if event.delta > 0 else 2),
        )
        self.bind_class(self._tag, "<FocusIn>", lambda event: self._focused(event.widget))

    def restyle(self) -> None:
        """Take over the theme."""
        look = self._ink.look
        self.configure(padding=self._around // 2)
        self.canvas.configure(background=look.palette.raised, yscrollincrement=look.px(theme.L))
        self._sizes = ()

    @property
    def needs(self) -> tuple[int, int]:
        """How wide and high it would be, its rim included, if all of the panel were seen."""
        return (
            self.panel.winfo_reqwidth() + self._around,
            self.panel.winfo_reqheight() + self._around,
        )

    @property
    def _around(self) -> int:
        """The pixels of the rim, both sides together."""
        return 2 * self._ink.look.px(theme.XS) if self._rim else 0

    def resize(self, width: int, height: int) -> None:
        """Be as large as the panel needs, at most so many pixels."""
        look = self._ink.look
        width, height = max(1, width - self._around), max(1, height - self._around)
        if isinstance(self.panel, Narrowing):
            self.panel.fit(width - look.px(theme.SCROLLBAR))
            self.panel.update_idletasks()
        self._tag_all(self.panel)
        wide, high = self.panel.winfo_reqwidth(), self.panel.winfo_reqheight()
        sizes = (width, height, wide, high)
        if sizes == self._sizes:
            return
        self._sizes = sizes
        scrolls = high > height
        (self._bar.grid if scrolls else self._bar.grid_remove)()
        bar = self._bar.winfo_reqwidth() if scrolls else 0
        seen = min(wide, width - bar)
        self.canvas.configure(width=seen, height=min(high, height), scrollregion=(0, 0, seen, high))
        self.canvas.itemconfigure(self._item, width=seen)  # as high as it needs: it tells when

    def _tag_all(self, widget: tkinter.Misc) -> None:
        """Wheel and keys scroll wherever the pointer and the keyboard are.

        Before what goes for all widgets, where Tab leaves the panel.
        """
        tags = widget.bindtags()
        if self._tag not in tags:
            widget.bindtags((*tags[:-1], self._tag, tags[-1]))
        for child in widget.winfo_children():
            self._tag_all(child)

    def begin(self) -> None:
        """Something else is shown in it now, which one reads from its top."""
        self._first, self._moved = None, False
        self.canvas.yview_moveto(0)

    def _focused(self, widget: tkinter.Misc) -> None:
        """See what has the keyboard; but not a button at its end before one has read so far."""
        if isinstance(widget, ttk.Frame):  # it hears of what is in it
            return
        self._first = self._first or widget
        self._moved = self._moved or widget is not self._first
        if self._moved or not isinstance(widget, ttk.Button) or not self._ends(widget):
            self.see(widget)

    def _ends(self, widget: tkinter.Misc) -> bool:
        """Whether only the panel's rim is below it."""
        below = self.panel.winfo_rooty() + self.panel.winfo_reqheight()
        below -= widget.winfo_rooty() + widget.winfo_height()
        return below <= self._ink.look.px(theme.XL)

    def see(self, widget: tkinter.Misc) -> None:
        """Bring a part of the panel into sight, with a little around it."""
        gap = self._ink.look.px(theme.M)
        top = widget.winfo_rooty() - self.panel.winfo_rooty() - gap
        bottom = top + widget.winfo_height() + 2 * gap
        bring_into_sight(self.canvas, top, bottom)
