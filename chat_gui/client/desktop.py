"""The system's notifications (D-Bus, Windows, macOS), from a thread of their own with its loop.

Tk's thread puts a notice in and takes outcomes out; neither ever waits. The thread starts with the
first notice, which is when desktop_loop.py and what that needs are imported. Where there is no
service, or it does not answer, every notice comes back as `NotShown`, and whoever asked shows it in
another way.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

_log = logging.getLogger(__name__)


class Notice(NamedTuple):
    """What is told: where a click on it leads is `room` and `seq`."""

    title: str
    body: str
    room: str
    seq: int


class Clicked(NamedTuple):
    """The person clicked on it."""

    notice: Notice


class NotShown(NamedTuple):
    """The system did not take it."""

    notice: Notice


Outcome = Clicked | NotShown


class Desktop:
    """Shows one notice at a time: a new one takes the place of the last.

    Every method is for Tk's thread. `name` is the program's, `icon` a file or None.
    """

    def __init__(self, name: str, icon: Path | None) -> None:
        self._name, self._icon = name, icon
        self.outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._asked: SimpleQueue[Notice | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._wake: Callable[[], object] | None = None
        self._ended = self._failed = False

    def show(self, notice: Notice) -> None:
        """Show it, if the system does."""
        self._ask(notice)

    def clear(self) -> None:
        """Take away what is shown, if anything was."""
        if self._thread is not None:
            self._ask(None)

    def close(self) -> None:
        """End the thread, which waits for nothing."""
        self._ended = True
        self._call()
        if self._thread is not None:
            self._thread.join(1)

    def _ask(self, notice: Notice | None) -> None:
        self._asked.put(notice)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
            self._thread.start()
        self._call()
        if self._failed:
            self._give_back()

    def _give_back(self) -> None:
        """What was asked is not shown. Any thread."""
        with contextlib.suppress(Empty):
            while True:
                if (notice := self._asked.get_nowait()) is not None:
                    self.outcomes.put(NotShown(notice))

    def _call(self) -> None:
        wake = self._wake
        if wake is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just ended
                wake()

    def _run(self) -> None:
        from chat_gui.client import desktop_loop  # asyncio is not for the window's start

        try:
            desktop_loop.run(
                self._name, self._icon, self._asked, self.outcomes, self._woken_by, self._has_ended
            )
        except Exception:  # the outermost loop of a thread
            _log.warning("the system's notifications failed", exc_info=True)
            self._failed = True  # before what is there is given back: what comes later sees it
            self._give_back()
        self._wake = None

    def _woken_by(self, wake: Callable[[], object]) -> None:
        self._wake = wake

    def _has_ended(self) -> bool:
        return self._ended
