"""What the model hears, for the notifications to tell of."""

import pytest

from chat_gui.model.chat import ChatModel
from chat_gui.model.notifying import MOST_HEARD, Heard
from chat_server.protocol import events
from tests.model.builders import ADA, BOB, DIRECT, NOW, message, state, welcome


def says(seq: int, text: str, room: str = "lobby") -> events.Message:
    return events.Message(room, seq, NOW, BOB, f"id{seq}", text)


def test_what_others_say_is_heard_once(model: ChatModel) -> None:
    model.look(focused=False)
    model.apply([state("b"), state(DIRECT)], NOW)
    model.apply([says(1, "hello"), says(1, "@ada?", "b"), says(1, "psst", DIRECT)], NOW)
    model.apply([message(2, ADA)], NOW)
    assert model.hearing.take() == [
        Heard("lobby", 1, "Bob", "hello"),
        Heard("b", 1, "Bob", "@ada?", mention=True),
        Heard(DIRECT, 1, "Bob", "psst", direct=True, closed=True),
    ]
    assert model.hearing.take() == []


def test_a_private_room_and_a_muted_one_are_known_as_such(model: ChatModel) -> None:
    secret = events.RoomState("+plans", "private", "", [], 1, 0, 0, 0)
    model.apply([secret, state("b")], NOW)
    model.mute({"b": NOW + 1})
    model.apply([says(1, "hello", "+plans"), says(1, "hello", "b")], NOW)
    private, muted = model.hearing.take()
    assert (private.closed, private.direct, private.mine, private.muted) == (
        True,
        False,
        False,
        False,
    )
    assert (muted.closed, muted.muted) == (False, True)
    model.apply([says(2, "hello", "b")], NOW + 1)
    assert not model.hearing.take()[0].muted, "the time is over"


@pytest.mark.parametrize("look", [{"focused": False}, {"at_end": False}, {}])
def test_where_the_person_looks_is_known(model: ChatModel, look: dict[str, bool]) -> None:
    model.look(**look)
    model.apply([state("b"), says(1, "hello"), says(1, "hello", "b")], NOW)
    here, there = model.hearing.take()
    assert here.looked_at is (not look)
    assert not there.looked_at


def test_what_was_said_while_away_is_missed_and_what_was_read_is_not(model: ChatModel) -> None:
    model.look(focused=False)
    model.apply([says(1, "one")], NOW)
    model.hearing.take()
    model.apply([welcome(), state(last=3, missed=2), says(2, "two"), says(3, "three")], NOW)
    model.apply([says(4, "four")], NOW)
    assert [(one.seq, one.missed) for one in model.hearing.take()] == [
        (2, True),
        (3, True),
        (4, False),
    ]
    model.apply([welcome(), state(last=6, missed=2), events.Seen("lobby", ADA, 5)], NOW)
    model.apply([says(5, "five"), says(6, "six")], NOW)
    assert [one.seq for one in model.hearing.take()] == [6], "read in another window"


def test_what_was_said_before_one_first_came_is_not_heard(model: ChatModel) -> None:
    model.apply([state("b", last=2), says(1, "one", "b"), says(2, "two", "b")], NOW)
    model.apply([says(3, "three", "b")], NOW)
    assert [one.seq for one in model.hearing.take()] == [3]


def test_so_much_is_held_and_no_more(model: ChatModel) -> None:
    model.apply([says(seq, "hello") for seq in range(1, 2 * MOST_HEARD)], NOW)
    taken = model.hearing.take()
    assert len(taken) == MOST_HEARD
    assert taken[-1].seq == 2 * MOST_HEARD - 1
