"""How fast one address may connect. Pure: the time is given."""

MOST_ADDRESSES = 4_096
"""Addresses that are remembered; for a new one the one that was quiet longest is forgotten."""


class Pace:
    """Lets each address connect `burst` times at once, then `rate` times a second (0: no limit).

    The generic cell rate algorithm (ITU-T I.371, annex A), as for commands in the hub: each arrival
    makes an address busy for 1/rate seconds, and it may be busy for a burst's worth ahead.
    """

    def __init__(self, burst: int, rate: int) -> None:
        self._burst = burst
        self._rate = rate
        self._busy_until: dict[str, float] = {}

    def allows(self, address: str, now: float) -> bool:
        """Whether one more may come from there, which counts then; `now` is in seconds."""
        if not self._rate:
            return True
        cost = 1 / self._rate
        busy = max(self._busy_until.pop(address, now), now)
        allowed = busy - now < (self._burst - 0.5) * cost  # half: sums of fractions are inexact
        self._busy_until[address] = busy + cost if allowed else busy
        if len(self._busy_until) > MOST_ADDRESSES:
            del self._busy_until[next(iter(self._busy_until))]
        return allowed
