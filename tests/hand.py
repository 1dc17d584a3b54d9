"""What a hand does in a real window."""

import tkinter


def click(listing: tkinter.Canvas, text: str, which: int = 0) -> None:
    """Click on a line of the sidebar's list that says this: the first, or the last by -1."""
    found = [item for item in listing.find_all() if listing.type(item) == "text"]
    item = [item for item in found if listing.itemcget(item, "text") == text][which]
    x, y = (int(at) for at in listing.coords(item))
    listing.event_generate("<Button-1>", x=x + 2, y=y - int(listing.canvasy(0)))
