"""Direct conversations: there for two people, and by no command for anybody else."""

from typing import Any

import pytest

from chat_server import rooms
from chat_server.deliveries import Find, Say, Subscribe, Tell
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.writes import NewRoom
from tests.server.desk import Desk, errors, hello, only_error, said, send

SECRET = "between us"


@pytest.fixture
def desk() -> Desk:
    """Ada is connection 1, Bob is 2, and 3 is a third person; all are in the lobby."""
    desk = Desk()
    for nick in ("Ada", "Bob", "Third"):
        desk.enter(nick)
    return desk


def opened(told: list[Any]) -> events.RoomState:
    (state,) = [
        one.event
        for one in told
        if isinstance(one, Tell) and isinstance(one.event, events.RoomState)
    ]
    return state


def open_with(desk: Desk, connection: int, nick: str) -> str:
    return opened(desk.give(connection, commands.Open(nick))).room


def summaries(desk: Desk, connection: int) -> list[events.RoomSummary]:
    (told,) = desk.give(connection, commands.Rooms("x"))
    assert isinstance(told, Tell)
    assert isinstance(told.event, events.Rooms)
    return told.event.rooms


def test_it_is_one_room_from_both_sides(desk: Desk) -> None:
    told = desk.give(1, commands.Open("bob"))
    state = opened(told)
    assert (state.kind, state.with_ and state.with_.nick) == ("direct", "Bob")
    assert any(isinstance(write, NewRoom) and len(write.room.members) == 2 for write in desk.writes)
    other = opened(desk.give(2, commands.Open("Ada")))
    assert other.room == state.room
    assert other.with_ is not None
    assert other.with_.nick == "Ada"
    assert desk.writes == []


def test_the_answer_carries_the_re_and_is_alone_in_that(desk: Desk) -> None:
    told = desk.give(1, commands.Open("Bob", "r1"))
    state = opened(told)
    assert state.re == "r1"
    unasked = opened(desk.give(1, send(SECRET, "1", state.room)))
    assert unasked.re is None
    (refused,) = errors(desk.give(1, commands.Open("Nobody", "r2")))
    assert refused.re == "r2"


def test_the_other_hears_it_without_asking(desk: Desk) -> None:
    room = open_with(desk, 1, "Bob")
    told = desk.give(1, send(SECRET, "1", room))
    state = opened([one for one in told if getattr(one, "connection", 0) == 2])
    assert state.room == room
    kinds = [type(one) for one in told]
    assert kinds.index(Subscribe) < max(i for i, kind in enumerate(kinds) if kind is Say)
    assert Subscribe(2, room, 0, 0) in told
    again = desk.give(1, send("more", "2", room))
    assert [type(one) for one in again] == [Say]


def test_who_was_away_finds_it_in_welcome(desk: Desk) -> None:
    secret = desk.secrets[2]
    room = open_with(desk, 1, "Bob")
    desk.leave(2)
    desk.give(1, send(SECRET, "1", room))
    told = desk.give(desk.arrive(), hello("Bob", secret))
    welcome = next(one.event for one in told if isinstance(one, Tell))
    assert isinstance(welcome, events.Welcome)
    lobby, first = welcome.rooms
    assert lobby.room == "lobby"
    assert (first.room, first.kind, first.last, first.seen) == (room, "direct", 1, 0)
    assert first.with_ is not None
    assert first.with_.nick == "Ada"


def test_one_can_open_it_with_who_is_away_if_it_is_there(desk: Desk) -> None:
    room = open_with(desk, 1, "Bob")
    desk.give(1, send(SECRET, "1", room))
    desk.leave(2)
    assert open_with(desk, 1, "BOB") == room
    assert only_error(desk.give(3, commands.Open("Bob"))) is ErrorCode.NO_SUCH_PERSON


def test_one_that_was_only_opened_is_not_listed_for_the_other(desk: Desk) -> None:
    room = open_with(desk, 1, "Bob")
    assert room in {summary.room for summary in summaries(desk, 1)}
    assert room not in {summary.room for summary in summaries(desk, 2)}
    desk.give(1, send(SECRET, "1", room))
    assert room in {summary.room for summary in summaries(desk, 2)}


