"""What a hand does in a real window."""

import tkinter
from collections.abc import Iterator


def click(listing: tkinter.Canvas, text: str, which: int = 0) -> None:
    """Click on a line of the sidebar's list that says this: the first, or the last by -1."""
    found = [item for item in listing.find_all() if listing.type(item) == "text"]
    item = [item for item in found if listing.itemcget(item, "text") == text][which]
    x, y = (int(at) for at in listing.coords(item))
    listing.event_generate("<Button-1>", x=x + 2, y=y - int(listing.canvasy(0)))


def opened(root: tkinter.Tk) -> tkinter.Menu:
    """The menu that was opened last and is open still."""
    (found,) = menus(root)
    return found


def menus(root: tkinter.Tk) -> list[tkinter.Menu]:
    """All that are open."""
    return [one for one in inside(root) if isinstance(one, tkinter.Menu) and one.winfo_ismapped()]


def inside(widget: tkinter.Misc) -> Iterator[tkinter.Misc]:
    """All that is in a widget, however deep, in windows of their own, too."""
    for child in widget.winfo_children():
        yield child
        yield from inside(child)


def labels(menu: tkinter.Menu) -> list[str]:
    """What stands in it; a line between two groups is a dash."""
    last = menu.index("end")
    assert last is not None
    return [
        "-" if menu.type(at) == "separator" else str(menu.entrycget(at, "label"))
        for at in range(last + 1)
    ]


def choose(root: tkinter.Tk, *path: str) -> None:
    """Choose this as Return does, through menus that open beside the first."""
    menu = opened(root)
    for label in path:
        at = labels(menu).index(label)
        menu.activate(at)
        below = str(menu.entrycget(at, "menu")) if menu.type(at) == "cascade" else ""
        root.tk.call("tk::MenuInvoke", menu, 0)  # keys go where the focus is, if we have it
        root.update()
        menu = root.nametowidget(below) if below else menu
