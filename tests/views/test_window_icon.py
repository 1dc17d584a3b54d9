"""The window's icon: what its badge says, and that it is drawn only when that changes."""

import tkinter

import pytest

from chat_gui import theme
from chat_gui.views import window_icon
from chat_gui.views.window_icon import DOT, SIZES, WindowIcon, badge, drawn
from tests.views.stage import BOB, Stage
from tests.views.test_rooms_part import robotics, talks

RED = tuple(bytes.fromhex(theme.LIGHT.danger[1:]))


@pytest.mark.parametrize(
    ("unread", "meant", "said"),
    [(0, 0, ""), (3, 0, DOT), (3, 1, "1"), (9, 9, "9"), (40, 10, "9+")],
)
def test_what_it_says(unread: int, meant: int, said: str) -> None:
    assert badge(unread, meant) == said


@pytest.mark.parametrize("size", SIZES)
def test_a_number_is_on_red(size: int) -> None:
    def reds(said: str) -> int:
        pixels = drawn(size, said).convert("RGB").get_flattened_data()
        return sum(pixel == RED for pixel in pixels)

    assert drawn(size, "1").size == (size, size)
    assert reds("") == 0
    assert reds("1") > reds(DOT) > 0


def test_it_follows_what_is_unread(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.enter(BOB)
    icon, drawings = stage.window.rooms._icon, []
    monkeypatch.setattr(
        window_icon, "drawn", lambda size, said: drawings.append(said) or drawn(size, said)
    )
    assert icon.shown == ""
    stage.apply(robotics(), talks(1))
    assert icon.shown == DOT
    stage.apply(talks(2), talks(3))
    assert drawings == [DOT] * len(SIZES)
    stage.apply(talks(4, "@Ada, look"))
    assert icon.shown == "1"
    stage.window.deeds.read("robotics")
    stage.apply(talks(5, "@Ada, look"))
    assert (icon.shown, drawings.count("1")) == ("1", len(SIZES))


def test_where_there_is_no_icon_nothing_fails(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(_name: str) -> None:
        raise FileNotFoundError("gone")

    monkeypatch.setattr(window_icon, "asset", missing)
    WindowIcon(stage.root).show("1")
    assert "no icon" in caplog.text


def test_a_system_that_takes_none_is_no_trouble(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuses(*_icons: object) -> None:
        raise tkinter.TclError("no")

    monkeypatch.setattr(stage.root, "iconphoto", refuses)
    WindowIcon(stage.root).show("1")
    assert "no icon" in caplog.text
