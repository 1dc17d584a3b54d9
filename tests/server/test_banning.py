"""Bans: who does not come in, whose connections end, and who can't be locked out."""

from typing import Any

import pytest

from chat_server import banning
from chat_server.deliveries import Arrived, Say, Tell
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.writes import DropBan, NewAct, PutBan
from tests.server.desk import Desk, closed, done, errors, hello, only_error
from tests.server.keys import Key, come, enter, enter_as, welcome

HERE, THERE, NETWORK = "192.0.2.7", "192.0.2.8", "192.0.2.0/24"
BANNED = "You are banned from this server. Only who looks after it can let you in."


@pytest.fixture
def desk() -> Desk:
    return Desk()


def listed(desk: Desk, connection: int) -> events.Bans:
    (answer,) = desk.give(connection, commands.Bans(re="1"))
    assert isinstance(answer, Tell)
    assert isinstance(answer.event, events.Bans)
    return answer.event


def test_a_ban_ends_every_connection_of_a_person_and_lets_none_of_their_keys_in(desk: Desk):
    ada, laptop, phone = enter_as("moderator", desk, "Ada"), Key(), Key()
    one = enter(desk, laptop, "Bob")
    (shown,) = [o.event for o in desk.give(one, commands.Pair()) if isinstance(o, Tell)]
    assert isinstance(shown, events.Pairing)
    two = enter(desk, phone, "Bob", pair=shown.code)
    who = desk.person(one).who
    out = desk.give(ada, commands.Ban(who="Bob", reason="spam.", re="1"))
    text = "You are banned from this server: spam. Only who looks after it can let you in."
    error = events.Error(ErrorCode.NOT_ALLOWED, text, fatal=True)
    assert closed(out) == {one: error, two: error}
    left = events.Left("lobby", who, desk.person(ada).who, "spam.")
    assert [o.event for o in out if isinstance(o, Say)] == [left]
    assert Tell(ada, events.Done("1")) in out
    for key in (laptop, phone):
        connection, came = come(desk, key, "Robert")
        assert closed(came) == {connection: error}
        assert connection not in desk.chat.seats
        assert desk.writes == []


def test_the_absent_are_banned_by_id_or_by_the_name_they_own(desk: Desk):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    bob = enter(desk, key, "Bob")
    id = desk.person(bob).id
    desk.leave(bob)
    for naming in ({"who": "Bob"}, {"person": id}):
        assert done(desk.give(ada, commands.Ban(**naming)))
        _, came = come(desk, key, "Bob")
        assert errors(came)[0].text == BANNED
        assert done(desk.give(ada, commands.Unban(**naming)))
        bob, came = come(desk, key, "Bob")
        assert welcome(came).you.id == id
        desk.leave(bob)


def test_a_session_leads_into_no_ban(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), desk.enter("Bob")
    secret = desk.secrets[bob]
    desk.give(ada, commands.Ban(who="Bob"))
    refused = desk.give(desk.arrive(), hello("Bobby", secret))
    assert errors(refused)[0].text == BANNED


@pytest.mark.parametrize(
    ("left", "span"),
    [
        (1, "a minute"),
        (60_001, "2 minutes"),
        (7_200_000, "120 minutes"),
        (7_200_001, "3 hours"),
        (172_800_001, "3 days"),
    ],
)
def test_a_ban_ends_by_itself_and_says_when(desk: Desk, left: int, span: str):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    bob = enter(desk, key, "Bob")
    out = desk.give(ada, commands.Ban(who="Bob", until=desk.now + left))
    assert closed(out)[bob].text == f"You are banned from this server. Come again in {span}."
    desk.now += left - 1
    _, came = come(desk, key, "Bob")
    assert only_error(came) is ErrorCode.NOT_ALLOWED
    desk.now += 1
    _, came = come(desk, key, "Bob")
    assert welcome(came)


