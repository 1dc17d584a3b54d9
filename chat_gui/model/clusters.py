"""Where a text may be cut: never within what a reader sees as one character. Pure.

Follows the rules of Unicode's extended grapheme clusters (UAX 29, GB3 to GB13) as far as Python's
own tables tell the classes apart.
"""

import unicodedata

_JOINER, _KEYCAP = "\u200d", "\u20e3"
_TAGS = ("\U000e0020", "\U000e007f")
_FLAGS = ("\U0001f1e6", "\U0001f1ff")
_TONES = ("\U0001f3fb", "\U0001f3ff")
_LEADS, _VOWELS, _TAILS = ("\u1100", "\u115f"), ("\u1160", "\u11a7"), ("\u11a8", "\u11ff")
_SYLLABLES = ("\uac00", "\ud7a3")


def may_cut(text: str, at: int) -> bool:
    """Whether the text may be cut before the character number `at`."""
    if not 0 < at < len(text):
        return True
    left, right = text[at - 1], text[at]
    if left == "\r" and right == "\n":
        return False
    if _goes_on(right) or left == _JOINER:
        return False
    if _within(right, _FLAGS) and _within(left, _FLAGS):
        return _flags_before(text, at) % 2 == 0
    return not _one_syllable(left, right)


def cut(text: str, at: int) -> int:
    """The last place up to `at` where the text may be cut; 0 if there is none."""
    while at > 0 and not may_cut(text, at):
        at -= 1
    return at


def _goes_on(char: str) -> bool:
    is_mark = unicodedata.category(char).startswith("M")
    return is_mark or char in (_JOINER, _KEYCAP) or _within(char, _TONES) or _within(char, _TAGS)


def _flags_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _within(text[start - 1], _FLAGS):
        start -= 1
    return at - start


def _one_syllable(left: str, right: str) -> bool:
    """Whether two parts of Korean letters make one (GB6 to GB8)."""
    if _within(left, _LEADS):
        return any(_within(right, kind) for kind in (_LEADS, _VOWELS, _SYLLABLES))
    if _within(left, _VOWELS) or _within(left, _SYLLABLES):
        return _within(right, _TAILS) or (_within(right, _VOWELS) and not _has_tail(left))
    return _within(left, _TAILS) and _within(right, _TAILS)


def _has_tail(char: str) -> bool:
    return _within(char, _SYLLABLES) and (ord(char) - ord(_SYLLABLES[0])) % 28 != 0


def _within(char: str, ends: tuple[str, str]) -> bool:
    return ends[0] <= char <= ends[1]
