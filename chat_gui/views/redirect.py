"""Catches what is inserted into a text widget before Tk shows it, however it comes: key, paste."""

import tkinter
from collections.abc import Callable


def redirect_insert(text: tkinter.Text, inserted: Callable[[str, str], bool]) -> Callable[..., str]:
    """Ask `inserted(index, chars)` first; where it gives True it has inserted something itself.

    Returns the widget's own command, which inserts without asking.
    """
    own = f"{text}_own"
    text.tk.call("rename", str(text), own)

    def original(*arguments: object) -> str:
        return str(text.tk.call(own, *arguments))

    def dispatch(operation: str, *arguments: str) -> object:
        if operation == "insert" and len(arguments) == 2 and inserted(*arguments):
            return ""
        try:
            return text.tk.call(own, operation, *arguments)
        except tkinter.TclError:
            return ""  # as idlelib does: Tk's own bindings ask for a selection that isn't there

    # What fails is told like in any callback; Tk's loop would end with it otherwise.
    text.tk.createcommand(str(text), tkinter.CallWrapper(dispatch, None, text))
    return original
