"""What the hand in a window process does to read far back: jump, search, and tell the time."""

import time
from collections.abc import Callable
from typing import Any

from chat_gui import app
from chat_gui.model.searching import State

LOOK_MS = 1
"""How often the hand looks whether it is there."""


class ReadingHand:
    """A part of `Hand`, which has the application and answers."""

    _app: app.App

    def _answer(self, **answer: Any) -> None:
        raise NotImplementedError

    def do_jump(self, room: str, seq: int) -> None:
        """Go to a message; tells how long it took until it is there and lit."""
        window = self._app.window
        assert window
        text = window.history.text
        text.tag_remove("target", "1.0", "end")
        at = time.monotonic()
        window.jumps.jump(room, seq)
        self._when(lambda: bool(text.tag_ranges("target")), at)

    def do_search(self, text: str, everywhere: bool = False) -> None:
        """Type into the search; tells how long it took until something is listed."""
        window = self._app.window
        assert window
        window.finding.close()
        window.finding.open()
        panel, searching = window.finding.panel, window.model.searching
        assert panel
        at = time.monotonic()
        panel.fill(text, everywhere=everywhere)
        panel.ask_again()
        self._when(lambda: searching.state in (State.FOUND, State.NOTHING), at)

    def _when(self, there: Callable[[], bool], since: float) -> None:
        """Answer once it is so and is drawn."""
        root = self._app.root
        if there():
            root.update_idletasks()
            self._answer(took=time.monotonic() - since)
        else:
            root.after(LOOK_MS, lambda: self._when(there, since))
