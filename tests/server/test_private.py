"""Private rooms: there for their members, made and looked after by one; and announcements."""

from typing import Any

import msgspec
import pytest

from chat_server import private, rooms
from chat_server.deliveries import Delivery, Fetch, Say, Subscribe, Tell, Unsubscribe
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.quotas import Quotas
from chat_server.records import Room
from chat_server.writes import DropMember, NewAct, NewMember, NewRoom
from tests.server.desk import Desk, errors, hello, only_error, said, send

ADA, BOB, THIRD = 1, 2, 3


@pytest.fixture
def desk() -> Desk:
    """Ada is connection 1, Bob is 2, and 3 is a third person; all are in the lobby."""
    desk = Desk()
    for nick in ("Ada", "Bob", "Third"):
        desk.enter(nick)
    return desk


def create(desk: Desk, room: str = "plans", by: int = ADA, **more: Any) -> list[Delivery]:
    return desk.give(by, commands.Create(room=room, private=True, **more))


def admit(desk: Desk, who: str, by: int = ADA, room: str = "+plans") -> list[Delivery]:
    return desk.give(by, commands.Admit(room=room, who=who))


def kick(desk: Desk, who: str, by: int = ADA, **more: Any) -> list[Delivery]:
    return desk.give(by, commands.Kick(room="+plans", who=who, **more))


def told(deliveries: list[Delivery], connection: int, kind: Any) -> list[Any]:
    mine = [one for one in deliveries if isinstance(one, Tell) and one.connection == connection]
    return [one.event for one in mine if isinstance(one.event, kind)]


def listed(desk: Desk, connection: int) -> list[str]:
    (answer,) = told(desk.give(connection, commands.Rooms("x")), connection, events.Rooms)
    return [summary.room for summary in answer.rooms]


def id_of(desk: Desk, connection: int) -> str:
    return desk.chat.seats[connection].person or ""


@pytest.mark.parametrize("typed", ["plans", "+plans", "+PLANS", "Plans"])
def test_it_is_made_and_entered(desk: Desk, typed: str) -> None:
    answers = create(desk, typed, re="1")
    (state,) = told(answers, ADA, events.RoomState)
    assert (state.room, state.kind, state.re) == ("+plans", "private", "1")
    assert state.maker == id_of(desk, ADA)
    assert Subscribe(ADA, "+plans", 0, 0) in answers
    (write,) = desk.writes
    assert isinstance(write, NewRoom)
    assert (write.room.maker, write.room.members) == (state.maker, {state.maker})


@pytest.mark.parametrize("name", ["", "+", "++plans", "a b", "@ada", "+@ada", "x" * 64, "#x"])
def test_what_it_cant_be_called(desk: Desk, name: str) -> None:
    assert only_error(create(desk, name)) is ErrorCode.BAD_REQUEST
    assert desk.writes == []


@pytest.mark.parametrize("name", ["+plans", "＋plans"])
def test_a_public_room_is_not_called_so(desk: Desk, name: str) -> None:
    made = desk.give(ADA, commands.Create(room=name))
    assert only_error(made) is ErrorCode.BAD_REQUEST


def test_a_public_room_is_made_once(desk: Desk) -> None:
    (state,) = told(desk.give(ADA, commands.Create(room="Lab", re="1")), ADA, events.RoomState)
    assert (state.room, state.kind, state.re, state.maker) == ("lab", "public", "1", None)
    again = desk.give(BOB, commands.Create(room="lab", re="2"))
    assert errors(again) == [
        events.Error(
            ErrorCode.NOT_ALLOWED,
            "There is a room lab already; pick another name.",
            fatal=False,
            re="2",
        )
    ]


