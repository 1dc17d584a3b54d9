"""Draws rows again that depend on the width: those that were laid out for it (`rtl_layout.py`)."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol

from chat_gui.model.rows import Row
from chat_gui.views.drawn_rows import DrawnRows
from chat_gui.views.later import Timer
from chat_gui.views.paper import Paper

PAUSE_MS = 60
"""How long a window that is being resized has to rest first."""
AT_ONCE = 40
"""Rows drawn again before Tk has its turn."""


class _History(Protocol):
    """What is needed of the history."""

    text: Paper
    rows: DrawnRows

    def change(self, rows: Iterable[Row]) -> None: ...

    def tail(self, settled: Iterable[Row], volatile: Iterable[Row]) -> None: ...


class Rewrapping:
    """Looks after one history. `lays` tells whether a row depends on the width."""

    def __init__(self, history: _History, lays: Callable[[Row], bool]) -> None:
        self._history, self._lays = history, lays
        self._width = 0
        self._timer = Timer(history.text)

    def look(self, *, anyway: bool = False) -> None:
        """The width may be another, or `anyway` the fonts are."""
        width = self._history.text.winfo_width()
        if width == self._width and not anyway:
            return
        self._width = width
        self._timer.begin(PAUSE_MS, self._begin)

    def _begin(self) -> None:
        rows = self._history.rows
        if any(self._lays(one.row) for one in rows.volatile):
            self._history.tail((), [one.row for one in rows.volatile])
        self._go_on([one.row.key for one in rows.settled if self._lays(one.row)])

    def _go_on(self, keys: Sequence[str]) -> None:
        """The newest first: they are most likely looked at."""
        now, later = frozenset(keys[-AT_ONCE:]), keys[:-AT_ONCE]
        self._history.change([one.row for one in self._history.rows.settled if one.row.key in now])
        if later:
            self._timer.begin(1, partial(self._go_on, later))
