"""The rooms one is in: joining, leaving, and what the server refuses."""

import pytest

from chat_gui import reports
from chat_gui.client.memberships import MOST_ROOMS
from chat_gui.model.changes import Refused
from chat_gui.model.chat import ChatModel
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.client.harness import Harness, error


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
    assert here.server.said_by_us("den") == ["m1"]
    assert here.server.here == {"lobby"}


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
    for number in range(MOST_ROOMS):
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
    assert here.server.said_by_us("lobby") == ["m1"]


def test_a_room_nobody_asked_for_is_shown_and_no_more(here: Harness) -> None:
    here.tell(events.RoomState("attic", "public", "", [], 0, 5, 1, 0))
    assert here.session.wake_at() is not None
    here.settle()
    assert here.server.here == {"lobby"}
