"""How far one has read, and how long entries are kept, as the hub decides it."""

import pytest

from chat_server.deliveries import Gone, Heard, Subscribe, Tell
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.records import Keep, Retention
from chat_server.retention import DAY_MS, LOOK_MS, STEP_ENTRIES
from chat_server.writes import NewMark, NewNick, Prune
from tests.server.desk import NO_RATE, Desk, hello, only_error, send


def test_a_mark_is_kept_and_told_in_welcome() -> None:
    desk = Desk()
    ada = desk.enter("Ada")
    desk.give(ada, *(send("x", str(n)) for n in range(5)))
    assert desk.give(ada, commands.Seen("lobby", 3)) == []
    (write,) = desk.writes
    assert isinstance(write, NewMark)
    assert (write.room, write.seq) == ("lobby", 3)
    for same_or_less in (3, 2, 0):
        desk.give(ada, commands.Seen("lobby", same_or_less))
        assert desk.writes == []
    desk.give(ada, commands.Seen("lobby", 99))
    secret = desk.secrets[ada]
    for _ in range(2):  # taken over while here, and after going
        told = desk.give(desk.arrive(), hello("Ada", secret))
        welcome = next(one.event for one in told if isinstance(one, Tell))
        assert isinstance(welcome, events.Welcome)
        assert [room.seen for room in welcome.rooms] == [5]
        desk.leave(max(desk.chat.seats))


def test_the_persons_other_connections_hear_it() -> None:
    desk = Desk()
    ada = desk.enter("Ada")
    desk.give(ada, send("x", "1"))
    person = desk.chat.seats[ada].person or ""
    other = desk.arrive()
    seat = desk.chat.seats[ada]
    desk.chat.seats[other] = seat
    desk.chat.connections[person] |= {other}
    (told,) = desk.give(ada, commands.Seen("lobby", 1))
    assert isinstance(told, Tell)
    assert told.connection == other
    assert told.event == events.Seen("lobby", desk.chat.people[person].who, 1)


def test_who_goes_and_comes_in_one_batch_is_as_they_were() -> None:
    desk = Desk()
    ada = desk.enter("Ada")
    desk.give(ada, *(send("x", str(n)) for n in range(9)), commands.Seen("lobby", 2))
    secret = desk.secrets[ada]
    back = desk.arrive()
    said = [commands.Seen("lobby", 9), commands.Nick("Ada L")]
    told = desk.take(Heard(ada, said, 1), Gone(ada), Heard(back, [hello("Ada L", secret)], 1))
    welcome = next(one.event for one in told if getattr(one, "connection", 0) == back)
    assert isinstance(welcome, events.Welcome)
    assert [room.seen for room in welcome.rooms] == [9]
    assert not any(isinstance(write, NewNick) for write in desk.writes[2:])
    desk.give(back, commands.Seen("lobby", 4))
    assert desk.writes == []


def test_a_mark_needs_a_room_and_a_disk() -> None:
    desk = Desk()
    ada = desk.enter("Ada")
    desk.give(ada, send("x", "1"))
    assert only_error(desk.give(ada, commands.Seen("nowhere", 1))) is ErrorCode.NO_SUCH_ROOM
    desk.chat.read_only = True
    assert only_error(desk.give(ada, commands.Seen("lobby", 1))) is ErrorCode.STORAGE


def filled(retention: Retention, entries: int) -> Desk:
    desk = Desk(NO_RATE, retention)
    ada = desk.enter("Ada")
    desk.give(ada, *(send("x", str(n)) for n in range(entries)))
    return desk


def firsts(desk: Desk, steps: int = 1) -> int:
    for _ in range(steps):
        desk.now += 20
        desk.take()
    return desk.chat.rooms["lobby"].first


def test_only_so_many_are_kept() -> None:
    desk = filled(Retention(entries=10), 25)
    desk.now += LOOK_MS
    assert firsts(desk) == 16
    assert firsts(desk, 5) == 16
    told = desk.give(1, commands.Leave("lobby"), commands.Join("lobby", since=0))
    (state,) = [one for one in told if isinstance(one, Tell)]
    assert isinstance(state.event, events.RoomState)
    assert (state.event.first, state.event.last, state.event.missed) == (16, 25, 10)