def test_an_address_is_banned_with_whom_it_holds_whether_they_said_hello_or_not(desk: Desk):
    ada = enter_as("moderator", desk, "Ada", address="198.51.100.1")
    bob, silent = enter(desk, Key(), "Bob", address=HERE), desk.arrive(THERE)
    third = enter(desk, Key(), "Third", address="192.0.3.1")
    out = desk.give(ada, commands.Ban(address="192.0.2.99/24"))
    assert closed(out).keys() == {bob, silent}
    assert {error.text for error in closed(out).values()} == {BANNED}
    assert third in desk.chat.seats
    refused = desk.take(Arrived(99, HERE))
    assert [closed(refused)[99].text] == [BANNED]
    assert 99 not in desk.chat.seats
    assert desk.give(99, hello("Visitor")) == []
    assert done(desk.give(ada, commands.Unban(address="192.0.2.0/255.255.255.0")))
    assert errors(desk.take(Arrived(100, HERE))) == []


def test_the_ban_of_an_address_ends_by_itself(desk: Desk):
    ada = enter_as("moderator", desk, "Ada")
    desk.give(ada, commands.Ban(address=NETWORK, until=desk.now + 5))
    desk.now += 4
    assert only_error(desk.take(Arrived(99, HERE))) is ErrorCode.NOT_ALLOWED
    desk.now += 1
    assert desk.take(Arrived(100, HERE)) == []


def test_a_person_is_banned_with_the_addresses_they_are_connected_from(desk: Desk):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    bob = enter(desk, key, "Bob", address=HERE)
    enter(desk, key, "Bob", address=THERE)
    enter(desk, key, "Bob", address=f"::ffff:{THERE}")
    third = enter(desk, Key(), "Third", address=HERE)
    id = desk.person(bob).id
    out = desk.give(ada, commands.Ban(who="Bob", addresses=True))
    assert third in closed(out)
    assert desk.chat.bans.keys() == {id, HERE, THERE}
    (act,) = desk.archive.acts
    assert (act.act, act.who, act.detail) == ("ban", id, f"{HERE}, {THERE}")


def test_an_absent_persons_addresses_are_not_known(desk: Desk):
    ada, bob = enter_as("moderator", desk, "Ada"), enter(desk, Key(), "Bob", address=HERE)
    desk.leave(bob)
    refused = desk.give(ada, commands.Ban(who="Bob", addresses=True))
    assert only_error(refused) is ErrorCode.NO_SUCH_PERSON
    assert desk.writes == []


def test_a_ban_names_a_person_or_an_address(desk: Desk):
    ada = enter_as("moderator", desk, "Ada")
    desk.enter("Bob")
    both = {"who": "Bob", "address": HERE}
    for command in (commands.Ban(), commands.Ban(**both), commands.Unban(**both), commands.Unban()):
        assert only_error(desk.give(ada, command)) is ErrorCode.BAD_REQUEST
    for address in ("", "Bob", "0.0.0.0/0", "::/8"):
        for command in (commands.Ban(address=address), commands.Unban(address=address)):
            assert only_error(desk.give(ada, command)) is ErrorCode.BAD_REQUEST


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.0/8", "::1", "::ffff:127.0.0.1"])
def test_this_computer_is_never_banned(desk: Desk, address: str):
    ada = enter_as("owner", desk, "Ada", address=HERE)
    enter(desk, Key(), "Bob", address=address.partition("/")[0])
    for command in (commands.Ban(address=address), commands.Ban(who="Bob", addresses=True)):
        refused = desk.give(ada, command)
        assert only_error(refused) is ErrorCode.NOT_ALLOWED
        assert "locked out" in errors(refused)[0].text
        assert desk.writes == []


def test_a_moderator_does_not_lock_themself_out(desk: Desk):
    ada = enter_as("moderator", desk, "Ada", address=HERE)
    enter(desk, Key(), "Bob", address=HERE)
    for command in (commands.Ban(address=NETWORK), commands.Ban(who="Bob", addresses=True)):
        refused = desk.give(ada, command)
        assert only_error(refused) is ErrorCode.NOT_ALLOWED
        assert "yourself" in errors(refused)[0].text
    assert done(desk.give(ada, commands.Ban(who="Bob")))


