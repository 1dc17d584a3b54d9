"""Draws the rows of the room that is looked at: each change in its place, or all of them anew."""

from collections.abc import Callable

from chat_gui.model import changes
from chat_gui.model.changes import AnyChange
from chat_gui.model.chat import ChatModel
from chat_gui.views.history import History

SCROLLED_ROWS = 5_000
"""Rows kept below a reader who is scrolled up; then the oldest go all the same."""
SCROLLED_WEIGHT = 10_000_000
"""About the characters kept below such a reader."""
MOST_REDRAWN = 50
"""Rows redrawn one by one in one tick; for more, the room is drawn anew."""


class Drawing:
    """Between the model and one history. A room drawn anew needs none of its other changes."""

    def __init__(self, model: ChatModel, history: History) -> None:
        self._model, self._history = model, history
        self._wanted = False
        """Whether the room is to be drawn from top to bottom after the changes at hand."""

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
        self._history.reset(*self._model.room.timeline.rows())
        self._trim()

    def _is_here(self, room: str) -> bool:
        return room == self._model.current

    def _tail(self, change: changes.Tail) -> None:
        if self._is_here(change.room):
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
        history, timeline = self._history, self._model.room.timeline
        most = history.length() > SCROLLED_ROWS or timeline.weight > SCROLLED_WEIGHT
        if history.following or history.stale or most:
            gone = timeline.trim()
            if gone:
                history.trim(gone)

    def _older(self, change: changes.Older) -> None:
        here = self._is_here(change.room)
        self._wanted = here and not self._history.older(change.rows, change.replaced)

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
    changes.Changed: Drawing._changed,
    changes.Skipped: Drawing._skipped,
}
