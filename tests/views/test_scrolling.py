"""Scrolling canvases."""

import tkinter

from chat_gui.views.scrolling import bring_into_sight, on_wheel


def test_the_wheel_up_is_minus_one_on_every_system(display: str) -> None:  # noqa: ARG001
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


def test_what_is_brought_into_sight_is_seen_and_no_more_is_moved(display: str) -> None:  # noqa: ARG001
    root = tkinter.Tk()
    canvas = tkinter.Canvas(root, height=100, highlightthickness=0, borderwidth=0)
    canvas.pack()
    root.update()
    bring_into_sight(canvas, 500, 520)
    tops = [canvas.canvasy(0)]
    canvas.configure(scrollregion=(0, 0, 100, 1000), yscrollincrement=1)
    for top in (50, 500, 450, 410):
        bring_into_sight(canvas, top, top + 20)
        tops.append(canvas.canvasy(0))
    root.destroy()
    assert tops == [0, 0, 420, 420, 410]
