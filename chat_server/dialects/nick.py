"""The dialects `nick` and `nick-utf8`: bare text with no line ends and no lengths, both ways.

Their client asks its user for a nickname, connects and waits. When one `recv` gives it exactly
`NICK` it answers with that nickname, and whatever else it is given it prints. What its user types
goes up as `Nickname: text`. So packets have to stay apart: one that catches up with another is
printed behind it on the same line, and what comes up is a whole only after a moment of silence.
"""

from collections import deque

from anyascii import anyascii

from chat_server.dialects.foreign import Foreign, Said
from chat_server.protocol import events

PACKET_BYTES = 1_024
"""As many as its client takes at once."""
PAUSE_SECONDS = 0.03
"""Between two packets, so that it takes them one by one."""
QUIET_SECONDS = 0.02
"""After which what came is whole: a long text comes in several segments."""
FAREWELL_SECONDS = 0.1
"""For it to print why it is closed: after a reset it can't."""
MOST_UNREAD = 64 * 1024
"""Bytes of one text."""


class Nick(Foreign):
    """ASCII: one byte over 127 ends its client."""

    name = "nick"
    pause = PAUSE_SECONDS
    farewell = FAREWELL_SECONDS
    resets = True  # at an orderly end it prints empty lines for ever, as fast as it can
    answers = True

    question = b"NICK"
    encoding = "ascii"

    def __init__(self) -> None:
        super().__init__()
        self._came = bytearray()
        """What came since the last moment of silence."""
        self._early: list[str] = []
        """What was typed before the nickname was known."""
        self._asking = False
        self._asked = False
        """Whether a nickname is still to come as an answer."""
        self._named = False
        self._lines: deque[bytes] = deque()
        self._waiting_bytes = 0

    def begin(self) -> None:
        """Ask for the nickname."""
        self._ask()

    def feed(self, data: bytes) -> list[Said]:
        """Take what came; it is read after a moment of silence."""
        self._came += data
        if len(self._came) >= MOST_UNREAD:
            return self._read()
        self.wait = QUIET_SECONDS
        return []

    def _settled(self) -> list[Said]:
        return self._read()

    def _read(self) -> list[Said]:
        text = self._came.decode(self.encoding, "replace")
        self._came.clear()
        if not text:
            return []
        if not self._named:
            return self._read_name(text)
        said: list[Said] = []
        for part in self._parts(text):
            said += self._say(part)
        return said

    def _read_name(self, text: str) -> list[Said]:
        """The nickname, after what was typed too early, if anything was."""
        nick, prefixed, _ = text.partition(": ")
        if prefixed:
            rest = text.removesuffix(nick) if len(text) > len(nick) else text
            self._early.append(rest)
            if rest == text:
                return []
        else:
            nick = text
        self._named, self._asked = True, False
        said = self._enter(nick)
        for early in self._early:
            for part in self._parts(early):
                said += self._say(part)
        self._early.clear()
        return said

    def _parts(self, text: str) -> list[str]:
        """The texts of one packet: each begins with the peer's own nickname."""
        if self._asked and text == self._raw:  # it is there, and has answered
            self._asked = False
            return []
        prefix = f"{self._raw}: "
        if not self._raw or not text.startswith(prefix):
            return [text]
        return text.removeprefix(prefix).split(prefix)

    # What goes out

    def packet(self) -> bytes:
        """The question alone, or as many whole lines as fit."""
        if self._asking:
            self._asking, self._asked = False, True
            return self.question
        lines: list[bytes] = []
        size = 0
        while self._lines and size + len(self._lines[0]) + bool(lines) <= PACKET_BYTES:
            line = self._lines.popleft()
            size += len(line) + bool(lines)
            self._waiting_bytes -= len(line)
            lines.append(line)
        return b"\n".join(lines)

    @property
    def waiting_bytes(self) -> int:
        """Bytes of lines, and of the question."""
        return self._waiting_bytes + (len(self.question) if self._asking else 0)

    def drop(self) -> None:
        """Nothing of what waits goes out any more."""
        self._lines.clear()
        self._waiting_bytes, self._asking = 0, False

    @classmethod
    def refusal(cls, error: events.Error) -> bytes:
        """One line."""
        return cls._encoded(error.text)

    @classmethod
    def _encoded(cls, text: str) -> bytes:
        return anyascii(text).encode("ascii", "replace")

    def _line(self, by: str, text: str) -> None:
        for one in text.splitlines():
            self._put(f"{by}: {one}")

    def _note(self, text: str) -> None:
        self._put(" ".join(text.split()))

    def _ask(self) -> None:
        self._asking = True

    def _put(self, line: str) -> None:
        data = self._encoded(line)
        for start in range(0, len(data), PACKET_BYTES):
            piece = data[start : start + PACKET_BYTES]
            self._lines.append(piece)
            self._waiting_bytes += len(piece)


class NickUtf8(Nick):
    """UTF-8: a packet that cuts a character in two ends its client."""

    name = "nick-utf8"
    question = b"Nick"
    encoding = "utf-8"

    @classmethod
    def _encoded(cls, text: str) -> bytes:
        return text.encode("utf-8", "replace")
