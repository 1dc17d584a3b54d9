"""What is done to a message waits on disk as messages do, and is given up where its target is."""

import msgspec
import pytest

from chat_gui.reports import Outdated, SendFailed, Undone, Unsent
from chat_server.protocol import commands
from chat_server.protocol.errors import ErrorCode
from tests.client.harness import Harness
from tests.client.model_server import ModelServer

DONE = [
    commands.Edit("lobby", "e1", 1, "second thoughts"),
    commands.Delete("lobby", "d1", 1),
    commands.React("lobby", "r1", 1, "👍", on=True),
]


def online() -> Harness:
    here = Harness()
    here.settle()
    here.say("m1")
    here.settle()
    return here


@pytest.mark.parametrize("command", DONE)
def test_it_goes_out_after_the_window_was_closed(command: commands.AnyCommand) -> None:
    here = online()
    here.cut()
    here.command(command)
    here.shut()
    here.open()
    assert here.take(Undone) == [Undone(command)]  # type: ignore[arg-type]
    here.settle()
    assert here.server.done_by_us("lobby") == ["m1", command.id]  # type: ignore[union-attr]
    assert not here.outbox.stored().waiting


@pytest.mark.parametrize("command", DONE)
def test_a_lost_echo_does_not_do_it_twice(command: commands.AnyCommand) -> None:
    here = online()
    here.command(command)
    here.cut(1)
    here.settle()
    assert here.server.done_by_us("lobby") == ["m1", command.id]  # type: ignore[union-attr]
    assert not here.take(SendFailed)


def test_what_is_refused_for_good_is_told_and_forgotten() -> None:
    here = online()
    here.server.refuse_next = ErrorCode.NO_SUCH_ENTRY
    here.command(DONE[0])
    here.settle()
    assert here.take(SendFailed) == [SendFailed("lobby", "e1", "Refused.")]
    assert not here.outbox.stored().waiting


@pytest.mark.parametrize("closed", [True, False])
def test_a_log_that_was_put_back_is_not_touched_by_what_was_meant_for_the_other(
    closed: bool,
) -> None:
    here = online()
    here.cut()
    for command in DONE:
        here.command(command)
    here.command(commands.Send("lobby", "m2", "me too", reply_to=1))
    here.server.epoch = "after the copy"
    if closed:
        here.shut()
        here.open()
        (unsent,) = here.take(Unsent)
        assert unsent.reply_to == 1
    here.settle()
    given_up = here.take(Outdated)
    assert [one.id for one in given_up] == ["e1", "d1", "r1"]
    assert here.server.done_by_us("lobby") == ["m1", "m2"]
    assert here.server.said("lobby")[1].reply_to is None, "it may be another message now"
    assert not here.outbox.stored().waiting


def test_what_was_meant_for_a_server_waits_for_it() -> None:
    here = online()
    here.cut()
    here.command(DONE[1])
    first, here.server = here.server, ModelServer("server-2", fingerprint="2" * 64)
    here.settle()
    assert not here.server.done_by_us("lobby")
    here.cut()
    here.server = first
    here.settle()
    assert first.done_by_us("lobby") == ["m1", "d1"]
    assert msgspec.structs.asdict(first.log["lobby"][-1])["target"] == 1
