"""Where the words that a person searches for stand in a text, as the server finds them. Pure.

All of the words count. One or two letters are how a word begins; three and more may stand
anywhere in it, and so may any of a script that writes without spaces. Neither case nor accents
matter.
"""

import re
import unicodedata
from functools import cache, lru_cache

from chat_server.protocol.scripts import LETTERS, UNSPACED

_SCRIPTS = f"{UNSPACED}\u1100-\u11ff"
"""Syllables of Hangul stand apart in letters here (NFKD)."""
_BEGINNING = f"(?<![^ {_SCRIPTS}])"
SPACED_LEAST = 3
"""Letters from which on a word is looked for anywhere in others."""
SNIPPET, BEFORE = 160, 40
"""Characters of a snippet, and those before the match."""
MOST_WORDS = 32
"""Words of a search that are looked for."""


def words(text: str) -> list[str]:
    """The words of what is searched for, each once."""
    return list(dict.fromkeys(_word().findall(_folded(text)[0])))[:MOST_WORDS]


def matches(text: str, wanted: list[str]) -> bool:
    """Whether all of these words stand in a text."""
    folded, _places = _folded(text)
    return bool(wanted) and all(_needle(word).search(folded) for word in wanted)


def lit(text: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """A text in parts, and of each whether it is one of the words."""
    folded, places = _folded(text)
    marked = [False] * len(text)
    for word in wanted:
        for found in _needle(word).finditer(folded):
            for place in places[found.start() : found.end()]:
                marked[place] = True
    for place, character in enumerate(text):
        if unicodedata.combining(character):  # never a part of its own
            marked[place] = place > 0 and marked[place - 1]
    parts: list[tuple[str, bool]] = []
    begun = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marked[at] != marked[at - 1]:
            parts.append((text[begun:at], marked[at - 1]))
            begun = at
    return parts


def snippet(text: str, wanted: list[str]) -> str:
    """One line of a text around the first of the words, "…" where it is cut."""
    line = " ".join(text.split())
    if len(line) <= SNIPPET:
        return line
    parts = lit(line, wanted)
    first = len(parts[0][0]) if len(parts) > 1 and not parts[0][1] else 0
    start = max(0, min(first - BEFORE, len(line) - SNIPPET))
    start = line.find(" ", start, first) + 1 or start if start else 0
    end = min(start + SNIPPET, len(line))
    return f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"


@cache
def _word() -> re.Pattern[str]:
    """A word of a folded text; where such a script begins or ends, another one does.

    Made by the first search: a window opens without one.
    """
    return re.compile(f"[{_SCRIPTS}]+|[^ {_SCRIPTS}]+")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_SCRIPTS}]")


@lru_cache(maxsize=64)
def _needle(word: str) -> re.Pattern[str]:
    anywhere = len(word) >= SPACED_LEAST or _unspaced().match(word)
    return re.compile(("" if anywhere else _BEGINNING) + re.escape(word))


def _folded(text: str) -> tuple[str, list[int]]:
    """A text without case, accents and signs, and for each character where it comes from."""
    if text.isascii():
        return text.lower().translate(LETTERS), list(range(len(text)))
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold().translate(LETTERS):
            folded.append(part)
            places.append(place)
    return "".join(folded), places
