"""What a `nick` client sends, put back into lines: its packets have no ends and may be glued. Pure.

What it sends is its nickname, whenever it is asked, and `Nickname: text` for each line. What is
read here is a *run*: all that came between two moments of silence.
"""

import re

from chat_server.dialects.callings import SAYS

MOST_BYTES = 64 * 1024
"""Bytes of one run; a longer one is taken for whole."""
SEGMENT_BYTES = 1_000
"""A run of at least so many came in several segments, between which the network may pause."""
_LONGEST_NICK = 128


class Runs:
    """Bytes in, texts out, without the nickname before each."""

    def __init__(self) -> None:
        self.nick: str | None = None
        """The nickname as the peer gave it, once it has."""
        self.asked = 0
        """How often the peer was asked for its nickname, and has yet to answer."""
        self._came = bytearray()

    @property
    def held(self) -> int:
        """Bytes that are not read yet."""
        return len(self._came)

    @property
    def is_open(self) -> bool:
        """Whether what comes next may decide how the run is to be read."""
        if len(self._came) >= SEGMENT_BYTES or _is_cut(self._came):
            return True
        text = self._text()
        if self.nick is None:
            return SAYS in text and not text.startswith(SAYS)
        return bool(self.asked) and self._answer_in(text[len(self._alone(text)) :]) > 0

    def feed(self, data: bytes) -> list[str]:
        """The lines that are surely whole, since another one follows them."""
        self._came += data
        if self.nick is None:
            return []
        sure = self.nick and not self.asked
        end = self._came.rfind(self._prefix.encode()) if sure else -1
        if end <= 0 and len(self._came) > MOST_BYTES:
            end = len(self._came) - _is_cut(self._came)
        return self._split(self._without_answer(self._cut(end))) if end > 0 else []

    def take(self, *, late: bool) -> list[str]:
        """The texts of the run. `late`: no nickname has come by itself, and none will."""
        text = self._text()
        if self.nick is None and not self._read_nick(text, late):
            return []
        self._came.clear()
        return self._split(self._without_answer(text))

    def clear(self) -> None:
        """Forget the run."""
        self._came.clear()

    def _read_nick(self, text: str, late: bool) -> bool:
        """Whether the run tells the nickname: alone, or behind what was typed too early."""
        if not text:
            return False
        early = [text[: one.start()] for one in re.finditer(SAYS, text[:_LONGEST_NICK])]
        if not early:
            self.nick = text
        else:
            answered = [nick for nick in early if _answers(nick, text)]
            guess = _half(early[0]) or (early[0] if late else None)
            self.nick = answered[0] if answered else guess
        return self.nick is not None

    @property
    def _prefix(self) -> str:
        return f"{self.nick}{SAYS}"

    def _without_answer(self, text: str) -> str:
        """The nickname alone, or before the prefix, is an answer; elsewhere it is one if asked."""
        alone = len(self._alone(text))
        text = text[alone:]
        self.asked = max(0, self.asked - alone // max(1, len(self.nick or "")))
        while self.asked and (at := self._answer_in(text)) > 0:
            self.asked -= 1
            text = text[:at] + text[at + len(self.nick or "") :]
        return text

    def _alone(self, text: str) -> str:
        """The answers that the text begins with, surely."""
        if not self.nick:
            return ""
        nick, prefix = re.escape(self.nick), re.escape(self._prefix)
        found = re.match(rf"(?:{nick})+(?={prefix}|\Z)", text)
        return found[0] if found else ""

    def _answer_in(self, text: str) -> int:
        """Where else an answer seems to be; -1 if nowhere."""
        if not self.nick:
            return -1
        if text.endswith(self.nick):
            return len(text) - len(self.nick)
        return text.find(f"{self.nick}{self._prefix}")

    def _split(self, text: str) -> list[str]:
        """The lines of a run: each begins with the nickname as the peer gave it."""
        if not text.startswith(self._prefix):
            return [text]
        rest = text.removeprefix(self._prefix)
        return rest.split(self._prefix) if self.nick else [rest]

    def _cut(self, end: int) -> str:
        text = self._came[:end].decode("utf-8", "replace")
        del self._came[:end]
        return text

    def _text(self) -> str:
        return self._came.decode("utf-8", "replace")


def _answers(nick: str, text: str) -> bool:
    """Whether somebody who is called so would have answered in the run."""
    return text.endswith(nick) or f"{nick}{nick}{SAYS}" in text


def _half(text: str) -> str:
    """What the text is twice: the nickname, as an answer and as the beginning of a line."""
    half = text[: len(text) // 2]
    return half if half + half == text else ""


def _is_cut(data: bytearray) -> int:
    """How many bytes at the end begin a character and don't end it."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < length else 0
        if byte < 0x80:
            return 0
    return 0
