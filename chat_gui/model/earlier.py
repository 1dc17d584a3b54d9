"""One's own earlier messages, stepped through with Ctrl+Up and Ctrl+Down. Pure."""

from collections.abc import Iterable

from chat_gui.model.rows import MessageRow, Row

MOST_EARLIER = 200
"""Messages that can be stepped through."""


def said(rows: Iterable[Row]) -> list[str]:
    """One's own messages among these rows as they would be typed, no text twice in a row."""
    texts: list[str] = []
    for row in rows:
        if isinstance(row, MessageRow) and row.mine and row.text:
            text = as_typed(row.text, action=row.action)
            if not texts or texts[-1] != text:
                texts.append(text)
    return texts[-MOST_EARLIER:]


def as_typed(text: str, *, action: bool = False) -> str:
    """What one types to say this: a text that begins with a slash needs two."""
    if action:
        return f"/me {text}"
    return f"/{text}" if text.startswith("/") else text


class Earlier:
    """A way through the texts, from `draft` at its lower end."""

    def __init__(self, texts: list[str], draft: str) -> None:
        self._texts = [*texts, draft]
        self._at = len(texts)

    def shows(self, text: str) -> bool:
        """Whether this is where the way is: nothing else has been typed since."""
        return self._texts[self._at] == text

    def step(self, step: int) -> str | None:
        """The next older (-1) or newer (1) text; None at either end."""
        at = self._at + step
        if not 0 <= at < len(self._texts):
            return None
        self._at = at
        return self._texts[at]
