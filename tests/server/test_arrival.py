"""Who somebody is: keys, proofs, owned nicknames, second computers, and people from before keys."""

import base64

import pytest

from chat_server.deliveries import Close, Heard, Say, Tell
from chat_server.journal import Journal
from chat_server.naming import Nicknames
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import PAIRING_MS
from chat_server.records import session_hash
from chat_server.writes import NewKey, NewPerson, Ownership
from tests.server.desk import Desk, errors, hello, only_error, said, send
from tests.server.keys import Key, come, enter, hello_with, nonce, welcome

HERE, THERE = "ab" * 32, "cd" * 32


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.chat.fingerprint = HERE
    return desk


def person(desk: Desk, connection: int) -> str:
    return desk.chat.seats[connection].person or ""


def test_who_proves_a_key_is_welcome_and_needs_no_session(desk: Desk):
    _, told = come(desk, Key(), "Ada")
    assert welcome(told).you.nick == "Ada"
    assert welcome(told).session == ""


def test_nobody_is_here_before_the_proof(desk: Desk):
    connection = desk.arrive()
    told = desk.give(connection, hello_with(Key(), "Ada"), commands.Join("lobby"))
    assert [type(one) for one in desk.writes] == []
    assert only_error(told) is ErrorCode.BAD_REQUEST
    assert not desk.chat.people


def test_the_key_is_the_person_after_a_restart_too(desk: Desk):
    key = Key()
    first, told = come(desk, key, "Ada")
    desk.leave(first)
    _, again = come(desk, key, "Ada")
    assert welcome(again).you == welcome(told).you
    assert desk.writes == []


def test_several_windows_with_one_key_are_one_person_at_once(desk: Desk):
    key = Key()
    one = enter(desk, key, "Ada")
    other, told = come(desk, key, "Ada")
    assert errors(told) == []
    assert person(desk, one) == person(desk, other)
    joined = desk.give(other, commands.Join("lobby"))
    assert not [o for o in joined if isinstance(o, Say)], "they are here already"
    (entry,) = said(desk.give(other, send("hello", "1")))
    assert entry.by.id == person(desk, one)
    desk.leave(one)
    assert person(desk, other) in desk.chat.people


def test_one_window_leaves_a_room_without_the_other(desk: Desk):
    key = Key()
    one, other = enter(desk, key, "Ada"), enter(desk, key, "Ada")
    for leaving, hears in ((one, Tell), (other, Say)):
        told = desk.give(leaving, commands.Leave("lobby"))
        assert [type(o) for o in told if isinstance(o, Tell | Say)] == [hears]
        assert desk.chat.seats[leaving].rooms == frozenset()


def test_a_window_with_another_nickname_renames_the_person(desk: Desk):
    key = Key()
    enter(desk, key, "Ada")
    _, told = come(desk, key, "Ada L")
    (renamed,) = [o.event for o in told if isinstance(o, Say)]
    assert isinstance(renamed, events.Renamed)
    assert (renamed.room, renamed.was, renamed.who.nick) == ("lobby", "Ada", "Ada L")
    assert set(desk.chat.nicknames.exact) == {"ada l"}


def proofs(key: Key, nonce: str) -> dict[str, commands.Proof]:
    """Every proof that is none."""
    return {
        "another key": Key().proof(nonce, "Ada", HERE),
        "another certificate": key.proof(nonce, "Ada", THERE),
        "plaintext": key.proof(nonce, "Ada", ""),
        "another nickname": key.proof(nonce, "Bob", HERE),
        "replayed": key.proof("an-earlier-nonce-of-theirs", "Ada", HERE),
        "empty": commands.Proof(""),
        "no base64": commands.Proof("…"),
        "zeros": commands.Proof(base64.b64encode(b"\0" * 64).decode()),
    }


@pytest.mark.parametrize("kind", proofs(Key(), "nonce"))
def test_a_wrong_proof_ends_the_connection(desk: Desk, kind: str):
    key, connection = Key(), desk.arrive()
    asked = desk.give(connection, hello_with(key, "Ada"))
    told = desk.give(connection, proofs(key, nonce(asked))[kind])
    assert only_error(told) is ErrorCode.BAD_PROOF
    assert any(isinstance(one, Close) for one in told)
    assert desk.writes == []
    assert not desk.chat.people


