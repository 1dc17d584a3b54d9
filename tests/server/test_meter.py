"""The meter behind every limit on speed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.journal import Journal
from chat_server.meter import Meter


@pytest.mark.parametrize("rate", [1, 3, 7, 10, 0.1])
def test_a_burst_then_the_rate(rate: float):
    meter = Meter[str](20, rate)
    now = 1_700_000_000_000
    assert sum(meter.allows("Ada", now) for _ in range(50)) == 20
    later = sum(meter.allows("Ada", now + ms) for ms in range(1, 100_001, 1))
    assert later == int(100 * rate)
    assert meter.allows("Bob", now)


def test_no_rate_is_no_limit_and_remembers_nobody():
    meter = Meter[str](1, 0)
    assert all(meter.allows("Ada", 0) for _ in range(1_000))
    meter.give_back("Ada")
    meter.forget("Ada")
    assert len(meter) == 0


def test_a_clock_set_back_costs_no_more_than_the_burst():
    meter = Meter[str](2, 1)
    assert meter.allows("Ada", 3_600_000)
    assert not meter.allows("Ada", 0)
    assert meter.allows("Ada", 1_000)


def test_what_is_given_back_may_come_again():
    meter = Meter[str](1, 1)
    assert meter.allows("Ada", 0)
    meter.give_back("Ada")
    assert meter.allows("Ada", 0)
    assert not meter.allows("Ada", 0)


def test_who_is_not_busy_is_forgotten():
    meter = Meter[int](1, 1)
    for number in range(1_000):
        meter.allows(number, number * 10)
    assert len(meter) <= 101, "they are busy for a second, 100 come in one"


def test_so_many_are_remembered_and_no_more():
    meter = Meter[int](1, 0.001, most=10)
    for number in range(100):
        meter.allows(number, 0)
        assert not meter.allows(0, 0) or number >= 10, "who keeps coming stays remembered"
    assert len(meter) == 10


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from("AB"), st.integers(0, 5_000)),
            st.sampled_from(["keep", "take back", "forget", "give back"]),
        )
    )
)
def test_what_is_taken_back_never_counted(steps: list[tuple[str, int] | str]):
    journal, plain = Journal(), Meter[str](2, 1, most=1)
    meter = Meter[str](2, 1, journal, most=1)
    kept: list[tuple[str, int] | str] = []
    batch: list[tuple[str, int] | str] = []
    for step in steps:
        if step == "keep":
            journal.keep()
            kept += batch
            batch = []
        elif step == "take back":
            journal.back_to(0)
            batch = []
        else:
            _do(meter, step)
            batch.append(step)
    journal.back_to(0)
    for step in kept:
        _do(plain, step)
    assert {who: meter.allows(who, 0) for who in "AB"} == {
        who: plain.allows(who, 0) for who in "AB"
    }


def _do(meter: Meter[str], step: tuple[str, int] | str) -> None:
    if step == "forget":
        meter.forget("A")
    elif step == "give back":
        meter.give_back("A")
    elif isinstance(step, tuple):
        meter.allows(*step)
