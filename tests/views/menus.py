"""A menu that is open on the stage, and pressing keys in any widget."""

import tkinter

from tests import hand
from tests.views.stage import Stage


def offered(stage: Stage) -> list[str]:
    """What stands in the menu that is open."""
    stage.root.update()
    return hand.labels(hand.opened(stage.root))


def choose(stage: Stage, *path: str) -> None:
    """Choose this from the menu that is open."""
    hand.choose(stage.root, *path)


def press(stage: Stage, widget: tkinter.Misc, *keys: str) -> None:
    """Press keys where a widget has the keyboard."""
    widget.focus_force()
    stage.until(lambda: stage.root.focus_get() is widget)
    for key in keys:
        widget.event_generate(key)
    stage.root.update()
