"""From the first dialog to the window, in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_gui.app import App
from chat_gui.client.address import Address
from chat_gui.connected import Connected
from chat_gui.dialogs.checks import Wish
from chat_gui.model import changes
from chat_gui.options import Options
from chat_gui.root import open_root


class Nobody:
    """Looks for servers and finds none."""

    def __init__(self, *_: object) -> None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


@pytest.fixture
def app(display: str, nothing_collected: None, tmp_path: Path) -> Iterator[App]:  # noqa: ARG001
    """Joins from the first dialog."""
    made = App(open_root(), Options(None, "", False, tmp_path), browse=Nobody)
    made._begin()
    wish = Wish("Ada", Address("127.0.0.1", 9), plaintext=True)
    made.connected = Connected(made.root, tmp_path, made.preferences, wish, made.show)
    yield made
    made._end()


def test_a_trouble_that_came_while_joining_is_told_in_the_window(app: App) -> None:
    """Such as that a damaged file was set aside; the dialog has no place for it."""
    trouble = changes.Refused("It was set aside.")
    app.show([trouble])
    assert app.window is None
    app.show([trouble, changes.Connection(changes.Phase.ONLINE)])
    assert app.window is not None
    assert app.window.banner.label.cget("text") == "It was set aside."
    assert not app.window.banner._waiting


def test_a_notice_of_a_room_one_has_left_leads_nowhere(app: App) -> None:
    app.show([changes.Connection(changes.Phase.ONLINE)])
    assert app.connected is not None
    model = app.connected.model
    model.add_room("den").joined = True
    app._look_at("den", 7)
    assert model.current == "den"
    model.leave("den")
    app._look_at("den", 7)
    assert model.current == "lobby"
