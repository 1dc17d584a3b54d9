"""The settings and the notices, for the screenshots."""

import tkinter

from chat_gui import theme
from chat_gui.views.corner import Corner
from tools.scene import DARK, SMALL_DARK, Draw, Stage, drawn, nothing


def settings(stage: Stage) -> None:
    """The panel, at its beginning."""
    stage.window.preferences.change(quiet=(22 * 60, 7 * 60))
    stage.window.root.event_generate("<Control-comma>")
    stage.settle()


def end(stage: Stage) -> None:
    """The panel, at its end."""
    settings(stage)
    panel = stage.window.panels.shown
    assert panel is not None
    assert isinstance(panel.master, tkinter.Canvas)
    panel.master.yview_moveto(1)


def corner(stage: Stage) -> tkinter.Toplevel:
    """Our own notice in the screen's corner, where the system shows none."""
    corner = Corner(stage.root, stage.ink)
    corner.show(
        "Bob in # robotics",
        "@Ada do you have the key for the workshop? The printer on floor 2 works again 🎉 and"
        " somebody has to fetch what it printed.",
        lambda: None,
    )
    assert corner.shown is not None
    stage.settle()
    return corner.shown


def notice(mode: theme.Mode, zoom: float = 1.0) -> Draw:
    """The notice over an empty window."""
    return drawn(corner, (mode, "900x620", zoom), nothing)


SETTINGS_STATES: dict[str, Draw] = {
    "notice-light": notice("light"),
    "notice-dark": notice("dark"),
    "notice-200": notice("light", 2.0),
    "notice-300": notice("dark", 3.0),
    "settings-light": drawn(settings),
    "settings-dark": drawn(settings, DARK),
    "settings-end": drawn(end),
    "settings-480x400": drawn(settings, SMALL_DARK),
    "settings-200": drawn(settings, ("light", "1500x1100", 2.0)),
    "settings-300": drawn(settings, ("dark", "900x620", 3.0)),
    "settings-300-480x400": drawn(settings, ("light", "480x400", 3.0)),
    "settings-300-480x400-end": drawn(end, ("light", "480x400", 3.0)),
}
