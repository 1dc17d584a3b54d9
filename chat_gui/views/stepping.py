"""The keyboard in the history: one stop a message, with a ring around the one it is on.

Up and Down go from message to message, and the view follows; Return opens the menu, single letters
do what stands in it. Whoever clicks sees no ring, and what they type goes to the composer.
"""

import tkinter
from collections.abc import Callable

from chat_gui import theme
from chat_gui.model.rows import MessageRow
from chat_gui.views.later import soon
from chat_gui.views.layouts import both
from chat_gui.views.line import Ink
from chat_gui.views.paper import Paper
from chat_gui.views.styles import MENU_KEYS
from chat_gui.views.whereabouts import Box, Stop, Whereabouts

KEYS: dict[str, str] = {
    **dict.fromkeys(("<Return>", "<KP_Enter>", "<space>"), "open"),
    **dict.fromkeys(MENU_KEYS, "menu"),
    **dict.fromkeys(both("<Key-r>", "<Key-R>"), "reply"),
    **dict.fromkeys(both("<Key-e>", "<Key-E>"), "edit"),
    **dict.fromkeys(both("<Key-c>", "<Key-C>"), "copy"),
    **dict.fromkeys(("<plus>", "<KP_Add>"), "react"),
    **dict.fromkeys(("<Delete>", "<KP_Delete>"), "delete"),
}
"""A key, and what it does to the message that the keyboard is on."""
MOVED = "<<MessageFocused>>"
"""Told to the paper when the keyboard has come to another message."""


def pressed(deed: str) -> tuple[str, ...]:
    """The keys that do this."""
    return tuple(key for key, one in KEYS.items() if one == deed)


