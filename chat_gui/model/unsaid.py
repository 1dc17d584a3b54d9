"""What is to be said in direct conversations that were asked for and are not there yet."""

from chat_gui.model.ids import fresh_id

MOST_OPENING = 20
"""Direct conversations that may be asked for at once."""
MOST_TEXTS = 20
"""Texts that may wait for one of them."""


class Unsaid:
    """By the `re` of the `open` that asked; a nickname is kept as it was typed."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[str, tuple[str, ...]]] = {}

    def want(self, nick: str, text: str) -> str | None:
        """Say this to a person unless it is empty; gives the `re`. None if too much waits."""
        asked = (re for re, (other, _texts) in self._waiting.items() if other == nick)
        re = next(asked, None)
        texts = self._waiting[re][1] if re is not None else ()
        if len(texts) >= MOST_TEXTS or (re is None and len(self._waiting) >= MOST_OPENING):
            return None
        re = re or fresh_id()
        self._waiting[re] = nick, (*texts, text) if text else texts
        return re

    def texts(self) -> dict[str, str]:
        """By nickname: what a later run is to find, if no answer comes in this one."""
        return {nick: "\n".join(texts) for nick, texts in self._waiting.values() if texts}

    def take(self, re: str) -> tuple[str, tuple[str, ...]] | None:
        """To whom what was to be said; nothing is waited for any more. None: nothing was."""
        return self._waiting.pop(re, None)


def as_typed(nick: str, text: str) -> str:
    """What one types to say this to a person."""
    return f"/msg {nick} {text}"
