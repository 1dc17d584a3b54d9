"""The settings and the notices, for the screenshots."""

import tkinter
from collections.abc import Callable
from pathlib import Path

from chat_gui import theme
from chat_gui.views.corner import Corner
from tools.scene import Stage, talk


def settings(
    mode: theme.Mode, size: str, zoom: float = 1.0, *, end: bool = False
) -> Callable[[Path], None]:
    """The panel, at its beginning or its end."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        stage.window.preferences.change(quiet=(22 * 60, 7 * 60))
        stage.window.root.event_generate("<Control-comma>")
        stage.settle()
        if end:
            canvas = stage.window.panels.shown
            assert canvas is not None
            assert isinstance(canvas.master, tkinter.Canvas)
            canvas.master.yview_moveto(1)
        stage.shoot(path)

    return draw


def notice(mode: theme.Mode, zoom: float = 1.0) -> Callable[[Path], None]:
    """Our own notice in the screen's corner, where the system shows none."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom)
        corner = Corner(stage.root, stage.ink)
        corner.show(
            "Bob in # robotics",
            "@Ada do you have the key for the workshop? The printer on floor 2 works again 🎉 and"
            " somebody has to fetch what it printed.",
            lambda: None,
        )
        assert corner.shown is not None
        stage.settle()
        stage.shoot(path, corner.shown)

    return draw


SETTINGS_STATES: dict[str, Callable[[Path], None]] = {
    "notice-light": notice("light"),
    "notice-dark": notice("dark"),
    "notice-200": notice("light", 2.0),
    "notice-300": notice("dark", 3.0),
    "settings-light": settings("light", "900x620"),
    "settings-dark": settings("dark", "900x620"),
    "settings-end": settings("light", "900x620", end=True),
    "settings-480x400": settings("dark", "480x400"),
    "settings-200": settings("light", "1500x1100", 2.0),
    "settings-300": settings("dark", "900x620", 3.0),
    "settings-300-480x400": settings("light", "480x400", 3.0),
    "settings-300-480x400-end": settings("light", "480x400", 3.0, end=True),
}
