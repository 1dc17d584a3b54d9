"""The rooms one is in: joining, leaving, and what the server refuses."""

import pytest

from chat_gui import reports
from chat_gui.model.changes import Refused
from chat_gui.model.chat import ChatModel
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import MOST_ENTERED
from tests.client.harness import Harness, error
from tests.client.model_server import BOB


def test_a_left_room_is_not_joined_again(here: Harness) -> None:
    here.command(commands.Join("den"))
    here.settle()
    here.command(commands.Leave("den"))
    here.settle()
    assert here.server.here == {"lobby"}
    here.cut()
    here.settle()
    assert here.server.here == {"lobby"}
    assert here.outbox.stored().known["server-1"].rooms == ("lobby",)


def test_nobody_leaves_the_lobby(here: Harness) -> None:
    here.command(commands.Leave("lobby"))
    assert not here.up


def test_what_waits_for_a_left_room_is_said_before_leaving(here: Harness) -> None:
    here.command(commands.Join("den"))
    here.settle()
    here.say("m1", "den")
    here.command(commands.Leave("den"))
    here.settle()
    assert here.server.done_by_us("den") == ["m1"]
    assert here.server.here == {"lobby"}


def test_a_left_room_does_not_come_back_on_screen_for_what_waits(here: Harness) -> None:
    here.command(commands.Join("den"))
    here.settle()
    here.cut()
    here.say("m1", "den")
    here.command(commands.Leave("den"))
    here.take(events.RoomState)
    here.settle()
    assert here.server.done_by_us("den") == ["m1"]
    assert [one.room for one in here.take(events.RoomState)] == ["lobby"]
    den = here.model.rooms["den"]
    assert not den.joined
    assert not den.timeline.pending.rows()
    here.command(commands.Join("den"))
    here.settle()
    assert [row.seq for row in here.model.rooms["den"].timeline.messages()] == [1]


def test_a_room_that_can_not_be(here: Harness) -> None:
    here.command(commands.Join("no room"))
    (trouble,) = here.take(reports.Trouble)
    assert not here.up
    assert ChatModel().apply([trouble], 0) == [Refused(trouble.text)]


def test_a_room_that_the_server_refuses(here: Harness) -> None:
    here.server.refuse_join = ErrorCode.BAD_REQUEST
    here.command(commands.Join("den"))
    here.settle()
    assert len(here.take(events.Error)) == 1
    assert "den" not in here.outbox.stored().known["server-1"].rooms
    here.command(commands.Join("den"))
    here.settle()
    assert "den" in here.server.here


def test_too_many_rooms(here: Harness) -> None:
    here.cut()
    for number in range(MOST_ENTERED):
        here.command(commands.Join(f"room-{number}"))
    assert len(here.take(reports.Trouble)) == 1


def test_many_rooms_are_joined_as_fast_as_the_server_likes(here: Harness) -> None:
    rooms = {f"room-{number}" for number in range(40)}
    for room in sorted(rooms):
        here.command(commands.Join(room))
    here.settle()
    assert here.server.here == {"lobby", *rooms}


@pytest.mark.parametrize("code", [ErrorCode.SLOW_DOWN, ErrorCode.STORAGE])
def test_a_join_that_was_too_much_is_said_again(here: Harness, code: ErrorCode) -> None:
    here.server.refuse_join = code
    here.command(commands.Join("den"))
    here.settle()
    assert here.server.here == {"lobby", "den"}


def test_a_refusal_of_something_else_leaves_the_rooms_alone(here: Harness) -> None:
    here.tell(error(ErrorCode.NICK_TAKEN), error(ErrorCode.BAD_REQUEST, re="older lobby"))
    assert len(here.take(events.Error)) == 2
    here.say("m1")
    here.settle()
    assert here.server.done_by_us("lobby") == ["m1"]


