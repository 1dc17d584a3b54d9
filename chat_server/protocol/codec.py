"""Lines of bytes <-> structs: one JSON object (RFC 8259) a line, UTF-8, ended by a newline.

No I/O: `LineDecoder.feed` takes bytes as they come, in any chunks, and gives structs; bytes that
mean nothing become a `Fault` in their place, so that answers keep the order of the commands.
"""

import contextlib
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import msgspec

from chat_server.protocol import events
from chat_server.protocol.commands import AnyCommand, Command
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import MAX_EVENT_BYTES, Limits

T = TypeVar("T")

PATIENCE = 100
"""How many more lines without meaning than with one a stream may hold before it is given up."""

DOWNWARD_LINE = 4 * MAX_EVENT_BYTES
"""Bytes of one line that a client takes from a server: well over what a server makes."""


REASON = 200
"""Characters of a reason that is told."""


class Fault(msgspec.Struct, frozen=True):
    """A line that is no command. After a fatal one the rest of the stream means nothing."""

    text: str
    fatal: bool = False
    re: str | None = None
    id: str | None = None

    def as_error(self) -> events.Error:
        """The event that tells the peer."""
        return events.Error(ErrorCode.BAD_REQUEST, self.text, self.fatal, self.re, self.id)


class Logged(msgspec.Struct, frozen=True):
    """An entry and the line that everyone gets and the log keeps, byte for byte."""

    entry: events.Entry
    line: bytes


class _Reference(msgspec.Struct):
    re: Any = None
    id: Any = None


_encoder = msgspec.json.Encoder()
_commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_events: msgspec.json.Decoder[events.AnyEvent] = msgspec.json.Decoder(events.AnyEvent)
_references = msgspec.json.Decoder(_Reference)


class LineDecoder(Generic[T]):
    """Bytes in, structs and faults out. Holds at most `limit` bytes of an unfinished line."""

    def __init__(self, decoder: msgspec.json.Decoder[T], limit: int) -> None:
        self._decoder = decoder
        self._limit = limit
        self._rest = bytearray()
        """The unfinished line: one piece, since a list of crumbs takes twenty times their bytes."""
        self._patience = PATIENCE
        self.broken = False
        """True after a fatal fault: everything later is ignored."""

    @property
    def held(self) -> int:
        """Bytes of the line that is not finished."""
        return len(self._rest)

    def feed(self, data: bytes) -> list[T | Fault]:
        """What the bytes received so far complete, in order. `limit` counts the newline."""
        if self.broken:
            return []
        *lines, rest = data.split(b"\n")
        if lines and self._rest:
            lines[0] = bytes(self._rest) + lines[0]
            self._rest.clear()
        self._rest += rest
        found: list[T | Fault] = []
        for line in lines:
            found.append(self._judge(self._decode(line)))
            if self.broken:
                return found
        if self.held >= self._limit:
            found.append(self._oversize())
        return found

    def _decode(self, line: bytes) -> T | Fault:
        if len(line) >= self._limit:
            return self._oversize()
        try:
            if not line.isascii():
                line.decode()
            return self._decoder.decode(line)
        except UnicodeDecodeError:
            return self._break("The bytes are not UTF-8.")
        except msgspec.ValidationError as error:
            return self._unknown(line, f"Not a command I know: {_readable(str(error))}.")
        except (msgspec.DecodeError, RecursionError):
            return Fault("Not a line of JSON.")

    def _unknown(self, line: bytes, text: str) -> T | Fault:
        """What a line of JSON comes to that is nothing known."""
        return _with_reference(line, text)

    def _judge(self, one: T | Fault) -> T | Fault:
        """Give a stream up in which hardly a line means anything."""
        if not isinstance(one, Fault):
            self._patience = min(self._patience + 1, PATIENCE)
        elif not self.broken:
            self._patience -= 1
            if self._patience < 0:
                return self._break("Too many lines that mean nothing.")
        return one

    def _oversize(self) -> Fault:
        return self._break(f"A line has at most {self._limit} bytes.")

    def _break(self, text: str) -> Fault:
        self.broken = True
        self._rest.clear()
        return Fault(text, fatal=True)


class EventDecoder(LineDecoder[events.AnyEvent]):
    """Reads a server's lines. A newer one may say what is not known here: that costs no patience,
    and of a page only the entries of unknown kinds are lost.
    """

    def _unknown(self, line: bytes, text: str) -> events.AnyEvent | Fault:
        self._patience += 1  # that which is taken for it
        return _page_of_known(line) or super()._unknown(line, text)


def _readable(reason: str) -> str:
    """A reason that may quote what the peer has sent: short, and nothing that acts on a screen."""
    return "".join(one if one.isprintable() else "�" for one in reason[:REASON])


def _page_of_known(line: bytes) -> events.Page | None:
    known: list[events.AnyEntry] = []
    try:
        page = _pages.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    for entry in page.entries:
        with contextlib.suppress(msgspec.DecodeError, RecursionError):
            known.append(_entries.decode(entry))
    return events.Page(page.re, page.room, known, page.more)


def _with_reference(line: bytes, text: str) -> Fault:
    """A fault that says which command it was, where the line is well-formed enough to tell."""
    try:
        reference = _references.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return Fault(text)
    re = reference.re if isinstance(reference.re, str) and len(reference.re) <= 64 else None
    id_ = reference.id if isinstance(reference.id, str) and len(reference.id) <= 64 else None
    return Fault(text, re=re, id=id_)


def command_decoder(limit: int = Limits().line) -> LineDecoder[AnyCommand]:
    """For a server: reads what one client sends."""
    return LineDecoder(_commands, limit)


def event_decoder(limit: int = DOWNWARD_LINE) -> LineDecoder[events.AnyEvent]:
    """For a client: reads what a server sends."""
    return EventDecoder(_events, limit)


def encode(struct: Command | events.Event) -> bytes:
    """One struct as its line, the newline included."""
    return _encoder.encode(struct) + b"\n"


class _PageOfLines(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type", tag="page"):
    re: str
    room: str
    entries: list[msgspec.Raw]
    more: bool


_pages = msgspec.json.Decoder(_PageOfLines)
_entries: msgspec.json.Decoder[events.AnyEntry] = msgspec.json.Decoder(events.AnyEntry)


def encode_page(re: str, room: str, lines: Iterable[bytes], more: bool) -> bytes:
    """A `page` of entries that are lines already (without newlines), which stay as they are."""
    return (
        _encoder.encode(_PageOfLines(re, room, [msgspec.Raw(line) for line in lines], more)) + b"\n"
    )
