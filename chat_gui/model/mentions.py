"""Whom a message speaks to: the `@name`s in its text. Pure: a text and nicknames in, places out.

The history draws them, the sidebar counts those of oneself, a notice tells of them; all ask here.
A name counts from a word's border to a word's border, whatever its case and width, as nicknames are
compared (`names.nick_key`), the longest name first: "@Ada Lovelace" is not Ada. Code mentions
nobody. Everyone in a room is called `@all`, `@everyone` or `@here`, names that nobody can have.
"""

import functools
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from chat_gui.model.codes import codes
from chat_server.protocol.names import nick_key
from chat_server.protocol.scripts import begins_unspaced

EVERYONE = ("all", "everyone", "here")
"""Words that speak to all in the room, as `names.RESERVED_NICKS` keeps them free."""
MOST_SIGNS = 100
"""Signs `@` of a message that are looked at: nobody calls more people at once."""
_LONGEST = 256
"""Characters behind the sign in which a name is looked for; no nickname folds to more."""

_NOT_BEFORE = frozenset("_@/\\.=&%#+$-")
"""What a sign stands behind in addresses of mail and of the web."""
_INSIDE = frozenset("-.'’")
"""What goes on with a word if a letter or digit follows: "@ada-2" is not Ada."""


class Mention(NamedTuple):
    """Where a text names somebody, the sign included. `nick` is theirs; empty for everyone."""

    start: int
    end: int
    nick: str


class Names:
    """People who may be mentioned, ready to be looked for. Build it once for many texts."""

    def __init__(self, nicks: Iterable[str]) -> None:
        self._nicks = dict.fromkeys(EVERYONE, "")
        for nick in nicks:
            if (key := _key(nick)) and key not in self._nicks:
                self._nicks[key] = nick
        self._lengths = sorted({len(key) for key in self._nicks}, reverse=True)

    def at(self, text: str, start: int) -> Mention | None:
        """The name behind the sign that stands at `start`, if it is one of these."""
        folded, ends = _folded(text, start + 1)
        for length in self._lengths:
            end = ends.get(length)
            if end is not None and _ends_at(text, end):
                nick = self._nicks.get(folded[:length])
                if nick is not None:
                    return Mention(start, end, nick)
        return None


def find(text: str, names: Names) -> list[Mention]:
    """The mentions of these people and of everyone, from left to right."""
    if "@" not in text:
        return []
    found: list[Mention] = []
    for start in _signs(text):
        if found and start < found[-1].end:
            continue  # within a name that has a sign in it
        mention = names.at(text, start)
        if mention is not None:
            found.append(mention)
    return found


def mentions(text: str, nick: str, others: Iterable[str] = ()) -> bool:
    """Whether a message speaks to whoever is called `nick`: by that name, or to everyone.

    `others` are the names of those who are here: one that begins with `nick` is another's.
    """
    if "@" not in text:  # nearly all messages
        return False
    wanted = _key(nick)
    found = find(text, Names([nick, *others]))
    return any(not one.nick or _key(one.nick) == wanted for one in found)


def _signs(text: str) -> Iterator[int]:
    """Where a mention may begin: at a word's border, outside code."""
    code = codes(text)
    seen = place = 0
    at = text.find("@")
    while at >= 0 and seen < MOST_SIGNS:
        seen += 1
        while place < len(code) and code[place][1] <= at:
            place += 1
        inside = place < len(code) and code[place][0] <= at
        if not inside and (not at or _parts(text[at - 1])):
            yield at
        at = text.find("@", at + 1)


def _parts(char: str) -> bool:
    """Whether a sign behind this character begins a word."""
    if char in _NOT_BEFORE:
        return False
    return not _is_word(char) or begins_unspaced(char)


def _ends_at(text: str, end: int) -> bool:
    """Whether a name may end here."""
    rest = text[end : end + 2]
    if not rest or begins_unspaced(rest):
        return True
    if rest[0] in _INSIDE:
        possessive = rest.casefold() in ("'s", "’s") and not _is_word(text[end + 2 : end + 3])
        return possessive or not _is_word(rest[1:])
    return rest[0] != "@" and not _is_word(rest[0])


def _is_word(char: str) -> bool:
    return bool(char) and (char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M")


def _folded(text: str, start: int) -> tuple[str, dict[int, int]]:
    """What stands from `start` on, folded; and for a length of that, where it ends in the text.

    Marks are folded with the letter they hang on, so a name never ends between the two.
    """
    out: list[str] = []
    ends: dict[int, int] = {}
    length, at, stop = 0, start, min(len(text), start + _LONGEST)
    while at < stop and text[at] != "\n":
        end = at + 1
        while end < stop and unicodedata.category(text[end])[0] == "M":
            end += 1
        out.append(_fold(text[at:end]))
        length += len(out[-1])
        ends[length] = at = end
    return "".join(out), ends


@functools.lru_cache(maxsize=4096)
def _fold(letter: str) -> str:
    """One letter with its marks, as `names.nick_key` folds it."""
    lower = unicodedata.normalize("NFKC", letter.lower())
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFD", lower).casefold())


@functools.lru_cache(maxsize=4096)
def _key(nick: str) -> str:
    """`names.nick_key`, and nothing for what no server that keeps the rules calls anybody."""
    try:
        return nick_key(nick)
    except UnicodeEncodeError:
        return ""
