"""What stands in a menu that opens at a point of the screen, as plain data, and opening it."""

import tkinter
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from chat_gui.views import menu_keys
from chat_gui.views.line import Ink
from chat_gui.views.menus import Menu, menu
from chat_gui.views.paint import Picture


class Item(NamedTuple):
    """A line of the menu: what it says and does, or what opens beside it; a bare one only tells.

    `on` where it is a choice that is ticked or not; `keys` do the same, `emoji` stands before it.
    `pressed` are the keys in Tk's words: they do it in the open menu, too.
    """

    label: str
    deed: Callable[[], object] | None = None
    below: tuple["Item", ...] = ()
    on: bool | None = None
    keys: str = ""
    emoji: str = ""
    pressed: tuple[str, ...] = ()


def grouped(groups: Iterable[list[Item]]) -> list[Item | None]:
    """The lines of all groups; None is a line between two of them."""
    lines: list[Item | None] = []
    for group in groups:
        lines += [None, *group] if lines and group else group
    return lines


def offer(parent: tkinter.Misc, ink: Ink, lines: list[Item | None], x: int, y: int) -> None:
    """Open these as a menu at a point of the screen.

    The keyboard is on the first line, but not at the pointer: letting go of its button, which is
    heard late where the window is busy, would choose that.
    """
    made = menu(parent, ink)
    _fill(made, ink, lines)
    made.tk_popup(x, y, "" if parent.winfo_pointerxy() == (x, y) else 0)


def _fill(made: tkinter.Menu, ink: Ink, lines: Iterable[Item | None]) -> None:
    for number, line in enumerate(lines):
        if line is None:
            made.add_separator()
            continue
        label = ink.words(line.label)
        menu_keys.shortcut(made, line.pressed, number)
        if line.below:
            beside = Menu(made, ink)
            _fill(beside, ink, line.below)
            made.add_cascade(label=label, menu=beside)
        elif line.deed is None:
            _add(made, ink, line, label, state="disabled")
        elif line.on is None:
            _add(made, ink, line, label)
        else:
            _tick(made, label, line.deed, on=line.on)


def _add(
    made: tkinter.Menu,
    ink: Ink,
    line: Item,
    label: str,
    state: Literal["normal", "disabled"] = "normal",
) -> None:
    picture = ink.paint.emoji(line.emoji) if line.emoji else None

    def chosen(_held: Picture | None = picture) -> None:  # the menu shows no picture without it
        if line.deed is not None:
            line.deed()

    if picture is None:
        made.add_command(label=label, command=chosen, accelerator=line.keys, state=state)
        return
    made.add_command(
        label=f" {label}",
        command=chosen,
        accelerator=line.keys,
        state=state,
        image=picture,
        compound="left",
    )


def _tick(made: tkinter.Menu, label: str, deed: Callable[[], object], *, on: bool) -> None:
    ticked = tkinter.BooleanVar(made, on)

    def chosen(_held: tkinter.BooleanVar = ticked) -> None:  # the menu shows no tick without it
        deed()

    made.add_checkbutton(label=label, variable=ticked, command=chosen)
