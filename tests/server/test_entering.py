"""Newcomers with invites: whom a code lets in, and what goes on while it is looked at."""

from typing import Any

import pytest

from chat_server import hub, invites
from chat_server.chat import Caller, Chat
from chat_server.deliveries import Close, Failed, Heard, Say, Tell, Vet, Vetted
from chat_server.invites import MOST_WRONG
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.quotas import Quotas
from chat_server.records import Ban, Invite
from chat_server.writes import NewPerson, PutInvite
from tests.server.desk import NO_RATE, Desk, errors, only_error, send
from tests.server.inviting import UNKNOWN, answer, as_role, hello, invite_only, knock, make, work
from tests.server.keys import Key, come, welcome

HOUR = 3_600_000


@pytest.fixture
def desk() -> Desk:
    return invite_only()


def is_in(desk: Desk, nick: str) -> bool:
    return nick in {person.nick for person in desk.chat.people.values()}


def test_a_code_lets_a_newcomer_in_and_counts(desk: Desk):
    code = make(desk, 1, uses=2, role="guest").code
    bob, told = knock(desk, "Bob", code)
    assert welcome(told).you.role == "guest"
    assert [type(one) for one in desk.writes] == [NewPerson, PutInvite], "in one transaction"
    (kept,) = desk.chat.invites.values()
    assert kept.used == 1
    assert errors(desk.give(bob, commands.Join("lobby"))) == []


def test_the_code_is_kept_nowhere_and_told_once(desk: Desk):
    made = make(desk, 1)
    secret = made.code.replace("-", "")[4:]
    assert len(made.code) == 19
    assert made.code.replace("-", "").startswith(made.invite.id)
    assert secret not in repr(desk.writes)
    (told,) = desk.give(1, commands.Invites(re="1"))
    assert isinstance(told, Tell)
    assert told.event == events.Invites([made.invite], more=False, re="1")
    assert secret not in repr(told)


def test_it_may_be_typed_as_people_type(desk: Desk):
    code = make(desk, 1).code
    sloppy = f" {code.lower().replace('-', '').replace('0', 'o').replace('1', 'l')} "
    _, told = knock(desk, "Bob", sloppy)
    assert welcome(told)


def test_nobody_new_comes_in_without_a_code_but_may_say_it_then(desk: Desk):
    bob, told = knock(desk, "Bob", None)
    assert only_error(told) is ErrorCode.NEEDS_INVITE
    assert not desk.jobs
    assert not is_in(desk, "Bob")
    told = desk.give(bob, hello("Bob", make(desk, 1).code))
    assert welcome(told + work(desk))


def test_a_server_without_the_flag_asks_for_none(desk: Desk):
    desk.chat.invite_only = False
    _, told = knock(desk, "Bob", UNKNOWN)
    assert welcome(told).you.role == "member"


WRONG = [UNKNOWN, "", "K7QX", "é" * 16, "x" * 60_000, "\u0000" * 16, "ß" * 16]


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_code_is_told_and_another_may_follow(desk: Desk, code: str):
    right = make(desk, 1).code
    bob, told = knock(desk, "Bob", code)
    (error,) = errors(told)
    assert (error.code, error.fatal) == (ErrorCode.NEEDS_INVITE, False)
    told = desk.give(bob, hello("Bob", right))
    assert welcome(told + work(desk))


@pytest.mark.parametrize("change", ["+0", "0+", "swap", "id"])
def test_a_code_is_right_to_the_letter(desk: Desk, change: str):
    right, other = make(desk, 1).code.replace("-", ""), make(desk, 1).code.replace("-", "")
    last = "1" if right.endswith("0") else "0"
    changed = {
        "+0": f"{right}0",
        "0+": f"0{right}",
        "swap": f"{right[:-1]}{last}",
        "id": f"{other[:4]}{right[4:]}",
    }
    _, told = knock(desk, "Bob", changed[change])
    assert only_error(told) is ErrorCode.NEEDS_INVITE


def test_as_much_is_done_for_a_code_that_there_never_was(desk: Desk):
    known, unknown = make(desk, 1).code, UNKNOWN
    for code in (known, unknown, "rubbish"):
        desk.give(desk.arrive(), hello("Bob", code))
    assert [type(job) for job in desk.jobs] == [Vet, Vet, Vet]
    assert [bool(job.hash) for job in desk.jobs if isinstance(job, Vet)] == [True, False, False]


