"""Text from a server, made fit to be shown: no more of it than fits, nothing that steers. Pure."""

import re
import unicodedata
from functools import lru_cache

from chat_server.protocol import names, twins

MOST_NICK = 64
"""Characters of a nickname; a server allows 32 if it is told nothing else."""
MOST_ROOM = 256
"""Characters in a room's name, a direct conversation's included."""
MOST_LINE = 300
"""Characters of a server's own sentence, a reason, a topic."""
MOST_TEXT = 65_536
"""Characters of a message; more than a line upward can bring by default."""
NOBODY = "?"
"""The nickname of whose own one shows nothing."""

_JOINERS = frozenset("\u200c\u200d")
_AROUND = " \u200c\u200d"
"""What holds letters and emoji together, and steers nothing else."""
_TAGS = frozenset(map(chr, range(0xE0020, 0xE0080)))
_ROOM = re.compile(r"\S+\Z")


@lru_cache(maxsize=4096)
def nick(raw: str) -> str:
    """A nickname as a server should have let it be: `names.nickname` has the rules."""
    if raw.isascii() and raw.isprintable() and 0 < len(raw) <= MOST_NICK and raw.strip() == raw:
        return raw
    shown = "".join(one for one in raw[: 4 * MOST_NICK] if one == " " or not twins.unseen(one))
    if twins.stacked(shown):
        shown = _without_marks(shown)
    return shorten(" ".join(shown.split()), MOST_NICK) or NOBODY


@lru_cache(maxsize=4096)
def is_room(raw: str) -> bool:
    """Whether a room can have this name. It is a key, so it stays as it is or is not used."""
    return len(raw) <= MOST_ROOM and bool(_ROOM.match(raw)) and not twins.unseen(raw)


def is_symbol(raw: str) -> bool:
    """Whether all of this can be seen, or holds an emoji together (UTS 51, tags included)."""
    return all(one.isprintable() or one in _JOINERS or one in _TAGS for one in raw)


def line(raw: str, most: int = MOST_LINE) -> str:
    """One line, without what can't be seen."""
    if raw.isascii() and raw.isprintable() and len(raw) <= most:
        return raw.strip()
    one = " ".join(raw[: 4 * most].split())
    clean = "".join(c for c in one if c.isprintable() or c in _JOINERS)
    return shorten(clean.strip(_AROUND), most)


def text(raw: str) -> str:
    """A message: several lines, without control characters."""
    if len(raw) <= MOST_TEXT:
        return raw if raw.isprintable() else names.printable(raw)
    return shorten(names.printable(raw[: 2 * MOST_TEXT]), MOST_TEXT)


def snippet(raw: str) -> str:
    """What was found of a message: a line of it. A long one takes Tk minutes among many others."""
    return shorten(" ".join(text(raw[: 4 * MOST_LINE]).split()), MOST_LINE)


def shorten(clean: str, most: int) -> str:
    """The beginning of a text that is too long."""
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def _without_marks(raw: str) -> str:
    letters = unicodedata.normalize("NFD", raw)
    return "".join(one for one in letters if not unicodedata.category(one).startswith("M"))
