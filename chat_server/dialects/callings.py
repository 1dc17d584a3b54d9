"""What people are called in lines of `name: text`, so that nobody can speak for another. Pure.

A line that has ": " is what somebody said, and what stands before the first one is their name. So
no name has one, nor has any other line. A name that can't be shown as it is gets the mark "~", and
a number where two would be one: "Zoë" is "Zoe~" in ASCII, and never the one who is called "Zoe".
"""

from collections.abc import Callable

from chat_server.protocol.events import Who

SAYS = ": "
MARK = "~"
MOST = 64
"""Characters of a name, without its mark: in ASCII a letter may become many."""
REMEMBERED = 1_000
"""Marked names that are told apart; then it begins anew."""


class Callings:
    """The names that one peer is shown. `plain` puts any text into characters that may be shown.

    `says` stands between a name and what was said.
    """

    def __init__(self, plain: Callable[[str], str], says: str = SAYS) -> None:
        self._plain = plain
        self._says = says
        self._marked: dict[str, str] = {}
        """Marked name, whatever its case -> the id of who is called so."""

    def name(self, who: Who) -> str:
        """What somebody is called: always the same, and nobody else."""
        if self._is_fit(who.nick) and self._plain(who.nick) == who.nick:
            return who.nick
        words = self._plain(who.nick).replace(self._says.strip(), "").replace(MARK, "-").split()
        base = " ".join(words)[:MOST].rstrip() or "?"
        if len(self._marked) >= REMEMBERED:
            self._marked.clear()
        marked, number = f"{base}{MARK}", 1
        while self._marked.setdefault(marked.casefold(), who.id) != who.id:
            number += 1
            marked = f"{base}{MARK}{number}"
        return marked

    def _is_fit(self, nick: str) -> bool:
        """Whether a nickname can stand before what somebody says."""
        speaks = self._says in f"{nick} " or MARK in nick
        return nick.isprintable() and 0 < len(nick) <= MOST and not speaks


def unsaid(text: str) -> str:
    """A line that nobody said."""
    return " ".join(text.split()).replace(SAYS, "; ")