def test_after_five_wrong_codes_a_connection_is_closed(desk: Desk):
    bob = desk.arrive()
    for number in range(1, MOST_WRONG + 1):
        desk.give(bob, hello("Bob", UNKNOWN))
        (error,) = errors(work(desk))
        assert error.code is ErrorCode.NEEDS_INVITE
        assert error.fatal == (number == MOST_WRONG)
    assert bob not in desk.chat.seats
    assert desk.give(bob, hello("Bob", make(desk, 1).code)) == []


def test_an_invite_is_good_as_often_as_it_says(desk: Desk):
    code = make(desk, 1, uses=2).code
    told = [knock(desk, nick, code)[1] for nick in ("Bob", "Third", "Visitor")]
    assert welcome(told[0])
    assert welcome(told[1])
    assert only_error(told[2]) is ErrorCode.NEEDS_INVITE
    assert not desk.chat.invites


def test_one_without_a_number_is_good_for_any_number(desk: Desk):
    code = make(desk, 1).code
    for number in range(20):
        assert welcome(knock(desk, f"Bob {number}", code)[1])


def test_of_two_who_race_for_the_last_use_one_comes_in(desk: Desk):
    code = make(desk, 1, uses=1).code
    bob, third = desk.arrive(), desk.arrive()
    desk.give(bob, hello("Bob", code))
    desk.give(third, hello("Third", code))
    told = desk.take(*map(answer, desk.jobs))
    assert only_error(told) is ErrorCode.NEEDS_INVITE
    assert is_in(desk, "Bob")
    assert not is_in(desk, "Third")
    assert sum(isinstance(one, NewPerson) for one in desk.writes) == 1


def test_two_windows_of_a_newcomer_who_come_at_once_use_it_once(desk: Desk):
    code, key = make(desk, 1, uses=1).code, Key()
    windows = [come(desk, key, "Bob", invite=code)[0] for _ in range(2)]
    assert errors(work(desk)) == []
    assert len({desk.person(one).id for one in windows}) == 1
    assert not desk.chat.invites


def test_it_is_good_until_its_time(desk: Desk):
    code = make(desk, 1, until=desk.now + HOUR).code
    desk.now += HOUR - 1
    assert welcome(knock(desk, "Bob", code)[1])
    desk.now += 1
    assert only_error(knock(desk, "Third", code)[1]) is ErrorCode.NEEDS_INVITE


