"""What one connection, person or address may do, and what becomes of who does more."""

import logging
from pathlib import Path

import pytest

from chat_server.deliveries import Arrived, Heard
from chat_server.hub import Hub
from chat_server.hub_thread import HubThread
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.quotas import Quotas
from chat_server.storage.log import Log
from tests.server.desk import Desk, errors, hello, only_error
from tests.server.keys import Key, come, enter, welcome

PING = commands.Ping()


def accepted(desk: Desk, connection: int, times: int) -> int:
    """How many of so many pings at once are answered."""
    return sum(not errors(desk.give(connection, PING)) for _ in range(times))


def test_windows_of_one_person_share_twice_what_one_has():
    desk, key = Desk(Limits(burst=10, rate=1)), Key()
    windows = [enter(desk, key, "Ada") for _ in range(3)]  # hello, proof, join; a join counts once
    assert [accepted(desk, window, 20) for window in windows] == [7, 7, 3]
    desk.now += 1_000
    assert [accepted(desk, window, 20) for window in windows] == [1, 1, 0]


def test_one_window_does_not_slow_another_person_down():
    desk = Desk(Limits(burst=5, rate=1))
    ada, bob = desk.enter("Ada"), desk.enter("Bob")
    assert accepted(desk, ada, 20) == 3
    assert accepted(desk, bob, 20) == 3


def test_a_person_enters_so_many_rooms_at_once_and_then_so_many_a_second():
    desk, key = Desk(Limits(rate=0, join_burst=5, join_rate=2)), Key()
    one, other = enter(desk, key, "Ada"), enter(desk, key, "Ada")  # both are in the lobby
    desk.enter("Bob")

    def entered(window: int, *wanted: commands.AnyCommand) -> int:
        return len(wanted) - len(errors(desk.give(window, *wanted)))

    assert entered(one, *(commands.Join(f"room {n}".replace(" ", "-")) for n in range(9))) == 3
    assert only_error(desk.give(other, commands.Join("lobby"))) is ErrorCode.SLOW_DOWN
    (error,) = errors(desk.give(other, commands.Open("Bob", re="r")))
    assert (error.code, error.re) == (ErrorCode.SLOW_DOWN, "r")
    desk.now += 1_000
    assert entered(other, commands.Open("Bob"), commands.Join("tea"), commands.Join("lobby")) == 2


def test_a_refused_join_counts_for_nothing():
    desk = Desk(Limits(rate=0, join_burst=2, join_rate=1))
    ada = desk.enter("Ada")
    for _ in range(5):
        assert only_error(desk.give(ada, commands.Join("a b"))) is ErrorCode.BAD_REQUEST
    assert not errors(desk.give(ada, commands.Join("tea")))


def test_new_people_of_one_address_are_limited_and_known_ones_are_not():
    desk, key = Desk(quotas=Quotas(newcomer_burst=3, newcomer_rate=1)), Key()
    here = "10.0.0.1"

    def come_anew(nick: str, address: str = here, **more: str) -> list[events.Error]:
        told = desk.give(desk.arrive(address), commands.Hello(1, nick, **more))
        return errors(told)

    known = enter(desk, key, "Ada")
    desk.leave(known)
    for nick in ("Bob", "Third", "Visitor"):
        assert come_anew(nick) == []
    (error,) = come_anew("Bob 2")
    assert (error.code, error.fatal) == (ErrorCode.SLOW_DOWN, False)
    assert come_anew("Bob 2", address="10.0.0.2") == []
    desk.leave(2)
    assert come_anew("Bob", session=desk.secrets[2]) == []
    assert welcome(come(desk, key, "Ada")[1])
    assert [error.code for error in come_anew("Third")] == [ErrorCode.NICK_TAKEN]
    desk.now += 1_000
    assert come_anew("Bob 3") == []
    assert [error.code for error in come_anew("Bob 4")] == [ErrorCode.SLOW_DOWN]


def test_who_goes_over_a_limit_is_logged_once_a_second(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    desk = Desk(Limits(burst=3, rate=1))
    with Log(tmp_path) as log, caplog.at_level(logging.INFO, "parlor"):
        thread = HubThread(Hub(desk.chat), log, lambda _: None, lambda _: None)
        thread.decide([Arrived(1), Heard(1, [hello("Ada"), *[PING] * 9], 1)])
        thread.decide([Heard(1, [PING] * 9, 1)])
    slowed = [one for one in caplog.records if one.getMessage() == "refused"]
    assert [vars(one)["fields"] for one in slowed] == [
        {"why": "too many commands of a connection", "subject": "1", "times": 1}
    ]


def test_a_refusing_disk_charges_nobody():
    desk = Desk(Limits(burst=3, rate=1))
    ada = desk.enter("Ada")
    for _ in range(9):
        assert errors(desk.refused(ada, PING)) == []
    assert accepted(desk, ada, 2) == 1
    assert only_error(desk.give(ada, PING)) is ErrorCode.SLOW_DOWN


def test_who_goes_on_and_on_is_closed_and_not_heard_any_more():
    desk = Desk(Limits(burst=5, rate=1), quotas=Quotas(patience=20))
    ada, bob = desk.enter("Ada"), desk.enter("Bob")
    told = errors(desk.give(ada, *[PING] * 1_000))
    assert {error.code for error in told} == {ErrorCode.SLOW_DOWN}
    assert [error.fatal for error in told] == [False] * 20 + [True]
    assert desk.give(ada, PING) == []
    assert accepted(desk, bob, 5) == 3


def test_patience_comes_back_with_the_time():
    desk = Desk(Limits(burst=5, rate=1), quotas=Quotas(patience=20))
    ada = desk.enter("Ada")
    for _ in range(10):
        told = errors(desk.give(ada, *[PING] * 20))
        assert not any(error.fatal for error in told)
        desk.now += 20_000
