"""Where a window opens: where it was the last time, if that can be seen; else in the middle.

And how it stays on the screen when it grows.
"""

import re
import tkinter

from chat_gui import theme

_PLACE = re.compile(r"(\d+)x(\d+)\+(-?\d+)\+(-?\d+)\Z")


def geometry(root: tkinter.Tk, look: theme.Theme, remembered: str) -> str:
    """Where the window opens: where it was, if that is still on a screen; else in the middle."""
    match = _PLACE.match(remembered)
    screen = root.winfo_vrootwidth(), root.winfo_vrootheight()
    if match:
        width, height, x, y = (int(number) for number in match.groups())
        left, top = root.winfo_vrootx(), root.winfo_vrooty()
        seen_x = left <= x + width // 2 <= left + screen[0]
        if seen_x and top - height // 2 <= y <= top + screen[1] - height // 4:
            return remembered
    width, height = (
        min(look.screen(wanted), most)
        for wanted, most in zip(theme.WINDOW_SIZE, screen, strict=True)
    )
    return f"{width}x{height}+{(screen[0] - width) // 2}+{(screen[1] - height) // 3}"


def available(window: tkinter.Misc, look: theme.Theme) -> tuple[int, int]:
    """Width and height that a window has on its screen: beside its title and the system's bar."""
    high = window.winfo_screenheight() - look.screen(theme.BESIDE_SCREEN)
    return window.winfo_screenwidth(), high


def higher(root: tkinter.Tk, height: int) -> str:
    """Where a window that grows to so many pixels stays on the screen; empty where it is."""
    match = _PLACE.match(root.geometry())
    below = root.winfo_rooty() + height - root.winfo_screenheight()
    if match is None or below <= 0:
        return ""
    x, y = int(match[3]), int(match[4])
    return f"+{x}+{max(0, y - below)}"


def place_of(root: tkinter.Tk) -> str:
    """The window's size and place, empty while it fills the screen or isn't drawn yet."""
    whole = root.state() != "normal" or root.winfo_width() <= 1
    return "" if whole else root.geometry()
