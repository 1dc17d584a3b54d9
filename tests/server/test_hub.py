"""The hub: what each command comes to. No socket, no disk."""

import sys

import pytest

from chat_server import hub
from chat_server.chat import Caller, Chat
from chat_server.deliveries import (
    Close,
    Delivery,
    Fetch,
    Forget,
    Gone,
    Heard,
    Say,
    Subscribe,
    Tell,
    Unsubscribe,
)
from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from chat_server.records import Room, session_hash
from chat_server.writes import NewNick, NewPerson, NewRoom
from tests.server.desk import Desk, errors, hello, only_error, said, send


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_hello_is_welcomed_with_the_rooms_and_a_secret(desk: Desk) -> None:
    ada = desk.arrive()
    (told,) = desk.give(ada, hello("Ada"))
    assert isinstance(told, Tell)
    welcome = told.event
    assert isinstance(welcome, events.Welcome)
    assert welcome.you.nick == "Ada"
    assert [room.room for room in welcome.rooms] == ["lobby"]
    (write,) = desk.writes
    assert isinstance(write, NewPerson)
    assert write.person.session == session_hash(welcome.session)
    assert welcome.session not in repr(write)


def test_joining_tells_the_others_and_subscribes(desk: Desk) -> None:
    desk.enter("Ada")
    bob = desk.arrive()
    _, joined, state, subscribe = desk.give(bob, hello("Bob"), commands.Join("lobby"))
    assert isinstance(joined, Say)
    assert isinstance(joined.event, events.Joined)
    assert isinstance(state, Tell)
    assert isinstance(state.event, events.RoomState)
    assert [person.nick for person in state.event.people] == ["Ada", "Bob"]
    assert subscribe == Subscribe(bob, "lobby", 0, 0)


def listed(told: list[Delivery]) -> list[set[str]]:
    states = (one.event for one in told if isinstance(one, Tell))
    return [{who.nick for who in s.people} for s in states if isinstance(s, events.RoomState)]


def test_who_is_listed_is_true_at_each_join_of_one_batch(desk: Desk) -> None:
    ada, bob, join = desk.enter("Ada"), desk.enter("Bob"), commands.Join("lobby")
    told = desk.take(
        Heard(ada, [join, commands.Nick("Ada L"), join, commands.Leave("lobby")], 1),
        Heard(bob, [join], 1),
        Heard(ada, [join], 1),
    )
    assert listed(told) == [{"Ada", "Bob"}, {"Ada L", "Bob"}, {"Bob"}, {"Ada L", "Bob"}]


def test_a_room_is_made_by_joining_it(desk: Desk) -> None:
    ada = desk.enter("Ada", "Robotics")
    assert any(
        isinstance(write, NewRoom) and write.room.name == "robotics" for write in desk.writes
    )
    assert next(said(desk.give(ada, send("hi", "1", "robotics")))).seq == 1


def test_entries_are_numbered_and_never_run_backwards_in_time(desk: Desk) -> None:
    ada = desk.enter("Ada")
    first = next(said(desk.give(ada, send("one", "1"))))
    desk.now -= 5_000
    second = next(said(desk.give(ada, send("two", "2"))))
    assert (first.seq, second.seq) == (1, 2)
    assert second.at == first.at


@pytest.mark.parametrize("same_batch", [True, False])
def test_a_resend_writes_nothing_and_is_answered_to_the_sender_alone(
    desk: Desk, same_batch: bool
) -> None:
    ada = desk.enter("Ada")
    if same_batch:
        told = desk.give(ada, send("hi", "1"), send("other", "1"))
    else:
        told = desk.give(ada, send("hi", "1")) + desk.give(ada, send("other", "1"))
    first, again = told
    assert isinstance(first, Say)
    assert again == Tell(ada, first.event)


def test_two_people_may_use_one_id(desk: Desk) -> None:
    ada, bob = desk.enter("Ada"), desk.enter("Bob")
    told = desk.give(ada, send("a", "1")) + desk.give(bob, send("b", "1"))
    assert [entry.seq for entry in said(told)] == [1, 2]