def test_an_address_does_not_lock_out_whom_the_moderator_can_not_ban(desk: Desk):
    ada = enter_as("moderator", desk, "Ada")
    enter_as("moderator", desk, "Bob", address=HERE)
    refused = desk.give(ada, commands.Ban(address=NETWORK))
    assert only_error(refused) is ErrorCode.NOT_ALLOWED
    assert "Bob is connected from" in errors(refused)[0].text


def test_the_connections_of_moderators_stay_where_an_owner_bans_an_address(desk: Desk):
    ada = enter_as("owner", desk, "Ada")
    bob, third = (
        enter_as("moderator", desk, "Bob", address=HERE),
        enter(desk, Key(), "Third", address=HERE),
    )
    out = desk.give(ada, commands.Ban(address=NETWORK))
    assert closed(out).keys() == {third}
    assert bob in desk.chat.seats


def test_the_list_has_the_newest_first_and_what_is_over_not_at_all(desk: Desk):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    bob = enter(desk, key, "Bob")
    who, by = desk.person(bob).who, desk.person(ada).who
    desk.give(ada, commands.Ban(who="Bob", reason="spam"))
    desk.now += 1
    desk.give(ada, commands.Ban(address=NETWORK, until=desk.now + 10))
    first = events.BanInfo(by=by, at=desk.now - 1, who=who, reason="spam")
    second = events.BanInfo(by=by, at=desk.now, address=NETWORK, until=desk.now + 10)
    assert listed(desk, ada) == events.Bans([second, first], more=False, re="1")
    desk.now += 10
    assert listed(desk, ada).bans == [first]
    assert only_error(desk.give(ada, commands.Unban(address=NETWORK))) is ErrorCode.NO_SUCH_PERSON
    assert done(desk.give(ada, commands.Unban(who="Bob")))
    assert [type(one) for one in desk.writes] == [DropBan, DropBan, NewAct]
    assert desk.chat.bans == {}


def test_there_are_only_so_many_bans(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(banning, "MOST_BANS", 2)
    ada = enter_as("moderator", desk, "Ada")
    for last in (1, 2, 2):
        command = commands.Ban(address=f"192.0.2.{last}", until=desk.now + 5)
        assert done(desk.give(ada, command))
    refused = desk.give(ada, commands.Ban(address="192.0.2.3"))
    assert only_error(refused) is ErrorCode.NOT_ALLOWED
    assert len(desk.chat.bans) == 2
    desk.now += 5
    assert done(desk.give(ada, commands.Ban(address="192.0.2.3")))
    kinds: list[Any] = [type(one) for one in desk.writes]
    assert kinds == [DropBan, DropBan, PutBan, NewAct]


def test_a_thousand_bans_fit_a_line_as_far_as_they_go(desk: Desk):
    ada = enter_as("moderator", desk, "Ada")
    for number in range(banning.MOST_BANS):
        address = f"192.{number // 250}.2.{number % 250}"
        assert done(desk.give(ada, commands.Ban(address=address, reason="€" * 250)))
    answer = listed(desk, ada)
    assert answer.more
    assert 200 < len(answer.bans) < banning.MOST_BANS


def test_who_comes_from_too_many_places_is_banned_by_network(desk: Desk):
    ada, key = enter_as("moderator", desk, "Ada"), Key()
    for last in range(banning.MOST_AT_ONCE + 1):
        enter(desk, key, "Bob", address=f"192.0.2.{last}")
    refused = desk.give(ada, commands.Ban(who="Bob", addresses=True))
    assert only_error(refused) is ErrorCode.NOT_ALLOWED
    assert "21 addresses" in errors(refused)[0].text
