"""Shows in the first dialog which servers are found, while it is open. Runs on Tk's thread.

The browser has threads of its own; what it finds comes by a queue.
"""

import queue
import tkinter
from collections.abc import Callable, Mapping
from typing import Protocol

from chat_gui import reports
from chat_gui.dialogs import nearby
from chat_gui.dialogs.found_list import FoundList

LOOK_MS = 100
"""How often the queue is looked at."""


class Browser(Protocol):
    """What looks for servers."""

    def start(self) -> None:
        """Begin; returns at once."""

    def stop(self) -> None:
        """End."""


Browse = Callable[[Callable[[reports.ServersFound], None]], Browser]
"""Makes one, which tells what it finds from any thread."""


def browser(put: Callable[[reports.ServersFound], None]) -> Browser:
    """What looks for servers on this network; asyncio and zeroconf come only with it."""
    from chat_gui.client import discovery

    return discovery.Browser(put)


class Lookout:
    """From `start` to `stop`. `pins` gives the certificates that are trusted, by address."""

    def __init__(
        self,
        root: tkinter.Misc,
        shown: FoundList,
        browse: Browse,
        pins: Callable[[], Mapping[str, str]],
    ) -> None:
        self._root, self._shown, self._pins = root, shown, pins
        self._told: queue.SimpleQueue[reports.ServersFound] = queue.SimpleQueue()
        self._browser = browse(self._told.put)
        self._timer = ""

    def start(self) -> None:
        """Begin to look."""
        self._shown.begin()
        self._browser.start()
        self._timer = self._root.after(LOOK_MS, self._look)

    def stop(self) -> None:
        """Look no more."""
        if self._timer:
            self._root.after_cancel(self._timer)
            self._timer = ""
            self._browser.stop()

    def _look(self) -> None:
        self._timer = self._root.after(LOOK_MS, self._look)
        newest: reports.ServersFound | None = None
        while not self._told.empty():
            newest = self._told.get()
        if newest is not None:
            self._shown.show(nearby.listed(newest.servers, self._pins()))
