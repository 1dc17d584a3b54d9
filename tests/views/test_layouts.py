"""Letters' keys in a Russian layout."""

import subprocess
import tkinter

import pytest

from chat_gui.views import layouts
from chat_gui.views.layouts import both
from tests.views.stage import Stage


@pytest.mark.parametrize(
    ("sequence", "twin"),
    [
        ("<Control-k>", "<Control-Key-Cyrillic_el>"),
        ("<Control-K>", "<Control-Key-Cyrillic_EL>"),
        ("<Control-Key-v>", "<Control-Key-Cyrillic_em>"),
        ("<Control-Shift-z>", "<Control-Shift-Key-Cyrillic_ya>"),
        ("<Key-r>", "<Key-Cyrillic_ka>"),
        ("<Control-comma>", "<Control-Key-Cyrillic_be>"),
    ],
)
def test_a_letters_key_has_a_twin(sequence: str, twin: str) -> None:
    assert both(sequence) == (sequence, twin)


@pytest.mark.parametrize("sequence", ["<Escape>", "<Control-Key-0>", "<F1>", "<Alt-Up>", "<Key>"])
def test_other_keys_have_none(sequence: str) -> None:
    assert both(sequence) == (sequence,)


def test_what_tk_does_by_a_letter_has_its_twin(display: str) -> None:  # noqa: ARG001
    root = tkinter.Tk()
    layouts.install(root)
    pasting = root.event_info("<<Paste>>")
    root.destroy()
    assert "<Control-Key-v>" in pasting
    assert "<Control-Key-Cyrillic_em>" in pasting


def test_in_a_russian_layout_ctrl_and_a_letter_do_the_same(stage: Stage) -> None:
    """The keys' codes are those of K, V and A, as the keyboard sends them."""
    layouts.install(stage.root)
    stage.enter()
    stage.root.clipboard_clear()
    stage.root.clipboard_append("pasted")
    shown = stage.root.winfo_screen()
    subprocess.run(["setxkbmap", "-display", shown, "ru"], check=True)
    try:
        press(stage, shown, "55")
        stage.until(lambda: stage.typed == "pasted")
        press(stage, shown, "45")
        stage.until(lambda: stage.window.rooms.palette is not None)
    finally:
        subprocess.run(["setxkbmap", "-display", shown, "us"], check=True)


def press(stage: Stage, display: str, code: str) -> None:
    """Hold Ctrl and press a key."""
    stage.root.update()
    keys = ["keydown", "Control_L", "key", code, "keyup", "Control_L"]
    subprocess.run(
        ["xdotool", *keys], check=True, env={"DISPLAY": display, "PATH": "/usr/bin:/bin"}
    )