def test_a_proof_is_good_once_and_on_its_connection(desk: Desk):
    key, mine, other = Key(), desk.arrive(), desk.arrive()
    made = key.proof(nonce(desk.give(mine, hello_with(key, "Ada"))), "Ada", HERE)
    asked = nonce(desk.give(other, hello_with(key, "Ada")))
    assert only_error(desk.give(other, made)) is ErrorCode.BAD_PROOF
    assert asked
    welcome(desk.give(mine, made))
    assert only_error(desk.give(mine, made)) is ErrorCode.BAD_REQUEST


def test_a_proof_without_a_hello_and_a_key_that_is_none_are_bad_requests(desk: Desk):
    connection = desk.arrive()
    assert only_error(desk.give(connection, commands.Proof("x"))) is ErrorCode.BAD_REQUEST
    told = desk.give(connection, commands.Hello(1, "Ada", key="AAAA"))
    assert only_error(told) is ErrorCode.BAD_REQUEST


@pytest.mark.parametrize("nick", ["Ada", "ADA", "ada", "Аda", "adа"])  # the last two half Cyrillic
def test_an_owned_nickname_is_its_owners_also_while_they_are_away(desk: Desk, nick: str):
    desk.leave(enter(desk, Key(), "Ada"))
    for told in (desk.give(desk.arrive(), hello(nick)), come(desk, Key(), nick)[1]):
        assert only_error(told) is ErrorCode.NICK_TAKEN
    bob = desk.enter("Bob")
    assert only_error(desk.give(bob, commands.Nick(nick))) is ErrorCode.NICK_TAKEN


def test_owners_whom_a_newer_unicode_finds_alike_can_go_and_come():
    journal = Journal()
    nicknames = Nicknames(journal, {"1": "Paul", "2": "PauI"})
    for nick in ("Paul", "PauI"):
        nicknames.drop(nick)
    nicknames.check_free("Pau1", None)


def test_without_a_key_a_nickname_is_free_once_its_bearer_is_gone(desk: Desk):
    desk.leave(desk.enter("Ada"))
    welcome(come(desk, Key(), "Ada")[1])


def test_who_takes_another_nickname_gives_the_old_one_back(desk: Desk):
    ada = enter(desk, Key(), "Ada")
    desk.give(ada, commands.Nick("Ada L"))
    desk.leave(ada)
    welcome(come(desk, Key(), "Ada")[1])
    assert only_error(come(desk, Key(), "Ada L")[1]) is ErrorCode.NICK_TAKEN


def test_a_person_from_before_keys_brings_their_session_once(desk: Desk):
    before = desk.enter("Ada")
    secret, id = desk.secrets[before], person(desk, before)
    (mine,) = said(desk.give(before, send("kept", "1")))
    desk.leave(before)
    key = Key()
    _, told = come(desk, key, "Ada", session=secret)
    assert welcome(told).you.id == id == mine.by.id
    assert welcome(told).session == ""
    assert {NewKey, Ownership} <= {type(one) for one in desk.writes}
    assert desk.archive.find_person(session_hash(secret)) is None, "the secret speaks for nobody"
    told = desk.give(desk.arrive(), hello("Bob", secret))
    assert welcome(told).you.id != id


def test_a_session_ends_at_once_also_for_who_shows_it_in_the_same_batch(desk: Desk):
    before = desk.enter("Ada")
    secret, id = desk.secrets[before], person(desk, before)
    keys, doors = [Key(), Key()], [desk.arrive(), desk.arrive()]
    proofs = [
        key.proof(nonce(desk.give(door, hello_with(key, "Ada", session=secret))), "Ada", HERE)
        for key, door in zip(keys, doors, strict=True)
    ]
    bare = desk.arrive()
    packets = [Heard(door, [proof], 1) for door, proof in zip(doors, proofs, strict=True)]
    told = desk.take(*packets, Heard(bare, [hello("Ada", secret)], 1))
    assert [person(desk, one) for one in (*doors, bare)] == [id, "", ""]
    assert ErrorCode.NICK_TAKEN in {one.code for one in errors(told)}
    assert [one.key for one in desk.writes if isinstance(one, NewKey)] == [keys[0].raw]


