"""Times of the day as people write them, in minutes since midnight, and hours of quiet. Pure."""

import re

_TIME = re.compile(r"\s*(\d{1,2})(?:[:.h](\d{2}))?\s*\Z", re.ASCII)


def minute_of(text: str) -> int | None:
    """The minute of the day that “22:30”, “7.05” or “7” means; None where it means none."""
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def time_of(minute: int) -> str:
    """A minute of the day as one writes it: “07:05”."""
    return f"{minute // 60:02}:{minute % 60:02}"


def is_within(minute: int, hours: tuple[int, int] | None) -> bool:
    """Whether a minute of the day lies in these hours, which may span midnight.

    They begin with their first minute and end before their last; from a time to the same is never.
    """
    if hours is None:
        return False
    start, end = hours
    return start <= minute < end if start <= end else minute >= start or minute < end
