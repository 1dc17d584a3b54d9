"""Kicks, whom a command names, who may do what to whom, and what a refusing disk leaves."""

from typing import Any

import pytest

from chat_server.deliveries import Close, Gone, Heard, Say, Tell, Unsubscribe
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.roles import ROLES, Role
from chat_server.records import CONSOLE, CONSOLE_NICK
from tests.server.desk import (
    Desk,
    closed,
    done,
    errors,
    hello,
    only_error,
    room_hears,
    said,
    send,
    told,
)
from tests.server.keys import Key, come, console, enter, enter_as, welcome


@pytest.fixture
def desk() -> Desk:
    return Desk()


# Out of a room


def test_a_kick_takes_every_window_of_a_person_out_of_a_room(desk: Desk):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    one = enter(desk, key, "Bob")
    two = enter(desk, key, "Bob")
    out = desk.give(ada, commands.Kick(who="bob", room="Lobby", reason="spam", re="1"))
    left = events.Left("lobby", desk.person(one).who, by=desk.person(ada).who, reason="spam")
    assert room_hears(out) == [left], "the one that was the last in the room hears it there"
    assert told(out, one) == [left]
    assert told(out, two) == []
    assert out.index(Say("lobby", left)) < out.index(Unsubscribe(two, "lobby"))
    assert told(out, ada) == [events.Done("1")]
    assert not desk.chat.seats[one].rooms
    assert only_error(desk.give(two, send("x", "1"))) is ErrorCode.NOT_HERE
    assert errors(desk.give(one, commands.Join("lobby"))) == [], "they may come again"


