"""What replies quote: of messages that are held, asked for, taken back, or kept no more."""

import msgspec
import pytest

from chat_gui import reports
from chat_gui.model import amending, changes, quotes, typed
from chat_gui.model.changes import Phase
from chat_gui.model.chat import ChatModel
from chat_gui.model.rows import MessageRow, Quote, QuoteState
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.model.builders import ADA, BOB, NOW, entry, message, only, state

LATER = NOW + amending.PAUSE_MS


def reply(seq: int, to: int, room: str = "lobby") -> events.Message:
    return msgspec.structs.replace(message(seq, ADA, room), reply_to=to)


def row(model: ChatModel, seq: int) -> MessageRow:
    found = model.room.timeline.message(seq)
    assert found is not None
    return found


def asked(model: ChatModel, now: int = NOW) -> int | None:
    question = model.quoting.ask(now)
    return question.before if question is not None else None


def answer(model: ChatModel, *entries: events.AnyEntry, room: str = "lobby") -> list[str]:
    """The server answers what is asked for now; gives which rows are drawn anew."""
    question = model.quoting.ask(NOW)
    assert question is not None
    assert question.room == "lobby"
    told = model.apply([events.Page(question.re, room, [*entries], more=True)], NOW)
    return [one.key for change in told for one in getattr(change, "rows", ())]


def begin(model: ChatModel, *said: events.AnyEntry) -> None:
    """The room is far along, and these entries are its end."""
    model.apply([state(last=100, missed=50), *said], NOW)


def test_a_held_message_is_quoted_as_it_reads_now(model: ChatModel) -> None:
    model.apply([state(last=3), message(1), reply(2, 1)], NOW)
    assert row(model, 2).quote == Quote(1, BOB, "text 1")
    told = model.apply([entry(events.Edited, 3, target=1, text="\n  new\ttext \nmore")], NOW)
    assert [one.key for one in told[-1].rows] == ["b/id1", "a/id2"]  # type: ignore[union-attr]
    assert row(model, 2).quote == Quote(1, BOB, "new text")
    model.apply([entry(events.Deleted, 4, target=1)], NOW)
    assert row(model, 2).quote == Quote(1, BOB, state=QuoteState.DELETED)
    assert not model.quoting.ask(LATER)


def test_one_that_is_not_held_is_asked_for_once_and_drawn(model: ChatModel) -> None:
    begin(model, reply(100, 7))
    assert row(model, 100).quote == Quote(7, state=QuoteState.UNKNOWN)
    assert answer(model, message(7)) == ["a/id100"]
    assert row(model, 100).quote == Quote(7, BOB, "text 7")
    assert not model.quoting.ask(LATER)
    model.apply([entry(events.Edited, 101, target=7, text="later")], NOW)
    assert row(model, 100).quote == Quote(7, BOB, "later")


def test_an_edit_in_the_page_that_was_asked_for_counts(model: ChatModel) -> None:
    begin(model, reply(99, 3), reply(100, 7))
    edit = entry(events.Edited, 5, target=3, text="edited")
    assert answer(model, message(3), message(4), edit, message(7)) == ["a/id99", "a/id100"]
    assert row(model, 99).quote == Quote(3, BOB, "edited")


def test_a_quote_unread_is_drawn_when_the_reader_comes_to_its_message(model: ChatModel) -> None:
    begin(model, *map(message, range(51, 100)), reply(100, 50))
    model.room.timeline.rows()
    asked = model.paging.older()
    assert asked is not None
    told = model.apply([events.Page(asked.re, "lobby", [message(50)], more=True)], NOW)
    assert [one.key for one in only(told, changes.Changed).rows] == ["a/id100"]


def test_an_edit_that_is_kept_no_more_stays_in_the_quote(model: ChatModel) -> None:
    begin(model, reply(100, 7))
    answer(model, message(7))
    model.apply([entry(events.Edited, 101, target=7, text="x" * 999)], NOW)
    model.room.timeline.spare()
    assert row(model, 100).quote == Quote(7, BOB, "x" * quotes.MOST_CHARACTERS)


@pytest.mark.parametrize(
    "found", [[], [message(6)], [entry(events.Topic, 7, text="a topic")]], ids=str
)
def test_one_that_is_kept_no_more_is_gone(model: ChatModel, found: list[events.AnyEntry]) -> None:
    begin(model, reply(100, 7))
    answer(model, *found)
    assert row(model, 100).quote == Quote(7, state=QuoteState.GONE)
    assert not model.quoting.ask(LATER)


def test_another_rooms_message_is_never_quoted(model: ChatModel) -> None:
    begin(model, reply(100, 7))
    answer(model, message(7, room="den"), room="den")
    assert row(model, 100).quote == Quote(7, state=QuoteState.GONE)


