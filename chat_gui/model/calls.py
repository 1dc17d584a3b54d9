"""Which messages of a room speak to the person: the sidebar counts those that are unread. Pure.

They are known by seq and not by row: rows go where there are too many, and what is unread stays so.
"""

import functools
from collections.abc import Callable, Iterable

from chat_gui.model.mentions import Mention, Names, find, mentions
from chat_gui.model.rows import MessageRow

MOST_CALLS = 1_000
"""Messages that are known to speak to the person; of more, the newest."""


class Calls:
    """Those of one room. `nicks` gives who is here: a name that begins with one's own is another's.

    `since` is the oldest seq from which on every message was judged, 0 while none was.
    """

    def __init__(self) -> None:
        self.nick = ""
        self.nicks: Callable[[], Iterable[str]] = tuple
        self.since = 0
        self._seqs: set[int] = set()

    def judge(self, row: MessageRow) -> None:
        """Note whether a message speaks to the person, as it reads now."""
        if row.seq is None:
            return
        if not row.mine and not row.deleted and self.speak(row.text):
            self._seqs.add(row.seq)
            if len(self._seqs) > MOST_CALLS:
                self._seqs.discard(min(self._seqs))
        else:
            self._seqs.discard(row.seq)

    def amended(self, seq: int, text: str | None) -> None:
        """A message that is held no more reads this now; None where nobody knows."""
        if text is not None and not self.speak(text):
            self._seqs.discard(seq)

    def reach(self, seq: int) -> None:
        """Everything was judged from this seq on."""
        self.since = min(self.since or seq, seq)

    def holds(self, seq: int) -> bool:
        """Whether this message speaks to the person."""
        return seq in self._seqs

    def later(self, seen: int) -> int:
        """How many speak to the person after a seq."""
        return sum(seq > seen for seq in self._seqs)

    def clear(self) -> None:
        """Forget all."""
        self._seqs.clear()
        self.since = 0

    def speak(self, text: str) -> bool:
        """Whether a text speaks to the person."""
        if not mentions(text, self.nick):
            return False
        start = self.nick.casefold()
        longer = [one for one in self.nicks() if one.casefold().startswith(start)]
        return mentions(text, self.nick, longer)

    def find(self, text: str) -> list[Mention]:
        """Where a text names the person, somebody who is here, or everyone."""
        return find(text, _names(self.nick, *self.nicks()))


@functools.lru_cache(maxsize=8)
def _names(*nicks: str) -> Names:
    """These people, ready to be looked for: the same ones are, message after message."""
    return Names(nicks)