def test_who_is_kicked_out_of_a_crowd_hears_of_it(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("chat_server.rooms.CROWD", 1)
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    out = desk.give(ada, commands.Kick(who="Bob", room="lobby"))
    assert told(out, bob) == [events.Left("lobby", desk.person(bob).who, desk.person(ada).who)]
    assert not [one for one in room_hears(out) if isinstance(one, events.Left)]


def test_a_kick_names_who_is_not_there(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob", "b")
    refused = desk.give(ada, commands.Kick(who="Bob", room="lobby"))
    assert only_error(refused) is ErrorCode.NO_SUCH_PERSON
    assert "Bob is not in lobby" in errors(refused)[0].text
    assert desk.writes == []
    id = desk.person(bob).id
    desk.leave(bob)
    refused = desk.give(ada, commands.Kick(person=id))
    assert "Bob is not here now" in errors(refused)[0].text


@pytest.mark.parametrize("room", ["nowhere", "@a+b"])
def test_a_kick_needs_a_room_that_is_there(desk: Desk, room: str):
    ada = enter_as("moderator", desk, "Ada")
    desk.enter("Bob")
    refused = desk.give(ada, commands.Kick(who="Bob", room=room))
    assert only_error(refused) is ErrorCode.NO_SUCH_ROOM


def test_a_direct_conversation_is_not_for_moderators_even_their_own(desk: Desk):
    ada, bob = enter_as("owner", desk, "Ada"), desk.enter("Bob")
    desk.give(bob, commands.Open("Ada"))
    (name,) = desk.chat.closed[desk.person(bob).id]
    for command in (commands.Kick(who="Bob", room=name), commands.Mute(who="Bob", room=name)):
        assert only_error(desk.give(ada, command)) is ErrorCode.NOT_ALLOWED
    third = enter_as("owner", desk, "Third")
    for command in (commands.Kick(who="Bob", room=name), commands.Mute(who="Bob", room=name)):
        assert only_error(desk.give(third, command)) is ErrorCode.NO_SUCH_ROOM


# Off the server


def test_a_kick_off_the_server_ends_every_connection_with_a_sentence(desk: Desk):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    one = enter(desk, key, "Bob")
    two = enter(desk, key, "Bob")
    who = desk.person(one).who
    out = desk.give(ada, commands.Kick(who="Bob", reason=" too\nloud! "))
    error = events.Error(ErrorCode.NOT_ALLOWED, "Ada has put you out: too loud!", fatal=True)
    assert closed(out) == {one: error, two: error}
    assert room_hears(out) == [events.Left("lobby", who, desk.person(ada).who, "too loud!")]
    assert {one, two} & desk.chat.seats.keys() == set()
    assert who.id not in desk.chat.people
    again = enter(desk, key, "Bob")
    assert desk.person(again).who == who


def test_what_a_kicked_person_says_in_the_same_batch_counts_for_nothing(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    kick = Heard(ada, [commands.Kick(who="Bob")], 1)
    out = desk.take(kick, Heard(bob, [send("x", "1"), commands.Ping("1")], 1), Gone(bob))
    assert list(said(out)) == []
    assert told(out, bob) == []


def test_who_arrives_and_is_kicked_in_one_batch_was_never_here(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.arrive()
    out = desk.take(
        Heard(bob, [hello("Bob"), commands.Join("lobby")], 1),
        Heard(ada, [commands.Kick(who="Bob"), commands.Kick(who="Bob")], 1),
    )
    assert list(closed(out)) == [bob]
    assert (
        only_error([one for one in out if not isinstance(one, Close)]) is ErrorCode.NO_SUCH_PERSON
    )
    assert not desk.chat.here["lobby"].keys() - {desk.person(ada).id}


# Who is named


def test_one_person_is_named_in_one_way(desk: Desk):
    ada, bob = enter_as("owner", desk, "Ada"), desk.enter("Bob")
    id = desk.person(bob).id
    for command in (commands.Kick(), commands.Kick(who="Bob", person=id), commands.Mute()):
        assert only_error(desk.give(ada, command)) is ErrorCode.BAD_REQUEST
    for who in ("nobody", "", " ", "a" * 5_000, "\u202eBob", "\ud800", "Bo"):
        refused = desk.give(ada, commands.Role(who=who, role="guest"))
        assert only_error(refused) is ErrorCode.NO_SUCH_PERSON
    for person in ("", "nobody", "x" * 5_000):
        refused = desk.give(ada, commands.Role(person=person, role="guest"))
        assert only_error(refused) is ErrorCode.NO_SUCH_PERSON
    assert desk.archive.acts == []
    for naming in ({"who": "BOB"}, {"person": id}):
        assert done(desk.give(ada, commands.Mute(**naming)))


def test_the_absent_are_named_by_id_and_by_the_name_they_own(desk: Desk):
    ada, key = enter_as("owner", desk, "Ada"), Key()
    bob = enter(desk, key, "Bob")
    id = desk.person(bob).id
    desk.leave(bob)
    assert done(desk.give(ada, commands.Role(who="Bob", role="moderator")))
    assert done(desk.give(ada, commands.Role(person=id, role="guest")))
    _, came = come(desk, key, "Bob")
    assert welcome(came).you.role == "guest"


# Who may


def everything(who: str) -> list[commands.AnyCommand]:
    """Every command that does something to a person."""
    return [
        commands.Kick(who=who),
        commands.Kick(who=who, room="lobby"),
        commands.Ban(who=who),
        commands.Mute(who=who),
        commands.Mute(who=who, room="lobby"),
        commands.Release(nick=who),
        *(commands.Role(who=who, role=role) for role in ROLES),
    ]


@pytest.mark.parametrize("role", ["guest", "member"])
def test_who_is_no_moderator_does_nothing_to_anybody(desk: Desk, role: Role):
    ada = enter_as(role, desk, "Ada")
    enter_as("guest", desk, "Bob")
    more = [commands.Bans(), commands.Audit(), commands.Unban(who="Bob"), commands.Unban()]
    by_address = [commands.Ban(address="192.0.2.7"), commands.Kick(who="nobody")]
    for command in [*everything("Bob"), *everything("Ada"), *more, *by_address]:
        refused = desk.give(ada, command)
        assert only_error(refused) is ErrorCode.NOT_ALLOWED, command
        assert desk.writes == []


@pytest.mark.parametrize("role", ["moderator", "owner"])
def test_nobody_acts_on_an_equal(desk: Desk, role: Role):
    ada = enter_as(role, desk, "Ada")
    enter_as(role, desk, "Bob")
    for command in everything("Bob"):
        if role == "owner" and isinstance(command, commands.Role):
            continue
        refused = desk.give(ada, command)
        assert only_error(refused) is ErrorCode.NOT_ALLOWED, command
        assert desk.writes == []


def test_nobody_acts_on_the_server_itself(desk: Desk):
    ada = enter_as("owner", desk, "Ada")
    come(desk, console(desk), CONSOLE_NICK)
    by_id = [commands.Kick(person=CONSOLE), commands.Ban(person=CONSOLE)]
    for command in [*everything(CONSOLE_NICK), *by_id, commands.Role(person=CONSOLE, role="guest")]:
        refused = desk.give(ada, command)
        assert only_error(refused) is ErrorCode.NOT_ALLOWED, command
        assert desk.writes == []


def test_the_server_itself_acts_as_an_owner(desk: Desk):
    server, _ = come(desk, console(desk), CONSOLE_NICK)
    bob = desk.enter("Bob")
    out = desk.give(server, commands.Kick(who="Bob", re="1"))
    assert closed(out)[bob].text == "The server has put you out."
    assert told(out, server) == [events.Done("1")]


def test_nobody_does_it_to_themselves(desk: Desk):
    ada = enter_as("moderator", desk, "Ada")
    for command in everything("Ada"):
        refused = desk.give(ada, command)
        assert only_error(refused) is ErrorCode.NOT_ALLOWED, command
        assert desk.writes == []


# The disk


@pytest.mark.parametrize("command", [*everything("Bob"), commands.Ban(address="192.0.2.7")])
def test_what_the_disk_refuses_did_not_happen(desk: Desk, command: commands.AnyCommand):
    ada = enter_as("owner", desk, "Ada")
    bob = enter(desk, Key(), "Bob")
    before = state(desk)
    desk.refused(ada, command)
    assert state(desk) == before
    desk.chat.read_only = True
    out = desk.give(ada, command)
    if isinstance(command, commands.Role) and command.role == "member":
        assert told(out, ada) == [events.Done()], "they are one already"
    else:
        assert only_error(out) is ErrorCode.STORAGE
    assert state(desk) == before
    assert [one for one in out if not isinstance(one, Tell) or one.connection == bob] == []


def state(desk: Desk) -> list[Any]:
    chat = desk.chat
    tables = (chat.people, chat.seats, chat.here, chat.connections, chat.bans, chat.mutes)
    more = (chat.acts, chat.nicknames.exact, chat.nicknames._alike, chat.fresh_people)
    return [{**one} for one in (*tables, *more)] + [{**chat.here["lobby"]}]
