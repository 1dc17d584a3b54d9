"""Menus in the look of the moment.

On X11 Tk draws them itself, tight and with marks that never grow: there each line has a picture
before its words that gives it room, and is the tick of what is chosen.
"""

import tkinter
from typing import Any

from chat_gui import theme
from chat_gui.views import menu_keys
from chat_gui.views.later import soon
from chat_gui.views.line import Ink
from chat_gui.views.paint import Picture

_CHOICES = ("checkbutton", "radiobutton")
RIGHT = "  "
"""After the keys that do the same, or in their place: room at the right."""
INDENTED = 3
"""Pixels by which Tk moves the picture of a choice, at any size of text."""


class Menu(tkinter.Menu):
    """Empty at first. What opens beside another is made as that one's child, and goes with it."""

    def __init__(self, parent: tkinter.Misc, ink: Ink) -> None:
        colours = ink.look.palette
        super().__init__(
            parent,
            tearoff=False,
            relief="raised",
            borderwidth=1,
            activeborderwidth=0,
            font=ink.look.body,
            background=colours.raised,
            foreground=colours.text,
            activebackground=colours.accent_soft,
            activeforeground=colours.text,
            disabledforeground=colours.muted,
            selectcolor=colours.accent,
        )
        self._ink = ink
        self._drawn = bool(ink.look.root.tk.call("tk", "windowingsystem") == "x11")
        self._rooms: list[tkinter.PhotoImage] = []
        """What stands before the words of each line."""
        self._chooses = False
        menu_keys.listen(self)

    def add(self, itemType: str, cnf: dict[str, Any] | None = None, **kw: Any) -> None:
        """Add a line, as Tk's own menus do."""
        options = {**(cnf or {}), **kw}
        if self._drawn and itemType != "separator":
            options |= self._room(itemType, options)
        super().add(itemType, options)  # type: ignore[no-untyped-call]

    def _room(self, kind: str, options: dict[str, Any]) -> dict[str, Any]:
        chooses = kind in _CHOICES
        if chooses and not self._chooses:
            self._chooses = True
            for before in self._rooms:
                before.configure(width=before.width() + self._beside)
        image, left = options.get("image"), self._ink.look.px(theme.S)
        left -= INDENTED if chooses else 0
        made: dict[str, Any] = {"image": self._picture(image, left), "compound": "left"}
        if chooses:
            made |= {"indicatoron": False, "selectimage": self._picture(image, left, ticked=True)}
        return {**made, "accelerator": options.get("accelerator", "") + RIGHT}

    @property
    def _beside(self) -> int:
        """How wide a tick is, with the gap to what stands beside it."""
        return self._ink.look.px(theme.CHEVRON + theme.XS)

    def _picture(
        self, image: Picture | None, left: int, *, ticked: bool = False
    ) -> tkinter.PhotoImage:
        """As high as a line: room for a tick if there are choices, then the image if there is one.

        Tk shows only a picture that is held.
        """
        look = self._ink.look
        shown = [(self._ink.paint.icon("yes", "accent", theme.CHEVRON), left)] if ticked else []
        wide = left + (self._beside if self._chooses else 0)
        if image is not None:
            shown.append((image, wide))
            wide += image.width()
        high = look.height(look.body) + look.px(theme.S)
        room = tkinter.PhotoImage(master=self, width=wide, height=high)
        for one, at in shown:
            self.tk.call(room, "copy", one, "-to", at, max(0, (high - one.height()) // 2))
        self._rooms.append(room)
        return room


def menu(parent: tkinter.Misc, ink: Ink) -> Menu:
    """An empty menu, gone when it closes."""
    made = Menu(parent, ink)
    made.bind("<Unmap>", lambda _event: soon(made, made.destroy))
    return made
