"""The dialect `header10`: every string after its length in bytes, in ten ASCII characters.

Its client sends its username, then messages; it is sent a username and a message for each message
of others. It looks at what came only after its user has pressed Return, and has to find whole
frames then. It knows no notices: those come as messages of the server's.
"""

from collections import deque

from chat_server.dialects.callings import Callings
from chat_server.dialects.foreign import Foreign, Said
from chat_server.protocol import events
from chat_server.protocol.codec import Fault

HEADER = 10
SEND_BYTES = 1_200
"""Bytes of a send: what one segment carries comes whole or not at all, and every link that IPv6
goes over carries as many (RFC 8200, 5)."""
MOST_BYTES = 64 * 1024
"""Bytes of one string of the peer's."""
SERVER = "server"
"""Who says what is a notice elsewhere: nobody else can have that nickname."""
SAYS = " > "
"""What its client prints between a username and a message."""


class Header10(Foreign):
    """UTF-8, and what a peer says is not repeated to it."""

    name = "header10"
    repeats = False
    whole = SEND_BYTES

    def __init__(self) -> None:
        super().__init__()
        self._came = bytearray()
        self._over = False
        self._callings = Callings(str, SAYS)
        self._frames: deque[bytes] = deque()
        self._waiting_bytes = 0

    def feed(self, data: bytes) -> list[Said]:
        """The strings that are whole by now."""
        if self._over:
            return []
        self._came += data
        said: list[Said] = []
        while len(self._came) >= HEADER:
            length = _length(bytes(self._came[:HEADER]))
            if length is None:
                self._over = True
                self._came.clear()
                text = "That is no length in ten characters, or a string that is too long."
                return [*said, Fault(text, fatal=True)]
            end = HEADER + length
            if len(self._came) < end:
                break
            text = self._came[HEADER:end].decode("utf-8", "replace")
            del self._came[:end]
            said += self._say(text) if self._nick else self._enter(text)
        return said

    def packet(self) -> bytes:
        """As many whole messages as one send carries."""
        packet = b""
        while self._frames and (not packet or len(packet) + len(self._frames[0]) <= SEND_BYTES):
            packet += self._frames.popleft()
        self._waiting_bytes -= len(packet)
        return packet

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

    def _called(self, who: events.Who) -> str:
        return self._callings.name(who)

    def _line(self, by: str, text: str) -> None:
        """Each line by itself: a line break could make what follows look like somebody else's."""
        for line in text.splitlines():
            if line.strip():
                for piece in _pieces(line, SEND_BYTES - 2 * HEADER - len(by.encode())):
                    frame = _frame(by, piece)
                    self._frames.append(frame)
                    self._waiting_bytes += len(frame)

    def _note(self, text: str) -> None:
        self._line(SERVER, " ".join(text.split()))


def _length(header: bytes) -> int | None:
    """The length that a header gives; None if it gives none that may be."""
    digits = header.rstrip(b" ")
    length = int(digits) if digits.isdigit() else MOST_BYTES + 1
    return length if length <= MOST_BYTES else None


def _frame(by: str, message: bytes) -> bytes:
    return b"".join(b"%-10d%b" % (len(one), one) for one in (by.encode(), message))


def _pieces(line: str, most: int) -> list[bytes]:
    """The line in pieces of at most so many bytes, cut between words or else characters."""
    rest = line.encode("utf-8", "replace")
    pieces = []
    while len(rest) > most:
        cut = rest.rfind(b" ", 0, most) + 1 or most
        while rest[cut] & 0xC0 == 0x80:  # within a character (RFC 3629, 3)
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest]
