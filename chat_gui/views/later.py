"""What a view does a moment later, if it is still there by then.

Tk forgets what belongs to a widget that has gone, but not that it was to be done: the error would
come before the person's eyes. So the window's root remembers it, and asks first.
"""

import tkinter
from collections.abc import Callable


def later(widget: tkinter.Misc, ms: int, deed: Callable[[], object]) -> str:
    """Do this in so many milliseconds; what comes back may be given to `after_cancel`."""
    return widget.winfo_toplevel().after(ms, _guarded(widget, deed))


def soon(widget: tkinter.Misc, deed: Callable[[], object]) -> None:
    """Do this when Tk has nothing else to do."""
    widget.winfo_toplevel().after_idle(_guarded(widget, deed))


def _guarded(widget: tkinter.Misc, deed: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        if widget.winfo_exists():
            deed()

    return run
