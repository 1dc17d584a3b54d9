"""The mouse's wheel."""

import tkinter

from chat_gui.views.wheel import on_wheel


def test_up_is_minus_one_on_every_system(display: str) -> None:  # noqa: ARG001
    root = tkinter.Tk()
    canvas = tkinter.Canvas(root)
    canvas.pack()
    root.update()
    turned: list[int] = []
    on_wheel(canvas, turned.append)
    canvas.event_generate("<Button-4>")
    canvas.event_generate("<Button-5>")
    canvas.event_generate("<MouseWheel>", delta=120)
    canvas.event_generate("<MouseWheel>", delta=-120)
    root.destroy()
    assert turned == [-1, 1, -1, 1]
