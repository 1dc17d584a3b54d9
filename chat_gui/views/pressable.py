"""A line of text that does something when it is clicked, or when Return is pressed on it."""

import tkinter
from collections.abc import Callable

from chat_gui import theme
from chat_gui.views.line import Ink, Line


class Pressable(Line):
    """A `Line` that looks like any other until the pointer or the keyboard comes to it."""

    def __init__(
        self,
        parent: tkinter.Misc,
        ink: Ink,
        fount: str,
        colour: str,
        behind: str,
        on_press: Callable[[], object],
    ) -> None:
        super().__init__(parent, ink, fount, colour, behind)
        self._on_press, self._usual, self._live = on_press, colour, False
        self.bind("<Button-1>", lambda _event: self.press())
        for key in ("<Return>", "<KP_Enter>", "<space>"):
            self.bind(key, lambda _event: self.press())
        self.bind("<Enter>", lambda _event: self._lit(True))
        self.bind("<Leave>", lambda _event: self._lit(False))
        for focus in ("<FocusIn>", "<FocusOut>"):
            self.bind(focus, lambda _event: self._draw())

    def live(self, live: bool) -> None:
        """Whether it does something now."""
        if live != self._live:
            self._live = live
            self.configure(takefocus=live, cursor="hand2" if live else "")
            self._lit(False)

    def press(self) -> str | None:
        """Do it, if that may be done."""
        if not self._live:
            return None
        self._on_press()
        return "break"

    def _lit(self, lit: bool) -> None:
        self._colour = "text" if lit and self._live else self._usual
        self._draw()

    def _draw(self) -> None:
        super()._draw()
        if self.focus_get() is self and self.winfo_width() > 1:
            right, bottom = self.winfo_width() - 1, self.winfo_height() - 1
            edge = self._ink.look.px(theme.HAIRLINE)
            colour = self._ink.look.palette.accent
            self.create_line(0, bottom, right, bottom, fill=colour, width=2 * edge, tags=("ring",))
