"""Draws the rows of the room that is looked at: each change in its place, or all of them anew."""

from collections.abc import Callable

from chat_gui.model import changes
from chat_gui.model.changes import AnyChange
from chat_gui.model.chat import ChatModel
from chat_gui.model.timeline import Timeline
from chat_gui.views import words
from chat_gui.views.history import History

MOST_REDRAWN = 50
"""Rows redrawn one by one in one tick; for more, the room is drawn anew."""


class Drawing:
    """Between the model and one history. A room drawn anew needs none of its other changes."""

    def __init__(self, model: ChatModel, history: History) -> None:
        self._model, self._history = model, history
        history.calls_below = lambda: 0 if model.room.direct else model.room.mentions
        history.beginning = lambda: words.beginning(model.room, model.shown)
        history.new_at = lambda: model.new_line.at
        self._wanted = False
        """Whether the room is to be drawn from top to bottom after the changes at hand."""
        self._shown: Timeline | None = None
        """What is drawn."""

    def begin(self, told: list[AnyChange]) -> None:
        """These changes come now, one by one."""
        self._wanted = any(
            isinstance(one, changes.Reset) and self._is_here(one.room) for one in told
        )

    def show(self, change: AnyChange) -> bool:
        """Draw a change of rows; False for one that is none."""
        draw = _DRAW.get(type(change))
        if draw is not None and not self._wanted:
            draw(self, change)
        return draw is not None

    def end(self) -> None:
        """All of them came."""
        if self._wanted:
            self.anew()

    def anew(self) -> None:
        """Draw the room from top to bottom."""
        self._wanted = False
        if self._model.shown_excerpt is not None:
            self._again()
            return
        self._shown = self._model.room.timeline
        self._history.reset(*self._shown.rows())
        self._trim()

    def _again(self) -> None:
        """Draw all anew, the view held still."""
        place = self._history.where()
        row, height = place if place is not None else (None, 0)
        self._show_around(row.key if row is not None else "", height)

    def _show_around(self, key: str, height: int | None) -> None:
        shown = self._shown = self._model.shown
        detached = self._model.shown_excerpt is not None
        self._history.around(*shown.rows(), key, detached=detached)
        self._history.go_to(key, height)

    def _is_here(self, room: str) -> bool:
        return room == self._model.current

    def _tail(self, change: changes.Tail) -> None:
        if not self._is_here(change.room):
            return
        with self._history.following_once():
            if self._history.detached:
                self._history.count(change.settled)
            else:
                self._history.tail(change.settled, change.volatile)
            self._trim()

    def _skipped(self, change: changes.Skipped) -> None:
        if not self._is_here(change.room):
            return
        if not self._history.following:
            self._history.skip(change.messages)
            self._history.change(change.changed)
        elif change.draw:
            self.anew()

    def _trim(self) -> None:
        """Let go of rows where there are too many, on the side that the reader is farther from."""
        history, shown = self._history, self._model.shown
        live = self._model.room.timeline
        if shown is not live:
            live.trim()
        if history.following or history.stale:
            gone = live.trim()
        elif not shown.full:
            return
        elif 2 * history.above() < history.rows.length:
            history.cut_end(self._model.paging.detach())
            self._shown = self._model.shown
            return
        else:
            gone = shown.trim()
        if gone:
            history.trim(gone)

    def _older(self, change: changes.Older) -> None:
        here = self._is_here(change.room)
        self._wanted = here and not self._history.older(change.rows, change.replaced)
        if here and not self._wanted:
            self._trim()

    def _newer(self, change: changes.Newer) -> None:
        if self._is_here(change.room):
            self._history.newer(change.rows)
            self._trim()

    def _around(self, change: changes.Around) -> None:
        """Only scroll where the row is drawn."""
        row = self._model.shown.row_of(change.seq)
        if row is None or not self._is_here(change.room):
            return
        same = self._model.shown is self._shown and not self._history.stale
        if not (same and self._history.go_to(row.key, change.height)):
            self._show_around(row.key, change.height)

    def _attached(self, change: changes.Attached) -> None:
        if self._is_here(change.room):
            self._again()

    def _changed(self, change: changes.Changed) -> None:
        if not self._is_here(change.room):
            return
        self._wanted = len(change.rows) > MOST_REDRAWN and self._history.following
        if not self._wanted:
            self._history.change(change.rows)


_DRAW: dict[type[AnyChange], Callable[..., None]] = {
    changes.Reset: lambda _drawing, _change: None,
    changes.Tail: Drawing._tail,
    changes.Older: Drawing._older,
    changes.Newer: Drawing._newer,
    changes.Around: Drawing._around,
    changes.Attached: Drawing._attached,
    changes.Changed: Drawing._changed,
    changes.Skipped: Drawing._skipped,
}
