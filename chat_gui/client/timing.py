"""When to try again, and how fast to speak. Pure: `now` is `time.monotonic()` of the caller."""

from collections.abc import Callable

FIRST_DELAY = 0.5
"""Seconds before the first try after a loss, at most."""
LONGEST_DELAY = 30.0
"""Seconds between two tries, at most."""
RESERVE = 5
"""Commands of the server's burst that the outbox leaves for what the person does meanwhile."""


class Backoff:
    """Delays that double from `first` to `longest` seconds, each drawn from its upper half.

    The jitter keeps all windows from coming back in the same moment after the server's restart.
    `random` gives numbers from 0 to 1.
    """

    def __init__(
        self,
        random: Callable[[], float],
        first: float = FIRST_DELAY,
        longest: float = LONGEST_DELAY,
    ) -> None:
        self._random = random
        self._first = first
        self._longest = longest
        self._next = first

    def next(self) -> float:
        """The delay before the next try, in seconds."""
        delay = self._next * (0.5 + 0.5 * self._random())
        self._next = min(self._next * 2, self._longest)
        return delay

    def reset(self) -> None:
        """It went well: begin with short delays again."""
        self._next = self._first


class Pace:
    """Keeps within the server's rate limit, which counts as the server's own meter does.

    The generic cell rate algorithm (ITU-T I.371, annex A): a command makes the connection busy for
    1/rate seconds, and it may be busy for a burst's worth ahead. Rate 0 means no limit.
    """

    def __init__(self, burst: int, rate: int) -> None:
        self._cost = 1 / rate if rate else 0.0
        self._ahead = (burst - min(RESERVE, burst // 2) - 1) * self._cost
        self._busy = 0.0

    def spend(self, now: float) -> None:
        """A command goes out."""
        self._busy = max(self._busy, now) + self._cost

    def ready_at(self) -> float:
        """When the next command of the outbox may go."""
        return self._busy - self._ahead

    def ready(self, now: float) -> bool:
        """Whether a command of the outbox may go now."""
        return now >= self.ready_at()
