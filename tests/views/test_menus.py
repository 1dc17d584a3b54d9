"""How menus look where Tk draws them itself: each line has room, and a tick that grows with it."""

import tkinter

import pytest

from chat_gui.views.menus import INDENTED, Menu
from tests.views.stage import Stage


@pytest.mark.parametrize("steps", [0, 5])
def test_words_begin_one_below_the_other_and_ticks_grow(stage: Stage, steps: int) -> None:
    stage.look.zoom_by(steps)
    made = Menu(stage.root, stage.ink)
    chosen = tkinter.StringVar(made, "one")
    made.add_command(label="Message")
    made.add_separator()
    made.add_command(label="Wave", image=stage.ink.paint.icon("yes", "accent"))
    for value in ("one", "two"):
        made.add_radiobutton(label=value, value=value, variable=chosen)

    def width(line: int, of: str = "image") -> int:
        return int(made.tk.call("image", "width", made.entrycget(line, of)))

    def height(line: int) -> int:
        return int(made.tk.call("image", "height", made.entrycget(line, "image")))

    first, choice = width(0), width(3)
    assert first == choice + INDENTED, "which Tk puts before the picture of a choice"
    assert width(2) == first + stage.ink.paint.icon("yes", "accent").width()
    assert width(3, "selectimage") == choice
    assert height(0) == height(3) > stage.look.height(stage.look.body)
    drawn = stage.ink.look.root.nametowidget(str(made)).tk
    ticked = drawn.call(made.entrycget(3, "selectimage"), "data")
    assert ticked != drawn.call(made.entrycget(3, "image"), "data")
    made.destroy()