def test_the_upgrade_takes_the_old_connection_over(desk: Desk):
    before = desk.enter("Ada")
    _, told = come(desk, Key(), "Ada", session=desk.secrets[before])
    (closed,) = [one for one in told if isinstance(one, Close)]
    assert closed.connection == before
    assert closed.error.taken_over
    welcome(told)


def test_a_session_of_somebody_who_has_a_key_is_no_way_in(desk: Desk):
    ada = desk.enter("Ada")
    secret = desk.secrets[ada]
    desk.leave(ada)
    come(desk, Key(), "Ada", session=secret)
    id = desk.chat.nicknames.bearer("Ada")
    _, told = come(desk, Key(), "Bob", session=secret)
    assert welcome(told).you.id != id


def test_a_second_computer_comes_in_with_the_code_the_first_one_shows(desk: Desk):
    ada = enter(desk, Key(), "Ada")
    code = pairing(desk, ada)
    second = Key()
    other, told = come(desk, second, "Ada", pair=code.lower().replace("-", " "))
    assert welcome(told).you.id == person(desk, ada)
    desk.leave(other)
    _, again = come(desk, second, "Ada")
    assert welcome(again).you.id == person(desk, ada)


def pairing(desk: Desk, connection: int) -> str:
    (told,) = desk.give(connection, commands.Pair(re="p"))
    assert isinstance(told, Tell)
    assert isinstance(told.event, events.Pairing)
    assert (told.event.re, told.event.until) == ("p", desk.now + PAIRING_MS)
    return told.event.code


def test_a_code_is_good_once_for_ten_minutes_and_until_the_next_one(desk: Desk):
    ada = enter(desk, Key(), "Ada")
    code = pairing(desk, ada)
    welcome(come(desk, Key(), "Ada", pair=code)[1])
    assert only_error(come(desk, Key(), "Ada", pair=code)[1]) is ErrorCode.BAD_PROOF
    first, second = pairing(desk, ada), pairing(desk, ada)
    assert only_error(come(desk, Key(), "Ada", pair=first)[1]) is ErrorCode.BAD_PROOF
    desk.now += PAIRING_MS
    assert only_error(come(desk, Key(), "Ada", pair=second)[1]) is ErrorCode.BAD_PROOF


def test_a_code_that_did_not_lead_in_is_still_good(desk: Desk):
    desk.enter("Bob")
    ada = enter(desk, Key(), "Ada")
    code, key = pairing(desk, ada), Key()
    assert only_error(come(desk, key, "Bob", pair=code)[1]) is ErrorCode.NICK_TAKEN
    welcome(come(desk, key, "Ada", pair=code)[1])


def test_who_has_no_key_can_add_no_computer(desk: Desk):
    told = desk.give(desk.enter("Ada"), commands.Pair())
    assert only_error(told) is ErrorCode.NOT_ALLOWED


def test_a_key_given_to_another_person_is_the_first_ones_no_more(desk: Desk):
    key = Key()
    desk.leave(enter(desk, key, "Bob"))
    ada = enter(desk, Key(), "Ada")
    _, told = come(desk, key, "Ada", pair=pairing(desk, ada))
    assert welcome(told).you.id == person(desk, ada)
    assert desk.archive.keys[key.raw] == person(desk, ada)


def test_nothing_of_it_happened_when_the_disk_refuses(desk: Desk):
    key, connection = Key(), desk.arrive()
    made = key.proof(nonce(desk.give(connection, hello_with(key, "Ada"))), "Ada", HERE)
    desk.refused(connection, made)
    assert desk.chat.nicknames.exact == {}
    assert desk.chat.fresh_keys == {}
    assert desk.chat.people == {}
    welcome(desk.give(connection, made))
    assert [type(one) for one in desk.writes if isinstance(one, NewPerson)] == [NewPerson]