def test_a_taken_name_is_told_and_nothing_else(desk: Desk) -> None:
    create(desk)
    assert only_error(create(desk, by=BOB)) is ErrorCode.NOT_ALLOWED
    for other in ("plans", "+plan"):
        assert only_error(desk.give(BOB, commands.History("x", other))) is ErrorCode.NO_SUCH_ROOM


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("rooms", 0),
        ("chat_server.rooms.MOST_ENTERED", 1),
        ("chat_server.chat.MOST_ROOMS", 1),
        ("read_only", True),
    ],
)
def test_trying_out_names_is_paid_with_rooms(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    """Who can make no room learns nothing of the names that are taken."""
    create(desk)
    if limit == "read_only":
        desk.chat.read_only = True
    elif limit == "rooms":
        desk.chat.quotas = Quotas(rooms=value)
    else:
        monkeypatch.setattr(limit, value)
    assert create(desk, by=BOB) == create(desk, "free", by=BOB)


def test_nobody_makes_any_number_of_rooms(desk: Desk) -> None:
    desk.chat.quotas = Quotas(rooms=3)
    create(desk, "a")
    desk.give(ADA, commands.Create(room="b"))
    desk.give(ADA, commands.Join("c"))
    for refused in (commands.Create(room="d"), commands.Join("d")):
        assert only_error(desk.give(ADA, refused)) is ErrorCode.NOT_ALLOWED
    assert only_error(create(desk, "d")) is ErrorCode.NOT_ALLOWED
    assert not errors(desk.give(ADA, commands.Join("b"), commands.Open("Bob")))
    assert not errors(create(desk, "d", by=BOB))


def test_a_room_that_was_not_made_does_not_count(desk: Desk) -> None:
    desk.chat.quotas = Quotas(rooms=1)
    desk.refused(ADA, commands.Create(room="a"))
    assert not errors(desk.give(ADA, commands.Create(room="a")))


def test_conversations_in_which_nothing_was_said_are_few(desk: Desk) -> None:
    desk.chat.quotas = Quotas(unused=1)
    (state,) = told(desk.give(ADA, commands.Open("Bob")), ADA, events.RoomState)
    assert not errors(desk.give(ADA, commands.Open("Bob")))
    assert only_error(desk.give(ADA, commands.Open("Third"))) is ErrorCode.NOT_ALLOWED
    assert not errors(desk.give(BOB, commands.Open("Third")))  # theirs is another count
    assert not errors(desk.give(THIRD, commands.Open("Bob"), commands.Open("Ada")))
    desk.give(BOB, send("hello", "1", state.room))
    assert not errors(desk.give(ADA, commands.Open("Third")))


def test_whoever_is_brought_in_is_in_it_at_once(desk: Desk) -> None:
    create(desk)
    desk.give(ADA, send("before", "1", "+plans"))
    answers = admit(desk, "Bob")
    (state,) = told(answers, BOB, events.RoomState)
    assert (state.room, state.kind, state.last, state.re) == ("+plans", "private", 1, None)
    assert Subscribe(BOB, "+plans", 0, 1) in answers
    assert told(answers, ADA, events.Done) == [events.Done()]
    assert desk.writes == [NewMember("+plans", id_of(desk, BOB))]
    assert any(isinstance(one, Say) and one.room == "+plans" for one in answers)
    assert listed(desk, BOB) == ["lobby", "+plans"]
    assert listed(desk, THIRD) == ["lobby"]
    assert len(list(said(desk.give(BOB, send("hello", "1", "+plans"))))) == 1


def test_whoever_is_in_it_already_is_left_where_they_are(desk: Desk) -> None:
    create(desk)
    admit(desk, "Bob")
    desk.give(BOB, commands.Leave("+plans"))
    again = desk.give(ADA, commands.Admit(room="+plans", person=id_of(desk, BOB), re="9"))
    assert again == [Tell(ADA, events.Done("9"))]
    assert desk.writes == []
    assert not errors(desk.give(BOB, commands.Join("+plans")))


def test_whoever_is_away_finds_it_in_welcome(desk: Desk) -> None:
    create(desk)
    person, secret = id_of(desk, BOB), desk.secrets[BOB]
    desk.leave(BOB)
    assert only_error(admit(desk, "Bob")) is ErrorCode.NO_SUCH_PERSON  # nobody's name, then
    assert not errors(desk.give(ADA, commands.Admit(room="+plans", person=person)))
    back = desk.arrive()
    (welcome,) = told(desk.give(back, hello("Bob", secret)), back, events.Welcome)
    assert [(room.room, room.kind, room.maker) for room in welcome.rooms[1:]] == [
        ("+plans", "private", id_of(desk, ADA))
    ]


def test_every_member_brings_others_in(desk: Desk) -> None:
    create(desk)
    admit(desk, "Bob")
    assert not errors(admit(desk, "Third", by=BOB))
    assert "+plans" in listed(desk, THIRD)


@pytest.mark.parametrize(
    ("room", "code"),
    [
        ("lobby", ErrorCode.NOT_ALLOWED),
        ("@direct", ErrorCode.NO_SUCH_ROOM),
        ("+other", ErrorCode.NO_SUCH_ROOM),
        ("a b", ErrorCode.BAD_REQUEST),
    ],
)
def test_nobody_is_brought_into_another_room(desk: Desk, room: str, code: ErrorCode) -> None:
    assert only_error(admit(desk, "Bob", room=room)) is code


def test_nobody_is_brought_into_a_conversation_of_two(desk: Desk) -> None:
    (state,) = told(desk.give(ADA, commands.Open("Bob")), ADA, events.RoomState)
    assert only_error(admit(desk, "Third", room=state.room)) is ErrorCode.NOT_ALLOWED


def test_it_takes_a_known_person(desk: Desk) -> None:
    create(desk)
    for who in ({}, {"who": "Bob", "person": id_of(desk, BOB)}):
        given = desk.give(ADA, commands.Admit(room="+plans", **who))
        assert only_error(given) is ErrorCode.BAD_REQUEST
    for nobody in ({"who": "Nobody"}, {"person": "nobody"}, {"who": ""}, {"who": "\x00"}):
        given = desk.give(ADA, commands.Admit(room="+plans", **nobody))
        assert only_error(given) is ErrorCode.NO_SUCH_PERSON


def test_it_holds_so_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "MOST_MEMBERS", 2)
    create(desk)
    admit(desk, "Bob")
    assert only_error(admit(desk, "Third")) is ErrorCode.NOT_ALLOWED
    assert not errors(admit(desk, "Bob"))


