"""Invites: who makes them, sees them and ends them."""

from typing import Any

import msgspec
import pytest

from chat_server.deliveries import Tell
from chat_server.invites import MOST_INVITES
from chat_server.protocol import codec, commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import MAX_EVENT_BYTES
from chat_server.protocol.roles import ROLES
from chat_server.records import Invite
from chat_server.writes import DropInvite, NewAct
from tests.server.desk import Desk, only_error
from tests.server.inviting import as_role, invite_only, invited, knock, make, work

HOUR = 3_600_000


@pytest.fixture
def desk() -> Desk:
    return invite_only()


@pytest.mark.parametrize("maker", ROLES)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_invite_whom(desk: Desk, maker: Any, role: Any):
    as_role(desk, 1, maker)
    told = desk.give(1, commands.Invite(role=role, re="r")) + work(desk)
    if maker == "owner" or (maker == "moderator" and role in {"guest", "member"}):
        assert invited(told).re == "r"
        assert invited(told).invite.role == role
        return
    assert only_error(told) is ErrorCode.NOT_ALLOWED
    assert desk.writes == []
    assert not desk.jobs


def test_who_may_not_any_more_when_the_hash_is_there_has_made_none(desk: Desk):
    desk.give(1, commands.Invite())
    as_role(desk, 1, "member")
    assert only_error(work(desk)) is ErrorCode.NOT_ALLOWED
    assert not desk.chat.invites
    desk.give(1, commands.Ping())
    assert not desk.chat.at_work


def test_who_leaves_before_the_hash_is_there_has_made_none(desk: Desk):
    desk.give(1, commands.Invite())
    desk.leave(1)
    assert work(desk) == []
    assert not desk.chat.invites


def test_what_is_said_after_invite_is_answered_after_it(desk: Desk):
    desk.give(1, commands.Invite(re="1"), commands.Ping("2"))
    told = work(desk)
    assert [type(one.event) for one in told if isinstance(one, Tell)] == [
        events.Invited,
        events.Pong,
    ]


def test_an_invite_ends_later_than_now(desk: Desk):
    told = desk.give(1, commands.Invite(until=desk.now))
    assert only_error(told) is ErrorCode.BAD_REQUEST
    assert make(desk, 1, until=desk.now + 1).invite.until == desk.now + 1


def test_they_are_dropped_in_the_log_too(desk: Desk):
    ended = make(desk, 1, until=desk.now + 1).invite
    desk.now += 1
    desk.give(1, commands.Invite())
    assert desk.writes == [DropInvite(ended.id)]
    assert ended.id not in desk.chat.invites


def test_no_more_than_so_many_and_those_that_are_being_made_count(desk: Desk):
    bob, _ = knock(desk, "Bob", make(desk, 1, uses=1, role="owner").code)
    for number in range(MOST_INVITES - 1):
        id = f"x{number}"
        desk.chat.invites[id] = Invite(id=id, hash="", by="a", at=number, until=desk.now + HOUR)
    assert desk.give(1, commands.Invite()) == []
    assert only_error(desk.give(bob, commands.Invite())) is ErrorCode.NOT_ALLOWED
    assert invited(work(desk))
    assert only_error(desk.give(bob, commands.Invite())) is ErrorCode.NOT_ALLOWED
    desk.now += HOUR
    assert make(desk, bob), "the ended ones have made place"


def test_the_newest_are_listed_first_and_no_more_than_fit_a_line(desk: Desk):
    ada = desk.chat.seats[1].person or ""
    for number in range(MOST_INVITES):
        id = f"x{number:03}"
        desk.chat.invites[id] = Invite(id=id, hash="h", by=ada, at=number, uses=3, used=2)
    desk.chat.people[ada] = msgspec.structs.replace(desk.chat.people[ada], nick="👩" * 300)
    (told,) = desk.give(1, commands.Invites())
    assert isinstance(told, Tell)
    assert isinstance(told.event, events.Invites)
    assert [one.id for one in told.event.invites[:2]] == ["x999", "x998"]
    assert (told.event.invites[0].uses, told.event.invites[0].used) == (3, 2)
    assert told.event.more
    assert len(codec.encode(told.event)) < MAX_EVENT_BYTES


@pytest.mark.parametrize("command", [commands.Invites(), commands.Revoke(invite="x")])
def test_only_moderators_see_and_end_them(desk: Desk, command: commands.AnyCommand):
    as_role(desk, 1, "member")
    assert only_error(desk.give(1, command)) is ErrorCode.NOT_ALLOWED


@pytest.mark.parametrize("whole", [False, True])
def test_an_invite_is_revoked_by_its_id_or_its_code(desk: Desk, whole: bool):
    made = make(desk, 1)
    named = made.code.lower() if whole else made.invite.id.lower()
    told = desk.give(1, commands.Revoke(invite=named, re="r"))
    assert told == [Tell(1, events.Done("r"))]
    assert DropInvite(made.invite.id) in desk.writes
    again = desk.give(1, commands.Revoke(invite=named))
    assert only_error(again) is ErrorCode.BAD_REQUEST


def test_a_moderator_ends_no_invite_that_they_could_not_make(desk: Desk):
    made = make(desk, 1, role="moderator")
    as_role(desk, 1, "moderator")
    told = desk.give(1, commands.Revoke(invite=made.invite.id))
    assert only_error(told) is ErrorCode.NOT_ALLOWED


def test_both_are_in_the_audit_log_and_the_secret_is_not(desk: Desk):
    made = make(desk, 1, role="guest", uses=3)
    acts = [one for one in desk.writes if isinstance(one, NewAct)]
    desk.give(1, commands.Revoke(invite=made.invite.id))
    acts += [one for one in desk.writes if isinstance(one, NewAct)]
    assert [(one.act, one.detail) for one in acts] == [
        ("invite", f"{made.invite.id}, guest, 3 uses"),
        ("revoke", f"{made.invite.id}, guest, 3 uses"),
    ]