def test_welcome_lists_so_many_and_rooms_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "LISTED_DIRECTS", 1)
    older, newer = open_with(desk, 1, "Bob"), open_with(desk, 1, "Third")
    desk.give(1, send("x", "1", older))
    desk.now += 1
    desk.give(1, send("x", "2", newer))
    assert [one.room for one in summaries(desk, 1)] == ["lobby", newer, older]
    told = desk.give(desk.arrive(), hello("Ada", desk.secrets[1]))
    (welcome,) = [
        one.event for one in told if isinstance(one, Tell) and isinstance(one.event, events.Welcome)
    ]
    assert [one.room for one in welcome.rooms] == ["lobby", newer]


@pytest.mark.parametrize("nick", ["Nobody", "", "\x00", "server", "x" * 500])
def test_it_takes_somebody(desk: Desk, nick: str) -> None:
    assert only_error(desk.give(1, commands.Open(nick))) is ErrorCode.NO_SUCH_PERSON


def test_it_takes_two(desk: Desk) -> None:
    assert only_error(desk.give(1, commands.Open("Ada"))) is ErrorCode.NOT_ALLOWED


COMMANDS = [
    commands.Join("ROOM"),
    commands.Join("ROOM", since=0),
    commands.Leave("ROOM"),
    commands.Send("ROOM", "9", "let me in"),
    commands.Edit("ROOM", "9", 1, "forged"),
    commands.Delete("ROOM", "9", 1),
    commands.React("ROOM", "9", 1, "👍", on=True),
    commands.Topic("ROOM", "9", "mine"),
    commands.History("9", "ROOM"),
    commands.Search("9", SECRET, "ROOM"),
    commands.Seen("ROOM", 1),
    commands.Typing("ROOM"),
    commands.People("9", "ROOM"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_it_is_no_room_for_a_third(desk: Desk, command: Any) -> None:
    room = open_with(desk, 1, "Bob")
    desk.give(1, send(SECRET, "1", room))
    name = {"room": room}
    nowhere = {"room": "@nobody+nowhere"}
    answer = desk.give(3, type(command)(**fields(command) | name))
    assert only_error(answer) is ErrorCode.NO_SUCH_ROOM
    assert answer == desk.give(3, type(command)(**fields(command) | nowhere))


def fields(command: Any) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__struct_fields__}


def test_a_third_hears_and_sees_nothing_of_it(desk: Desk) -> None:
    room = open_with(desk, 1, "Bob")
    told = desk.give(1, send(SECRET, "1", room), commands.Typing(room))
    told += desk.give(2, commands.Nick("Bob L"), commands.Leave(room))
    for one in told:
        assert getattr(one, "connection", 0) != 3
        assert not (isinstance(one, Say) and one.room == "lobby" and room in repr(one))
    assert room not in {summary.room for summary in summaries(desk, 3)}
    assert room in {summary.room for summary in summaries(desk, 1)}
    welcomed = desk.give(desk.arrive(), hello("Fourth"))
    assert room not in repr(welcomed)
    everyone = desk.give(3, commands.People("x"))
    assert room not in repr(everyone)


def test_a_third_cant_make_it_either(desk: Desk) -> None:
    told = desk.give(3, commands.Join("@anything"))
    assert only_error(told) is ErrorCode.NO_SUCH_ROOM
    told = desk.give(3, commands.Join("＠wide"))
    assert only_error(told) is ErrorCode.BAD_REQUEST


def test_search_everywhere_says_who_searches(desk: Desk) -> None:
    (told,) = desk.give(3, commands.Search("x", SECRET, limit=1_000))
    person = desk.chat.seats[3].person or ""
    assert told == Find(3, commands.Search("x", SECRET, limit=100), person)
    too_long = desk.give(3, commands.Search("x", "y" * 1_001))
    assert only_error(too_long) is ErrorCode.TOO_LONG


def test_a_moderator_has_no_say_in_it(desk: Desk) -> None:
    room = open_with(desk, 1, "Bob")
    desk.give(1, send(SECRET, "1", room))
    desk.promote(2)
    told = desk.give(2, commands.Delete(room, "2", 1))
    assert only_error(told) is ErrorCode.NOT_ALLOWED


def test_a_refused_disk_leaves_no_room(desk: Desk) -> None:
    desk.chat.read_only = True
    assert only_error(desk.give(1, commands.Open("Bob"))) is ErrorCode.STORAGE
    desk.chat.read_only = False
    desk.refused(1, commands.Open("Bob"))
    assert summaries(desk, 1) == summaries(desk, 3)
    assert len(list(said(desk.give(1, send("x", "1", open_with(desk, 1, "Bob")))))) == 1