def test_its_members_are_told_who_may_read_it(desk: Desk) -> None:
    create(desk)
    for who in ("Bob", "Third"):
        admit(desk, who)
    desk.leave(BOB)
    desk.give(THIRD, commands.Leave("+plans"))
    told_now = told(desk.give(ADA, commands.People("x", "+plans")), ADA, events.People)
    (people,) = told_now
    assert [(one.nick, one.state) for one in people.people] == [
        ("Ada", "here"),
        ("Bob", "away"),
        ("Third", "away"),
    ]
    assert (people.count, people.more) == (3, False)
    kick(desk, "Third")
    (people,) = told(desk.give(ADA, commands.People("x", "+plans")), ADA, events.People)
    assert [one.nick for one in people.people] == ["Ada", "Bob"]


def test_its_maker_puts_a_member_out(desk: Desk) -> None:
    create(desk)
    admit(desk, "Bob")
    secret = desk.secrets[BOB]
    answers = kick(desk, "Bob", reason="no more")
    left = events.Left(
        "+plans",
        desk.chat.people[id_of(desk, BOB)].who,
        desk.chat.people[id_of(desk, ADA)].who,
        "no more",
    )
    assert Say("+plans", left) in answers
    assert answers.index(Say("+plans", left)) < answers.index(Unsubscribe(BOB, "+plans"))
    assert told(answers, ADA, events.Done)
    assert desk.writes == [DropMember("+plans", id_of(desk, BOB))]
    assert listed(desk, BOB) == ["lobby"]
    for said_to in (commands.Join("+plans"), send("x", "9", "+plans"), commands.Seen("+plans", 1)):
        assert only_error(desk.give(BOB, said_to)) is ErrorCode.NO_SUCH_ROOM
    back = desk.arrive()
    (welcome,) = told(desk.give(back, hello("Bob", secret)), back, events.Welcome)
    assert [room.room for room in welcome.rooms] == ["lobby"]


def test_each_of_their_windows_hears_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    create(desk)
    admit(desk, "Bob")
    other = desk.arrive()
    person = desk.chat.people[id_of(desk, BOB)]
    desk.chat.sit(other, person=person.id)
    desk.chat.connections[person.id] |= {other}
    desk.give(other, commands.Join("+plans"))
    for crowd, hears in ((200, {BOB: 1, other: 0}), (0, {BOB: 1, other: 1})):
        monkeypatch.setattr(rooms, "CROWD", crowd)
        answers = kick(desk, "Bob")
        for connection, times in hears.items():
            assert len(told(answers, connection, events.Left)) == times
            assert Unsubscribe(connection, "+plans") in answers
        said_to_all = [one for one in answers if isinstance(one, Say)]
        assert sum(isinstance(one.event, events.Left) for one in said_to_all) == (crowd > 0)
        admit(desk, "Bob")


