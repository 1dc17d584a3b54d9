"""Who is muted writes nothing, here or anywhere, for a while or for ever."""

import pytest

from chat_server import moderation
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.terms import LONGEST_MS
from chat_server.writes import DropMute, NewAct, PutMute
from tests.server.desk import (
    Desk,
    done,
    errors,
    only_error,
    said,
    send,
    told,
)
from tests.server.keys import Key, come, enter, enter_as, welcome


@pytest.fixture
def desk() -> Desk:
    return Desk()


def writing(room: str = "lobby") -> list[commands.AnyCommand]:
    return [
        commands.Send(room, "1", "x"),
        commands.Edit(room, "2", 1, "y"),
        commands.React(room, "3", 1, "👍", on=True),
        commands.Topic(room, "4", "x"),
        commands.Typing(room),
    ]


def test_who_is_muted_writes_nothing_and_hears_why(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    desk.give(bob, commands.Join("b"))
    desk.give(bob, send("before", "0"), send("before", "00", "b"))
    out = desk.give(ada, commands.Mute(who="Bob", room="lobby", reason="loud", re="1"))
    muted = events.Muted(on=True, by=desk.person(ada).who, room="lobby", reason="loud")
    assert told(out, bob) == [muted]
    assert told(out, ada) == [events.Done("1")]
    for command in writing():
        refused = desk.give(bob, command)
        assert only_error(refused) is ErrorCode.NOT_ALLOWED, command
        assert errors(refused)[0].text == "A moderator has muted you in this room: loud."
        assert desk.writes == []
    assert not errors(desk.give(bob, *writing("b")))
    desk.give(ada, commands.Mute(who="Bob"))
    refused = desk.give(bob, send("x", "9", "b"))
    assert errors(refused)[0].text == "A moderator has muted you here."
    desk.give(ada, commands.Mute(who="Bob", on=False))
    assert not errors(desk.give(bob, send("x", "10", "b")))
    assert only_error(desk.give(bob, send("x", "11"))) is ErrorCode.NOT_ALLOWED


def test_who_is_muted_takes_back_their_own(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    second = enter_as("owner", desk, "Third")
    desk.give(ada, send("by Ada", "1"))
    desk.give(bob, send("by Bob", "1"))
    desk.give(ada, send("by Ada", "2"))
    desk.give(ada, commands.Mute(who="Bob"))
    desk.give(second, commands.Mute(who="Ada"))
    assert only_error(desk.give(bob, commands.Delete("lobby", "2", 1))) is ErrorCode.NOT_ALLOWED
    refused = desk.give(ada, commands.Delete("lobby", "3", 2))
    assert errors(refused)[0].text == "A moderator has muted you here."
    for who, own in ((bob, 2), (ada, 3)):
        (gone,) = said(desk.give(who, commands.Delete("lobby", "4", own)))
        assert isinstance(gone, events.Deleted)
        assert gone.target == own


def test_who_wrote_before_a_room_was_for_announcements_takes_it_back(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    desk.give(bob, send("x", "1"))
    desk.give(ada, commands.Announce(room="lobby", on=True))
    assert only_error(desk.give(bob, send("y", "2"))) is ErrorCode.NOT_ALLOWED
    assert not errors(desk.give(bob, commands.Delete("lobby", "3", 1)))


def test_a_mute_ends_by_itself(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    desk.give(ada, commands.Mute(who="Bob", until=desk.now + 1_000))
    desk.now += 999
    assert only_error(desk.give(bob, send("x", "1"))) is ErrorCode.NOT_ALLOWED
    desk.now += 1
    assert not errors(desk.give(bob, send("x", "1")))


def test_taking_a_mute_off_is_told_and_done_once(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    id = desk.person(bob).id
    desk.give(ada, commands.Mute(who="Bob", room="lobby"))
    out = desk.give(ada, commands.Mute(who="Bob", room="lobby", on=False))
    assert told(out, bob) == [events.Muted(on=False, by=desk.person(ada).who, room="lobby")]
    assert [type(one) for one in desk.writes] == [DropMute, NewAct]
    assert desk.writes[0] == DropMute(id, "lobby")
    out = desk.give(ada, commands.Mute(who="Bob", room="lobby", on=False, re="2"))
    assert told(out, bob) == []
    assert told(out, ada) == [events.Done("2")]
    assert desk.writes == []


def test_a_mute_stays_as_it_was_where_the_disk_refuses(desk: Desk):
    ada = enter_as("moderator", desk, "Ada")
    desk.enter("Bob")
    desk.give(ada, commands.Mute(who="Bob", reason="loud"))
    before = {**desk.chat.mutes}
    for command in (commands.Mute(who="Bob", on=False), commands.Mute(who="Bob", reason="new")):
        desk.refused(ada, command)
        assert desk.chat.mutes == before


def test_who_comes_back_is_told_of_the_mutes_that_hold(desk: Desk):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    bob = enter(desk, key, "Bob")
    desk.give(ada, commands.Mute(who="Bob", room="lobby", until=desk.now + 10, reason="loud"))
    desk.give(ada, commands.Mute(who="Bob"))
    desk.leave(bob)
    by = desk.person(ada).who
    second, came = come(desk, key, "Bob")
    assert told(came, second) == [
        welcome(came),
        events.Muted(on=True, by=by),
        events.Muted(on=True, by=by, room="lobby", until=desk.now + 10, reason="loud"),
    ]
    desk.now += 10
    third, came = come(desk, key, "Bob")
    assert told(came, third)[1:] == [events.Muted(on=True, by=by)]
    desk.enter("Third")


def test_there_are_only_so_many_mutes_and_those_that_are_over_make_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(moderation, "MOST_MUTES", 2)
    ada, _ = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    desk.enter("Third")
    desk.give(ada, commands.Mute(who="Bob"), commands.Mute(who="Third", until=desk.now + 5))
    again = commands.Mute(who="Bob", reason="again")
    assert done(desk.give(ada, again)), "it takes the place of the first"
    another = commands.Mute(who="Third", room="lobby")
    assert only_error(desk.give(ada, another)) is ErrorCode.NOT_ALLOWED
    desk.now += 5
    assert done(desk.give(ada, another))
    assert [type(one) for one in desk.writes] == [DropMute, PutMute, NewAct]
    assert len(desk.chat.mutes) == 2


@pytest.mark.parametrize("wrong", [0, 1_000_000, 1_000_000 + LONGEST_MS + 1, 2**53 - 1])
def test_a_ruling_ends_in_the_future(desk: Desk, wrong: int):
    ada, _ = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    for command in (commands.Mute(who="Bob", until=wrong), commands.Ban(who="Bob", until=wrong)):
        assert only_error(desk.give(ada, command)) is ErrorCode.BAD_REQUEST
        assert desk.writes == []
