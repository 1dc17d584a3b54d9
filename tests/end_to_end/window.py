"""A real window in a process of its own, with a hand inside that types and reads.

    python -m tests.end_to_end.window --connect 127.0.0.1:PORT --nick Ada …

The window is the program's own, started as `parlor` starts it. The hand takes one JSON command a
line on standard input and answers each with one line on standard output.
"""

import json
import os
import sys
import threading
import time
import tkinter
from collections.abc import Callable
from queue import Empty, SimpleQueue
from tkinter import ttk
from typing import Any, TypeVar

import msgspec

from chat_gui import app
from chat_gui.__main__ import options
from chat_gui.client.discovery import Browser
from chat_gui.dialogs.typed_code import CodeQuestion
from chat_gui.reports import ServersFound
from chat_gui.root import open_root
from chat_gui.views.card import CodeBox
from chat_gui.views.hosting import HostingPanel
from chat_server.protocol.found import Found
from tests.end_to_end.measuring import MeasuringHand
from tests.end_to_end.messaging import MessagingHand
from tests.end_to_end.reading import ReadingHand
from tests.end_to_end.ruling import RulingHand
from tests.hand import click

LOOK_MS = 1
"""How often the hand looks for commands and for text it waits for."""


class Hand(RulingHand, ReadingHand, MessagingHand, MeasuringHand):
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
        """Click on the direct conversation with a person, in a window that is looked at."""
        window = self._app.window
        assert window
        if not window.model.focused:  # on a busy machine the focus comes late
            self._app.root.focus_force()
            self._app.root.after(LOOK_MS, lambda: self.do_enter(nick))
            return
        click(window.sidebar.listing, nick)  # those who are here stand further down
        self._answer(entered=window.model.current)

    def do_watch(self, text: str) -> None:
        """Tell when this text is shown at the history's end."""
        self._watched = text

    def do_state(self) -> None:
        """What the window shows."""
        window = self._app.window
        self._answer(
            open=window is not None,
            phase=window.model.connection.phase if window else None,
            state=window.sidebar.state_line.text if window else "",
            rooms=[room.name for room in window.model.rooms.order()] if window else [],
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
                (line.called, line.meant) for line in (window.sidebar.directs if window else ())
            ],
        )

    def do_question(self) -> None:
        """What is asked at the door; an empty kind for nothing."""
        place = self._app.dialog or self._app.prompt
        question = place.question if place is not None else None
        self._answer(
            kind=type(question).__name__ if question is not None else "",
            codes=[one.code for one in _inside(question, CodeBox)] if question else [],
            said=[str(one.cget("text")) for one in _inside(question, ttk.Label)]
            if question
            else [],
            keyboard=question is not None and str(self._focus()).startswith(str(question)),
        )

    def do_key(self, key: str) -> None:
        """Press a key where the keyboard is to be, as soon as it is there."""
        focus = self._focus()
        if focus is None or self._app.root.focus_displayof() is not focus:
            (focus or self._app.root).focus_force()
            self._app.root.after(LOOK_MS, lambda: self.do_key(key))
            return
        focus.event_generate(key)
        self._answer(pressed=key)

    def do_fill(self, text: str) -> None:
        """Type a code where one is asked for."""
        place = self._app.dialog or self._app.prompt
        assert place is not None
        assert isinstance(place.question, CodeQuestion)
        place.question.field.fill(text)
        self._answer(filled=text)

    def do_door(self) -> None:
        """What the window tells of who can listen."""
        window = self._app.window
        assert window
        lines = window.sidebar.hosted_lines
        self._answer(
            encrypted=window.model.connection.encrypted,
            lock=str(window.header.lock.cget("text")),
            mapped=bool(window.header.lock.winfo_ismapped()),
            code=window.model.code,
            hosted=lines.code.text if lines is not None else "",
            me=window.model.me.id,
            banner=str(window.banner.label.cget("text")),
        )

    def do_add_computer(self) -> None:
        """Choose *Add a computer…*."""
        window = self._app.window
        assert window
        window.panels.add_computer()
        self._answer(asked=True)

    def do_code(self) -> None:
        """The code for another computer that is shown."""
        window = self._app.window
        assert window
        self._answer(codes=[box.code for box in _inside(window.panels.shown, CodeBox)])

    def do_copy_link(self) -> None:
        """Choose *Copy invite link*."""
        window = self._app.window
        assert window
        window.panels.lock(hosted=False)
        (button,) = [
            one
            for one in _inside(window.panels.shown, ttk.Button)
            if one.cget("text") == "Copy invite link"
        ]
        button.invoke()
        self._answer(link=self._app.root.clipboard_get())

    def do_list(self) -> None:
        """The first dialog: what it lists, what is selected, and whether one's own chat is kept."""
        dialog = self._app.dialog
        found = dialog.found if dialog is not None else None
        self._answer(
            open=dialog is not None,
            names=[line.name for line in found.lines] if found else [],
            selected=found.selected.name if found and found.selected else "",
            kept=dialog is not None and bool(dialog.kept.winfo_ismapped()),
            status=str(dialog.status.cget("text")) if dialog is not None else "",
        )

    def do_address(self, address: str) -> None:
        """Choose *Join by address…* and type one."""
        dialog = self._app.dialog
        assert dialog
        dialog.way_button.invoke()
        dialog.address.fill(address)
        self._answer(typed=dialog.address.text)

    def do_kept(self, button: str) -> None:
        """Press a button about one's own chat that was left running."""
        dialog = self._app.dialog
        assert dialog
        getattr(dialog.kept, button).invoke()
        self._answer(pressed=button)

    def do_hosting(self, invite_only: bool | None = None) -> None:
        """The panel that brings others in; ticks there whether an invite is needed."""
        window = self._app.window
        assert window
        assert window.hosted
        panel = window.panels.shown
        if not isinstance(panel, HostingPanel):
            window.hosted.open()
            panel = window.panels.shown
        assert isinstance(panel, HostingPanel)
        if invite_only is not None and panel.invite_only.get() != invite_only:
            panel.tick.invoke()
        self._answer(
            addresses=panel.addresses,
            count=str(panel.count.cget("text")),
            link=panel.link.text,
            can_invite=panel.make.instate(["!disabled"]),
        )

    def do_make_invite(self) -> None:
        """Press *Make an invite* there."""
        window = self._app.window
        assert window
        assert isinstance(window.panels.shown, HostingPanel)
        window.panels.shown.make.invoke()
        self._answer(pressed=True)

    def do_host_here(self) -> None:
        """Press *Host a chat here*."""
        assert self._app.dialog
        self._app.dialog.host_button.invoke()
        self._answer(pressed=True)

    def do_why(self) -> None:
        """Press *Find out why*, where it is offered."""
        dialog, window = self._app.dialog, self._app.window
        button = dialog.why_button if dialog is not None else window and window.banner.why
        offered = bool(button and button.winfo_ismapped())
        if button and offered:
            button.invoke()
        self._answer(pressed=offered)

    def do_menu_why(self) -> None:
        """Choose *Why does nobody appear?*."""
        assert self._app.window
        self._app.window.on_why()
        self._answer(chosen=True)

    def do_panel(self) -> None:
        """Which panel is open."""
        window = self._app.window
        self._answer(panel=type(window.panels.shown).__name__ if window else "")

    def do_switch(self) -> None:
        """Choose *Join another chat…*."""
        self._answer(switching=True)
        self._app._switch()

    def do_reconnect(self) -> None:
        """Press the banner's button."""
        window = self._app.window
        assert window
        window.banner.button.invoke()
        self._answer(pressed=True)

    def _focus(self) -> tkinter.Misc | None:
        """Who has the keyboard, or gets it when the window is activated."""
        return (self._app.dialog or self._app.root).focus_lastfor()

    def do_shot(self, file: str) -> None:
        """Draw everything now; a picture can be taken."""
        self._app.root.update()
        self._answer(file=file, window=self._app.root.winfo_id())

    def do_close(self) -> None:
        """Close the window as its title bar would."""
        root = self._app.root
        self._answer(closing=True)
        root.tk.eval(root.protocol("WM_DELETE_WINDOW"))