def test_whoever_is_away_is_put_out_as_well(desk: Desk) -> None:
    create(desk)
    admit(desk, "Bob")
    person = id_of(desk, BOB)
    desk.leave(BOB)
    answers = desk.give(ADA, commands.Kick(room="+plans", person=person))
    assert answers == [Tell(ADA, events.Done())]
    assert desk.writes == [DropMember("+plans", person)]


def test_everyone_may_go_but_its_maker(desk: Desk) -> None:
    create(desk)
    admit(desk, "Bob")
    answers = kick(desk, "Bob", by=BOB, reason="bored")
    (left,) = [one.event for one in answers if isinstance(one, Say)]
    assert left == events.Left("+plans", desk.chat.people[id_of(desk, BOB)].who)
    assert only_error(kick(desk, "Ada")) is ErrorCode.NOT_ALLOWED
    assert listed(desk, ADA) == ["lobby", "+plans"]


def test_a_member_puts_nobody_out(desk: Desk) -> None:
    create(desk)
    admit(desk, "Bob")
    admit(desk, "Third")
    desk.promote(BOB)
    for who in ("Third", "Ada"):
        assert only_error(kick(desk, who, by=BOB)) is ErrorCode.NOT_ALLOWED
    kick(desk, "Third")
    assert only_error(kick(desk, "Third")) is ErrorCode.NO_SUCH_PERSON


def test_a_page_that_is_read_late_ends_where_it_was_asked_for(desk: Desk) -> None:
    """A peer that reads slowly gets its page when it is a member no more."""
    create(desk)
    admit(desk, "Bob")
    desk.give(ADA, send("one", "1", "+plans"))
    (fetch,) = desk.give(BOB, commands.History("x", "+plans"))
    assert isinstance(fetch, Fetch)
    assert fetch.last == 1


def test_a_private_room_is_not_a_moderators_business(desk: Desk) -> None:
    create(desk)
    admit(desk, "Bob")
    desk.give(ADA, send("mine", "1", "+plans"))
    desk.promote(BOB)
    for command in (
        commands.Delete("+plans", "2", 1),
        commands.Announce(room="+plans", on=True),
    ):
        assert only_error(desk.give(BOB, command)) is ErrorCode.NOT_ALLOWED


def test_announcements_are_made_by_moderators(desk: Desk) -> None:
    order = commands.Announce(room="lobby", on=True, re="1")
    assert only_error(desk.give(ADA, order)) is ErrorCode.NOT_ALLOWED
    desk.promote(BOB)
    answers = desk.give(BOB, order)
    bob = desk.chat.people[id_of(desk, BOB)].who
    assert Say("lobby", events.Announce("lobby", on=True, by=bob)) in answers
    assert told(answers, BOB, events.Done) == [events.Done("1")]
    assert [one.act for one in desk.writes if isinstance(one, NewAct)] == ["announce"]
    (state,) = told(desk.give(ADA, commands.Join("lobby")), ADA, events.RoomState)
    assert state.announce
    writing = [
        send("x", "1"),
        commands.React("lobby", "2", 1, "👍", on=True),
        commands.Topic("lobby", "3", "x"),
        commands.Typing("lobby"),
    ]
    for command in writing:
        assert only_error(desk.give(ADA, command)) is ErrorCode.NOT_ALLOWED
    assert not errors(desk.give(BOB, send("x", "1")))
    assert desk.give(BOB, order) == [Tell(BOB, events.Done("1"))]
    desk.give(BOB, commands.Announce(room="lobby", on=False))
    assert not errors(desk.give(ADA, send("x", "1")))


