"""Peers that say anything at all: other programs, newer servers, nonsense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui import reports
from chat_gui.client import sentences
from chat_gui.client.session import GREETING_SECONDS
from chat_server.protocol import codec, commands, events
from chat_server.protocol.limits import Limits
from tests.client.harness import Harness
from tests.client.model_server import ModelServer
from tests.protocol.strategies import an_event


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 400 Bad Request\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        codec.encode(events.Pong()),
        b"\xff\xfe\n",
        b"x" * 2**21,
    ],
)
def test_something_else_that_listens(data: bytes) -> None:
    here = Harness()
    here.connect()
    here.receive(data)
    assert here.take(reports.Lost) == [reports.Lost(sentences.NOT_PARLOR, here.now + 0.5)]
    assert not here.linked


def test_bytes_without_sense_and_then_the_end() -> None:
    here = Harness()
    here.connect()
    here.receive(b"\x15\x03\x01\x00\x02\x02\x46")  # what a TLS server says to plain text
    here.cut()
    assert here.take(reports.Lost) == [reports.Lost(sentences.NOT_PARLOR, here.now + 0.5)]


def test_nothing_but_the_end() -> None:
    here = Harness()
    here.connect()
    here.cut()
    assert here.take(reports.Lost) == [reports.Lost(sentences.BROKE, here.now + 0.5)]


def test_no_word_at_all() -> None:
    here = Harness()
    here.connect()
    assert here.session.wake_at() == here.now + GREETING_SECONDS
    here.wait(GREETING_SECONDS)
    assert here.take(reports.Lost) == [reports.Lost(sentences.NOT_PARLOR, here.now + 0.5)]


def test_lines_of_a_newer_server_are_skipped(here: Harness) -> None:
    here.receive(b'{"type":"fireworks"}\n')
    assert here.linked


def test_a_newer_servers_reason_ends_what_waits(here: Harness) -> None:
    here.say("m1")
    here.receive(
        b'{"type":"error","code":"muted","text":"You are muted.","fatal":false,"id":"m1"}\n'
    )
    failed = here.take(reports.SendFailed)
    assert failed == [reports.SendFailed("lobby", "m1", "You are muted.")]
    here.receive(b'{"type":"error","code":"muted","text":"Still.","fatal":false}\n')
    assert [one.text for one in here.take(events.Error)] == ["Still."]
    assert here.linked


def test_a_newer_server_that_hardly_says_anything_else(here: Harness) -> None:
    here.told.clear()
    for _ in range(20):
        here.receive(b'{"type":"fireworks","room":"lobby","seq":3}\n' * 100)
    assert here.linked
    assert not here.told


def test_an_endless_line_is_the_end(here: Harness) -> None:
    here.receive(b"x" * 2**21)
    assert here.take(reports.Lost) == [reports.Lost(sentences.UNREADABLE, here.now + 0.5)]


def test_a_second_welcome_changes_nothing(here: Harness) -> None:
    here.told.clear()
    here.tell(*here.server.hear(commands.Hello(1, "Ada")))
    assert not here.told


def test_the_window_sees_limits_that_make_sense() -> None:
    here = Harness(ModelServer(limits=Limits(ping=0, dead=-5)))
    here.connect()
    for _ in ("hello", "proof"):
        here.server_reads()
        here.client_reads()
    (welcome,) = here.take(events.Welcome)
    assert isinstance(welcome, events.Welcome)
    assert (welcome.limits.ping, welcome.limits.dead) == (1, 2)


@given(chunks=st.lists(st.binary(max_size=200), max_size=10), online=st.booleans())
def test_any_bytes(chunks: list[bytes], online: bool) -> None:
    here = Harness()
    here.connect()
    if online:
        here.settle()
    for chunk in chunks:
        if here.linked:
            here.receive(chunk)
    here.outbox.close()


@given(told=st.lists(an_event, max_size=10), online=st.booleans())
def test_any_events(told: list[events.AnyEvent], online: bool) -> None:
    here = Harness()
    here.connect()
    if online:
        here.settle()
    here.say("m1")
    for event in told:
        if here.linked:
            here.tell(event)
            here.in_flight = None
            here.wait(0.1)
    wake_at = here.session.wake_at()
    assert wake_at is None or wake_at > here.now - 100
    here.outbox.close()
