"""What keys do on a widget, in place of what Tk has them do there."""

import tkinter
from collections.abc import Callable, Mapping
from functools import partial


def on_keys(widget: tkinter.Misc, keys: Mapping[str, Callable[[], object]]) -> None:
    """Do these where keys are pressed, and nothing else; Return is on the numeric pad, too."""
    for key, deed in keys.items():
        for one in {key, key.replace("Return>", "KP_Enter>")}:
            widget.bind(one, _only(deed))


def on_steps(widget: tkinter.Misc, steps: Mapping[str, int], move: Callable[[int], object]) -> None:
    """Have keys move by so many."""
    on_keys(widget, {key: partial(move, step) for key, step in steps.items()})


def lead_on(text: tkinter.Text) -> None:
    """Have Tab lead on from where one types, as from anything else."""
    on_keys(text, {"<Tab>": lambda: _to(text.tk_focusNext())})
    back = ("<Shift-Tab>", "<<PrevWindow>>")
    on_keys(text, dict.fromkeys(back, lambda: _to(text.tk_focusPrev())))


def _to(widget: tkinter.Misc | None) -> None:
    if widget is not None:
        widget.focus_set()


def _only(deed: Callable[[], object]) -> Callable[[object], str]:
    def pressed(_event: object) -> str:
        deed()
        return "break"

    return pressed
