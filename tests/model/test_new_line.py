"""The line *new since you left*: where it stands, that it stays, and when it goes."""

import pytest

from chat_gui import reports
from chat_gui.model import changes
from chat_gui.model.chat import ChatModel
from chat_server.protocol import events
from tests.model.builders import ADA, NOW, entry, message, only, state, summary, welcome


@pytest.fixture
def model() -> ChatModel:
    """Has read the lobby up to 7, of 10; the window is looked at."""
    made = ChatModel("Ada")
    made.look(focused=True, at_end=True)
    made.apply([welcome(summary("lobby", last=10, seen=7), summary("den", last=3))], NOW)
    return made


def come(model: ChatModel, *seqs: int, last: int = 10) -> None:
    model.apply([state(last=last), *map(message, seqs)], NOW)


def test_it_stands_where_the_person_stopped_reading(model: ChatModel) -> None:
    come(model, *range(1, 11))
    assert model.new_line.at == 8
    assert model.room.seen == 10, "what is looked at is read all the same"


def test_what_comes_while_one_is_there_does_not_move_it(model: ChatModel) -> None:
    come(model, *range(1, 11))
    model.apply([message(11)], NOW)
    assert model.new_line.at == 8
    model.look(at_end=False)
    model.apply([message(12)], NOW)
    assert model.new_line.at == 8


def test_it_goes_when_one_comes_again_with_all_read(model: ChatModel) -> None:
    come(model, *range(1, 11))
    model.enter("den")
    assert model.new_line.at == 0
    model.enter("lobby")
    assert model.new_line.at == 0


def test_coming_back_to_the_window_moves_it(model: ChatModel) -> None:
    come(model, *range(1, 11))
    model.look(focused=False)
    model.apply([message(11), message(12)], NOW)
    assert model.new_line.at == 8
    told = model.look(focused=True)
    assert model.new_line.at == 11
    assert [row.seq for row in only(told, changes.Changed).rows] == [8, 11]  # type: ignore[union-attr]
    model.look(focused=False)
    told = model.look(focused=True)
    assert model.new_line.at == 0
    assert [row.seq for row in only(told, changes.Changed).rows] == [11]


def test_ones_own_words_are_not_new(model: ChatModel) -> None:
    model.apply([state(last=10), *map(message, range(1, 8)), message(8, ADA), message(9)], NOW)
    assert model.new_line.at == 9


def test_nothing_of_others_is_no_line_also_later(model: ChatModel) -> None:
    come(model, *range(1, 8))
    model.apply([message(8, ADA), message(9, ADA), message(10, ADA)], NOW)
    model.apply([message(11)], NOW)
    assert model.new_line.at == 0


def test_only_messages_count(model: ChatModel) -> None:
    come(model, *range(1, 8))
    model.apply([entry(events.Reacted, 8, target=1, emoji="👍", on=True), message(9)], NOW)
    assert model.new_line.at == 9


def test_above_what_is_held_it_is_found_by_paging(model: ChatModel) -> None:
    come(model, 9, 10)
    assert model.new_line.at == 0
    asked = model.paging.older()
    assert asked is not None
    model.apply([events.Page(asked.re, "lobby", [message(6), message(7), message(8)], True)], NOW)
    assert model.new_line.at == 8


def test_where_the_read_ones_are_kept_no_more_it_is_above_all(model: ChatModel) -> None:
    model.apply([state(last=10, first=9), message(9), message(10)], NOW)
    assert model.new_line.at == 9


def test_a_room_that_was_never_entered_has_none(model: ChatModel) -> None:
    come(model, *range(1, 11))
    model.enter("den")
    model.apply([state("den", last=3), *(message(seq, room="den") for seq in (1, 2, 3))], NOW)
    assert model.new_line.at == 0


def test_a_lost_connection_is_no_leaving(model: ChatModel) -> None:
    come(model, *range(1, 11))
    model.apply([reports.Lost("Lost.", None), welcome(summary("lobby", last=12, seen=10))], NOW)
    model.apply([state(last=12, missed=2), message(11), message(12)], NOW)
    assert model.new_line.at == 8


def test_what_came_while_the_window_was_closed_is_new_also_below_a_local_copy() -> None:
    model = ChatModel("Ada")
    model.look(focused=True, at_end=True)
    copy = reports.RoomCopy(state(last=7), seen=7, old_until=0)
    server, entries = welcome().server, tuple(map(message, range(1, 8)))
    told = reports.Recalled(server, ADA, (copy,)), reports.Remembered("lobby", entries)
    model.apply(told, NOW)
    assert model.new_line.at == 0
    model.apply([welcome(summary("lobby", last=9, seen=7)), state(last=9, missed=2)], NOW)
    model.apply([message(8), message(9)], NOW)
    assert model.new_line.at == 8
    model.apply([reports.Lost("Lost.", None), welcome(summary("lobby", last=10, seen=9))], NOW)
    model.apply([state(last=10, missed=1), message(10)], NOW)
    assert model.new_line.at == 8


def test_entering_a_room_with_unread_messages(model: ChatModel) -> None:
    come(model, *range(1, 11))
    model.enter("den")
    model.apply([message(11), message(12)], NOW)
    model.enter("lobby")
    assert model.new_line.at == 11
