"""What the local copy remembers is taken in as if the server had told it; then that speaks."""

import msgspec
import pytest

from chat_gui import reports
from chat_gui.model import changes, rooms
from chat_gui.model.changes import Phase
from chat_gui.model.chat import ChatModel
from chat_gui.reports import News
from chat_server.protocol import events
from tests.model.builders import ADA, NOW, entry, message, only, state, summary, welcome

SAID = (message(1), message(2), entry(events.Edited, 3, target=1, text="edited"), message(4))


def recalled(*names: str, seen: int = 4) -> reports.Recalled:
    """These rooms, of which all has been said that stands above."""
    copies = [reports.RoomCopy(state(name, last=4), seen, 0) for name in names or ("lobby",)]
    return reports.Recalled(welcome().server, ADA, tuple(copies))


def opened(*more: News, seen: int = 4, nick: str = "Ada") -> ChatModel:
    """A window that has its copy of the lobby."""
    model = ChatModel(nick)
    model.apply([recalled(seen=seen), reports.Remembered("lobby", SAID), *more], NOW)
    return model


def test_rooms_are_there_before_the_server_is() -> None:
    model = opened(reports.Connecting(), reports.Lost("Nobody answers.", 0.0))
    room = model.room
    assert (room.topic, room.joined, room.live, room.unread) == ("Be kind.", True, False, 0)
    assert model.connection == changes.Connection(Phase.LOST, "Nobody answers.", 0.0, copied=True)
    assert (model.server is not None, model.met, model.who()) == (True, False, ADA)
    assert model.marks() == []


def test_the_rows_are_those_that_the_server_would_have_told() -> None:
    told = ChatModel("Ada")
    told.apply([welcome(summary("lobby", 4, seen=4)), state(last=4), *SAID], NOW)
    copied = opened(welcome(summary("lobby", 4, seen=4)), state(last=4))
    assert copied.room.timeline.rows() == told.room.timeline.rows()
    later = [message(5), entry(events.Deleted, 6, target=2)]
    for model in (told, copied):
        model.apply(later, NOW)
    assert copied.room.timeline.rows() == told.room.timeline.rows()
    assert copied.room.unread == told.room.unread == 1


def test_what_was_missed_is_told_and_new() -> None:
    model = opened()
    told = model.apply([welcome(summary("lobby", 6, seen=4)), state(last=6, missed=2)], NOW)
    told += model.apply([message(5), message(6)], NOW)
    assert only(told, changes.CaughtUp).missed == 2
    assert model.new_line.at == 5
    assert (model.met, model.connection.copied) == (True, False)


def test_rows_that_name_somebody_who_turns_out_to_be_here_are_drawn_anew() -> None:
    nobody = msgspec.structs.replace(state(last=3), people=[])
    copy = reports.RoomCopy(nobody, 3, 0)
    named = msgspec.structs.replace(message(2), text="@Bob, are you here?")
    model = ChatModel("Ada")
    model.apply([reports.Recalled(welcome().server, ADA, (copy,))], NOW)
    model.apply([reports.Remembered("lobby", (message(1), named, message(3)))], NOW)
    model.room.timeline.rows()
    told = model.apply([welcome(summary("lobby", 3, seen=3)), state(last=3)], NOW)
    assert [row.seq for row in only(told, changes.Changed).rows] == [2]
    assert not [
        one for one in model.apply([state(last=3)], NOW) if isinstance(one, changes.Changed)
    ]


def test_rows_that_name_somebody_who_comes_are_drawn_anew(model: ChatModel) -> None:
    named = msgspec.structs.replace(message(2), text="@Third, are you here?")
    model.apply([message(1), named], NOW)
    model.room.timeline.rows()
    told = model.apply([events.Joined("lobby", events.Who("t", "Third"))], NOW)
    assert [row.seq for row in only(told, changes.Changed).rows] == [2]


def test_that_nothing_was_missed_is_not_told() -> None:
    model = opened()
    told = model.apply([welcome(summary("lobby", 4, seen=4)), state(last=4)], NOW)
    assert not [one for one in told if isinstance(one, changes.CaughtUp)]
    model.apply([reports.Lost("It broke.", 0.0), welcome(summary("lobby", 4, seen=4))], NOW)
    assert only(model.apply([state(last=4)], NOW), changes.CaughtUp).missed == 0


def test_what_was_not_read_is_still_new() -> None:
    model = opened(seen=2)
    assert (model.room.unread, model.new_line.at) == (1, 4)


@pytest.mark.parametrize(
    "other",
    [
        welcome(server="s2"),
        welcome(epoch="e2"),
        msgspec.structs.replace(welcome(), you=events.You("third", "Third")),
    ],
    ids=["server", "epoch", "person"],
)
def test_another_log_s_copy_is_not_shown(other: events.Welcome) -> None:
    model = opened()
    told = model.apply([other], NOW)
    assert model.room.timeline.rows() == ([], [])
    assert [one for one in told if isinstance(one, changes.Reset)]


def test_what_the_server_keeps_no_more_goes() -> None:
    model = opened()
    told = model.apply([welcome(summary("lobby", 4, seen=4)), state(last=4, first=4)], NOW)
    assert [row.at for row in model.room.timeline.rows()[0]] == [NOW + 4, NOW + 4]
    assert only(told, changes.Reset).room == "lobby"
    assert model.room.timeline.complete
    assert not model.room.timeline.keep_from(4)


def test_a_window_that_knows_more_leaves_it() -> None:
    model = opened(welcome(summary("lobby", 4)), state(last=5, missed=1), message(5))
    before = model.room.timeline.rows()
    model.apply([recalled(), reports.Remembered("lobby", SAID)], NOW)
    assert (model.met, model.room.timeline.rows()) == (True, before)


def test_rooms_beyond_the_limit_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MOST_ROOMS", 2)
    model = ChatModel("Ada")
    model.apply([recalled("lobby", "den", "attic"), reports.Remembered("attic", SAID)], NOW)
    assert [room.name for room in model.rooms] == ["lobby", "den"]


def test_the_nickname_is_the_one_wanted_now() -> None:
    assert opened(nick="Ada L").who().nick == "Ada L"
    assert opened(nick="").who().nick == "Ada"
