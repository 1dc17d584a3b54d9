"""The dialects `nick` and `nick-utf8`: bare text with no line ends and no lengths, both ways.

Their client connects and asks its user for a nickname, in either order. When one `recv` gives it
exactly `NICK` it answers with that, and whatever else it is given it prints. What its user types
goes up as `Nickname: text`. So packets have to stay apart: one that catches up with another is
printed behind it on the same line. What comes up is read by `runs.py`.
"""

from collections import deque

from anyascii import anyascii

from chat_server.dialects.callings import SAYS, Callings, unsaid
from chat_server.dialects.foreign import Foreign, Said
from chat_server.dialects.runs import MOST_BYTES, Runs
from chat_server.protocol import events
from chat_server.protocol.codec import Fault

PACKET_BYTES = 1_024
"""As many as its client takes at once."""
PAUSE_SECONDS = 0.03
"""Between two packets, so that it takes them one by one."""
FAREWELL_SECONDS = 0.1
"""For it to print why it is closed: after a reset it can't."""
MOST_SHOWN = 10
"""People who are named to who comes in."""

QUIET, QUIET_SECONDS = "quiet", 0.02
"""After which what came is whole: a long text comes in several segments."""
HOLD, HOLD_SECONDS = "hold", 0.3
"""How much longer it is waited for what decides how something is to be read."""
UNNAMED, UNNAMED_SECONDS = "unnamed", 3.0
"""How long a line that was typed waits for the nickname."""
NAMING_SECONDS = 8.0
"""After which somebody who has said nothing at all is told what to do. Until then the question
stays alone: who still chooses a nickname has not read it, and would read both as one."""
UNANSWERED, UNANSWERED_SECONDS = "unanswered", 10.0
"""After which the question is asked again: it may have been printed with something else."""

_CONTINUED = "... "
_LEGIBLE = dict.fromkeys((*range(32), *range(127, 160)), " ")


class Nick(Foreign):
    """ASCII: one byte over 127 ends its client."""

    name = "nick"
    pause = PAUSE_SECONDS
    farewell = FAREWELL_SECONDS
    resets = True  # at an orderly end it prints empty lines for ever, as fast as it can

    question = b"NICK"

    def __init__(self) -> None:
        super().__init__()
        self._runs = Runs()
        self._holding = False
        """Whether more was waited for, and nothing came."""
        self._callings = Callings(self._plain)
        self._asking = False
        self._alone = True
        """Whether nothing may go out but the first question."""
        self._lines: deque[bytes] = deque()
        self._waiting_bytes = 0

    def begin(self) -> None:
        """Ask for the nickname."""
        self._ask()
        self.waits[UNNAMED] = NAMING_SECONDS

    @property
    def answers(self) -> bool:
        """Whether its client answers a question: with an empty nickname it sends nothing at all."""
        return self._runs.nick != ""

    # What comes in

    def feed(self, data: bytes) -> list[Said]:
        """Take what came; most of it is read after a moment of silence."""
        whole = self._runs.feed(data)
        if self._runs.nick is None and self._runs.held > MOST_BYTES:
            self._runs.clear()
            return [Fault("That is too long for a nickname.", fatal=True)]
        self.waits[QUIET], self._holding = QUIET_SECONDS, False
        return self._say_all(whole)

    def tick(self, what: str) -> list[Said]:
        """Something of `waits` is due."""
        if what == QUIET:
            return self._read()
        if what == HOLD and self._holding:
            return self._read_now()
        if what == UNNAMED and self._runs.nick is None:
            return self._unnamed()
        if what == UNANSWERED and self._runs.asked:
            self._runs.asked = 0
            self._ask()
        return super().tick(what)

    @property
    def pending(self) -> bool:
        """Whether something that the peer has said is still to be passed on."""
        return super().pending or self._runs.held > 0

    def _read(self) -> list[Said]:
        if self._runs.is_open:
            self.waits[HOLD], self._holding = HOLD_SECONDS, True
            return []
        return self._read_now()

    def _read_now(self) -> list[Said]:
        said = self._enter_with(self._runs.take(late=False))
        if self._runs.held:  # something was typed, and the nickname is yet to come
            self.waits[UNNAMED] = UNNAMED_SECONDS
        return said

    def _unnamed(self) -> list[Said]:
        """No nickname has come: an empty one is sent as nothing at all."""
        if not self._runs.held:
            self._note("No nickname has come. Type a line to come in as a guest.")
            self._alone, self.waits[UNANSWERED] = False, UNANSWERED_SECONDS
        return self._enter_with(self._runs.take(late=True))

    def _enter_with(self, texts: list[str]) -> list[Said]:
        nick = self._runs.nick
        if nick is None or self._nick:
            return self._say_all(texts)
        if "\0" in nick or "\n" in nick.strip():  # another protocol's, such as HTTP or TLS
            return [Fault("That is no nickname.", fatal=True)]
        self._alone = False
        if self._runs.asked:
            self.waits[UNANSWERED] = UNANSWERED_SECONDS
        return [*self._enter(nick), *self._say_all(texts)]

    def _say_all(self, texts: list[str]) -> list[Said]:
        return [said for text in texts for said in self._say(text)]

    # What goes out

    def packet(self) -> bytes:
        """The question alone, or as many whole lines as fit."""
        if self._asking:
            self._asking = False
            self._runs.asked += 1
            if not self._alone:
                self.waits[UNANSWERED] = UNANSWERED_SECONDS
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
        return unsaid(cls._plain(error.text)).encode()[:PACKET_BYTES]

    @classmethod
    def _plain(cls, text: str) -> str:
        """The text in characters that its client can print, its line breaks among them."""
        lines = (anyascii(line).translate(_LEGIBLE) for line in text.splitlines())
        return "\n".join(lines).encode("ascii", "replace").decode()

    def _called(self, who: events.Who) -> str:
        return self._callings.name(who)

    def _line(self, by: str, text: str) -> None:
        for line in self._plain(text).split("\n"):
            self._put(f"{by}{SAYS}", line, f"{by}{SAYS}")

    def _note(self, text: str) -> None:
        self._put("", unsaid(self._plain(text)), _CONTINUED)

    def _arrived(self, room: events.RoomState) -> None:
        others = [self._called(one) for one in room.people if one.id != self._me]
        more = max(0, room.count - 1 - MOST_SHOWN)
        shown = ", ".join(others[:MOST_SHOWN]) + (f" and {more} more" if more else "")
        self._note(
            f"You are in the chat with {shown}." if others else "You are in the chat, alone."
        )
        if room.topic:
            self._note(f"It is about {room.topic}")

    def _ask(self) -> None:
        self._asking = self.answers

    def _put(self, head: str, text: str, next_head: str) -> None:
        """A line, in as many as it takes to have none longer than a packet."""
        while True:
            room = PACKET_BYTES - len(head.encode())
            piece = text.encode()[:room].decode("utf-8", "ignore")
            line = f"{head}{piece}".encode()
            if line == self.question:
                line += b"."
            self._lines.append(line)
            self._waiting_bytes += len(line)
            text, head = text[len(piece) :], next_head
            if not text:
                return


class NickUtf8(Nick):
    """UTF-8: a packet that cuts a character in two ends its client."""

    name = "nick-utf8"
    question = b"Nick"

    @classmethod
    def _plain(cls, text: str) -> str:
        lines = (line.translate(_LEGIBLE) for line in text.splitlines())
        return "\n".join(lines).encode("utf-8", "replace").decode()
