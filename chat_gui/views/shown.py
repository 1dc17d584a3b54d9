"""What of a text may reach the screen. Pure: text in, pieces out, each with its original.

Everything a view shows goes through `pieces` or, in one string, `words`. On X11 a colour emoji can
kill the whole program (libXft sends its bitmap as one request, BadLength), so there an emoji is a
piece of its own that is drawn as an image or by its name; controls, lone surrogates, bidi overrides
and heaps of combining marks are harmless everywhere. Copying joins the originals.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MARKS_LIMIT = 8
"""Combining marks shown on one letter; a heap of them costs the font engine dearly. `_ODD` finds
one more than these."""

_USUAL = (
    "\n\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u05d0-\u05ea\u0621-\u064a"
    "\u0660-\u066d\u0671-\u06d3\u06f0-\u06f9\u2010-\u2027\u2030-\u203b"
    "\u20a0-\u20bf\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
)
"""Characters that are shown as they are, unless they begin an emoji."""
_PLAIN = re.compile(f"[{_USUAL}]*")
_UNUSUAL = re.compile(f"[0-9#*©®]?(?:[^{_USUAL}][0-9#*©®]*)+")
"""Where emoji can be, with the usual characters that are part of some, such as a keycap's."""

_ODD = re.compile(
    "(?P<marks>[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31"
    "\u0e34-\u0e3a\u0e47-\u0e4e\u0f71-\u0f84\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20dc\u20e1\u20e2"
    "\u20e4-\u20f0\ufe20-\ufe2f]{9,})"
    "|(?P<gone>[\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]+)"
    "|(?P<break>[\x0b\x0c\x85\u2028\u2029]|\r\n?)"
    "|(?P<bad>[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\U000f0000-\U0010ffff])"
    "|(?P<joiner>[\u200b-\u200d\u20e3\u20dd-\u20e0])"
    "|(?P<picture>[\U0001f000-\U0001faff])"
)
_LETTERLIKE = frozenset("©®™")
"""Characters that may be emoji but are text in every font."""
_STYLE = "\ufe0f"
"""The selector that makes a picture of a character (VS16)."""
_NOTHING = " "
"""Stands for invisible characters at the end of a text."""


class Piece(NamedTuple):
    """A run of text as it is shown, and as it was said. `emoji`: an image may stand for it."""

    shown: str
    original: str
    emoji: bool = False


def pieces(text: str, *, colour_kills: bool) -> list[Piece]:
    """Cut a text into what is shown; `colour_kills` where emoji must not be given to Tk (X11)."""
    if _PLAIN.fullmatch(text):
        return [Piece(text, text)] if text else []
    cut = _apart(text) if colour_kills else _harmless(text, colour_kills=False)
    return list(_visible(cut))


def words(text: str, *, colour_kills: bool) -> str:
    """The same as one string, with names for emoji: for where no image can stand."""
    return "".join(piece.shown for piece in pieces(text, colour_kills=colour_kills))


def plain(text: str, *, colour_kills: bool) -> str:
    """`words` on one line: for the window's title."""
    return " ".join(words(text, colour_kills=colour_kills).split())


def _apart(text: str) -> Iterator[Piece]:
    """Emoji apart from text."""
    import emoji

    run: list[str] = []
    done = 0
    for found in _UNUSUAL.finditer(text):  # looking up every letter would take ten times as long
        run.append(text[done : found.start()])
        done = found.end()
        unusual, at = found.group(), 0
        for token in emoji.analyze(unusual, non_emoji=True, join_emoji=True):
            start = max(at, unusual.find(token.chars, at))
            run.append(unusual[at:start])  # it forgets some joiners that join nothing
            at = start + len(token.chars)
            if isinstance(token.value, str) or token.chars in _LETTERLIKE:
                run.append(token.chars)
                continue
            yield from _harmless("".join(run), colour_kills=True)
            run.clear()
            yield Piece(_emoji_name(token.chars), token.chars, emoji=True)
        run.append(unusual[at:])
    yield from _harmless("".join([*run, text[done:]]), colour_kills=True)


def _visible(cut: Iterator[Piece]) -> Iterator[Piece]:
    """Give what is not shown to its neighbour, so that copying finds it."""
    carried = ""
    for piece in cut:
        if not piece.shown:
            carried += piece.original
        elif not carried:
            yield piece
        elif piece.shown == piece.original:
            yield Piece(piece.shown[0], carried + piece.original[0])
            if rest := piece.shown[1:]:
                yield Piece(rest, rest)
            carried = ""
        else:
            yield Piece(piece.shown, carried + piece.original, piece.emoji)
            carried = ""
    if carried:
        yield Piece(_NOTHING, carried)


@functools.lru_cache(maxsize=1024)
def _emoji_name(chars: str) -> str:
    import emoji

    name: str = emoji.demojize(chars)
    return name if name.isascii() else f":{_name(chars[0])}:"


def _name(char: str) -> str:
    return unicodedata.name(char, f"U+{ord(char):04X}").lower().replace(" ", "_")


def _harmless(text: str, *, colour_kills: bool) -> Iterator[Piece]:
    """A text without emoji, with what is odd in it replaced."""
    done = 0
    for found in _ODD.finditer(text):
        kind, odd = str(found.lastgroup), found.group()
        if kind in ("picture", "joiner") and not colour_kills:
            continue
        if found.start() > done:
            yield Piece(text[done : found.start()], text[done : found.start()])
        done = found.end()
        yield _replaced(kind, odd, colour_kills=colour_kills)
    if done < len(text):
        yield Piece(text[done:], text[done:])


def _replaced(kind: str, odd: str, *, colour_kills: bool) -> Piece:
    if kind == "picture":
        return Piece(f":{_name(odd)}:", odd, emoji=True)
    if kind == "gone" and _STYLE in odd and not colour_kills:
        return Piece(odd, odd)
    return Piece(_INSTEAD[kind] if kind != "marks" else odd[:MARKS_LIMIT], odd)


_INSTEAD = {"gone": "", "break": " ", "bad": "\ufffd", "joiner": ""}
