"""Lines and structs: every struct survives the round trip, any bytes give structs or faults."""

import json
import tracemalloc
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.protocol import codec, commands, events
from chat_server.protocol.codec import Fault
from tests.protocol.strategies import a_command, an_event, messages


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


def one(line: bytes) -> commands.AnyCommand | Fault:
    (found,) = codec.command_decoder().feed(line + b"\n")
    return found


@given(a_command)
def test_commands_survive_the_round_trip(command: commands.AnyCommand) -> None:
    assert codec.command_decoder().feed(codec.encode(command)) == [command]


@given(an_event)
def test_events_survive_the_round_trip(event: events.AnyEvent) -> None:
    line = codec.encode(event)
    assert line.count(b"\n") == 1
    assert codec.event_decoder().feed(line) == [event]


@given(an_event)
def test_an_event_is_plain_json_with_its_type(event: events.AnyEvent) -> None:
    assert json.loads(codec.encode(event))["type"] == type(event).__struct_config__.tag


lines = st.one_of(
    a_command.map(codec.encode),
    st.binary(max_size=60).map(lambda data: data + b"\n"),
    st.sampled_from(
        [b"\n", b"{}\n", b'{"type":"ping"}\r\n', b"[[\n", b'{"type":"zap","re":"1"}\n']
    ),
)


@given(st.lists(lines, max_size=8), st.lists(st.integers(0, 2000), max_size=12))
def test_chunks_do_not_matter(parts: list[bytes], places: list[int]) -> None:
    data = b"".join(parts)
    whole, pieces = codec.command_decoder(), codec.command_decoder()
    expected = whole.feed(data)
    found = [one for chunk in cut(data, places) for one in pieces.feed(chunk)]
    assert found == expected
    assert pieces.broken == whole.broken


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5), st.integers(1, 40))
def test_any_bytes_in_any_chunks_never_raise(data: bytes, places: list[int], limit: int) -> None:
    decoder = codec.command_decoder(limit)
    found = [one for chunk in cut(data, places) for one in decoder.feed(chunk)]
    fatal = [one for one in found if isinstance(one, Fault) and one.fatal]
    assert len(fatal) == decoder.broken
    assert not fatal or found[-1] is fatal[0]


@given(st.integers(1, 200), st.integers(0, 400))
def test_the_limit_counts_the_newline(limit: int, length: int) -> None:
    decoder = codec.command_decoder(limit)
    found = decoder.feed(b" " * length + b"\n")
    assert decoder.broken == (length + 1 > limit)
    assert len(found) == 1


def test_a_line_without_end_is_not_held() -> None:
    decoder = codec.command_decoder(100)
    assert decoder.feed(b"x" * 99) == []
    (fault,) = decoder.feed(b"x")
    assert isinstance(fault, Fault)
    assert fault.fatal
    assert decoder.feed(b'\n{"type":"ping"}\n') == []


def test_a_line_in_crumbs_takes_no_more_memory_than_its_bytes() -> None:
    decoder = codec.command_decoder()
    tracemalloc.start()
    for _ in range(30_000):
        assert decoder.feed(b"ab") == []
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert decoder.held == 60_000
    assert held < 2 * decoder.held


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"type":"ping"} x',
        b'{"type":5}',
        b'{"type":"zap"}',
        b'{"nick":"Ada"}',
        b'{"type":"join"}',
        b'{"type":"join","room":5}',
        b'{"type":"join","room":null}',
        b'{"type":"join","room":"a","since":-1}',
        b'{"type":"join","room":"a","since":1.5}',
        b'{"type":"join","room":"a","since":9007199254740992}',
        b'{"type":"join","room":"a","since":NaN}',
        b'{"type":"join","room":"a","since":1e999}',
        b'{"type":"join","room":"a","since":true}',
        b'{"type":"join","room":"\\ud800"}',
        b'{"type":"join","room":"\\udc00 lone"}',
        b'{"type":"ping","unknown":"\\ud800 lone"}',
        b'{"type":"ping","unknown":NaN}',
        b'{"type":"ping","unknown":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"type":"join","room":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"type":"send","room":"a","id":"","text":"x"}',
        b'{"type":"send","room":"a","id":"a b","text":"x"}',
        b'{"type":"send","room":"a","id":"a\\n","text":"x"}',
        b'{"type":"send","room":"a","id":"' + b"x" * 65 + b'","text":"x"}',
        b'{"type":"ping","re":"' + b"x" * 65 + b'"}',
    ],
)
def test_a_bad_line_is_a_fault_and_the_stream_goes_on(line: bytes) -> None:
    decoder = codec.command_decoder()
    first, second = decoder.feed(line + b'\n{"type":"ping"}\n')
    assert isinstance(first, Fault)
    assert not first.fatal
    assert second == commands.Ping()


