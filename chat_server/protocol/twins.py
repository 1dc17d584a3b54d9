"""What names look like: the skeletons of Unicode Technical Standard 39, and what nobody can see."""

import functools
import json
import re
import unicodedata
from importlib import resources

MARKS = 4
"""Nonspacing marks that may follow one another (UTS 39, 5.4)."""

_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point: what shows nothing where it is not understood."""
_BLANK = frozenset("\u2800\ufffc\U00013441\U00013442\U00016fe4\U0001d159")
"""Letters and symbols that show nothing all the same."""
_NO_LETTER = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""The general categories of what steers text, or is for private use, or is nothing yet."""
_LEFT_TO_RIGHT = "\u200e"
"""The mark in which the data wraps letters that are written from right to left."""

_ASCII = str.maketrans(
    {"`": "'", '"': "''", "|": "l", "1": "l", "I": "l", "0": "O", "m": "rn"},
)
"""The prototypes of ASCII characters, as `_prototypes` has them: most names need no more, and
reading the data takes longer than all else of a name's comparing.
"""


def unseen(name: str) -> str:
    """The first character of `name` that shows nothing, or not the same everywhere; "" if none."""
    return next((character for character in name if _is_unseen(character)), "")


def stacked(name: str) -> bool:
    """Whether marks pile up on one letter, or the first hangs on none."""
    if unicodedata.category(name[:1] or " ").startswith("M"):
        return True
    height = 0
    for character in unicodedata.normalize("NFD", name):
        height = height + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if height > MARKS:
            return True
    return False


def skeleton(name: str) -> str:
    """What two texts have in common when they look alike (UTS 39, section 4).

    It is for comparing only, and means nothing to a person. Texts of one direction are meant.
    """
    if name.isascii() and "%" not in name:  # whose prototype is beyond ASCII
        return name.translate(_ASCII)
    seen = _IGNORABLE.sub("", unicodedata.normalize("NFD", name))
    return unicodedata.normalize("NFD", seen.translate(_prototypes()))


def _is_unseen(character: str) -> bool:
    return (
        character in _BLANK
        or unicodedata.category(character) in _NO_LETTER
        or _IGNORABLE.match(character) is not None
    )


@functools.cache
def _prototypes() -> dict[int, str]:
    """Each confusable character's prototype; read when the first name is compared.

    The data lists every pair of Unicode's confusables.txt both ways, in the file's order, in which
    a character has one prototype and a prototype none: so what is listed first is the character.
    """
    data = resources.files("confusable_homoglyphs") / "confusables.json"
    alike: dict[str, list[dict[str, str]]] = json.loads(data.read_text("utf-8"))
    prototypes: dict[str, str] = {}
    known: set[str] = set()
    for character, twins in alike.items():
        if character not in known:
            prototype = twins[0]["c"]
            known.add(prototype)
            prototypes[character.strip(_LEFT_TO_RIGHT)] = prototype.strip(_LEFT_TO_RIGHT)
    return str.maketrans(prototypes)
