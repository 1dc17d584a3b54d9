"""Where one may want to go: what is meant by what was typed, and what comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model import destinations as module
from chat_gui.model.chat import ChatModel
from chat_gui.model.destinations import Destination, destinations, ranked, to_make
from chat_gui.model.rooms import FOR_EVER
from chat_server.protocol import events
from tests.model.builders import ADA, BOB, DIRECT, NOW, message, state, summary, welcome

NAMES = ["lobby", "micro", "robotics", "lab-robots", "xzoe", "Zoë", "lunch", "Ada Lovelace"]


def rooms(*names: str) -> list[Destination]:
    return [Destination("room", name, name, (0, 2, at)) for at, name in enumerate(names)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ro", ["robotics", "lab-robots", "micro"]),  # the beginning, a word's, within
        ("LOBBY", ["lobby"]),
        ("zoe", ["Zoë", "xzoe"]),
        ("love", ["Ada Lovelace"]),
        ("robotcs", ["robotics"]),  # mistyped
        ("lnuch", ["lunch"]),
        ("#lu", ["lunch"]),
        ("  lunch ", ["lunch"]),
        ("zz", []),
        ("qwxyz", []),
    ],
)
def test_what_is_meant(typed: str, expected: list[str]) -> None:
    assert [one.called for one in ranked(typed, rooms(*NAMES))] == expected


def test_a_name_that_is_just_so_comes_first() -> None:
    assert [one.called for one in ranked("bo", rooms("bob", "bo", "a bo"))] == ["bo", "bob", "a bo"]


def test_accents_do_not_count() -> None:
    assert [one.called for one in ranked("noel", rooms("xnoel", "Noël"))] == ["Noël", "xnoel"]


def test_signs_ask_for_rooms_or_people() -> None:
    found = [*rooms("bob"), Destination("direct", DIRECT, "Bob"), Destination("person", "c", "Bob")]
    assert [one.kind for one in ranked("#bob", found)] == ["room"]
    assert {one.kind for one in ranked("@bob", found)} == {"direct", "person"}
    assert {one.kind for one in ranked("@", found)} == {"direct", "person"}


@given(st.text(max_size=12), st.lists(st.text(min_size=1, max_size=12), max_size=8))
def test_whatever_is_typed(typed: str, names: list[str]) -> None:
    found = ranked(typed, rooms(*names))
    assert len(found) == len({one.key + str(one.first) for one in found})
    assert all(one in rooms(*names) for one in found)
    for name in names:
        if typed.strip() == name.strip() and not typed.strip().startswith(("#", "@")):
            assert name in [one.called for one in found]


def model() -> ChatModel:
    """Ada is in the lobby, b and c; room d is others'; Bob and a third are there."""
    chat = ChatModel("Ada")
    chat.look(focused=True, at_end=True)
    listed = [summary(name) for name in ("lobby", "b", "c", "d")]
    chat.apply([welcome(*listed), state(), state("b"), state("c"), state(DIRECT)], NOW)
    chat.apply([events.Joined("lobby", events.Who("t", "Third"))], NOW)
    return chat


def order(chat: ChatModel, *recent: str) -> list[str]:
    return [one.key for one in ranked("", destinations(chat, recent, NOW))]


def test_with_nothing_typed_what_is_new_comes_first() -> None:
    chat = model()
    assert order(chat) == ["b", "c", DIRECT, "d", "t", "lobby"], "oneself is nowhere to go"
    assert order(chat, "lobby", DIRECT, "c") == [DIRECT, "c", "b", "d", "t", "lobby"]
    chat.apply([message(1, room="b")], NOW)
    assert order(chat, "lobby", DIRECT, "c")[0] == "b"
    chat.apply([message(1, room=DIRECT)], NOW)
    assert order(chat, "c")[:2] == [DIRECT, "b"]
    chat.mute({DIRECT: FOR_EVER})
    assert order(chat, "c")[:2] == ["b", "c"]


def test_a_conversation_put_away_is_with_a_person_again() -> None:
    chat = model()
    chat.leave(DIRECT)
    assert [(one.kind, one.key) for one in destinations(chat, (), NOW)][-2:] == [
        *(("person", BOB.id), ("person", "t")),
    ]


def test_no_more_are_offered_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    assert len(ranked("r", rooms(*(f"r{n}" for n in range(9))))) == 3
    assert len(ranked("", rooms(*(f"r{n}" for n in range(9))))) == 3


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("Plans", "plans"),
        ("#plans", "plans"),
        ("b", None),  # is there
        ("secret", None),  # a private room of one's own
        ("lobby", None),
        ("two words", None),
        ("", None),
        ("@plans", None),
        ("+plans", None),
        ("x" * 100, None),
    ],
)
def test_a_room_that_could_be_made(typed: str, made: str | None) -> None:
    chat = model()
    private = events.RoomState("+secret", "private", "", [], 1, 0, 0, 0, maker=ADA.id)
    chat.apply([private], NOW)
    found = to_make(typed, chat)
    assert (found.key if found is not None else None) == made


def test_guests_make_none() -> None:
    chat = model()
    chat.apply([events.Role("", ADA, "guest", BOB)], NOW)
    assert to_make("plans", chat) is None
