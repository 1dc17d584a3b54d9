"""The dialogs in a real Tk."""

import tkinter
from collections.abc import Callable, Iterator

import pytest

from chat_gui import theme
from chat_gui.client.address import Address
from chat_gui.dialogs.checks import Wish
from chat_gui.dialogs.join import JoinDialog
from chat_gui.dialogs.nick import NickPrompt
from chat_gui.views.line import Ink
from chat_gui.views.paint import Paint
from chat_gui.views.styles import Styles
from tests.support import wait_until


class Asked:
    """A dialog and what it was told to do."""

    def __init__(self) -> None:
        self.root = tkinter.Tk(className="Parlor")
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

    def show(self, nick: str = "", address: str = "") -> JoinDialog:
        self.dialog.show(nick, address)
        self.until(self.dialog.winfo_ismapped)
        self.dialog.nick.entry.focus_force()
        self.until(lambda: self.dialog.focus_get() is self.dialog.nick.entry)
        return self.dialog

    def until(self, condition: Callable[[], object]) -> None:
        def look() -> object:
            self.root.update()
            return condition()

        wait_until(look)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.dialog.nick.entry.event_generate(key)
        self.root.update()


@pytest.fixture
def asked(display: str) -> Iterator[Asked]:  # noqa: ARG001
    made = Asked()
    yield made
    made.root.destroy()


def below(field: object) -> str:
    return str(field.below.cget("text"))  # type: ignore[attr-defined]


def test_return_joins(asked: Asked) -> None:
    asked.show("Ada", "127.0.0.1")
    asked.press("<Return>")
    assert asked.wishes == [Wish("Ada", Address("127.0.0.1", 7275))]


def test_a_bad_nickname_is_told_while_typing(asked: Asked) -> None:
    dialog = asked.show()
    for key in "server":
        asked.press(f"<Key-{key}>", f"<KeyRelease-{key}>")
    assert below(dialog.nick) == "“server” is kept for the program; pick another."
    assert dialog.nick.entry.instate(["invalid"])
    asked.press("<Key-s>", "<KeyRelease-s>")
    assert below(dialog.nick) == "Others see you by this name."
    assert not dialog.nick.entry.instate(["invalid"])


def test_empty_fields_are_told_on_join(asked: Asked) -> None:
    dialog = asked.show()
    asked.press("<Return>")
    assert not asked.wishes
    assert below(dialog.nick) == "Pick a nickname to be seen by."
    assert below(dialog.address).startswith("Ask the person who hosts")


def test_a_refused_nickname_asks_again(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    dialog.busy("Connecting…")
    assert str(dialog.status.cget("text")) == "Connecting…"
    asked.press("<Return>")
    assert not asked.wishes, "one thing at a time"
    dialog.refuse_nick("“Ada” is taken; pick another.")
    asked.until(lambda: dialog.focus_get() is dialog.nick.entry)
    assert below(dialog.nick) == "“Ada” is taken; pick another."
    asked.press("<Return>")
    assert len(asked.wishes) == 1


def test_nobody_answers(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    dialog.busy("Connecting…")
    dialog.refuse_address("Nobody answers at 127.0.0.1:7275.")
    assert below(dialog.address) == "Nobody answers at 127.0.0.1:7275."
    assert not dialog.status.winfo_ismapped()


def test_hosting_needs_only_a_nickname(asked: Asked) -> None:
    dialog = asked.show()
    dialog.host_button.invoke()
    assert not asked.hosts
    dialog.nick.fill("Ada")
    dialog.host_button.invoke()
    assert asked.hosts == ["Ada"]


def test_after_a_refused_host_the_address_is_left_alone(asked: Asked) -> None:
    dialog = asked.show()
    asked.press("<Return>")
    assert dialog.address.entry.instate(["invalid"])
    dialog.host_button.invoke()
    assert below(dialog.nick) == "Pick a nickname to be seen by."
    asked.press("<Key-A>", "<KeyRelease-A>")
    for field in (dialog.nick, dialog.address):
        assert not field.entry.instate(["invalid"])


def test_escape_cancels_then_closes(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    dialog.busy("Connecting…")
    asked.press("<Escape>")
    assert asked.events == ["cancel"]
    asked.press("<Escape>")
    assert asked.events == ["cancel", "close"]


def test_ctrl_a_selects_the_whole_name(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    asked.press("<End>", "<Control-a>", "<Key-B>")
    assert dialog.nick.text == "B"


def test_an_emoji_never_gets_into_a_field(asked: Asked) -> None:
    dialog = asked.show("Ada 🎉", "127.0.0.1")
    assert dialog.nick.text == "Ada "
    dialog.nick.entry.insert("end", "🦊")
    assert dialog.nick.text == "Ada "


def test_nothing_is_cut_off_at_any_zoom(asked: Asked) -> None:
    dialog = asked.show("Ada", "127.0.0.1")
    for steps in (0, 3, 2):
        asked.ink.look.zoom_by(steps)
        dialog.refuse_nick("A nickname can't contain “x”; take it out. " * 3)
        asked.until(lambda: dialog.winfo_height() >= dialog.winfo_reqheight())
        button = dialog.join_button
        assert button.winfo_width() >= button.winfo_reqwidth()
        assert button.winfo_rooty() + button.winfo_height() <= (
            dialog.winfo_rooty() + dialog.winfo_height()
        )


def test_another_nickname(asked: Asked) -> None:
    asked.dialog.destroy()
    asked.root.deiconify()
    nicks: list[str] = []
    prompt = NickPrompt(asked.root, asked.ink, nicks.append, asked.root.quit)
    prompt.ask("Ada", "“Ada” is taken.")
    assert below(prompt.field) == "“Ada” is taken."
    prompt.field.fill("server")
    prompt.join()
    assert not nicks
    prompt.field.fill("Bob")
    prompt.join()
    assert nicks == ["Bob"]
    asked.until(lambda: not prompt.winfo_ismapped())
