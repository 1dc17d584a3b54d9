"""The time of day, as the protocol counts it."""

import time


def now() -> int:
    """This moment in Unix milliseconds."""
    return time.time_ns() // 1_000_000