def test_a_session_takes_the_old_connection_over(desk: Desk) -> None:
    first = desk.arrive()
    (told,) = desk.give(first, hello("Ada"))
    assert isinstance(told, Tell)
    assert isinstance(told.event, events.Welcome)
    desk.give(first, commands.Join("lobby"))
    second = desk.arrive()
    deliveries = desk.give(second, hello("Ada", told.event.session))
    (closed,) = [one for one in deliveries if isinstance(one, Close)]
    assert (closed.connection, closed.error.code) == (first, ErrorCode.CLOSING)
    assert desk.take(Gone(first)) == [Forget(first)]
    (again,) = [one.event for one in deliveries if isinstance(one, Tell)]
    assert isinstance(again, events.Welcome)
    assert again.you == told.event.you
    assert again.session == told.event.session


def test_an_unknown_session_is_a_new_person(desk: Desk) -> None:
    ada = desk.arrive()
    (told,) = desk.give(ada, hello("Ada", "made up"))
    assert isinstance(told, Tell)
    assert isinstance(told.event, events.Welcome)
    assert told.event.session != "made up"


def test_a_taken_nickname_is_refused_and_another_hello_may_follow(desk: Desk) -> None:
    desk.enter("Ada")
    bob = desk.arrive()
    assert only_error(desk.give(bob, hello("ADA"))) is ErrorCode.NICK_TAKEN
    assert only_error(desk.give(bob, hello("server"))) is ErrorCode.NICK_INVALID
    assert not errors(desk.give(bob, hello("Bob")))


def test_a_nickname_is_free_again_when_its_bearer_left(desk: Desk) -> None:
    ada = desk.enter("Ada")
    told = desk.take(Gone(ada))
    assert [type(one) for one in told] == [Say, Unsubscribe, Forget]
    desk.enter("ada")


def test_leaving_is_told_once(desk: Desk) -> None:
    ada = desk.enter("Ada")
    told = desk.give(ada, commands.Leave("lobby"))
    assert [type(one) for one in told] == [Say, Unsubscribe]
    assert only_error(desk.give(ada, commands.Leave("lobby"))) is ErrorCode.NOT_HERE
    assert only_error(desk.give(ada, send("hi", "1"))) is ErrorCode.NOT_HERE


def test_renaming_is_told_in_every_room(desk: Desk) -> None:
    ada = desk.enter("Ada")
    desk.give(ada, commands.Join("b"))
    told = desk.give(ada, commands.Nick("Bob"))
    assert [one.event.was for one in told if isinstance(one, Say)] == ["Ada", "Ada"]  # type: ignore[union-attr]
    assert isinstance(desk.writes[0], NewNick)
    (same,) = desk.give(ada, commands.Nick("Bob"))
    assert isinstance(same, Tell)
    assert isinstance(same.event, events.Renamed)
    desk.enter("Ada")


def test_renaming_outside_all_rooms_is_answered(desk: Desk) -> None:
    ada = desk.arrive()
    desk.give(ada, hello("Ada"))
    (told,) = desk.give(ada, commands.Nick("Bob"))
    assert isinstance(told, Tell)
    assert isinstance(told.event, events.Renamed)


def test_a_reply_must_be_to_an_entry_of_the_room(desk: Desk) -> None:
    ada = desk.enter("Ada")
    assert only_error(desk.give(ada, send("x", "1", reply_to=1))) is ErrorCode.NO_SUCH_ENTRY
    desk.give(ada, send("x", "2"))
    assert next(said(desk.give(ada, send("y", "3", reply_to=1)))).reply_to == 1
    assert only_error(desk.give(ada, send("x", "4", reply_to=0))) is ErrorCode.NO_SUCH_ENTRY


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (send("x", "1", "nowhere"), ErrorCode.NO_SUCH_ROOM),
        (send("x" * 8_001, "1"), ErrorCode.TOO_LONG),
        (send(" ", "1"), ErrorCode.BAD_REQUEST),
        (commands.Join("a b"), ErrorCode.BAD_REQUEST),
        (commands.History("1", "nowhere"), ErrorCode.NO_SUCH_ROOM),
        (commands.History("1", "lobby", before=1, after=1), ErrorCode.BAD_REQUEST),
        (commands.People("1", "nowhere"), ErrorCode.NO_SUCH_ROOM),
        (commands.Typing("nowhere"), ErrorCode.NO_SUCH_ROOM),
        (commands.Nick(""), ErrorCode.NICK_INVALID),
        (hello("Ada"), ErrorCode.BAD_REQUEST),
        (codec.Fault("No."), ErrorCode.BAD_REQUEST),
    ],
)
def test_refusals_carry_their_code_and_reference(
    desk: Desk, command: commands.AnyCommand, code: ErrorCode
) -> None:
    told = desk.give(desk.enter("Ada"), command)
    assert only_error(told) is code
    (error,) = errors(told)
    assert error.re == getattr(command, "re", None)
    assert error.id == getattr(command, "id", None)
    assert not desk.writes


