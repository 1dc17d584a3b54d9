"""The one place where the receiver's queue meets Tk: events in, changes to whoever shows them.

While something comes, Tk's `after` looks every 30 ms. When nothing does, it sleeps: the queue's
bell wakes it where Tk can wait for a file (not on Windows, where it goes on looking).
"""

import tkinter
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Protocol

from chat_gui import clock, reports
from chat_gui.model import changes
from chat_gui.model.changes import AnyChange
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow
from chat_server.protocol.events import Page

TICK_MS, TICK_LEAST_MS = 30, 15
"""The pause between two ticks; shorter ones follow where the batches are smaller."""
REST_MS = 1_000
"""The pause while nothing comes and the bell is listened to."""
BATCH = 200
"""Events applied and drawn in one tick."""
BATCH_LEAST = 50
DRAWING_SECONDS = 0.008
"""A tick that took longer makes the next one smaller: rows full of emoji cost more."""
BACKLOG = 1_500
"""Waiting events beyond which they are no longer drawn one by one."""
COLLAPSED_SECONDS = 0.012
"""How long one tick applies events that it doesn't draw."""
REDRAW_SECONDS = 0.5
"""How often a room is drawn while a flood lasts."""


class Bell(Protocol):
    """What is readable while something waits; `answer` before you look."""

    def fileno(self) -> int:
        """The file that Tk waits for."""

    def answer(self) -> None:
        """Stop ringing."""


class Pump:
    """Runs on Tk's thread from `start` to `stop`; an exception of a view's doesn't end it."""

    def __init__(
        self,
        root: tkinter.Tk,
        incoming: SimpleQueue[reports.News],
        model: ChatModel,
        show: Callable[[list[AnyChange]], None],
        bell: Bell | None = None,
    ) -> None:
        self._root, self._incoming, self._model = root, incoming, model
        self.show = show
        self._bell = bell if hasattr(root.tk, "createfilehandler") else None
        self._listens = False
        self._timer = ""
        self._batch = BATCH
        self._undrawn_since: float | None = None

    def start(self) -> None:
        """Begin."""
        self._timer = self._root.after(TICK_MS, self._tick)

    def stop(self) -> None:
        """End; what is in the queue stays there."""
        self._root.after_cancel(self._timer)
        self._timer = ""
        self._wake()

    def _tick(self) -> None:
        self._wake()
        idle = self._incoming.empty()
        try:
            self.drain()
        finally:
            if self._timer:
                self._timer = self._root.after(self._pause(idle=idle), self._tick)

    def _pause(self, *, idle: bool) -> int:
        """Milliseconds to the next tick."""
        if idle and self._sleep():
            return REST_MS
        return max(TICK_LEAST_MS, TICK_MS * self._batch // BATCH)

    def _sleep(self) -> bool:
        """Wait for the bell if nothing is left to do; False if something is."""
        if self._bell is None or self._undrawn_since is not None:
            return False
        self._bell.answer()
        if not self._incoming.empty():
            return False
        # What fails in it is told like in any callback; Tk's loop would end with it otherwise.
        rung = tkinter.CallWrapper(self._rung, None, self._root)
        self._root.tk.createfilehandler(self._bell, tkinter.READABLE, rung)
        self._listens = True
        return True

    def _wake(self) -> None:
        if self._listens and self._bell is not None:
            self._root.tk.deletefilehandler(self._bell)
            self._listens = False

    def _rung(self, _file: Bell, _mask: int) -> None:
        """Something came: look at once."""
        self._root.after_cancel(self._timer)
        self._tick()

    def drain(self) -> None:
        """Apply what waits, at most a tick's worth, and show what it changed."""
        if self._incoming.qsize() > BACKLOG:
            self._collapse()
            return
        started = monotonic()
        told = self._model.apply(batch, clock.now()) if (batch := self._take(self._batch)) else []
        if self._undrawn_since is not None:
            self._undrawn_since = None
            told = self._skipping(told, draw=True)
        if told:
            self.show(told)
            slow = monotonic() - started > DRAWING_SECONDS
            self._batch = (
                max(BATCH_LEAST, self._batch // 2) if slow else min(BATCH, 2 * self._batch)
            )

    def _collapse(self) -> None:
        """More comes than anyone reads: keep the model up and draw the room now and then."""
        started = monotonic()
        told: list[AnyChange] = []
        while monotonic() - started < COLLAPSED_SECONDS and (batch := self._take(BATCH)):
            told += self._model.apply(batch, clock.now())
            self._model.room.timeline.trim()
        if self._undrawn_since is None:
            self._undrawn_since = started
        draw = started - self._undrawn_since > REDRAW_SECONDS
        if draw:
            self._undrawn_since = started
        self.show(self._skipping(told, draw))

    def _skipping(self, told: list[AnyChange], draw: bool) -> list[AnyChange]:
        """The changes with only the number of the messages whose rows they would draw."""
        here = self._model.current
        rows = [row for one in told if isinstance(one, changes.Tail) for row in one.settled]
        messages = sum(isinstance(row, MessageRow) and not row.mine for row in rows)
        changed = {
            row.key: row
            for one in told
            if isinstance(one, changes.Changed) and one.room == here
            for row in one.rows
        }
        drawn = changes.Tail | changes.Older | changes.Changed
        kept = [one for one in told if not isinstance(one, drawn)]
        return [*kept, changes.Skipped(here, messages, draw, tuple(changed.values()))]

    def _take(self, most: int) -> list[reports.News]:
        batch: list[reports.News] = []
        taken = 0
        try:
            while taken < most:
                batch.append(self._incoming.get_nowait())
                taken += _weight(batch[-1])
        except Empty:
            pass
        return batch


def _weight(one: reports.News) -> int:
    """For how many events it counts."""
    return max(1, len(one.entries)) if isinstance(one, reports.Remembered | Page) else 1
