"""The menu at the header's right: the look, the size of text, and what else the window can do."""

import tkinter
from collections.abc import Callable, Iterable

from chat_gui.i18n import N_, _
from chat_gui.theme import Mode
from chat_gui.views import menu_keys
from chat_gui.views.line import Ink
from chat_gui.views.menus import menu

Action = tuple[str, str, Callable[[], object]]
"""What stands in the menu, the keys that do the same, what it does."""

_MODES: tuple[tuple[str, Mode], ...] = (
    (N_("Like the system"), "system"),
    (N_("Light"), "light"),
    (N_("Dark"), "dark"),
)


def offer(
    at: tkinter.Misc, root: tkinter.Tk, ink: Ink, actions: Iterable[Action | None]
) -> tkinter.StringVar:
    """Open the menu below a button; None among the actions is a line between them.

    The caller holds what is returned: without it the menu shows no mark.
    """
    offered, look = menu(root, ink), ink.look
    chosen = tkinter.StringVar(offered, look.mode)
    for label, mode in _MODES:
        offered.add_radiobutton(
            label=_(label),
            value=mode,
            variable=chosen,
            command=lambda mode=mode: look.switch(mode),  # type: ignore[misc]
        )
    offered.add_separator()
    offered.add_command(label=_("Larger"), accelerator="Ctrl+=", command=lambda: look.zoom_by(1))
    offered.add_command(label=_("Smaller"), accelerator="Ctrl+-", command=lambda: look.zoom_by(-1))
    offered.add_separator()
    for action in actions:
        if action is None:
            offered.add_separator()
        else:
            label, keys, deed = action
            offered.add_command(label=label, accelerator=keys, command=deed)
    offered.update_idletasks()
    right = at.winfo_rootx() + at.winfo_width() - offered.winfo_reqwidth()
    offered.tk_popup(right, at.winfo_rooty() + at.winfo_height())
    menu_keys.begin(offered, at, 0)
    return chosen
