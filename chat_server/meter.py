"""How fast something may come: the one meter behind every limit on speed. Pure, told the time."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from chat_server.journal import Journal

MOST_SUBJECTS = 20_000
"""Subjects a meter remembers; for a new one the one that came longest ago is forgotten."""

K = TypeVar("K", bound=Hashable)


class Meter(Generic[K]):
    """Lets each subject come `burst` times at once, then `rate` times a second (0: no limit).

    The generic cell rate algorithm (ITU-T I.371, annex A): each time makes a subject busy for
    1/rate seconds, and it may be busy for a burst's worth ahead. The end is held within that, so a
    clock set back costs no more than the burst. Who is not busy is forgotten. With a `journal` what
    counted can be taken back.
    """

    def __init__(
        self,
        burst: int,
        rate: float,
        journal: Journal | None = None,
        most: int = MOST_SUBJECTS,
    ) -> None:
        self._cost = round(1_000_000 / rate) if rate else 0
        self._ahead = burst * self._cost
        self._most = most
        self._busy: dict[K, int] = {}
        """Until when each is busy, in microseconds; who came longest ago is the first."""
        self._put: Callable[[dict[K, int], K, int], object]
        self._drop: Callable[[dict[K, int], K], object]
        if journal is None:
            self._put, self._drop = dict.__setitem__, dict.pop
        else:
            self._put, self._drop = journal.put, journal.drop

    def __len__(self) -> int:
        return len(self._busy)

    def allows(self, subject: K, now: int) -> bool:
        """Whether one more may come, which counts then; `now` is in milliseconds."""
        if not self._cost:
            return True
        at = now * 1_000
        busy = min(max(self._busy.get(subject, at), at), at + self._ahead)
        allowed = busy + self._cost <= at + self._ahead
        self._note(subject, busy + self._cost if allowed else busy, at)
        return allowed

    def give_back(self, subject: K) -> None:
        """One that counted was none."""
        if subject in self._busy:
            self._put(self._busy, subject, self._busy[subject] - self._cost)

    def forget(self, subject: K) -> None:
        """This one does not come any more."""
        if subject in self._busy:
            self._drop(self._busy, subject)

    def _note(self, subject: K, busy: int, at: int) -> None:
        self.forget(subject)  # so that it stands at the end
        self._put(self._busy, subject, busy)
        for _ in range(2):  # one more than comes in, so that the idle ones get fewer
            oldest = next(iter(self._busy))
            if self._busy[oldest] > at and len(self._busy) <= self._most:
                return
            self._drop(self._busy, oldest)
