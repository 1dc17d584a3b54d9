"""The keys of fields: those that all other programs have and Tk lacks, and not what Emacs does.

Ctrl+Backspace and Ctrl+Delete delete a word. Outside of macOS, where they belong to the system, the
keys of Emacs are taken away: Ctrl+F moved the cursor, Ctrl+Y pasted, Ctrl+T swapped two letters.
"""

import re
import tkinter
from collections.abc import Iterable, Iterator
from tkinter import ttk

_PICTURE = ""
"""What Tk gives for the place of an image, such as an emoji's."""
_LETTER = re.compile(r"<Control-(?:Lock-)?Key-([A-Za-z])>")
_KNOWN = {"<<Cut>>": "xX", "<<Copy>>": "cC", "<<Paste>>": "vV", "<<Undo>>": "zZ", "<<Redo>>": "zZ"}
"""What is done in a field, and the letters that do it with Ctrl nearly everywhere."""
_MORE = {
    "<<SelectAll>>": ("<Control-Key-a>", "<Control-Lock-Key-A>"),
    "<<Redo>>": ("<Control-Key-y>", "<Control-Lock-Key-Y>"),
}
FIELDS = ("Text", "TEntry")
"""What one types in, by the names of Tk's classes."""


def install(root: tkinter.Misc) -> None:
    """Let all fields and texts of a program have the keys that people know."""
    if root.tk.call("tk", "windowingsystem") != "aqua":
        _forget_emacs(root)
    for kind in FIELDS:
        for key, step in (("<Control-BackSpace>", -1), ("<Control-Delete>", 1)):
            root.bind_class(kind, key, lambda event, step=step: _delete(event.widget, step))  # type: ignore[misc]


def _forget_emacs(root: tkinter.Misc) -> None:
    for event in root.event_info():
        for sequence in root.event_info(event):
            letter = _LETTER.fullmatch(sequence)
            if letter and letter[1] not in _KNOWN.get(event, ""):
                root.event_delete(event, sequence)
    for event, sequences in _MORE.items():
        root.event_add(event, *sequences)
    for kind in FIELDS:
        for other in "dhikot":
            root.unbind_class(kind, f"<Control-{other}>")


def _delete(widget: tkinter.Text | ttk.Entry, step: int) -> None:
    """Delete what is selected, or the word before the cursor (-1) or behind it (1)."""
    other: str | int
    if isinstance(widget, ttk.Entry):
        selected, other = widget.selection_present(), _in_entry(widget, step)
    else:
        selected, other = bool(widget.tag_ranges("sel")), _in_text(widget, step)
    if selected:
        widget.event_generate("<<Clear>>")
    elif step < 0:
        widget.delete(other, "insert")
    else:
        widget.delete("insert", other)


def _in_entry(entry: ttk.Entry, step: int) -> int:
    text, at = entry.get(), entry.index("insert")
    return at + step * reach(text[at:] if step > 0 else reversed(text[:at]))


def _in_text(text: tkinter.Text, step: int) -> str:
    """To the word's end within the line; from the line's end to the next one."""

    def beside() -> Iterator[str]:
        here, edge = ("insert", "lineend") if step > 0 else ("insert - 1 indices", "linestart")
        while text.compare(here, "<" if step > 0 else ">=", f"insert {edge}"):
            yield text.get(here)
            if step < 0 and text.compare(here, "==", "1.0"):
                return
            here = text.index(f"{here} {step:+d} indices")

    return f"insert {step * (reach(beside()) or 1):+d} indices"


def reach(chars: Iterable[str]) -> int:
    """How many of these a word takes: blanks first, then what is alike; a picture is a word."""
    taken, kind = 0, " "
    for char in chars:
        now = _kind(char)
        if kind == " ":
            kind = now
        elif now != kind or kind == _PICTURE:
            break
        taken += 1
    return taken


def _kind(char: str) -> str:
    """What belongs together: letters and numbers, blanks, other signs."""
    if char == _PICTURE:
        return _PICTURE
    if char.isspace():
        return " "
    return "a" if char.isalnum() or char == "_" else "."
