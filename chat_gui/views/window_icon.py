"""The window's icon, as the taskbar shows it: with how many messages are meant for the person.

The number stands in a red spot; a small one without tells that something is unread. Drawn with
Pillow only when that changes, and kept.
"""

import logging
import tkinter

from PIL import Image, ImageDraw

from chat_gui import theme
from chat_gui.resources import asset
from chat_gui.views import faces
from chat_gui.views.shapes import OVERSIZE, centred, png

SIZES = (64, 48, 32, 16)
"""The sizes of the icon that a badge is drawn on; the system takes the one that fits it."""
MOST_TOLD = 9
"""A larger number would not be readable."""
DOT = "·"
"""Something is unread, and none of it is meant for the person."""

_log = logging.getLogger(__name__)


def badge(unread: int, meant: int) -> str:
    """What the badge says where so much is unread, and so much of it meant for the person."""
    if meant > MOST_TOLD:
        return f"{MOST_TOLD}+"
    return str(meant) if meant else DOT if unread else ""


class WindowIcon:
    """The icon of one root. The program has shown one without a badge."""

    def __init__(self, root: tkinter.Tk) -> None:
        self._root = root
        self._shown = ""
        self._drawn: dict[str, list[tkinter.PhotoImage]] = {}

    @property
    def shown(self) -> str:
        """What its badge says."""
        return self._shown

    def show(self, said: str) -> None:
        """Show a badge that says so; empty for none."""
        if said == self._shown:
            return
        self._shown = said
        try:
            if said not in self._drawn:
                self._drawn[said] = [
                    tkinter.PhotoImage(master=self._root, data=png(drawn(size, said)))
                    for size in SIZES
                ]
            self._root.iconphoto(True, *self._drawn[said])
        except (OSError, tkinter.TclError) as error:
            _log.warning("no icon: %s", error)


def drawn(size: int, said: str) -> Image.Image:
    """The icon in a size, with a badge. Raises `OSError` where there is no icon to draw on."""
    with Image.open(asset(f"icon-{size}.png")) as file:
        icon = file.convert("RGBA")
    if not said:
        return icon
    big = size * OVERSIZE
    layer = Image.new("RGBA", (big, big))
    pen = ImageDraw.Draw(layer)
    colours = theme.LIGHT
    radius, ring = big * (0.19 if said == DOT else 0.31), big * 0.04
    middle = (big - radius - ring, big - radius - ring)
    pen.circle(middle, radius + ring, colours.surface)
    pen.circle(middle, radius, colours.danger)
    if said != DOT:
        face = faces.bold(round(radius * (1.5 if len(said) == 1 else 1.1)))
        centred(pen, middle, said, face, colours.on_badge)
    icon.alpha_composite(layer.resize((size, size), Image.Resampling.BOX))
    return icon
