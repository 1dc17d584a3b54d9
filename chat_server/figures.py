"""What the server's threads count of themselves, as plain data for metrics.py.

Each thread counts in plain integers that only it writes. Whoever asks reads them as they are, from
any thread and without a lock, so one may be a moment older than another.
"""

from bisect import bisect_left

import msgspec

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
"""Seconds by which durations are told apart."""


class Durations:
    """How long something took, by size. One thread writes it."""

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        """It took so long once more."""
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self._sum += seconds

    def read(self) -> "Spread":
        """As it is now. Any thread."""
        return Spread(tuple(self._counts), self._sum)


class Spread(msgspec.Struct, frozen=True):
    """How often something took at most as long as each of `BOUNDS`, or longer; and all together."""

    counts: tuple[int, ...]
    seconds: float


class HubFigures(msgspec.Struct, frozen=True):
    """The hub's thread. What is `waiting` are inputs, `at_work` jobs of the vetting thread."""

    people: int
    rooms: int
    invites: int
    waiting: int
    at_work: int
    batches: int
    entries: int
    commits: Spread
    failed_commits: int
    refusals: dict[str, int]
    """By error code."""
    noted: dict[str, int]
    """By the reason that stands in the log."""


class ReactorFigures(msgspec.Struct, frozen=True):
    """The reactor's thread. `undecided` are bytes that the hub has before it."""

    connections: int
    handshakes: int
    undecided: int
    accepted: int
    failed_handshakes: int
    turned_away: dict[str, int]
    """By reason."""
    too_slow: int
    rounds: int
    sent_bytes: int
    """Before they are encrypted, where they are."""


class Figures(msgspec.Struct, frozen=True):
    """The whole server. `log_bytes` are the files of its log by name, `waiting` jobs by thread."""

    version: str
    hub: HubFigures
    reactor: ReactorFigures
    waiting: dict[str, int]
    refused_searches: int
    log_bytes: dict[str, int]
