"""Direct conversations: those there are, and opening one."""

import pytest

from chat_gui import reports
from chat_gui.client import sentences
from chat_gui.client.opening import MOST_OPENING
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import MOST_ENTERED
from tests.client.harness import Harness, error
from tests.client.model_server import DIRECT, ModelServer

OPEN = commands.Open("Bob", "r1")


def test_those_that_the_server_lists_are_joined(here: Harness) -> None:
    here.cut()
    here.server.bob_writes("meanwhile")
    here.settle()
    assert here.server.here == {"lobby", DIRECT}
    assert [one.text for one in here.take(events.Message)] == ["meanwhile"]
    known = here.outbox.stored().known["server-1"].rooms
    assert known == ("lobby",), "the server tells of them anew"


def test_one_that_somebody_begins_is_kept_and_gone_on_with(here: Harness) -> None:
    here.tell(*here.server.bob_writes("hello"))
    assert here.take(events.RoomState)[-1].room == DIRECT
    assert [one.text for one in here.take(events.Message)] == ["hello"]
    here.say("m1", DIRECT)
    here.cut()
    here.sent.clear()
    here.settle()
    assert commands.Join(DIRECT, since=1) in here.sent
    assert here.server.done_by_us(DIRECT) == ["m1"]


def test_being_brought_in_before_coming_back_leaves_nothing_out(here: Harness) -> None:
    here.server.newest = 2
    here.tell(*here.server.bob_writes("1"))
    here.cut()
    for text in "23456":
        here.server.bob_writes(text)
    here.wait(1.0)
    here.connect()
    here.server_reads(1)
    here.client_reads()
    here.take(events.Message)
    here.tell(*here.server.bob_writes("7"))
    assert not here.take(events.Message)
    here.settle()
    assert [one.text for one in here.take(events.Message)] == list("234567")


@pytest.mark.parametrize(
    ("name", "kind"), [("attic", "direct"), (DIRECT, "public"), ("@" + "x" * 300, "direct")]
)
def test_what_only_looks_like_one_is_not_kept(here: Harness, name: str, kind: str) -> None:
    here.tell(events.RoomState(name, kind, "", [], 0, 5, 1, 0))
    here.cut()
    here.settle()
    assert here.server.here == {"lobby"}


def test_no_more_are_kept_than_rooms_may_be(here: Harness) -> None:
    for number in range(MOST_ENTERED + 5):
        here.tell(events.RoomState(f"@{number}", "direct", "", [], 0, 0, 0, 0))
    assert len(here.session._exchange._rooms.wanted()) == MOST_ENTERED


def test_opening_one_with_what_is_to_be_said(here: Harness) -> None:
    here.write_to("Bob", "hi")
    here.settle()
    assert [one.room for one in here.take(reports.Opened)] == [DIRECT]
    assert [one.text for one in here.server.said(DIRECT)] == ["hi"]
    here.command(OPEN)
    here.command(OPEN)
    here.settle()
    assert here.take(reports.Opened) == [reports.Opened("r1", DIRECT)]


def test_refusals_are_told_apart(here: Harness) -> None:
    here.command(commands.Join("den"))
    here.command(OPEN)
    here.command(commands.Join("attic"))
    here.command(commands.Open("Nobody", "r2"))
    here.server.refuse_join = ErrorCode.NOT_ALLOWED
    here.settle()
    assert here.server.here == {"lobby", "attic", DIRECT}
    assert here.take(reports.NotOpened) == [reports.NotOpened("r2", "Not him.")]
    assert here.take(reports.Opened) == [reports.Opened("r1", DIRECT)]


def test_many_are_opened_as_fast_as_the_server_likes(here: Harness) -> None:
    here.sent.clear()
    for number in range(MOST_OPENING):
        here.command(commands.Open("Bob", f"r{number}"))
    assert 0 < len(here.sent) < MOST_OPENING
    here.settle()
    assert len(here.take(reports.Opened)) == MOST_OPENING


@pytest.mark.parametrize("code", [ErrorCode.NOT_ALLOWED, ErrorCode.STORAGE])
def test_refused(here: Harness, code: ErrorCode) -> None:
    here.server.refuse_open = code
    here.command(OPEN)
    here.settle()
    assert here.take(reports.NotOpened) == [reports.NotOpened("r1", "Not him.")]
    assert not here.take(events.Error)
    assert here.session._exchange.due() == []


def test_too_much_at_once_is_asked_again(here: Harness) -> None:
    here.server.refuse_open = ErrorCode.SLOW_DOWN
    here.command(OPEN)
    here.settle()
    assert len(here.take(reports.Opened)) == 1


def test_a_refusal_of_something_else_is_told(here: Harness) -> None:
    here.command(OPEN)
    here.tell(error(ErrorCode.NICK_TAKEN))
    assert len(here.take(events.Error)) == 1
    here.settle()
    assert len(here.take(reports.Opened)) == 1


def test_one_that_somebody_else_begins_is_no_answer(here: Harness) -> None:
    here.command(OPEN)
    here.tell(*here.server.bob_writes("hello"))
    for re in ("r2", ""):
        here.tell(events.RoomState("@x", "direct", "", [], 0, 0, 0, 0, re=re))
        here.tell(error(ErrorCode.NOT_ALLOWED, re=re))
    assert not here.take(reports.Opened)
    assert not here.take(reports.NotOpened)
    here.settle()
    assert here.take(reports.Opened) == [reports.Opened("r1", DIRECT)]


@pytest.mark.parametrize("read", [0, 1])
def test_the_next_connection_asks_again(here: Harness, read: int) -> None:
    here.command(OPEN)
    here.cut(read)
    here.command(commands.Open("Nobody", "r2"))
    here.settle()
    assert here.take(reports.Opened) == [reports.Opened("r1", DIRECT)]
    assert here.take(reports.NotOpened) == [reports.NotOpened("r2", "Not him.")]


def test_another_server_is_not_asked(here: Harness) -> None:
    here.command(OPEN)
    here.cut()
    here.server = ModelServer("server-2")
    here.settle()
    assert here.take(reports.NotOpened) == [reports.NotOpened("r1", sentences.NOT_OPENED)]
    assert not here.take(reports.Opened)


def test_a_connection_that_ends_for_good_gives_it_back(here: Harness) -> None:
    here.command(OPEN)
    here.tell(error(ErrorCode.VERSION, fatal=True))
    assert here.take(reports.NotOpened) == [reports.NotOpened("r1", sentences.NOT_OPENED)]


def test_a_server_that_does_not_answer_is_given_up(here: Harness) -> None:
    here.command(OPEN)
    for _ in range(100):
        here.up = b""
        here.wait(1.0)
        if here.linked:
            here.tell(events.Pong())
    assert here.take(reports.Lost)


def test_so_many_may_wait_to_be_opened(here: Harness) -> None:
    for number in range(MOST_OPENING + 1):
        here.command(commands.Open(f"n{number}", f"r{number}"))
    here.command(commands.Open("\ud83d", "last"))
    told = here.take(reports.NotOpened)
    assert [one.reason for one in told] == [sentences.NOT_OPENED] * 2


def test_what_waits_for_one_goes_out_in_the_next_window(here: Harness) -> None:
    here.tell(*here.server.bob_writes("hello"))
    here.cut()
    here.say("m1", DIRECT)
    here.shut()
    here.open()
    here.settle()
    assert here.server.done_by_us(DIRECT) == ["m1"]
