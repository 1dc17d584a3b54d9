"""What fails in Tk's own scripts: the program logs it, the tests hear of it."""

import tkinter
from tkinter import ttk

import pytest

from chat_gui.root import open_root
from tests import tk_scripts

pytestmark = pytest.mark.usefixtures("display")


def test_a_failed_script_is_logged_and_no_dialog(
    allowed_errors: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    allowed_errors.append("no_such_command")
    root = open_root()
    root.tk.call("after", "idle", "no_such_command")
    root.update()
    assert 'invalid command name "no_such_command"' in caplog.text
    assert not root.tk.call("winfo", "children", ".")
    root.destroy()


def test_the_tests_hear_of_a_failed_script() -> None:
    root = tkinter.Tk()
    root.tk.call("after", "idle", "no_such_command")
    root.update()
    assert tk_scripts.failed.pop().startswith('invalid command name "no_such_command"')
    root.destroy()


def test_the_tests_hear_of_a_timer_that_outlives_its_widget() -> None:
    root = tkinter.Tk()
    frame = ttk.Frame(root)
    frame.after(60_000, frame.tkraise)
    frame.destroy()
    root.destroy()
    assert tk_scripts.failed.pop().endswith("tkraise waits, and its widget has gone")
    assert not tk_scripts.failed
