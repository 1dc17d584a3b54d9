"""The settings and the notices, for the screenshots."""

import tkinter
from collections.abc import Callable
from pathlib import Path

from chat_gui import theme
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


SETTINGS_STATES: dict[str, Callable[[Path], None]] = {
    "settings-light": settings("light", "900x620"),
    "settings-dark": settings("dark", "900x620"),
    "settings-end": settings("light", "900x620", end=True),
    "settings-480x400": settings("dark", "480x400"),
    "settings-200": settings("light", "1500x1100", 2.0),
    "settings-300": settings("dark", "900x620", 3.0),
    "settings-300-480x400": settings("light", "480x400", 3.0),
    "settings-300-480x400-end": settings("light", "480x400", 3.0, end=True),
}
