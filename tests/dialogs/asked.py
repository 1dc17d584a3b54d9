"""A first dialog in a real Tk, the door that asks in it, and what both were told to do."""

import tkinter
from collections.abc import Callable

from chat_gui import theme
from chat_gui.dialogs.checks import Wish
from chat_gui.dialogs.field import Field
from chat_gui.dialogs.join import JoinDialog
from chat_gui.door import Door
from chat_gui.model.changes import AnyChange
from chat_gui.views import typing_keys
from chat_gui.views.line import Ink
from chat_gui.views.paint import Paint
from chat_gui.views.styles import Styles
from tests.support import wait_until
from tests.views.stage import FakeLink


class Asked:
    """A dialog and what it was told to do."""

    def __init__(self) -> None:
        self.root = tkinter.Tk(className="Parlor")
        typing_keys.install(self.root)
        self.root.withdraw()
        look = theme.Theme(self.root, "light")
        paint = Paint(look)
        self.styles = Styles(look, paint)
        self.ink = Ink(look, paint)
        self.wishes: list[Wish] = []
        self.hosts: list[str] = []
        self.events: list[str] = []
        self.dialog = JoinDialog(
            self.root,
            self.ink,
            self.wishes.append,
            self.hosts.append,
            lambda: self.events.append("cancel"),
            lambda: self.events.append("close"),
        )
        self.link = FakeLink()
        self.declined: list[str] = []
        self.door = Door(self.ink, lambda: self.dialog, lambda: self.link, self.declined.append)

    def show(self, nick: str = "", address: str = "") -> JoinDialog:
        self.dialog.show(nick, address)
        self.until(self.dialog.winfo_ismapped)
        self.dialog.nick.entry.focus_force()
        self.until(lambda: self.dialog.focus_get() is self.dialog.nick.entry)
        return self.dialog

    def by_address(self, nick: str = "") -> JoinDialog:
        """Show it where an address is typed."""
        dialog = self.show(nick)
        dialog.way_button.invoke()
        self.until(dialog.address.winfo_ismapped)
        return dialog

    def until(self, condition: Callable[[], object]) -> None:
        def look() -> object:
            self.root.update()
            return condition()

        wait_until(look)

    def press(self, *keys: str) -> None:
        """Press keys in the nickname's field."""
        for key in keys:
            self.dialog.nick.entry.event_generate(key)
        self.root.update()

    def answer(self, *keys: str) -> None:
        """Press keys wherever the keyboard is."""
        for key in keys:
            focus = self.dialog.focus_get()
            assert focus is not None
            focus.event_generate(key)
            self.root.update()

    def told(self, *changes: AnyChange) -> None:
        """Let the door take these while a connection is made."""
        self.dialog.busy("Connecting…")
        self.door.show(list(changes))
        self.root.update()


def below(field: Field) -> str:
    """The sentence below a field."""
    return str(field.below.cget("text"))
