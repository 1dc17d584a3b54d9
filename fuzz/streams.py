"""Streams in chunks: what holds of every reader of lines, however its bytes come."""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, Protocol

from chat_server.protocol.codec import Fault

LIMIT = 1024
"""Bytes of a line: few, so that a line too long is soon found."""


class Reader(Protocol):
    def feed(self, data: bytes) -> list[Any]: ...


def split(data: bytes) -> tuple[bytes, bytes]:
    """What says how long the chunks are, and the stream: a NUL, which no line has, between them."""
    sizes, found, stream = data.partition(b"\0")
    return (sizes, stream) if found else (b"", data)


def chunks(sizes: bytes, stream: bytes) -> Iterator[bytes]:
    """The stream, in chunks of these sizes again and again; of 1 to 256 bytes."""
    start = 0
    for size in cycle(sizes or b"\x06"):
        if start >= len(stream):
            return
        yield stream[start : start + size + 1]
        start += size + 1


def read(
    make: Callable[[], Reader], sizes: bytes, stream: bytes, held: Callable[[Any], int]
) -> list[Any]:
    """What a reader finds in a stream. Asserts that it is the same in one piece and in chunks,
    that a reader never holds more than a line, and that nothing follows a fatal fault.
    """
    found: list[Any] = []
    reader = make()
    for chunk in chunks(sizes, stream):
        over = bool(found) and _fatal(found[-1])
        more = reader.feed(chunk)
        assert not (over and more), f"{more} after a fatal fault"
        assert held(reader) <= LIMIT, f"{held(reader)} bytes are held"
        found += more
    whole = make().feed(stream)
    assert whole == found, f"in one piece {whole}, in chunks {found}"
    assert not any(_fatal(one) for one in found[:-1]), f"{found} goes on after a fatal fault"
    return found


def _fatal(one: object) -> bool:
    return isinstance(one, Fault) and one.fatal
