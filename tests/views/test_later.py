"""What is done a moment later, or not."""

import tkinter

import pytest

from chat_gui.views.later import Timer
from tests.support import wait_until

pytestmark = pytest.mark.usefixtures("display")


def test_only_the_last_is_done() -> None:
    root = tkinter.Tk()
    done: list[str] = []
    timer = Timer(tkinter.Frame(root))
    timer.begin(1, lambda: done.append("first"))
    timer.begin(1, lambda: done.append(f"second, runs: {timer.runs}"))
    root.after(2, done.append, "afterwards")
    wait_until(lambda: (root.update(), "afterwards" in done)[1])
    assert done == ["second, runs: False", "afterwards"]
    root.destroy()


def test_what_is_left_undone_leaves_nothing_behind() -> None:
    root = tkinter.Tk()
    frame = tkinter.Frame(root)
    frame.bind("<Button>", print)
    timer = Timer(frame)
    timer.begin(1_000, print)
    timer.stop()
    assert not root.tk.splitlist(root.tk.call("after", "info"))
    root.destroy()  # Tk complains here of what it doesn't know any more


def test_a_widget_that_has_gone_does_nothing() -> None:
    root = tkinter.Tk()
    done: list[str] = []
    over = tkinter.Toplevel(root)
    Timer(tkinter.Frame(over)).begin(1, lambda: done.append("of who has gone"))
    over.destroy()
    root.after(2, done.append, "afterwards")
    wait_until(lambda: (root.update(), "afterwards" in done)[1])
    assert done == ["afterwards"]
    root.destroy()