class Stepping:
    """Of one paper. `on_move`: it scrolled. `follow` goes where the link inside the message leads
    that the keyboard is on; False if it is on none.
    """

    def __init__(
        self,
        text: Paper,
        ink: Ink,
        where: Whereabouts,
        on_move: Callable[[], None],
        follow: Callable[[], bool],
    ) -> None:
        self._text, self._ink, self._where = text, ink, where
        self._on_move, self._follow = on_move, follow
        self.act: Callable[[str, MessageRow, Box], None] = lambda _deed, _row, _box: None
        """Does one of `KEYS` to a message."""
        self.on_below: Callable[[], object] = lambda: None
        """Told that one goes on down from the lowest message."""
        self.on_end: Callable[[], object] = lambda: None
        """Goes to the newest message."""
        self._key = ""
        self.ringed = False
        """Whether the keyboard is on a message and the ring around it is to be seen."""
        self._clicked = False
        self._takes = True
        self._edges = [tkinter.Frame(text, takefocus=False) for _ in range(4)]
        text.bind("<Button-1>", lambda _event: self._click(), add=True)
        text.bind("<FocusIn>", lambda _event: self._enter(), add=True)
        text.bind("<FocusOut>", lambda _event: soon(text, self._check), add=True)
        text.bind("<Up>", lambda _event: self.step(-1))
        text.bind("<Down>", lambda _event: self.step(1))
        for key, step in (("<Prior>", -1), ("<Next>", 1)):
            text.bind(key, lambda _event, step=step: self._come_along(step))  # type: ignore[misc]
        for ctrl in ("", "Control-"):
            text.bind(f"<{ctrl}Home>", lambda _event: self._far(-1))
            text.bind(f"<{ctrl}End>", lambda _event: self._far(1))
        for key in ("<Left>", "<Right>"):  # else Tk's own cursor, unseen, drags the view along
            text.bind(key, lambda _event: "break")
        for key, deed in KEYS.items():
            text.bind(key, lambda _event, deed=deed: self._press(deed))  # type: ignore[misc]

    @property
    def focused(self) -> MessageRow | None:
        """The message that the keyboard is on."""
        stop = self._stop() if self.ringed else None
        return stop.row if stop is not None else None

    def put_on(self, row: MessageRow | None) -> None:
        """The next step begins at this message; with None at the newest in view."""
        self._key = row.key if row is not None else ""

    def stop(self) -> Stop | None:
        """Where the message is that the keyboard is on."""
        return self._stop() if self.ringed else None

    def span(self) -> tuple[str, str] | None:
        """The ends of that message on the paper."""
        stop = self.stop()
        return (f"{stop.line}.0", f"{stop.line + stop.lines - 1}.end") if stop else None

    def step(self, step: int) -> str:
        """Go to the next message up (-1) or down (1), or through a long one."""
        here, below = self._stop(), False
        box = self._where.box(here) if here is not None and self.ringed else None
        if here is None or box is None:
            self._begin(step)
        elif not (box.ends if step > 0 else box.begins) and self._is_long(here):
            self._text.yview_scroll(step * self._text.winfo_height() // 2, "pixels")
        else:
            stops = self._where.messages()
            at = next(n for n, one in enumerate(stops) if one.line == here.line) + step
            if 0 <= at < len(stops):
                self._focus(stops[at])
            else:
                self._text.yview_moveto(0.0 if step < 0 else 1.0)
                below = step > 0
        self._on_move()
        self.draw()
        if below:
            self.on_below()
        return "break"

    def _far(self, step: int) -> str:
        """To the oldest message that is held (-1), or the newest of all (1)."""
        if step > 0:
            self.on_end()
        else:
            self._text.yview_moveto(0.0)
            self._on_move()
        self._come_along(step)
        return "break"

    def _come_along(self, step: int) -> None:
        """The view goes far up or down: what the keyboard is on stays in it."""

        def look() -> None:
            stop = self.stop()
            if self.ringed and (stop is None or self._where.box(stop) is None):
                self._begin(-step)

        soon(self._text, look)

    def page(self, step: int) -> None:
        """Scroll by what is seen at once, up (-1) or down (1)."""
        self._text.yview_scroll(step, "pages")
        self._on_move()

    def _is_long(self, stop: Stop) -> bool:
        """Whether a message is higher than the view."""
        text, last = self._text, f"{stop.line + stop.lines - 1}.end"
        high = text.tk.call(text, "count", "-update", "-ypixels", f"{stop.line}.0", last)
        return int(high or 0) > text.winfo_height()

    def _begin(self, step: int) -> None:
        """The keyboard comes to a message in view, where it goes from there."""
        seen = self._where.in_view()
        whole = [one for one in seen if (box := self._where.box(one)) and box.begins and box.ends]
        if seen:
            self._focus((whole or seen)[-1 if step < 0 else 0])

    def _focus(self, stop: Stop) -> None:
        self._key, self.ringed = stop.row.key, True
        self._bring(stop)
        self.draw()
        self._text.event_generate(MOVED)

    def _bring(self, stop: Stop) -> None:
        """Bring a message into view whole, or its beginning."""
        for index in (f"{stop.line + stop.lines - 1}.end", f"{stop.line}.0"):
            box = self._where.box(stop)
            if box is None or not (box.begins and box.ends):
                self._text.see(index)
        box, height = self._where.box(stop), self._text.winfo_height()
        if box is not None and not (box.begins and box.ends):  # seen in part is seen to Tk
            far = min(box.top, max(0, box.bottom - height)) if box.begins else box.top
            self._text.tk.call(self._text, "yview", "scroll", far, "pixels")

    def _stop(self) -> Stop | None:
        return self._where.of(self._key) if self._key else None

    def _click(self) -> None:
        self._clicked, self.ringed = True, False
        self.draw()

    def _enter(self) -> None:
        """The keyboard comes by Tab: to where it was, or to the newest message in view."""
        clicked, self._clicked = self._clicked, False
        if clicked:
            return
        here = self._stop()
        if here is not None and self._where.box(here) is not None:
            self._focus(here)
        else:
            self._begin(-1)

    def _check(self) -> None:
        """The ring goes with the keyboard, but stays while the message's menu is open."""
        try:
            focus = str(self._text.tk.call("focus"))
        except tkinter.TclError:  # the window is gone
            return
        if focus != str(self._text) and "menu" not in focus:
            self.ringed = False
            self.draw()

    def copy(self) -> None:
        """Copy the message that the keyboard is on."""
        self._press("copy")

    def _press(self, deed: str) -> str | None:
        stop = self.stop()
        if deed == "open" and self._follow():
            return "break"
        box = self._where.box(stop) if stop is not None else None
        if stop is None or box is None:
            return "break" if deed in ("open", "menu") else None
        self.act(deed, stop.row, box)
        return "break"

    # The ring

    def _take(self) -> None:
        """Take the keyboard only where a message can show it."""
        takes = self._where.any()
        if takes != self._takes:  # Tk draws all anew for it
            self._takes = takes
            self._text.configure(takefocus=takes)

    def draw(self) -> None:
        """Put the ring where the message is now."""
        if not self._text.winfo_exists():
            return
        self._take()
        stop = self.stop()
        box = self._where.box(stop) if stop is not None else None
        if stop is None or box is None:
            for edge in self._edges:
                edge.place_forget()
            return
        look = self._ink.look
        wide, left = look.px(theme.RING), look.px(theme.S)
        width = self._text.winfo_width() - left - look.px(theme.XS)
        above = look.px(theme.M) - look.px(theme.XS) if stop.row.head and box.begins else 0
        top = box.top + above
        end = min(box.bottom + wide, self._text.winfo_height()) if box.ends else box.bottom
        height = end - top
        sides = (
            (left, top, width, wide) if box.begins else None,
            (left, top + height - wide, width, wide) if box.ends else None,
            (left, top, wide, height),
            (left + width - wide, top, wide, height),
        )
        for edge, side in zip(self._edges, sides, strict=True):
            edge.configure(background=look.palette.accent)
            if side is None:
                edge.place_forget()
            else:
                x, y, across, down = side
                edge.place(x=x, y=y, width=across, height=down, bordermode="outside")
