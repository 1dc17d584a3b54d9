"""A letter's key does the same in a Russian layout: X names the letter, and not the key.

What stands on the keys of ЙЦУКЕН is bound beside the Latin letters of QWERTY there, also for what
Tk itself binds, such as Ctrl+V.
"""

import re
import tkinter

_ON_KEYS = {
    **{"q": "shorti", "w": "tse", "e": "u", "r": "ka", "t": "ie", "y": "en", "u": "ghe"},
    **{"i": "sha", "o": "shcha", "p": "ze", "a": "ef", "s": "yeru", "d": "ve", "f": "a"},
    **{"g": "pe", "h": "er", "j": "o", "k": "el", "l": "de", "z": "ya", "x": "che"},
    **{"c": "es", "v": "em", "b": "i", "n": "te", "m": "softsign", "comma": "be", "period": "yu"},
}
"""A key in a Latin layout -> X's name of the Cyrillic letter on it."""
_SEQUENCE = re.compile(r"<((?:Control-|Shift-|Alt-)*)(?:Key-)?([A-Za-z]|comma|period)>")


def both(*sequences: str) -> tuple[str, ...]:
    """These bindings, and the same on the keys of a Russian layout."""
    return (*sequences, *(twin for one in sequences if (twin := _twin(one))))


def _twin(sequence: str) -> str:
    """`<Control-Key-Cyrillic_el>` for `<Control-k>`; empty for what is no letter's key."""
    found = _SEQUENCE.fullmatch(sequence)
    if found is None:
        return ""
    name = _ON_KEYS[found[2].lower()]
    return f"<{found[1]}Key-Cyrillic_{name.upper() if found[2].isupper() else name}>"


def install(root: tkinter.Misc) -> None:
    """Let Tk's own keys, for copying, pasting and undoing, be in both layouts."""
    for event in root.event_info():
        for sequence in root.event_info(event):
            if twin := _twin(sequence):
                root.event_add(event, twin)
