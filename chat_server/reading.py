"""What the reactor asks of the reader threads, and what they answer. Plain data."""

import msgspec


class Replay(msgspec.Struct, frozen=True):
    """The next page a joiner lacks: entries with `after` < seq <= `last`."""

    connection: int
    room: str
    after: int
    last: int


class ReplayPage(msgspec.Struct, frozen=True):
    """What a `Replay` gave: the lines' bytes, and up to which seq. `None`: the disk failed."""

    connection: int
    room: str
    after: int
    data: bytes | None
    last: int


class Answer(msgspec.Struct, frozen=True):
    """What a `Fetch` or a `Find` gave, as one line."""

    connection: int
    data: bytes
