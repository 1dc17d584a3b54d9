"""A window that is too small for what has to be seen whole grows."""

import tkinter

from chat_gui import theme
from chat_gui.views.line import Ink


def make_room(root: tkinter.Tk, main: tkinter.Misc, card: tkinter.Misc, ink: Ink) -> None:
    """Let a card fit that stands over `main`, a part of `root`; no larger than the screen."""
    px = ink.look.px
    root.update_idletasks()
    beside = root.winfo_width() - main.winfo_width()
    width = min(card.winfo_reqwidth() + beside + px(2 * theme.M), root.winfo_screenwidth())
    height = min(card.winfo_reqheight() + px(2 * theme.M), root.winfo_screenheight())
    if root.state() == "normal" and (width > root.winfo_width() or height > root.winfo_height()):
        size = max(width, root.winfo_width()), max(height, root.winfo_height())
        root.geometry(f"{size[0]}x{size[1]}")