@pytest.mark.parametrize("command", [commands.Join("lobby"), commands.Ping(), send("x", "1")])
def test_nothing_is_done_before_hello(desk: Desk, command: commands.AnyCommand) -> None:
    (told,) = desk.give(desk.arrive(), command)
    assert isinstance(told, Tell)
    assert only_error([told]) is ErrorCode.BAD_REQUEST


def test_another_version_is_told_and_closed(desk: Desk) -> None:
    (told,) = desk.give(desk.arrive(), commands.Hello(2, "Ada"))
    assert isinstance(told, Close)
    assert told.error.code is ErrorCode.VERSION


def test_typing_is_told_at_most_every_three_seconds(desk: Desk) -> None:
    ada = desk.enter("Ada")
    assert len(desk.give(ada, commands.Typing("lobby"), commands.Typing("lobby"))) == 1
    desk.now += 2_999
    assert desk.give(ada, commands.Typing("lobby")) == []
    desk.now += 1
    assert len(desk.give(ada, commands.Typing("lobby"))) == 1


def test_questions_are_answered_with_their_re(desk: Desk) -> None:
    ada = desk.enter("Ada")
    desk.enter("Bob", "b")
    told = desk.give(
        ada,
        commands.Ping("1"),
        commands.People("2"),
        commands.People("3", "lobby"),
        commands.Rooms("4"),
        commands.History("5", "LOBBY", limit=9_999),
    )
    pong, everyone, here, rooms, fetch = told
    assert isinstance(pong, Tell)
    assert pong.event == events.Pong("1")
    assert isinstance(everyone, Tell)
    assert isinstance(everyone.event, events.People)
    assert (everyone.event.count, everyone.event.more) == (2, False)
    assert isinstance(here, Tell)
    assert isinstance(here.event, events.People)
    assert [person.nick for person in here.event.people] == ["Ada"]
    assert isinstance(rooms, Tell)
    assert isinstance(rooms.event, events.Rooms)
    assert [room.room for room in rooms.event.rooms] == ["lobby", "b"]
    assert fetch == Fetch(ada, commands.History("5", "lobby", limit=500), 0)


@pytest.mark.parametrize(
    ("last", "since", "after", "missed"),
    [
        (10, None, 0, 0),
        (100, None, 50, 0),
        (100, 40, 40, 60),
        (100, 100, 100, 0),
        (100, 400, 100, 0),
        (2_001, 1, 1, 2_000),
        (2_001, 0, 1_951, 2_001),
    ],
)
def test_coming_back_with_since(last: int, since: int | None, after: int, missed: int) -> None:
    desk = Desk()
    desk.chat.rooms["lobby"] = Room("lobby", first=1, last=last)
    ada = desk.arrive()
    told = desk.give(ada, hello("Ada"), commands.Join("lobby", since))
    assert told[-1] == Subscribe(ada, "lobby", after, last)
    (state,) = [
        one.event
        for one in told
        if isinstance(one, Tell) and isinstance(one.event, events.RoomState)
    ]
    assert (state.missed, state.last) == (missed, last)


def test_a_crowd_is_told_by_number_once_a_second() -> None:
    desk = Desk()
    connections = [desk.enter(f"Ada {n}") for n in range(200)]
    told = desk.give(desk.arrive(), hello("Bob"), commands.Join("lobby"))
    assert [one.event for one in told if isinstance(one, Say)] == [events.Crowd("lobby", 201)]
    told = desk.take(Gone(connections[0]))
    assert not any(isinstance(one, Say) for one in told)
    assert desk.hub.tick(desk.now) == 1_000
    desk.now += 1_000
    assert desk.take() == [Say("lobby", events.Crowd("lobby", 200))]
    assert desk.hub.tick(desk.now) is None


