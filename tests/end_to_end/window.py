"""A real window in a process of its own, with a hand inside that types and reads.

    python -m tests.end_to_end.window --connect 127.0.0.1:PORT --nick Ada …

The window is the program's own, started as `parlor` starts it. The hand takes one JSON command a
line on standard input and answers each with one line on standard output.
"""

import json
import sys
import threading
import time
import tkinter
from queue import Empty, SimpleQueue
from typing import Any

from chat_gui import app
from chat_gui.__main__ import options
from tests.hand import click

LOOK_MS = 1
"""How often the hand looks for commands and for text it waits for."""


class Hand:
    """Does what it is told, on Tk's thread."""

    def __init__(self, application: app.App) -> None:
        self._app = application
        self._told: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._watched = ""
        self._pressed: list[float] = []
        threading.Thread(target=self._listen, daemon=True, name="hand").start()
        application.root.after(LOOK_MS, self._look)

    def _listen(self) -> None:
        for line in sys.stdin:
            self._told.put(json.loads(line))

    def _look(self) -> None:
        self._app.root.after(LOOK_MS, self._look)
        if self._watched and self._watched in self._newest():
            self._app.root.update_idletasks()
            self._answer(at=time.monotonic())
            self._watched = ""
        try:
            told = self._told.get_nowait()
        except Empty:
            return
        getattr(self, f"do_{told.pop('do')}")(**told)

    def _newest(self) -> str:
        """The end of the history, as it is shown."""
        if self._app.window is None:
            return ""
        text: tkinter.Text = self._app.window.history.text
        return text.get("end - 6 lines", "end")

    def _answer(self, **answer: Any) -> None:
        print(json.dumps(answer), flush=True)

    def do_say(self, text: str) -> None:
        """Put text into the composer and press Return; tells when."""
        assert self._app.window
        composer: tkinter.Text = self._app.window.composer.text
        if self._app.root.focus_displayof() is not composer:
            composer.focus_force()  # keys go where the focus is, and that takes a moment
            composer.after(LOOK_MS, lambda: self.do_say(text))
            return
        composer.insert("insert", text)
        at = time.monotonic()
        composer.event_generate("<Return>")
        self._answer(at=at)

    def do_enter(self, nick: str) -> None:
        """Click on the direct conversation with a person."""
        window = self._app.window
        assert window
        click(window.sidebar.listing, nick)  # those who are here stand further down
        self._answer(entered=window.model.current)

    def do_press(self) -> None:
        """Type one letter; tells how long it took until it could be drawn."""
        assert self._app.window
        composer: tkinter.Text = self._app.window.composer.text
        at = time.monotonic()
        composer.event_generate("<KeyPress>", keysym="x", when="tail")
        composer.after_idle(lambda: self._answer(took=time.monotonic() - at))

    def do_watch(self, text: str) -> None:
        """Tell when this text is shown at the history's end."""
        self._watched = text

    def do_state(self) -> None:
        """What the window shows."""
        window = self._app.window
        self._answer(
            open=window is not None,
            phase=window.model.connection.phase if window else None,
            people=[one.nick for one in window.model.room.people()] if window else [],
            history=window.history.text.get("1.0", "end") if window else "",
            sent=[
                (row.by.nick, row.text, row.state)
                for rows in (window.model.room.timeline.rows() if window else ([], []))
                for row in rows
                if hasattr(row, "mine")
            ],
            banner=window.banner.winfo_ismapped() if window else False,
            focus=str(self._app.root.focus_get()),
            composer=str(window.composer.text) if window else "",
            title=self._app.root.title(),
            header=[window.header.room.text, window.header.topic.text] if window else [],
            directs=[
                (line.called, line.unread) for line in (window.sidebar.directs if window else ())
            ],
        )

    def do_shot(self, file: str) -> None:
        """Draw everything now; a picture can be taken."""
        self._app.root.update()
        self._answer(file=file, window=self._app.root.winfo_id())

    def do_close(self) -> None:
        """Close the window as its title bar would."""
        root = self._app.root
        self._answer(closing=True)
        root.tk.eval(root.protocol("WM_DELETE_WINDOW"))


def main() -> int:
    """Run the window; tells at the end which threads are left."""
    root = app.open_root()
    application = app.App(root, options(sys.argv[1:]))
    Hand(application)
    status = application.run()
    left = [one.name for one in threading.enumerate() if one.name not in {"MainThread", "hand"}]
    print(json.dumps({"status": status, "threads": left}), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
