"""What the hand in a window measures: how long it is until what it did is drawn."""

import time
import tkinter
from typing import Any

from chat_gui import app


class MeasuringHand:
    """A part of `Hand`, which has the application and answers."""

    _app: app.App

    def _answer(self, **answer: Any) -> None:
        raise NotImplementedError

    def do_press(self) -> None:
        """Type one letter; tells how long it took until it could be drawn."""
        assert self._app.window
        composer: tkinter.Text = self._app.window.composer.text
        at = time.monotonic()
        composer.event_generate("<KeyPress>", keysym="x", when="tail")
        composer.after_idle(lambda: self._answer(took=time.monotonic() - at))

    def do_scroll(self, turns: int) -> None:
        """Turn the wheel over the history, up and down by turns; tells how long each took."""
        assert self._app.window
        history: tkinter.Text = self._app.window.history.text
        x, y = history.winfo_width() // 2, history.winfo_height() // 2
        took = []
        for turn in range(turns):
            at = time.monotonic()
            history.event_generate(f"<Button-{4 + turn // 20 % 2}>", x=x, y=y)
            self._app.root.update()
            took.append(time.monotonic() - at)
        self._answer(took=took)

    def do_resize(self, widths: list[int]) -> None:
        """Make the window so wide, one after the other; tells how long each took to be drawn."""
        root = self._app.root
        took = []
        for width in widths:
            at = time.monotonic()
            root.geometry(f"{width}x{root.winfo_height()}")
            while root.winfo_width() != width:
                root.update()
            root.update()
            took.append(time.monotonic() - at)
        self._answer(took=took)

    def do_look_at(self, room: str) -> None:
        """Look at a room by a click; tells how long it took until its rows were drawn."""
        assert self._app.window
        at = time.monotonic()
        self._app.window.deeds.enter(room)
        self._app.root.update()
        self._answer(at=at, took=time.monotonic() - at)