def test_too_much_at_once_is_refused_until_time_passes() -> None:
    desk = Desk(Limits(burst=3, rate=1))
    ada = desk.arrive()
    desk.give(ada, hello("Ada"), commands.Join("lobby"))
    told = desk.give(ada, send("a", "1"), send("b", "2"))
    assert [error.id for error in errors(told)] == ["2"]
    assert only_error(told) is ErrorCode.SLOW_DOWN
    assert desk.give(ada, commands.Pong()) == []
    desk.now += 1_000
    assert not errors(desk.give(ada, send("b", "2")))


def test_a_clock_set_back_costs_no_more_than_the_burst() -> None:
    desk = Desk(Limits(burst=2, rate=1))
    ada = desk.arrive()
    desk.give(ada, hello("Ada"))
    desk.now -= 3_600_000
    assert errors(desk.give(ada, commands.Ping()))
    desk.now += 2_000
    assert not errors(desk.give(ada, commands.Ping()))


def test_a_refusing_disk_leaves_the_hub_as_it_was(desk: Desk) -> None:
    ada = desk.enter("Ada")
    desk.give(ada, send("kept", "1"))
    bob = desk.arrive()
    batch = [
        Heard(ada, [send("lost", "2"), commands.Join("new"), commands.Ping("3")], 1),
        Heard(bob, [hello("Bob")], 1),
    ]
    for what in batch:
        desk.hub.take(what, desk.now)
    desk.hub.take_back()
    desk.chat.read_only = True
    told = desk.take(*batch)
    assert not desk.writes
    assert [error.code for error in errors(told)] == [ErrorCode.STORAGE] * 3
    assert [one.event for one in told if isinstance(one, Tell)][2] == events.Pong("3")
    assert list(desk.chat.rooms) == ["lobby"]
    assert desk.chat.rooms["lobby"].last == 1
    assert set(desk.chat.nicknames.exact) == {"ada"}
    desk.chat.read_only = False
    assert next(said(desk.give(ada, send("again", "2")))).seq == 2
    desk.give(bob, hello("Bob"))
    assert set(desk.chat.nicknames.exact) == {"ada", "bob"}


def test_the_end_is_told_to_everyone(desk: Desk) -> None:
    ada, bob = desk.enter("Ada"), desk.arrive()
    desk.hub.close_all()
    told = desk.take()
    assert [(one.connection, one.error.code) for one in told if isinstance(one, Close)] == [
        (ada, ErrorCode.CLOSING),
        (bob, ErrorCode.CLOSING),
    ]


def test_a_bug_in_one_command_undoes_it_and_is_told_to_its_sender_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def topic(chat: Chat, caller: Caller, command: commands.Topic) -> None:
        chat.journal.put(chat.rooms, "tea", Room("tea"))
        chat.say(events.Typing("lobby", caller.person.who))
        raise KeyError(command.text)

    monkeypatch.setitem(hub._COMMANDS, commands.Topic, topic)
    reported: list[BaseException | None] = []
    desk = Desk()
    ada, bob = desk.enter("Ada"), desk.enter("Bob")
    desk.hub = hub.Hub(desk.chat, report=lambda: reported.append(sys.exception()))
    told = desk.give(ada, commands.Topic("lobby", "1", "x"))
    assert only_error(told) is ErrorCode.BAD_REQUEST
    assert [error.id for error in errors(told)] == ["1"]
    assert [type(one) for one in reported] == [KeyError]
    assert "tea" not in desk.chat.rooms
    for connection in (ada, bob):
        assert errors(desk.give(connection, send("still here", id="2"))) == []


def test_a_bug_that_nobody_reports_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(hub._COMMANDS, commands.Typing)
    desk = Desk()
    ada = desk.enter("Ada")
    with pytest.raises(KeyError):
        desk.give(ada, commands.Typing("lobby"))
