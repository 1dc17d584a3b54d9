"""Hears what fails in Tk's own scripts, where no Python sees it: timers of widgets that have gone.

Tk would tell the person, in a dialog; conftest.py fails the test.
"""

import tkinter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

failed: list[str] = []
"""What failed, or was going to, since somebody looked here."""


@contextmanager
def heard() -> Iterator[None]:
    """Hear it of every root that is made until the block ends."""
    begin, end = tkinter.Tk.__init__, tkinter.Tk.destroy

    def made(root: tkinter.Tk, *options: Any, **named: Any) -> None:
        begin(root, *options, **named)
        _listen(root, failed)

    def destroyed(root: tkinter.Tk) -> None:
        failed.extend(f"{script} waits, and its widget has gone" for script in _orphans(root))
        end(root)
        for timer in _timers(root):  # Tk would run them with the next root's
            root.tk.call("after", "cancel", timer)
        _listen(root, [])  # what ttk does then, it does to nobody

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tkinter.Tk, "__init__", made)
        patch.setattr(tkinter.Tk, "destroy", destroyed)
        yield


def _listen(root: tkinter.Tk, heard: list[str]) -> None:
    def hear(told: str, options: str) -> None:
        heard.append(f"{told} ({options})")

    root.tk.createcommand("hear_script", hear)
    root.tk.call("interp", "bgerror", "", "hear_script")


def _timers(root: tkinter.Tk) -> dict[str, str]:
    """What waits -> the command that it will run."""
    waiting = root.tk.splitlist(root.tk.call("after", "info"))
    return {one: root.tk.splitlist(root.tk.call("after", "info", one))[0] for one in waiting}


def _orphans(root: tkinter.Tk) -> list[str]:
    """What will be run and is not there any more; tkinter's names begin with a number."""
    known = root.tk.splitlist(root.tk.call("info", "commands"))
    return [one for one in _timers(root).values() if one[:1].isdigit() and one not in known]