def test_a_room_nobody_asked_for_is_none_of_ours(here: Harness) -> None:
    here.tell(room("attic"))
    here.settle()
    assert not [one for one in here.take(events.RoomState) if one.room == "attic"]
    assert here.server.here == {"lobby"}
    here.cut()
    here.settle()
    assert here.server.here == {"lobby"}


def test_a_private_room_that_somebody_brings_us_into(here: Harness) -> None:
    here.tell(room("+vault"))
    assert [one.room for one in here.take(events.RoomState)] == ["lobby", "+vault"]
    here.server.private.add("+vault")
    here.cut()
    here.settle()
    assert here.server.here == {"lobby", "+vault"}
    assert here.outbox.stored().known["server-1"].rooms == ("lobby", "+vault")


def test_private_rooms_are_those_that_the_server_lists(here: Harness) -> None:
    here.tell(room("+vault"))
    here.cut()
    here.server.private.add("+attic")
    here.sent.clear()
    here.settle()
    assert here.server.here == {"lobby", "+attic"}, "brought into one meanwhile, put out of one"
    asked = {one.room for one in here.sent if isinstance(one, commands.Join)}
    assert asked == {"lobby", "+attic"}


def test_a_room_that_we_make(here: Harness) -> None:
    here.command(commands.Create(re="make", room="news", announce=True))
    here.tell(room("news", re="make"))
    assert [one.room for one in here.take(events.RoomState)] == ["lobby", "news"]
    here.cut()
    here.settle()
    assert here.server.here == {"lobby", "news"}


def test_a_room_that_we_are_put_out_of(here: Harness) -> None:
    here.command(commands.Join("den"))
    here.settle()
    left = events.Left("den", here.me(), BOB, "Too loud.")
    here.server.here.discard("den")
    here.tell(left)
    assert here.take(events.Left) == [left]
    here.say("m1", "den")
    here.settle()
    assert here.take(reports.SendFailed) == [reports.SendFailed("den", "m1", "Too loud.")]
    here.cut()
    here.settle()
    assert here.server.here == {"lobby"}
    here.command(commands.Join("den"))
    here.settle()
    here.say("m2", "den")
    here.settle()
    assert here.server.done_by_us("den") == ["m2"]


def test_a_private_room_that_we_are_put_out_of_and_brought_into_again(here: Harness) -> None:
    here.tell(room("+vault"), events.Left("+vault", here.me(), BOB, "Too loud."), room("+vault"))
    here.server.here.add("+vault")
    here.say("m1", "+vault")
    here.settle()
    assert not here.take(reports.SendFailed)
    assert here.server.done_by_us("+vault") == ["m1"]


def test_rooms_without_end_that_we_were_never_in(here: Harness) -> None:
    here.settle()
    for number in range(10):
        here.tell(events.Left(f"room{number}", here.me(), BOB, "Too loud."))
    assert not here.session._exchange._rooms.refused


def test_who_puts_us_out_of_the_lobby_is_not_defied(here: Harness) -> None:
    here.server.here.clear()
    here.tell(events.Left("lobby", here.me(), BOB))
    here.settle()
    assert not here.server.here
    here.cut()
    here.settle()
    assert here.server.here == {"lobby"}, "another time"


def test_a_private_room_whose_member_we_are_no_more(here: Harness) -> None:
    here.tell(room("+vault"))
    here.tell(events.Left("+vault", here.me()))
    here.cut()
    here.settle()
    assert here.server.here == {"lobby"}


def test_others_come_and_go_without_us(here: Harness) -> None:
    for left in (events.Left("lobby", BOB, here.me(), "No."), events.Left("lobby", here.me())):
        here.tell(left)
        here.say(f"m{len(here.sent)}")
        here.settle()
        assert not here.take(reports.SendFailed)
    assert len(here.server.done_by_us("lobby")) == 2


def room(name: str, **more: str) -> events.RoomState:
    kind = "private" if name.startswith("+") else "public"
    return events.RoomState(name, kind, "", [], 0, 0, 0, 0, **more)
