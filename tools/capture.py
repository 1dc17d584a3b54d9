"""Pictures of what an X11 display shows."""

import tkinter
from pathlib import Path

from PIL import ImageGrab


def widget(shown: tkinter.Misc, path: Path) -> None:
    """Write what a widget's place on the screen shows, with what lies over it, to a file."""
    left, top = shown.winfo_rootx(), shown.winfo_rooty()
    box = left, top, left + shown.winfo_width(), top + shown.winfo_height()
    ImageGrab.grab(box, xdisplay=shown.winfo_screen()).save(path)