def test_announcements_in_a_private_room_are_its_makers(desk: Desk) -> None:
    create(desk, announce=True)
    admit(desk, "Bob")
    desk.promote(BOB)
    assert not errors(desk.give(ADA, send("x", "1", "+plans")))
    assert only_error(desk.give(BOB, send("x", "1", "+plans"))) is ErrorCode.NOT_ALLOWED
    desk.give(ADA, commands.Announce(room="+plans", on=False))
    assert not any(isinstance(one, NewAct) for one in desk.writes)
    assert not errors(desk.give(BOB, send("x", "1", "+plans")))


def test_a_room_for_announcements_is_made_by_a_moderator(desk: Desk) -> None:
    order = commands.Create(room="news", announce=True)
    assert only_error(desk.give(ADA, order)) is ErrorCode.NOT_ALLOWED
    desk.promote(ADA)
    (state,) = told(desk.give(ADA, order), ADA, events.RoomState)
    assert state.announce


def test_a_conversation_of_two_has_no_announcements(desk: Desk) -> None:
    (state,) = told(desk.give(ADA, commands.Open("Bob")), ADA, events.RoomState)
    desk.promote(ADA)
    order = commands.Announce(room=state.room, on=True)
    assert only_error(desk.give(ADA, order)) is ErrorCode.NOT_ALLOWED


def test_guests_talk_and_do_no_more(desk: Desk) -> None:
    create(desk)
    admit(desk, "Bob")
    (state,) = told(desk.give(ADA, commands.Open("Bob")), ADA, events.RoomState)
    bob = desk.chat.people[id_of(desk, BOB)]
    desk.chat.people[bob.id] = msgspec.structs.replace(bob, role="guest")
    for command in (
        commands.Create(room="x"),
        commands.Create(room="x", private=True),
        commands.Join("x"),
        commands.Admit(room="+plans", who="Third"),
        commands.Topic("+plans", "1", "x"),
        commands.Topic("lobby", "1", "x"),
        commands.Announce(room="lobby", on=True),
        commands.Open("Third"),
    ):
        assert only_error(desk.give(BOB, command)) is ErrorCode.NOT_ALLOWED
    for command in (
        send("x", "2"),
        send("x", "3", "+plans"),
        commands.Open("Ada"),
        send("x", "4", state.room),
        commands.React("lobby", "5", 1, "👍", on=True),
        commands.Kick(room="+plans", who="Bob"),
    ):
        assert not errors(desk.give(BOB, command))


def test_a_refused_disk_changes_no_membership(desk: Desk) -> None:
    desk.refused(ADA, commands.Create(room="plans", private=True))
    assert only_error(desk.give(ADA, commands.Join("+plans"))) is ErrorCode.NO_SUCH_ROOM
    create(desk)
    desk.refused(ADA, commands.Admit(room="+plans", who="Bob"))
    assert listed(desk, BOB) == ["lobby"]
    assert only_error(desk.give(BOB, commands.Join("+plans"))) is ErrorCode.NO_SUCH_ROOM
    admit(desk, "Bob")
    desk.refused(ADA, commands.Kick(room="+plans", who="Bob"))
    assert not errors(desk.give(BOB, send("still here", "1", "+plans")))
    desk.chat.read_only = True
    for command in (
        commands.Create(room="x", private=True),
        commands.Admit(room="+plans", who="Third"),
        commands.Kick(room="+plans", who="Bob"),
        commands.Announce(room="+plans", on=True),
    ):
        assert only_error(desk.give(ADA, command)) is ErrorCode.STORAGE


def test_welcome_lists_so_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "LISTED_PRIVATES", 1)
    create(desk, "a")
    create(desk, "b")
    desk.give(ADA, send("x", "1", "+a"))
    assert listed(desk, ADA) == ["lobby", "+a", "+b"]
    back = desk.arrive()
    (welcome,) = told(desk.give(back, hello("Ada", desk.secrets[ADA])), back, events.Welcome)
    assert [room.room for room in welcome.rooms] == ["lobby", "+a"]


def test_a_public_room_of_before_keeps_its_name(desk: Desk) -> None:
    """The mark was anybody's before there were private rooms."""
    desk.chat.add_room(Room("+old"), desk.now)
    assert not errors(desk.give(BOB, commands.Join("+OLD"), send("x", "1", "+old")))
    assert only_error(create(desk, "old")) is ErrorCode.NOT_ALLOWED
