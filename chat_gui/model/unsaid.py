"""Conversations of two that were asked for and are not there yet, and what is to be said there."""

MOST_OPENING = 20
"""Conversations that may be asked for at once."""
MOST_TEXTS = 20
"""Texts that may wait for one of them."""


class Openings:
    """By nickname, as it was typed."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[str, ...]] = {}

    def want(self, nick: str, text: str) -> bool:
        """Ask for one, and say this there unless it is empty. False if too much waits already."""
        texts = self._texts.get(nick, ())
        if len(texts) >= MOST_TEXTS or len(self._texts.keys() | {nick}) > MOST_OPENING:
            return False
        self._texts[nick] = (*texts, text) if text else texts
        return True

    def take(self, nick: str) -> tuple[str, ...]:
        """What was to be said; nothing is waited for any more."""
        return self._texts.pop(nick, ())
