"""What a `nick` client is told, as the lines it prints: short, legible, and nobody's but theirs."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.dialects.callings import REMEMBERED, Callings
from chat_server.dialects.known import DIALECTS
from chat_server.dialects.nick import Nick, NickUtf8
from chat_server.protocol import commands, events
from chat_server.protocol.codec import Fault
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.names import LOBBY
from fuzz.foreign import ENTERED, check_lines, drive
from tests.protocol.strategies import an_event

BOB, THIRD, ME = events.Who("bob", "Bob"), events.Who("third", "Third"), events.Who("me", "Ada")
DIRECT = "@bob+me"
NAMES = ["Ada", "Bob", "Ada: hi", "Zoë", "Zoe", "Zoe~", "Ада", "😀", "Ada:", "Bob set the topic"]
TEXTS = ["hi", "a\nAda: forged", "b\rBob: forged", "c\u2028Bob: x", "d\x85Ada: x", "é" * 3_000]


def entered(kind: type[Nick] = Nick) -> Nick:
    """One whose client is in and has been told so."""
    nick = kind()
    nick.begin()
    assert nick.packet() == nick.question
    nick.feed(b"Ada")
    nick.tick("quiet")
    for event in ENTERED:
        nick.told(event)
    assert lines(nick) == ["You are in the chat, alone."]
    return nick


def lines(nick: Nick) -> list[str]:
    found: list[str] = []
    while nick.waiting_bytes:
        packet = nick.packet().decode("utf-8" if isinstance(nick, NickUtf8) else "ascii")
        found += packet.split("\n")
    return found


def message(text: str, by: events.Who = BOB, room: str = LOBBY, **more: bool) -> events.Message:
    return events.Message(room, 1, 1, by, "1", text, **more)


ENTRY = (LOBBY, 2, 2, BOB, "2")
TOLD: list[tuple[events.Event, list[str]]] = [
    (message("hi"), ["Bob: hi"]),
    (message("one\n\ntwo"), ["Bob: one", "Bob: ", "Bob: two"]),
    (message("waves: hi", action=True), ["* Bob waves; hi"]),
    (message("", deleted=True), []),
    (message("psst", room=DIRECT), ["Bob: (to you alone) psst"]),
    (message("psst", room=DIRECT, action=True), ["* (to you alone) Bob psst"]),
    (events.Edited(*ENTRY, target=1, text="ho"), ["Bob: (corrected) ho"]),
    (events.Deleted(*ENTRY, target=1), ["Bob took a message back."]),
    (events.Reacted(*ENTRY, target=1, emoji="👍", on=True), ["Bob reacts with :thumbsup:"]),
    (events.Reacted(*ENTRY, target=1, emoji="👍", on=False), []),
    (events.Topic(*ENTRY, text="Lunch"), ["Bob set the topic to Lunch"]),
    (events.Topic(*ENTRY, text=""), ["Bob took the topic away."]),
    (events.Joined(LOBBY, BOB), ["Bob joined the chat!"]),
    (events.Joined("garden", BOB), []),
    (events.Joined(LOBBY, ME), []),
    (events.Left(LOBBY, BOB), ["Bob left the chat!"]),
    (events.Left(LOBBY, BOB, THIRD), ["Bob was put out by Third."]),
    (events.Left(LOBBY, BOB, THIRD, "too loud"), ["Bob was put out by Third (too loud)."]),
    (events.Renamed(LOBBY, BOB, "Zoë"), ["Zoe~ is Bob now."]),
    (events.Renamed(DIRECT, BOB, "Bo"), []),
    (events.Muted(on=True, by=BOB), ["You can't write for now, says Bob."]),
    (events.Muted(on=False, by=BOB, room=LOBBY), ["You may write again, says Bob."]),
    (events.Muted(on=True, by=BOB, room="garden"), []),
    (events.Announce(LOBBY, on=True, by=BOB), ["Only moderators write here now."]),
    (events.Announce(LOBBY, on=False, by=BOB), ["Everyone writes here now."]),
    (events.Typing(LOBBY, BOB), []),
    (events.Error(ErrorCode.CLOSING, "NICK", fatal=True), ["NICK."]),
]


@pytest.mark.parametrize(("event", "told"), TOLD)
def test_what_happens_is_a_short_line(event: events.Event, told: list[str]) -> None:
    nick = entered()
    assert nick.told(event) == []
    assert lines(nick) == told


def test_who_is_in_is_told_to_who_comes() -> None:
    nick = Nick()
    people = [events.Present(str(number), f"P{number}") for number in range(20)]
    nick.told(ENTERED[0])
    nick.told(msgspec.structs.replace(ENTERED[1], people=people, count=25, topic="Lunch"))
    shown = ", ".join(f"P{number}" for number in range(10))
    assert lines(nick) == [f"You are in the chat with {shown} and 14 more.", "It is about Lunch"]


def test_who_is_put_out_of_the_room_is_put_off() -> None:
    (fault,) = entered().told(events.Left(LOBBY, ME, BOB, "enough"))
    text = "You were put out by Bob (enough). Connect again to come back."
    assert fault == Fault(text, fatal=True)


def test_names_that_look_alike_in_ascii_are_told_apart() -> None:
    nick = entered()
    called = ["Zoë", "Zoe", "Zoè", "Zoe~", "Zoe: hi", "Zoe~2"]
    for number, name in enumerate(called):
        nick.told(message("hi", events.Who(str(number), name)))
    shown = ["Zoe~: hi", "Zoe: hi", "Zoe~2: hi", "Zoe-~: hi", "Zoe hi~: hi", "Zoe-2~: hi"]
    assert lines(nick) == shown
    nick.told(message("again", events.Who("2", "Zoè")))
    assert lines(nick) == ["Zoe~2: again"]


def test_of_marked_names_so_many_are_remembered() -> None:
    callings = Callings(Nick._plain)
    names = {callings.name(events.Who(str(number), "Zoë")) for number in range(REMEMBERED)}
    assert len(names) == REMEMBERED
    assert callings.name(events.Who("another", "Zoë")) == "Zoe~"


def test_a_long_line_is_whole_and_each_part_says_whose_it_is() -> None:
    for kind in (Nick, NickUtf8):
        nick = entered(kind)
        nick.told(message("é" * 3_000))
        told = lines(nick)
        assert all(line.startswith("Bob: ") for line in told)
        text = "".join(line.removeprefix("Bob: ") for line in told)
        assert text == ("e" if kind is Nick else "é") * 3_000


def test_what_is_refused_for_now_is_said_again_and_nothing_overtakes_it() -> None:
    nick = entered()
    (first,) = nick.feed(b"Ada: oneAda: two")
    assert nick.tick("quiet") == []
    for code, told in ((ErrorCode.SLOW_DOWN, []), (ErrorCode.STORAGE, ["Wait."])):
        for _ in range(3):
            nick.waits.clear()
            assert nick.told(events.Error(code, "Wait.", fatal=False, id="0")) == []
            assert list(nick.waits) == ["again"]
            assert nick.tick("again") == [first]
        assert lines(nick) == told, "said once, and only where it may take long"
    (second,) = nick.told(events.Message(LOBBY, 5, 5, ME, "0", "one"))
    assert second == commands.Send(LOBBY, "1", "two")


def test_what_is_refused_for_good_is_told_and_the_next_is_said() -> None:
    nick = entered()
    nick.feed(b"Ada: oneAda: two")
    nick.tick("quiet")
    (second,) = nick.told(events.Error(ErrorCode.NOT_ALLOWED, "You are muted.", False, id="0"))
    assert second == commands.Send(LOBBY, "1", "two")
    assert lines(nick) == ["You are muted."]


def test_a_text_that_is_too_long_is_said_in_parts_and_none_is_blank() -> None:
    nick = entered()
    nick.feed(b"Ada: a" + b" " * 16_000 + b"b")
    nick.tick("quiet")
    (first,) = nick.tick("hold")
    assert isinstance(first, commands.Send)
    (second,) = nick.told(events.Message(LOBBY, 5, 5, ME, "0", "a"))
    assert second == commands.Send(LOBBY, "1", " b")
    assert nick.pending
    assert nick.told(events.Message(LOBBY, 6, 6, ME, "1", "b")) == []
    assert not nick.pending


def test_what_goes_on_is_not_cut_by_an_older_timer() -> None:
    nick = entered()
    nick.feed(b"Ada: " + b"x" * 1_000)
    assert nick.tick("quiet") == []
    nick.feed(b"y")
    assert nick.tick("hold") == []
    assert nick.tick("quiet") == []
    (said,) = nick.tick("hold")
    assert said == commands.Send(LOBBY, "0", "x" * 1_000 + "y")


def test_a_question_that_was_missed_is_not_waited_for() -> None:
    nick = entered()
    for what in ("", "unanswered"):
        assert (nick.tick(what) if what else nick.told(events.Ping())) == []
        assert nick.packet() == b"NICK"
    nick.feed(b"Ada")
    assert nick.tick("quiet") == []
    nick.feed(b"Ada: I am Ada")
    assert nick.tick("quiet") == [commands.Send(LOBBY, "0", "I am Ada")]
    assert nick.tick("unanswered") == []
    assert nick.packet() == b""


def test_a_nickname_with_a_line_end_is_one_without() -> None:
    nick = Nick()
    nick.begin()
    nick.packet()
    nick.feed(b"Ada\r\n")
    assert nick.tick("quiet") == [commands.Hello(1, "Ada", client="nick")]


@pytest.mark.parametrize(
    "probe", [b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n", b"\x16\x03\x01\0\xa5", b"Ada\nBob"]
)
def test_who_speaks_something_else_does_not_come_in(probe: bytes) -> None:
    nick = Nick()
    nick.begin()
    nick.packet()
    nick.feed(probe)
    said = [*nick.tick("quiet"), *nick.tick("hold"), *nick.tick("unnamed")]
    assert said == [Fault("That is no nickname.", fatal=True)]


def test_who_says_much_is_not_read() -> None:
    nick = entered()
    for number in range(100):
        nick.feed(f"Ada: {number}".encode())
    assert not nick.full
    nick.feed(b"Ada: one more")
    assert nick.full


def test_one_hello_at_a_time() -> None:
    nick = Nick()
    nick.begin()
    nick.packet()
    nick.feed(b"Ada")
    assert [type(one) for one in nick.tick("quiet")] == [commands.Hello]
    assert nick.tick("again") == []
    taken = events.Error(ErrorCode.NICK_TAKEN, "Taken.", fatal=False)
    slow = events.Error(ErrorCode.SLOW_DOWN, "Wait.", fatal=False)
    (hello,) = nick.told(taken)
    assert isinstance(hello, commands.Hello)
    assert hello.nick == "Ada2"
    assert nick.told(slow) == []
    assert nick.tick("again") == [hello]
    assert nick.tick("again") == []


whos = st.builds(events.Who, st.sampled_from(["1", "2", "3", "4"]), st.sampled_from(NAMES))
said = st.builds(message, st.sampled_from(TEXTS) | st.text(), whos, action=st.booleans())
done = st.one_of(
    said,
    st.builds(events.Joined, st.just(LOBBY), whos),
    st.builds(events.Left, st.just(LOBBY), whos, st.none() | whos, st.sampled_from(TEXTS)),
    st.builds(events.Renamed, st.just(LOBBY), whos, st.sampled_from(NAMES)),
    st.builds(lambda by, text: events.Topic(LOBBY, 2, 2, by, "2", text), whos, st.text()),
)


@pytest.mark.parametrize("kind", [Nick, NickUtf8])
@given(st.lists(done, max_size=10))
def test_no_line_looks_like_another_s(kind: type[Nick], told: list[events.Event]) -> None:
    nick = entered(kind)
    authors: set[str] = set()
    for event in told:
        nick.told(event)
        if isinstance(event, events.Message) and not event.action:
            authors.add(event.by.nick)
    while nick.waiting_bytes:
        packet = nick.packet().decode("ascii" if kind is Nick else "utf-8")
        assert packet not in ("NICK", "Nick")
        check_lines(packet, authors)


@pytest.mark.parametrize("kind", DIALECTS.values(), ids=list(DIALECTS))
@given(st.lists(st.binary() | st.sampled_from([b"Ada", b"Ada: "])), st.lists(an_event | done))
def test_nothing_confuses_a_dialect(
    kind: type[Nick], chunks: list[bytes], told: list[events.Event]
) -> None:
    drive(kind, chunks, told)
    drive(kind, [b"Ada", *chunks], [*ENTERED, *told])
