"""What screen readers are told on Windows, with a stand-in for the package that tells them."""

import sys
import tkinter
from tkinter import ttk
from types import ModuleType

import pytest

from chat_gui.views import reader
from chat_gui.views.reader import Reader, parts
from chat_gui.views.stepping import MOVED
from tests.views.stage import BOB, Stage, lines
from tests.views.walking import inside


class Package(ModuleType):
    """Remembers the names; like the real one it takes none before it was enabled."""

    def __init__(self) -> None:
        super().__init__(reader.PACKAGE)
        self.names: dict[str, str] = {}
        self.enabled = False

    def enable(self, _root: tkinter.Tk) -> None:
        self.enabled = True

    def set_acc_name(self, widget: tkinter.Misc, name: str) -> None:
        assert self.enabled
        self.names[str(widget)] = name


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Package:
    """On Windows, with the package."""
    made = Package()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, reader.PACKAGE, made)
    return made


def test_parts_have_names_and_a_message_is_one_sentence(stage: Stage, package: Package) -> None:
    made = Reader(stage.root)
    stage.enter(BOB)
    stage.apply(*lines(1, 3))
    made.look_after(stage.window)
    text = str(stage.window.history.text)
    assert package.names[text] == "Messages"
    assert package.names[str(stage.window.header.more)] == "Menu"
    stage.window.history.text.focus_force()
    stage.until(lambda: stage.window.history.stepping.focused)
    stage.window.history.text.event_generate(MOVED)
    assert "line 3" in package.names[text]
    assert "Bob" in package.names[text]


def test_nothing_that_is_only_a_picture_is_without_a_name(stage: Stage) -> None:
    stage.enter(BOB)
    named = {widget for widget, _name in parts(stage.window)}
    pictures = [
        str(one)
        for one in inside(stage.root)
        if isinstance(one, ttk.Button) and one.winfo_ismapped() and not one.cget("text")
    ]
    assert [one for one in pictures if one not in map(str, named)] == []


def test_without_windows_or_the_package_nothing_happens(
    stage: Stage, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, reader.PACKAGE, None)
    Reader(stage.root).look_after(stage.window)
    monkeypatch.setitem(sys.modules, reader.PACKAGE, package)
    monkeypatch.setattr(sys, "platform", "linux")
    Reader(stage.root).look_after(stage.window)
    assert not package.enabled
    assert not package.names


def test_a_package_that_fails_ends_nothing(stage: Stage, package: Package) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no COM here")

    package.set_acc_name = fail  # type: ignore[method-assign]
    Reader(stage.root).look_after(stage.window)
    package.enable = fail  # type: ignore[method-assign]
    Reader(stage.root).look_after(stage.window)
