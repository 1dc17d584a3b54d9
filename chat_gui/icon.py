"""The program's picture, on its windows and wherever the system lists them."""

import logging
import tkinter

from chat_gui.resources import asset

ICONS = ("icon-256.png", "icon-64.png", "icon-32.png", "icon-16.png")

_log = logging.getLogger(__name__)


def show_icon(root: tkinter.Tk) -> None:
    """Give it to all windows; without it they have Tk's."""
    try:
        icons = [tkinter.PhotoImage(master=root, file=asset(name)) for name in ICONS]
        root.iconphoto(True, *icons)
    except (FileNotFoundError, tkinter.TclError) as error:
        _log.warning("no icon: %s", error)