def test_a_clock_that_is_set_back_keeps_nothing_for_longer() -> None:
    desk = filled(Retention(entries=10), 25)
    desk.now -= DAY_MS
    assert firsts(desk) == 16
    desk.give(1, send("z", "new"))
    assert firsts(desk) == 16, "the next look is a minute later"


def test_a_gap_is_what_is_kept_of_it() -> None:
    desk = filled(Retention(entries=100), 3_000)
    desk.now += LOOK_MS
    assert firsts(desk, 10) == 2_901
    told = desk.give(1, commands.Leave("lobby"), commands.Join("lobby", since=500))
    (subscribed,) = [one for one in told if isinstance(one, Subscribe)]
    assert (subscribed.after, subscribed.last) == (2_900, 3_000)


def test_they_go_in_small_steps() -> None:
    desk = filled(Retention(entries=1), 2 * STEP_ENTRIES + 10)
    desk.now += LOOK_MS
    seen = [firsts(desk) for _ in range(4)]
    assert seen == [1 + STEP_ENTRIES, 1 + 2 * STEP_ENTRIES, *2 * [2 * STEP_ENTRIES + 10]]


def test_old_ones_go_and_the_newest_seq_stays() -> None:
    desk = filled(Retention(days=1), 5)
    desk.now += DAY_MS // 2
    desk.give(1, send("y", "late"))
    desk.now += DAY_MS // 2 + 1
    assert firsts(desk) == 6
    desk.now += DAY_MS
    assert firsts(desk) == 7
    assert desk.chat.rooms["lobby"].last == 6
    told = desk.give(1, send("z", "new"))
    assert "seq=7" in repr(told)
    for gone in (commands.Edit("lobby", "e", 6, "x"), send("r", "reply", reply_to=6)):
        assert only_error(desk.give(1, gone)) is ErrorCode.NO_SUCH_ENTRY


def test_a_room_can_have_its_own_rule() -> None:
    desk = filled(Retention(entries=1, rooms={"lobby": Keep()}), 25)
    desk.now += LOOK_MS
    assert firsts(desk, 3) == 1


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (Retention(days=30), (None, None)),
        (Retention(days=30, rooms={"lobby": Keep(days=30)}), (None, None)),
        (Retention(days=30, rooms={"lobby": Keep()}), (0, 0)),
        (Retention(rooms={"lobby": Keep(0.5, 100)}), (0.5, 100)),
    ],
)
def test_a_room_tells_its_own_rule(kept: Retention, told: tuple[float | None, int | None]) -> None:
    desk = Desk(NO_RATE, kept)
    told_all = desk.give(desk.arrive(), hello("Ada"), commands.Join("lobby"))
    (state,) = [
        one.event
        for one in told_all
        if isinstance(one, Tell) and isinstance(one.event, events.RoomState)
    ]
    assert (state.keep_days, state.keep_entries) == told


def test_nothing_goes_unless_it_is_asked_for() -> None:
    desk = filled(Retention(), 25)
    assert desk.hub.tick(desk.now + LOOK_MS) is None
    assert firsts(desk, 3) == 1


@pytest.mark.parametrize("how", ["read-only", "taken back"])
def test_a_refusing_disk_keeps_them_for_another_minute(how: str) -> None:
    desk = filled(Retention(entries=10), 25)
    desk.now += LOOK_MS
    if how == "read-only":
        desk.chat.read_only = True
        assert firsts(desk, 3) == 1
        desk.chat.read_only = False
    else:
        desk.hub.tick(desk.now)
        assert any(isinstance(write, Prune) for write in desk.chat.writes)
        desk.hub.take_back()
        assert desk.chat.rooms["lobby"].first == 1
    desk.now += LOOK_MS
    assert firsts(desk) == 16