@pytest.mark.parametrize(
    "line", [b'{"type":"ping","re":"\xff"}', b"\xff", b'{"type":"ping","x":"\xc3"}']
)
def test_bytes_that_are_not_utf8_end_the_stream(line: bytes) -> None:
    fault = one(line)
    assert isinstance(fault, Fault)
    assert fault.fatal


def test_unknown_fields_are_ignored() -> None:
    assert one(b'{"type":"join","room":"a","seq":7,"by":{"x":1}}') == commands.Join("a")


@pytest.mark.parametrize(
    ("line", "re", "id"),
    [
        (b'{"type":"zap","re":"7"}', "7", None),
        (b'{"type":"send","id":"01X","room":5,"text":""}', None, "01X"),
        (b'{"type":"zap","re":7,"id":[]}', None, None),
        (b'{"type":"ping","re":"' + b"x" * 65 + b'"}', None, None),
    ],
)
def test_a_fault_says_which_command_it_was(line: bytes, re: str | None, id: str | None) -> None:
    fault = one(line)
    assert isinstance(fault, Fault)
    assert (fault.re, fault.id) == (re, id)


@pytest.mark.parametrize("kind", [r"\u001b[2J", r"\u0000", "\u202e", "x" * 60_000])
def test_a_fault_quotes_nothing_that_acts_on_a_screen(kind: str) -> None:
    fault = one(f'{{"type":"{kind}"}}'.encode())
    assert isinstance(fault, Fault)
    assert fault.text.isprintable()
    assert len(fault.text) < 300


@given(st.lists(messages, max_size=4), st.booleans())
def test_a_page_of_lines_is_a_page(entries: list[events.Message], more: bool) -> None:
    stored = [codec.encode(entry)[:-1] for entry in entries]
    line = codec.encode_page("7", "lobby", stored, more)
    assert codec.event_decoder().feed(line) == [events.Page("7", "lobby", entries, more)]
    assert all(stored_line in line for stored_line in stored)


def test_what_a_newer_server_says_beside_costs_no_patience() -> None:
    decoder = codec.event_decoder()
    unknown = b'{"type":"fireworks","room":"lobby"}\n{"type":"page","re":[]}\n'
    found = decoder.feed(unknown * codec.PATIENCE + b'{"type":"ping"}\n')
    assert not [one for one in found if isinstance(one, Fault) and one.fatal]
    assert found[-1] == events.Ping()
    (last,) = decoder.feed(b"no JSON\n" * (codec.PATIENCE + 1))[-1:]
    assert isinstance(last, Fault)
    assert last.fatal


def test_of_a_page_what_is_known_is_read() -> None:
    entry = events.Deleted("lobby", 7, 0, events.Who("b", "Bob"), "d1", 3)
    stored = [
        b'{"type":"fireworks","seq":6}',
        codec.encode(entry)[:-1],
        b"[1]",
    ]
    line = codec.encode_page("7", "lobby", stored, more=True)
    assert codec.event_decoder().feed(line) == [events.Page("7", "lobby", [entry], more=True)]


def test_what_is_absent_is_not_written() -> None:
    written: dict[str, Any] = json.loads(codec.encode(commands.Join("lobby")))
    assert written == {"type": "join", "room": "lobby"}
