"""Whose turn it is with the hub: those who say a lot wait for one another, not the others for them.

Pure; the hub's thread owns it. Each connection that has something waiting gives a share of it, one
after the other, so that what one person says waits for as many shares as there are others, however
much they have sent.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from chat_server.deliveries import Heard, Input

SHARE_BYTES = 1024
"""Bytes of commands that one connection has decided before the next has its turn."""


class Shares:
    """What waits, in the order of each connection."""

    def __init__(self) -> None:
        self._waiting: dict[int, deque[Input]] = {}
        """By connection; whose turn is next is the first."""

    def __len__(self) -> int:
        """How many connections have something waiting."""
        return len(self._waiting)

    def add(self, inputs: Iterable[Input]) -> None:
        """More has come."""
        for what in inputs:
            queue = self._waiting.get(what.connection)
            if queue is None:
                queue = self._waiting[what.connection] = deque()
            queue.extend(_cut(what) if isinstance(what, Heard) else [what])

    def put_back(self, inputs: Sequence[Input]) -> None:
        """What was taken too early comes again, before what else their connections have said."""
        for what in reversed(inputs):
            self._waiting.setdefault(what.connection, deque()).appendleft(what)

    def take(self, most: int) -> list[Input]:
        """What is decided next: all that waits, or as many shares as exceed `most` bytes."""
        taken: list[Input] = []
        size = 0
        while self._waiting and size < most:
            connection = next(iter(self._waiting))
            queue = self._waiting.pop(connection)
            what = queue.popleft()
            size += what.size if isinstance(what, Heard) else 0
            taken.append(what)
            if queue:
                self._waiting[connection] = queue
        return taken


def _cut(heard: Heard) -> Iterator[Heard]:
    """What was said, in shares of at least one command."""
    many = max(1, len(heard.said) * SHARE_BYTES // max(heard.size, 1))
    if len(heard.said) <= many:
        yield heard
        return
    size = heard.size
    for start in range(0, len(heard.said), many):
        last = start + many >= len(heard.said)
        share = size if last else heard.size * many // len(heard.said)
        size -= share
        yield Heard(heard.connection, heard.said[start : start + many], share)
