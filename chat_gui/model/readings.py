"""What searches found messages to read: their newest texts, whose edits nobody has told. Pure.

The log has an edit where it was made, perhaps far below all that the window holds of the message;
what is found has the text of the moment.
"""

from typing import NamedTuple

MOST_CHARACTERS = 300_000
"""Characters of one room's messages that are kept so; what was found first goes first."""


class _Reading(NamedTuple):
    text: str
    upto: int


class Readings:
    """Those of one room, by the message's seq."""

    def __init__(self) -> None:
        self._known: dict[int, _Reading] = {}
        self.weight = 0
        """About the characters that they take."""

    def note(self, target: int, text: str, upto: int) -> None:
        """A message reads this, with all edits up to the seq `upto` in it."""
        before = self._known.get(target)
        if before is not None and before.upto > upto:
            return
        self.drop(target)
        self._known[target] = _Reading(text, upto)
        self.weight += _weight(text)
        while self.weight > MOST_CHARACTERS:
            self.drop(next(iter(self._known)))

    def after(self, target: int, edited_at: int) -> str | None:
        """What a message reads, if that is known later than an edit of it."""
        known = self._known.get(target)
        return known.text if known is not None and known.upto > edited_at else None

    def drop(self, target: int) -> None:
        """Forget what a message reads."""
        if (gone := self._known.pop(target, None)) is not None:
            self.weight -= _weight(gone.text)

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()
        self.weight = 0


def _weight(text: str) -> int:
    return 1 + len(text)
