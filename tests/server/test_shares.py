"""Whose turn it is: nothing is lost or reordered, and nobody waits for another's flood."""

from hypothesis import given
from hypothesis import strategies as st

from chat_server.deliveries import Arrived, Gone, Heard, Input
from chat_server.protocol import commands
from chat_server.shares import SHARE_BYTES, Shares

LINE = 64

floods = st.builds(
    lambda connection, many, extra: heard(connection, many, extra),
    st.integers(1, 5),
    st.integers(1, 400),
    st.integers(0, 9_000),
)
inputs = st.one_of(
    st.builds(Arrived, st.integers(1, 5)), st.builds(Gone, st.integers(1, 5)), floods
)


def heard(connection: int, many: int, extra: int = 0) -> Heard:
    said = [commands.Ping(str(number)) for number in range(many)]
    return Heard(connection, said, many * LINE + extra)


def flat(some: list[Input], connection: int) -> list[object]:
    """What is in them of one connection, command by command."""
    mine = [one for one in some if one.connection == connection]
    return [part for one in mine for part in (one.said if isinstance(one, Heard) else [one])]


def size(some: list[Input]) -> int:
    return sum(one.size for one in some if isinstance(one, Heard))


@given(st.lists(st.lists(inputs, max_size=6), max_size=6), st.integers(1, 100_000))
def test_all_comes_in_each_ones_order(arrivals: list[list[Input]], most: int) -> None:
    shares, taken = Shares(), []
    for some in arrivals:
        shares.add(some)
        batch = shares.take(most)
        assert size(batch) < most + 2 * max(SHARE_BYTES, 10_000)
        taken += batch
    while shares:
        taken += shares.take(most)
    everything = [one for some in arrivals for one in some]
    for connection in range(1, 6):
        assert flat(taken, connection) == flat(everything, connection)
        mine, all_mine = (
            [one for one in some if one.connection == connection] for some in (taken, everything)
        )
        assert size(mine) == size(all_mine)
    assert shares.take(most) == []


def test_who_says_little_waits_for_a_share_of_the_others() -> None:
    shares = Shares()
    shares.add([heard(flooder, 2_000) for flooder in range(1, 11)])
    shares.take(1)
    shares.add([heard(11, 1)])
    before_it = 0
    while not flat(batch := shares.take(1), 11):
        before_it += size(batch)
    assert before_it <= 10 * SHARE_BYTES


def test_what_is_little_stays_whole() -> None:
    shares, one = Shares(), heard(1, 3)
    shares.add([one])
    assert shares.take(100_000) == [one]


@given(st.lists(inputs, max_size=8), st.lists(inputs, max_size=8))
def test_what_is_put_back_comes_first(waiting: list[Input], back: list[Input]) -> None:
    shares = Shares()
    shares.add(waiting)
    shares.put_back(back)
    taken: list[Input] = []
    while shares:
        taken += shares.take(1_000)
    for connection in range(1, 6):
        assert flat(taken, connection) == flat(back + waiting, connection)
