"""What a view does a moment later, if it is still there by then.

Tk forgets what belongs to a widget that has gone, but not that it was to be done: the error would
come before the person's eyes. So the window's root remembers it, and asks first.
"""

import tkinter
from collections.abc import Callable


class Timer:
    """What a widget does later: what is begun anew takes the place of what was still to be done."""

    def __init__(self, widget: tkinter.Misc) -> None:
        self._widget = widget
        self._id = ""

    @property
    def runs(self) -> bool:
        """Whether something is still to be done."""
        return bool(self._id)

    def begin(self, ms: int, deed: Callable[[], object]) -> None:
        """Do this in so many milliseconds."""
        self.stop()
        self._id = later(self._widget, ms, lambda: self._do(deed))

    def stop(self) -> None:
        """Leave it undone."""
        if self._id:
            _root(self._widget).after_cancel(self._id)
            self._id = ""

    def _do(self, deed: Callable[[], object]) -> None:
        self._id = ""
        deed()


def later(widget: tkinter.Misc, ms: int, deed: Callable[[], object]) -> str:
    """Do this in so many milliseconds. What may be put off or left undone takes a `Timer`."""
    return _root(widget).after(ms, _guarded(widget, deed))


def soon(widget: tkinter.Misc, deed: Callable[[], object]) -> None:
    """Do this when Tk has nothing else to do."""
    _root(widget).after_idle(_guarded(widget, deed))


def _root(widget: tkinter.Misc) -> tkinter.Misc:
    """The window's root, which is there longer than any toplevel of its."""
    root: tkinter.Misc = widget.nametowidget(".")
    return root


def _guarded(widget: tkinter.Misc, deed: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        if widget.winfo_exists():
            deed()

    return run
