"""The keys of an open menu, besides the arrows: a letter goes to the next line that begins with it.

Home, End and the keys that a line names at its right do what people expect of them, too.
"""

import tkinter
from collections.abc import Iterable


def listen(menu: tkinter.Menu) -> None:
    """Let a menu have them."""
    menu.bind("<Key>", lambda event: _typed(menu, event.char))
    menu.bind("<Home>", lambda _event: _go(menu, _lines(menu)))
    menu.bind("<End>", lambda _event: _go(menu, reversed(_lines(menu))))


def shortcut(menu: tkinter.Menu, keys: Iterable[str], line: int) -> None:
    """Let keys choose a line while the menu is open."""
    for key in keys:
        menu.bind(key, lambda _event: _choose(menu, line))


def begin(menu: tkinter.Menu, opener: tkinter.Misc, line: int) -> None:
    """The keyboard is on a line at once, unless the mouse has opened the menu."""
    if opener.winfo_containing(*opener.winfo_pointerxy()) is not opener:
        menu.activate(line)


def _typed(menu: tkinter.Menu, char: str) -> str | None:
    """Go to the next line that begins with a letter."""
    if not char.isalnum():
        return None
    lines, here = _lines(menu), menu.index("active")
    behind = [one for one in lines if here is not None and one > here]
    fits = [
        one
        for one in (*behind, *lines)
        if str(menu.entrycget(one, "label")).lstrip().casefold().startswith(char.casefold())
    ]
    return _go(menu, fits)


def _lines(menu: tkinter.Menu) -> list[int]:
    """What can be chosen, from top to bottom."""
    last = menu.index("end")
    return [
        one
        for one in range(0 if last is None else last + 1)
        if menu.type(one) != "separator" and str(menu.entrycget(one, "state")) != "disabled"
    ]


def _go(menu: tkinter.Menu, lines: Iterable[int]) -> str:
    for line in lines:
        menu.activate(line)
        break
    return "break"


def _choose(menu: tkinter.Menu, line: int) -> str:
    menu.activate(line)
    menu.tk.call("tk::MenuInvoke", menu, 0)
    return "break"
