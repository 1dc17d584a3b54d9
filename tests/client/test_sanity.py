"""What is taken from a server: sizes, texts and numbers within what they can be in earnest."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client import legible, sanity
from chat_gui.client.sanity import MOMENTS, checked
from chat_server.protocol import events, names, twins
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.fields import MAX_INTEGER
from chat_server.protocol.limits import Limits
from tests.client.anything import an_event

BOB = events.Who("bob", "Bob")


def structs(value: Any) -> Iterator[msgspec.Struct]:
    """This struct and all that it holds."""
    if isinstance(value, list):
        for item in value:
            yield from structs(item)
    elif isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from structs(getattr(value, name))


def message(**more: Any) -> events.Message:
    told = {"room": "lobby", "seq": 1, "at": 1_700_000_000_000, "by": BOB, "id": "m", "text": "x"}
    return events.Message(**{**told, **more})


def state(**more: Any) -> events.RoomState:
    told: dict[str, Any] = {"room": "lobby", "kind": "public", "topic": "", "people": []}
    numbers = {"count": 0, "last": 0, "first": 0, "missed": 0}
    return events.RoomState(**{**told, **numbers, **more})


def summary(room: str, **more: Any) -> events.RoomSummary:
    told = {"room": room, "kind": "public", "topic": "", "last": 0, "seen": 0, "people": 0}
    return events.RoomSummary(**{**told, **more})


@given(event=an_event)
def test_whatever_comes_is_small_and_can_be_shown(event: events.AnyEvent) -> None:
    kept = checked(event)
    if kept is None:
        return
    assert checked(kept) == kept, "what is checked stays as it is"
    for struct in structs(kept):
        for name in struct.__struct_fields__:
            value = getattr(struct, name)
            if isinstance(value, list):
                assert len(value) <= 5_000
            elif isinstance(value, str):
                assert len(value) <= legible.MOST_TEXT
                assert not names._CONTROL.search(value) or name in {"re", "epoch", "session"}
            if isinstance(struct, Limits):  # some are called as what they are limits of
                assert value >= 0
            elif name == "nick":
                assert not any(twins.unseen(one) for one in value)
                assert 0 < len(value) <= legible.MOST_NICK
            elif name == "room" and value:
                assert legible.is_room(value)
            elif name == "at":
                assert MOMENTS[0] <= value <= MOMENTS[1]


@given(raw=st.text(max_size=40))
def test_a_nickname_that_the_rules_allow_stays(raw: str) -> None:
    try:
        nick = names.nickname(raw)
    except (Refusal, UnicodeEncodeError):
        return
    assert legible.nick(nick) == nick


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Ada", "Ada"),
        ("server", "server"),  # the console's own
        ("  Ada \n Lovelace ", "Ada Lovelace"),
        ("\u202eadA", "adA"),
        ("A\u200bda", "Ada"),
        ("Zoë", "Zoë"),
        ("", "?"),
        ("\u2800\u3164", "?"),
        ("e" + "\u0301" * 9, "e"),
        ("x" * 65, "x" * 63 + "…"),
    ],
)
def test_nicknames(raw: str, shown: str) -> None:
    assert legible.nick(raw) == shown


def test_texts() -> None:
    said = message(text="one\r\n\ttwo\x07\x1b[0m 👩\u200d👧 \u05d0\u200f" + "x" * 70_000)
    kept = checked(said)
    assert isinstance(kept, events.Message)
    assert kept.text.startswith("one\n\ttwo[0m 👩\u200d👧 \u05d0\u200fxxx")
    assert len(kept.text) == legible.MOST_TEXT
    topic = checked(state(topic="a\nb\u202e" + "y" * 400))
    assert isinstance(topic, events.RoomState)
    assert topic.topic.startswith("a b" + "y" * 9)
    assert len(topic.topic) == legible.MOST_LINE
    error = checked(events.Error(ErrorCode.CLOSING, "No.\x00\n", fatal=True))
    assert error == events.Error(ErrorCode.CLOSING, "No.", fatal=True)


@pytest.mark.parametrize(
    "event",
    [
        message(room=""),
        message(room="a b"),
        message(room="lo\u202ebby"),
        message(room="x" * 257),
        message(seq=0),
        message(id="m" * 200),
        message(by=events.Who("", "Bob")),
        message(by=events.Who("a b", "Bob")),
        state(room=""),
        state(re="x" * 65),
        state(with_=events.Who("\n", "Bob")),
        events.Joined("lobby", events.Who("b" * 129, "Bob")),
    ],
)
def test_what_means_nothing_is_not_passed_on(event: events.AnyEvent) -> None:
    assert checked(event) is None


def test_an_item_that_means_nothing_does_not_take_the_others_along() -> None:
    people = [events.Present("", "Ada"), events.Present("bob", "Bob")]
    kept = checked(state(people=people))
    assert kept == state(people=people[1:], count=1)
    page = events.Page("re", "lobby", [message(seq=0), message(seq=2)], more=False)
    assert checked(page) == events.Page("re", "lobby", [message(seq=2)], more=False)


def test_numbers() -> None:
    at = checked(message(at=MAX_INTEGER))
    assert isinstance(at, events.Message)
    assert at.at == MOMENTS[1]
    early = checked(message(at=0))
    assert isinstance(early, events.Message)
    assert early.at == MOMENTS[0]
    kept = checked(state(count=MAX_INTEGER, last=5, first=9, missed=MAX_INTEGER))
    assert kept == state(count=sanity.MOST_PEOPLE, last=5, first=5, missed=5)
    rooms = [summary("den", last=3, seen=MAX_INTEGER, people=MAX_INTEGER)]
    listed = checked(events.Rooms("re", rooms, more=False))
    assert isinstance(listed, events.Rooms)
    assert listed.rooms == [summary("den", last=3, seen=3, people=sanity.MOST_PEOPLE)]


def test_a_rooms_kind_goes_with_its_name() -> None:
    kinds = {"lobby": "private", "den": "direct", "@a+b": "public", "+vault": "fort"}
    rooms = [summary(room, kind=kind) for room, kind in kinds.items()]
    kept = checked(events.Rooms("re", rooms, more=False))
    assert isinstance(kept, events.Rooms)
    assert [room.kind for room in kept.rooms] == ["public", "public", "direct", "private"]


def test_lists_are_cut() -> None:
    rooms = [summary(f"r{number}") for number in range(9_000)]
    kept = checked(events.Rooms("re", rooms, more=False))
    assert isinstance(kept, events.Rooms)
    assert len(kept.rooms) == 2_000
    people = [events.Present(f"p{number}", "x") for number in range(9_000)]
    crowd = checked(state(people=people))
    assert isinstance(crowd, events.RoomState)
    assert len(crowd.people) == 1_000


def test_a_page_is_one_rooms_and_ascends() -> None:
    entries = [message(seq=seq) for seq in (3, 1, 2, 2)]
    kept = checked(events.Page("re", "lobby", [*entries, message(room="den")], more=True))
    assert isinstance(kept, events.Page)
    assert [(one.room, one.seq) for one in kept.entries] == [("lobby", n) for n in (1, 2, 3)]
    long = [message(seq=seq) for seq in range(1, 3_000)]
    newest = checked(events.Page("re", "lobby", long, more=True))
    assert isinstance(newest, events.Page)
    assert [newest.entries[0].seq, newest.entries[-1].seq] == [2_000, 2_999]


def test_emoji() -> None:
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    for emoji, kept in ((flag, flag), ("❤️", "❤️"), ("\x1b", ""), ("x" * 33, ""), ("\u202e", "")):
        reacted = events.Reacted("lobby", 2, 1_700_000_000_000, BOB, "r", 1, emoji, on=True)
        told = checked(reacted)
        assert isinstance(told, events.Reacted)
        assert told.emoji == kept


def test_what_is_all_right_is_the_very_same() -> None:
    zoe = events.Who("zoe", "Zoë")
    for event in (message(), message(text="one\ntwo", by=zoe), events.Typing("lobby", zoe)):
        assert checked(event) is event


@pytest.mark.parametrize(
    ("told", "kept"), [(None, None), (0, 0), (0.5, 0.5), (36_500, 36_500), (1e308, 0)]
)
def test_how_long_entries_are_kept(told: float | None, kept: float | None) -> None:
    server = events.ServerInfo("s", "Lab", "1", host="LAB-PC4\x1b", keep_days=told)
    you = events.You("ada", "Ada")
    welcome = checked(events.Welcome(1, server, you, "", [], Limits()))
    assert isinstance(welcome, events.Welcome)
    assert (welcome.server.host, welcome.server.keep_days) == ("LAB-PC4", kept)
    room = checked(state(keep_days=told))
    assert isinstance(room, events.RoomState)
    assert room.keep_days == kept


def test_limits_that_make_no_sense() -> None:
    for value in (-(2**70), -1, 0, 2**70):
        limits = sanity.sane(Limits(*[value] * 9))
        assert limits.line >= 1_024
        assert limits.text >= 1
        assert 1 <= limits.ping < limits.dead
        assert limits.burst >= 1
        assert limits.rate >= 0


def test_what_is_found_is_one_line_of_a_message() -> None:
    hits = [events.Hit(message(), raw) for raw in ("a  \n key", "key " * 20_000)]
    kept = checked(events.Found("search 1", hits, more=False))
    assert isinstance(kept, events.Found)
    assert kept.hits[0].snippet == "a key"
    assert len(kept.hits[1].snippet) == legible.MOST_LINE
