"""Times of the day, and whether one lies in quiet hours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.hours import is_within, minute_of, time_of

DAY = 24 * 60
minutes = st.integers(0, DAY - 1)


@given(minute=minutes)
def test_what_is_shown_is_read(minute: int) -> None:
    assert minute_of(time_of(minute)) == minute


@pytest.mark.parametrize(
    ("text", "minute"),
    [(" 22:30 ", 1350), ("7.05", 425), ("7", 420), ("0:00", 0), ("23:59", 1439), ("7h15", 435)],
)
def test_how_people_write_it(text: str, minute: int) -> None:
    assert minute_of(text) == minute


@pytest.mark.parametrize("text", ["", "24:00", "7:60", "7:5", "-1", "7:05 pm", "٧:٠٥", "7:05\n8"])
def test_what_is_no_time(text: str) -> None:
    assert minute_of(text) is None


@given(text=st.text(max_size=6))
def test_any_text(text: str) -> None:
    minute = minute_of(text)
    assert minute is None or 0 <= minute < DAY


@given(start=minutes, end=minutes, minute=minutes)
def test_quiet_hours(start: int, end: int, minute: int) -> None:
    """Counted in minutes from their beginning, midnight is nothing special."""
    since = (minute - start) % DAY
    assert is_within(minute, (start, end)) == (since < (end - start) % DAY)
    assert not is_within(minute, None)