W = TypeVar("W", bound=tkinter.Misc)


def _inside(widget: tkinter.Misc | None, kind: type[W]) -> list[W]:
    """The widgets of a kind in another one, in the order of making."""
    found: list[W] = []
    for child in widget.winfo_children() if widget is not None else ():
        if isinstance(child, kind):
            found.append(child)
        found += _inside(child, kind)
    return found


class Finder:
    """A browser that finds the servers that `PARLOR_FOUND` holds, from a thread of its own."""

    def __init__(self, put: Callable[[ServersFound], None]) -> None:
        servers = msgspec.json.decode(os.environ["PARLOR_FOUND"], type=list[Found])
        self._thread = threading.Thread(target=put, args=[ServersFound(tuple(servers))])

    def start(self) -> None:
        """Find them."""
        self._thread.start()

    def stop(self) -> None:
        """Nothing goes on."""


def main() -> int:
    """Run the window; tells at the end which threads are left."""
    root = open_root()
    browse = Finder if "PARLOR_FOUND" in os.environ else Browser
    application = app.App(root, options(sys.argv[1:]), browse)
    Hand(application)
    status = application.run()
    left = {one.name: one for one in threading.enumerate()}
    del left["MainThread"], left["hand"]
    if "markup" in left:  # what it reads ahead ends by itself, on a busy machine after the window
        left.pop("markup").join()
    print(json.dumps({"status": status, "threads": [*left]}), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
