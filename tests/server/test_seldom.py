"""Log lines about what strangers can make happen often: one a second at most, in little memory."""

from hypothesis import given
from hypothesis import strategies as st

from chat_server import logs
from chat_server.logs import Seldom


def test_a_line_a_second_says_how_often_it_was() -> None:
    seldom = Seldom()
    assert [seldom.count("a", at) for at in (0.0, 0.1, 0.9, 1.0, 1.1, 5.0, 5.0)] == [
        *(1, 0, 0, 3, 0, 2, 0)
    ]
    assert seldom.count("b", 1.1) == 1


@given(st.lists(st.tuples(st.integers(0, 500), st.floats(0, 0.1)), max_size=300))
def test_no_number_of_addresses_makes_more_lines(events: list[tuple[int, float]]) -> None:
    seldom, now = Seldom(), 0.0
    told: list[float] = []
    for key, wait in events:
        now += wait
        if seldom.count(str(key), now):
            told.append(now)
        assert len([at for at in told if now - at < logs.SELDOM_SECONDS]) <= logs.SELDOM_KEYS
    assert len(seldom._told) <= logs.SELDOM_KEYS
