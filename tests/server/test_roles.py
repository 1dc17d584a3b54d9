"""Who may make what of whom, who hears of it, and how a nickname becomes free again."""

import pytest

from chat_server.deliveries import Heard
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.roles import ROLES, Role, rank
from chat_server.writes import NewRole, Ownership
from tests.server.desk import (
    Desk,
    done,
    errors,
    hello,
    only_error,
    room_hears,
    told,
)
from tests.server.keys import Key, come, enter, enter_as, welcome


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_role_is_told_to_the_rooms_and_to_whom_it_is_about(desk: Desk):
    ada, bob = enter_as("owner", desk, "Ada"), desk.enter("Bob")
    desk.give(bob, commands.Join("b"))
    out = desk.give(ada, commands.Role(who="Bob", role="moderator", re="1"))
    who, by = desk.person(bob).who, desk.person(ada).who
    expected = [events.Role(room, who, "moderator", by) for room in ("b", "lobby")]
    assert room_hears(out) == expected
    assert told(out, bob) == [events.Role("", who, "moderator", by)]
    assert told(out, ada) == [events.Done("1")]
    assert NewRole(who.id, "moderator") in desk.writes
    out = desk.give(ada, commands.Role(who="Bob", role="moderator", re="2"))
    assert told(out, ada) == [events.Done("2")]
    assert room_hears(out) == []
    assert desk.writes == []


def test_a_role_is_in_the_lists_of_the_same_batch(desk: Desk):
    ada, bob = enter_as("owner", desk, "Ada"), desk.enter("Bob")
    again = Heard(bob, [commands.Join("lobby")], 1)
    out = desk.take(again, Heard(ada, [commands.Role(who="Bob", role="moderator")], 1), again)
    rooms = [one for one in told(out, bob) if isinstance(one, events.RoomState)]
    listed = [{one.nick: one.role for one in room.people}["Bob"] for room in rooms]
    assert listed == ["member", "moderator"]


@pytest.mark.parametrize("before", ROLES)
@pytest.mark.parametrize("after", ROLES)
@pytest.mark.parametrize("by", ["moderator", "owner"])
def test_only_an_owner_makes_moderators_and_owners(desk: Desk, by: Role, before: Role, after: Role):
    ada, bob = enter_as(by, desk, "Ada"), enter_as(before, desk, "Bob")
    low = rank(before) < rank("moderator") and rank(after) < rank("moderator")
    out = desk.give(ada, commands.Role(who="Bob", role=after))
    if by == "owner" or low:
        assert errors(out) == []
        assert desk.person(bob).role == after
    else:
        assert only_error(out) is ErrorCode.NOT_ALLOWED
        assert desk.person(bob).role == before


def test_an_owner_may_step_down(desk: Desk):
    ada = enter_as("owner", desk, "Ada")
    assert done(desk.give(ada, commands.Role(who="Ada", role="member")))
    again = desk.give(ada, commands.Role(who="Ada", role="owner"))
    assert only_error(again) is ErrorCode.NOT_ALLOWED


def test_a_released_name_is_anybodys_when_its_owner_is_away(desk: Desk):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    bob = enter(desk, key, "Bob")
    id = desk.person(bob).id
    desk.leave(bob)
    assert only_error(desk.give(desk.arrive(), hello("Bob"))) is ErrorCode.NICK_TAKEN
    out = desk.give(ada, commands.Release(nick="BOB", re="1"))
    assert told(out, ada) == [events.Done("1")]
    assert Ownership(id, owns=False) in desk.writes
    other = desk.enter("Bob")
    assert desk.person(other).id != id
    connection = desk.arrive()
    desk.give(connection, commands.Hello(1, "Bob", key=key.public))
    _, came = come(desk, key, "Bobby")
    assert welcome(came).you.id == id, "the key is still the same person's"


def test_a_released_name_stays_with_who_bears_it_until_they_go(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), enter(desk, Key(), "Bob")
    desk.give(ada, commands.Release(nick="Bob"))
    assert only_error(desk.give(desk.arrive(), hello("Bob"))) is ErrorCode.NICK_TAKEN
    desk.leave(bob)
    desk.enter("Bob")


def test_a_name_that_nobody_owns_can_not_be_released(desk: Desk):
    ada = enter_as("moderator", desk, "Ada")
    desk.enter("Bob")
    for nick in ("Bob", "nobody", "", "x" * 5_000):
        refused = desk.give(ada, commands.Release(nick=nick))
        assert only_error(refused) is ErrorCode.NO_SUCH_PERSON
        assert desk.writes == []
