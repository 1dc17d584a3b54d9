"""The words of a text, and what is searched for: the same rules for both, so that they meet.

Pure. A text becomes its *words*: folded (no case, no accents, compatibility forms alike), set apart
by one space. A script that writes without spaces (Han, kana, …) gives one word for each stretch,
of which every part can be found. The index holds a text's *grams*: the first one and two letters
of each word and every three in a row, so that each search is a few exact look-ups.
"""

import functools
import re
import unicodedata

from chat_server.protocol.scripts import LETTERS, UNSPACED, begins_unspaced

WORDS = 32
"""Words of a search that count; who gives more has said enough."""
GRAMS = 64
"""Grams of a search that are looked up; the rest of its words is compared."""
SNIPPET = 160
"""Characters of a snippet."""
_BEFORE = 40
"""Characters of a snippet before the match."""
_CACHED_WORD = 24
"""Characters of the longest word whose grams are remembered: longer ones hardly come twice."""

_RUNS = re.compile(f"[{UNSPACED}]+|[^ {UNSPACED}]+")


def fold(text: str) -> str:
    """`text` as it is compared: letters, digits and their marks, spaces for everything else."""
    if text.isascii():
        return text.lower().translate(LETTERS)
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", apart.translate(LETTERS))


def words_of(text: str) -> str:
    """The words of a text, one space between them."""
    folded = fold(text)
    return " ".join(folded.split() if folded.isascii() else _RUNS.findall(folded))


def grams_of(words: str) -> str:
    """The grams of words as `words_of` gives them, one space between two, some more than once."""
    return " ".join(
        [_remembered(word) if len(word) <= _CACHED_WORD else _grams(word) for word in words.split()]
    )


def _grams(word: str) -> str:
    threes = [word[at : at + 3] for at in range(len(word) - 2)]
    if _is_spaced(word):
        return " ".join([word[0], word[:2], *threes])
    twos = [word[at : at + 2] for at in range(len(word) - 1)]
    return " ".join([*word, *twos, *threes])


_remembered = functools.lru_cache(maxsize=16_384)(_grams)


def _is_spaced(word: str) -> bool:
    return word.isascii() or not begins_unspaced(word)


class Query:
    """What a person searches for: all of the words.

    One or two letters are how a word begins; three and more may stand anywhere in it, and so may
    any of a script that writes without spaces. `needles` are sought in a space and the words.
    """

    def __init__(self, text: str) -> None:
        words = list(dict.fromkeys(words_of(text).split()))[:WORDS]
        self.needles = [
            f" {word}" if len(word) < 3 and _is_spaced(word) else word for word in words
        ]
        grams = [gram for word in words for gram in _needed(word)]
        self.grams = list(dict.fromkeys(grams))[:GRAMS]
        self.exact = all(len(word) <= 3 for word in words) and len(grams) <= GRAMS
        """Whether a text with all the grams is surely meant."""

    def matches(self, text: str) -> bool:
        """Whether all of the words are in `text`."""
        words = " " + words_of(text)
        return all(needle in words for needle in self.needles)

    def snippet(self, text: str) -> str:
        """One line of `text` around the first of the words, "…" where it is cut."""
        line = " ".join(text.split())
        if len(line) <= SNIPPET:
            return line
        start = max(0, min(self._first(line) - _BEFORE, len(line) - SNIPPET))
        end = min(start + SNIPPET, len(line))
        start, end = _after_cut(line, start), _before_cut(line, start, end)
        cut = line[start:end].strip()
        return f"{'…' if start else ''}{cut}{'…' if end < len(line) else ''}"

    def _first(self, line: str) -> int:
        """Where the first of the words begins, or near it."""
        for chunk in re.finditer(r"\S+", line):
            words = " " + words_of(chunk[0])
            found = [needle for needle in self.needles if needle in words]
            if found:
                return chunk.start() + _unfolded(chunk[0], found)
        return 0


def _needed(word: str) -> list[str]:
    return [word] if len(word) <= 3 else [word[at : at + 3] for at in range(len(word) - 2)]


def _unfolded(chunk: str, needles: list[str]) -> int:
    """Where in `chunk` the first of the needles begins: folding changes lengths."""
    folded = fold(chunk)
    found = [folded.find(needle.strip()) for needle in needles]
    at = min((one for one in found if one >= 0), default=0)
    if len(folded) == len(chunk):
        return at
    passed = 0
    for index, character in enumerate(chunk):
        passed += len(fold(character))
        if passed > at:
            return index
    return 0


_NEAR = 12
"""How far from where it falls a cut may move to stand between words."""


def _after_cut(line: str, start: int) -> int:
    if not start:
        return 0
    space = line.find(" ", start - 1, start + _NEAR)
    if space >= 0:
        return space + 1
    while start < len(line) and _joined(line, start):
        start += 1
    return start


def _before_cut(line: str, start: int, end: int) -> int:
    if end == len(line):
        return end
    space = line.rfind(" ", end - _NEAR, end + 1)
    if space > start:
        return space
    at = end
    while at > start and _joined(line, at):
        at -= 1
    return at if at > start else end


_REGIONAL = range(0x1F1E6, 0x1F200)
_EXTENDING = (range(0x1F3FB, 0x1F400), range(0x1160, 0x1200))  # skin tones; Hangul vowels, finals


def _joined(line: str, at: int) -> bool:
    """Whether a cut before `line[at]` would part one character that people see (about UAX 29)."""
    code = ord(line[at])
    if unicodedata.category(line[at]) in {"Mn", "Mc", "Me", "Cf"} or line[at - 1] == "\u200d":
        return True
    if code in _REGIONAL:
        first = at
        while first and ord(line[first - 1]) in _REGIONAL:
            first -= 1
        return (at - first) % 2 == 1
    return any(code in some for some in _EXTENDING)
