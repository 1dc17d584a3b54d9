"""The window's sentences and the links in texts; pure, no Tk."""

from typing import Any

import pytest

from chat_gui.model.rooms import RoomModel
from chat_gui.model.rows import PresenceRow, TopicRow
from chat_gui.model.timeline import Timeline
from chat_gui.views import words
from chat_server.protocol.events import Who

DAY = 86_400_000
NOON = 1_753_358_400_000


@pytest.mark.parametrize(
    ("nicks", "said"),
    [
        ((), ""),
        (("Ada",), "Ada"),
        (("Ada", "Bob"), "Ada and Bob"),
        (("Ada", "Bob", "C"), "Ada, Bob and C"),
        (("Ada", "Bob", "C", "D", "E"), "Ada, Bob and 3 more"),
    ],
)
def test_names(nicks: tuple[str, ...], said: str) -> None:
    assert words.names(nicks) == said


def test_presence() -> None:
    row = PresenceRow("p", 0, ("Ada", "Bob"), ("C",), (("D", "E"),))
    assert words.presence(row) == "Ada and Bob joined · C left · D is now E"


@pytest.mark.parametrize(
    ("at", "said"),
    [(NOON, "Today"), (NOON - DAY, "Yesterday"), (NOON - 400 * DAY, "19 June 2024")],
)
def test_days(at: int, said: str) -> None:
    assert words.day(at, NOON) == said


def test_days_of_this_year_have_no_year() -> None:
    assert "2025" not in words.day(NOON - 30 * DAY, NOON)
    assert "June" in words.day(NOON - 30 * DAY, NOON)


def test_typing() -> None:
    assert words.typing([]) == ""
    assert words.typing(["Ada"]) == "Ada is typing…"
    assert words.typing(["Ada", "Bob"]) == "Ada and Bob are typing…"
    assert words.typing(["Ada", "Bob", "C", "D"]) == "Several people are typing…"


def test_titles() -> None:
    lobby = room_named("lobby")
    assert words.title(lobby, "Lab 4", 0) == "lobby — Lab 4 — Parlor"
    assert words.title(lobby, "Lab 4", 3) == "(3) lobby — Lab 4 — Parlor"
    assert words.title(lobby, "Lab 4", 9_000) == "(999+) lobby — Lab 4 — Parlor"
    assert words.title(lobby, "", 0) == "lobby — Parlor"


def test_a_conversation_of_two_is_called_by_the_others_name() -> None:
    direct = room_named("@a+b", other=Who("b", "Bob"))
    assert (words.room(direct), words.heading(direct)) == ("Bob", "Bob")
    assert words.room(room_named("@a+b")) == "Somebody"
    assert words.nothing_said(direct) == "This is between you and Bob. Say hello."
    assert words.heading(room_named("lobby")) == "# lobby"


def test_topics() -> None:
    row = TopicRow("topic-1", NOON, 1, "Ada", "Lunch")
    assert words.topic(row) == "Ada set the topic: Lunch"
    assert words.topic(TopicRow("topic-1", NOON, 1, "Ada", "")) == "Ada took the topic away"


def room_named(name: str, **more: Any) -> RoomModel:
    return RoomModel(name, Timeline(Who("a", "Ada")), **more)