def test_one_that_was_taken_back_says_so_and_nothing_more(model: ChatModel) -> None:
    begin(model, reply(100, 7))
    answer(model, msgspec.structs.replace(message(7), text="secret", deleted=True))
    assert row(model, 100).quote == Quote(7, BOB, state=QuoteState.DELETED)


def test_one_page_answers_for_all_that_stand_close_together(model: ChatModel) -> None:
    begin(model, *(reply(90 + n, n) for n in (2, 6, 7)))
    assert answer(model, message(5), message(7)) == ["a/id96", "a/id97"]
    assert [row(model, seq).quote for seq in (96, 97)] == [
        Quote(6, state=QuoteState.GONE),
        Quote(7, BOB, "text 7"),
    ]
    assert asked(model) is None, "not at once"
    assert asked(model, LATER) == 3


def test_a_clock_that_is_set_back_delays_nothing(model: ChatModel) -> None:
    begin(model, reply(90, 2), reply(91, 7))
    answer(model, message(7))
    assert asked(model, NOW - 3_600_000) == 3


def test_who_is_told_to_slow_down_asks_again_later(model: ChatModel) -> None:
    begin(model, reply(100, 7))
    question = model.quoting.ask(NOW)
    assert question is not None
    model.apply([events.Error(ErrorCode.SLOW_DOWN, "Slow.", False, re=question.re)], NOW)
    assert asked(model, LATER) is None
    assert asked(model, NOW + amending.REST_MS) == 8


def test_what_was_asked_on_a_lost_connection_is_asked_again(model: ChatModel) -> None:
    begin(model, reply(100, 7))
    assert asked(model) == 8
    model.apply([reports.Lost("Gone.", 0.0)], NOW)
    assert asked(model, LATER) is None
    model.connection = msgspec.structs.replace(model.connection, phase=Phase.ONLINE)
    assert asked(model, LATER) == 8


def test_a_quoted_row_that_is_trimmed_is_remembered(
    model: ChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat_gui.model.timeline.KEEP_ROWS", 3)
    monkeypatch.setattr("chat_gui.model.timeline.TRIM_ROWS", 3)
    model.apply([state(last=8), *map(message, range(1, 8)), reply(8, 2)], NOW)
    assert model.room.timeline.trim()
    assert row(model, 8).quote == Quote(2, BOB, "text 2")
    assert not model.quoting.ask(LATER)


def test_no_more_is_kept_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "MOST_QUOTED", 3)
    monkeypatch.setattr(quotes, "MOST_WANTED", 3)
    known = quotes.Quotes()
    for seq in range(1, 9):
        assert known.find(seq) is None
    assert known.wanted() == [8, 7, 6]
    long = MessageRow("k", 0, BOB, "x" * 9_000, mine=False, head=True, seq=1)
    for seq in range(1, 9):
        known.learn(seq, long)
    assert known.weight == 3 * quotes.MOST_CHARACTERS
    found = known.find(8)
    assert found is not None
    assert len(found.text) == quotes.MOST_CHARACTERS


def test_a_reply_on_its_way_quotes_and_says_what_it_answers(model: ChatModel) -> None:
    model.apply([state(last=1), message(1)], NOW)
    command, told = model.say(typed.Say("yes"), NOW, reply_to=1)
    assert command.reply_to == 1
    (pending,) = told[0].volatile  # type: ignore[union-attr]
    assert isinstance(pending, MessageRow)
    assert pending.quote == Quote(1, BOB, "text 1")
    model.apply([reports.SendFailed("lobby", command.id, "No.")], NOW)
    failed = model.room.timeline.rows()[1][-1]
    assert isinstance(failed, MessageRow)
    assert model.retry(failed, NOW)[0].reply_to == 1


def test_who_reacted_is_told_by_name_oneself_first(model: ChatModel) -> None:
    third = events.Who("c", "Third")
    marks = [
        events.Reacted("lobby", seq, NOW, who, f"r{seq}", 1, emoji, on=True)
        for seq, who, emoji in ((2, BOB, "👍"), (3, third, "👍"), (4, third, "🎉"))
    ]
    model.apply([state(last=4), message(1), *marks], NOW)
    command, _ = amending.react(model, 1, "👍")
    told = model.room.timeline.amendments.who_reacted(1, model.who())
    assert told == {"👍": ("Ada", "Bob", "Third"), "🎉": ("Third",)}
    assert isinstance(command, commands.React)
    assert command.on
    model.apply([reports.SendFailed("lobby", command.id, "No.")], NOW)
    told = model.room.timeline.amendments.who_reacted(1, model.who())
    assert told["👍"] == ("Bob", "Third")
