"""The dialect `header10`: every string after its length in bytes, in ten ASCII characters.

Its client sends its username, then messages; it is sent a username and a message for each message
of others. It looks at what came only after its user has pressed Return, and has to find whole
frames then. It knows no notices: those come as messages of the server's.
"""

from collections import deque

from chat_server.dialects.foreign import Foreign, Said
from chat_server.protocol import events
from chat_server.protocol.codec import Fault

HEADER = 10
FRAME_BYTES = 1_400
"""Bytes of a send: what one segment carries comes whole or not at all."""
MOST_BYTES = 64 * 1024
"""Bytes of one string of the peer's."""
SERVER = "server"
"""Who says what is a notice elsewhere: nobody else can have that nickname."""


class Header10(Foreign):
    """UTF-8, and what a peer says is not repeated to it."""

    name = "header10"
    repeats = False

    def __init__(self) -> None:
        super().__init__()
        self._came = bytearray()
        self._over = False
        self._frames: deque[bytes] = deque()
        self._waiting_bytes = 0

    def feed(self, data: bytes) -> list[Said]:
        """The strings that are whole by now."""
        self._came += data
        said: list[Said] = []
        while not self._over and len(self._came) >= HEADER:
            header = bytes(self._came[:HEADER])
            length = header.rstrip(b" ")
            if not length.isdigit() or int(length) > MOST_BYTES:
                self._over = True
                text = "That is no length in ten characters, or a string that is too long."
                return [*said, Fault(text, fatal=True)]
            end = HEADER + int(length)
            if len(self._came) < end:
                break
            text = self._came[HEADER:end].decode("utf-8", "replace")
            del self._came[:end]
            said += self._say(text) if self._nick else self._enter(text)
        return said

    def packet(self) -> bytes:
        """One message, whole."""
        if not self._frames:
            return b""
        frame = self._frames.popleft()
        self._waiting_bytes -= len(frame)
        return frame

    @property
    def waiting_bytes(self) -> int:
        """Bytes of frames."""
        return self._waiting_bytes

    def drop(self) -> None:
        """Nothing of what waits goes out any more."""
        self._frames.clear()
        self._waiting_bytes = 0

    @classmethod
    def refusal(cls, error: events.Error) -> bytes:
        """One frame of the server's."""
        return _frame(SERVER, error.text.encode())

    def _line(self, by: str, text: str) -> None:
        for piece in _pieces(text, FRAME_BYTES - 2 * HEADER - len(by.encode())):
            frame = _frame(by, piece)
            self._frames.append(frame)
            self._waiting_bytes += len(frame)

    def _note(self, text: str) -> None:
        self._line(SERVER, " ".join(text.split()))


def _frame(by: str, message: bytes) -> bytes:
    return b"".join(b"%-10d%b" % (len(one), one) for one in (by.encode(), message))


def _pieces(text: str, most: int) -> list[bytes]:
    """The text in pieces of at most so many bytes, cut between characters."""
    pieces = [bytearray()]
    for character in text:
        data = character.encode("utf-8", "replace")
        if len(pieces[-1]) + len(data) > most:
            pieces.append(bytearray())
        pieces[-1] += data
    return [bytes(piece) for piece in pieces]