@pytest.mark.parametrize("end", ["revoked", "expired", "its maker banned", "another of its id"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_what_has_ended_lets_nobody_in(desk: Desk, end: str, when: str):
    made = make(desk, 1, until=desk.now + HOUR)
    bob = desk.arrive()
    if when == "meanwhile":
        desk.give(bob, hello("Bob", made.code))
    if end == "revoked":
        assert errors(desk.give(1, commands.Revoke(invite=made.invite.id))) == []
    elif end == "expired":
        desk.now += HOUR
    elif end == "its maker banned":
        desk.chat.bans[made.invite.by.id] = Ban(subject=made.invite.by.id, by="x", at=0)
    else:
        other = Invite(id=made.invite.id, hash="other", by=made.invite.by.id, at=0)
        desk.chat.invites[made.invite.id] = other
    if when == "before":
        desk.give(bob, hello("Bob", made.code))
    assert only_error(work(desk)) is ErrorCode.NEEDS_INVITE


def test_who_is_known_comes_in_without_a_code():
    desk, key, other = Desk(), Key(), Key()
    by_session = desk.enter("Bob")
    by_key, _ = come(desk, key, "Third")
    (told,) = desk.give(by_key, commands.Pair())
    assert isinstance(told, Tell)
    assert isinstance(told.event, events.Pairing)
    desk.leave(by_session)
    desk.leave(by_key)
    desk.chat.invite_only = True
    again = desk.give(desk.arrive(), commands.Hello(1, "Bob", session=desk.secrets[by_session]))
    assert welcome(again).you.nick == "Bob"
    assert welcome(come(desk, key, "Third")[1]).you.nick == "Third"
    paired = come(desk, other, "Third", pair=told.event.code)[1]
    assert welcome(paired).you.nick == "Third"
    assert len(desk.chat.people) == 2


def test_who_hosts_needs_no_code_and_others_with_keys_do(desk: Desk):
    host, bob = Key(), Key()
    desk.chat.owner = host.raw
    assert welcome(come(desk, host, "Third")[1]).you.role == "owner"
    _, told = come(desk, bob, "Bob")
    assert only_error(told) is ErrorCode.NEEDS_INVITE
    _, told = come(desk, bob, "Bob", invite=make(desk, 1, role="moderator").code)
    assert welcome(told + work(desk)).you.role == "moderator"
    assert only_error(knock(desk, "Visitor", None)[1]) is ErrorCode.NEEDS_INVITE


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_no_code_leads_out_of_a_ban(desk: Desk, when: str):
    code = make(desk, 1, uses=1).code
    bob = desk.arrive(address="10.1.2.3")
    if when == "meanwhile":
        assert desk.give(bob, hello("Bob", code)) == []
    closed = desk.give(1, commands.Ban(address="10.0.0.0/8"))
    assert [one.connection for one in closed if isinstance(one, Close)] == [bob]
    assert work(desk) == []
    again = desk.arrive(address="10.1.2.3")
    assert desk.give(again, hello("Bob", code)) + work(desk) == []
    assert [one.used for one in desk.chat.invites.values()] == [0]


# While a code is looked at


def test_what_is_said_right_after_hello_is_done_in_order_when_the_code_is_right(desk: Desk):
    code = make(desk, 1).code
    bob = desk.arrive()
    packet = [hello("Bob", code), commands.Join("lobby"), send("hi", "1")]
    before = desk.decided
    assert desk.take(Heard(bob, packet, 70)) == []
    assert desk.give(bob, commands.Ping("2"), commands.Ping("3")) == []
    assert desk.decided == before, "so that the socket is read no faster than before"
    told = work(desk)
    assert errors(told) == []
    kinds = [type(one.event).__name__ for one in told if isinstance(one, Tell | Say)]
    assert kinds == ["Welcome", "Joined", "RoomState", "Logged", "Pong", "Pong"]
    assert desk.decided == before + 71


def test_what_is_said_after_a_wrong_code_is_refused_until_the_right_one(desk: Desk):
    code = make(desk, 1).code
    bob = desk.arrive()
    packet = [hello("Bob", UNKNOWN), commands.Join("lobby"), hello("Bob", code), commands.Ping("1")]
    desk.give(bob, *packet)
    told = work(desk)
    assert [error.code for error in errors(told)] == [
        ErrorCode.NEEDS_INVITE,
        ErrorCode.BAD_REQUEST,
    ]
    assert welcome(told)
    assert told[-1] == Tell(bob, events.Pong("1"))


def test_who_is_gone_when_the_answer_comes_has_used_nothing(desk: Desk):
    code = make(desk, 1, uses=1).code
    bob, before = desk.arrive(), desk.decided
    desk.take(Heard(bob, [hello("Bob", code), commands.Join("lobby")], 50))
    desk.leave(bob)
    assert desk.decided == before + 50
    assert work(desk) == []
    assert not desk.chat.at_work
    assert not desk.chat.held
    assert welcome(knock(desk, "Bob", code)[1])


def test_a_nickname_that_was_taken_meanwhile_is_told_and_nothing_used(desk: Desk):
    code = make(desk, 1, uses=1).code
    one, other = desk.arrive(), desk.arrive()
    desk.give(one, hello("Bob", code))
    desk.chat.nicknames.take("Bob", "somebody")
    assert only_error(work(desk)) is ErrorCode.NICK_TAKEN
    assert welcome(desk.give(other, hello("Third", code)) + work(desk))


def test_a_refusing_disk_lets_nobody_in_and_uses_nothing(desk: Desk):
    code = make(desk, 1, uses=1).code
    bob = desk.arrive()
    first = Heard(bob, [hello("Bob", code), commands.Ping("1")], 10)
    desk.undone(first)
    assert not desk.chat.at_work
    desk.take(first)
    (job,) = desk.jobs
    for _ in range(2):
        assert welcome(desk.undone(answer(job))), "and that is never told"
    desk.chat.read_only = True
    assert next(error.code for error in errors(work(desk))) is ErrorCode.STORAGE
    desk.chat.read_only = False
    assert welcome(desk.give(bob, hello("Bob", code)) + work(desk))
    assert not desk.chat.invites


def test_no_more_wait_at_once_than_there_is_place_for(desk: Desk):
    waiting = [desk.arrive(address=f"10.0.0.{number}") for number in range(65)]
    told = [desk.give(one, hello(f"Bob {one}", UNKNOWN)) for one in waiting]
    assert [bool(one) for one in told] == 64 * [False] + [True]
    assert only_error(told[-1]) is ErrorCode.SLOW_DOWN
    assert only_error(desk.give(1, commands.Invite())) is ErrorCode.SLOW_DOWN
    work(desk)
    assert make(desk, 1)


def test_a_hash_that_can_not_be_made_is_told_and_counts_for_nobody():
    desk = Desk(NO_RATE, quotas=Quotas(code_burst=1))
    as_role(desk, desk.enter("Ada"), "owner")
    desk.chat.invite_only = True
    desk.give(1, commands.Invite(re="r"))
    told = desk.take(Failed(1))
    assert only_error(told) is ErrorCode.SLOW_DOWN
    assert [error.re for error in errors(told)] == ["r"]
    bob = desk.arrive()
    for _ in range(3):
        assert desk.give(bob, hello("Bob", UNKNOWN)) == []
        assert only_error(desk.take(Failed(bob))) is ErrorCode.SLOW_DOWN


def test_wrong_codes_of_one_address_are_limited_and_right_ones_are_not():
    desk = Desk(NO_RATE, quotas=Quotas(code_burst=20, code_rate=0.1))
    as_role(desk, desk.enter("Ada"), "owner")
    desk.chat.invite_only = True
    code = make(desk, 1).code

    def come_from(address: str, code: str) -> Any:
        desk.jobs.clear()
        connection = desk.arrive(address=address)
        told = desk.give(connection, hello(f"Bob {connection}", code))
        asked = bool(desk.jobs)
        return asked, errors(told + work(desk))

    assert all(come_from("10.0.0.1", code) == (True, []) for _ in range(50))
    for _ in range(20):
        asked, (error,) = come_from("10.0.0.1", UNKNOWN)
        assert (asked, error.code) == (True, ErrorCode.NEEDS_INVITE)
    for tried in (UNKNOWN, code):
        asked, (error,) = come_from("10.0.0.1", tried)
        assert (asked, error.code) == (False, ErrorCode.SLOW_DOWN), "and nothing is hashed"
    assert come_from("10.0.0.2", code) == (True, [])
    desk.now += 10_000
    assert come_from("10.0.0.1", code) == (True, [])
    asked, (error,) = come_from("10.0.0.1", UNKNOWN)
    assert error.code is ErrorCode.NEEDS_INVITE
    asked, (error,) = come_from("10.0.0.1", UNKNOWN)
    assert error.code is ErrorCode.SLOW_DOWN


def test_a_code_that_has_ended_is_a_wrong_one():
    desk = Desk(NO_RATE, quotas=Quotas(code_burst=3))
    as_role(desk, desk.enter("Ada"), "owner")
    desk.chat.invite_only = True
    code = make(desk, 1, until=desk.now + 1).code
    desk.now += 1
    told = [only_error(knock(desk, "Bob", code)[1]) for _ in range(4)]
    assert told == 3 * [ErrorCode.NEEDS_INVITE] + [ErrorCode.SLOW_DOWN]


def test_a_command_that_fails_has_asked_for_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def fail(chat: Chat, caller: Caller, command: commands.Invite) -> None:
        invites.invite(chat, caller, command)
        raise Refusal(ErrorCode.NOT_ALLOWED, "After all, no.")

    monkeypatch.setitem(hub._COMMANDS, commands.Invite, fail)
    assert only_error(desk.give(1, commands.Invite())) is ErrorCode.NOT_ALLOWED
    assert not desk.jobs
    assert not desk.chat.at_work


def test_so_many_wrong_codes_are_looked_at_at_once_and_no_more():
    desk = Desk(NO_RATE, quotas=Quotas(code_burst=3))
    desk.chat.invite_only = True
    told = [desk.give(desk.arrive(), hello(f"Bob {n}", UNKNOWN)) for n in range(5)]
    assert [bool(one) for one in told] == [False, False, False, True, True]


def test_a_job_is_answered_for_its_own_connection_alone(desk: Desk):
    bob, third = desk.arrive(), desk.arrive()
    code = make(desk, 1).code
    desk.give(bob, hello("Bob", UNKNOWN))
    desk.give(third, hello("Third", code))
    told = desk.take(Vetted(third, True))
    assert [one.connection for one in told if isinstance(one, Tell)] == [third]
