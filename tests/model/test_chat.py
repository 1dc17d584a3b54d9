"""The model: events in, changes out."""

from chat_gui import reports
from chat_gui.model import changes, typed
from chat_gui.model.changes import AnyChange, Phase
from chat_gui.model.chat import ChatModel
from chat_gui.model.excerpt import EMPTY_PAGE
from chat_gui.model.rooms import MOST_ROOMS
from chat_gui.model.rows import MessageRow, PresenceRow, Reaction, SendState
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.model.builders import ADA, BOB, NOW, entry, message, only, state, summary, welcome

WELCOME = welcome(summary("lobby", 3))


def test_a_welcome_says_who_and_where(model: ChatModel) -> None:
    assert model.me.id == "a"
    assert model.connection.phase is Phase.ONLINE
    assert model.limits.text == 100
    assert model.room.topic == "Be kind."
    assert [person.nick for person in model.room.people()] == ["Ada", "Bob"]


def test_a_batch_gives_one_tail(model: ChatModel) -> None:
    told = model.apply([message(n) for n in range(1, 201)], NOW)
    assert len(told) == 1
    assert len(only(told, changes.Tail).settled) == 201


def test_own_messages_are_pale_until_they_come_back(model: ChatModel) -> None:
    command, told = model.say(typed.Say("hello"), NOW)
    (_, row) = only(told, changes.Tail).volatile
    assert row.state is SendState.SENDING
    echo = events.Message("lobby", 1, NOW, ADA, command.id, "hello")
    tail = only(model.apply([echo], NOW), changes.Tail)
    assert tail.volatile == ()
    assert tail.settled[-1].state is SendState.SENT
    again = model.apply([echo], NOW)
    assert only(again, changes.Tail).settled == ()


def test_a_refused_message_can_be_sent_again_under_a_new_name(model: ChatModel) -> None:
    command, _ = model.say(typed.Say("hello"), NOW)
    told = model.apply([reports.SendFailed("lobby", command.id, "No.")], NOW)
    row = only(told, changes.Tail).volatile[-1]
    assert isinstance(row, MessageRow)
    assert (row.state, row.reason) == (SendState.FAILED, "No.")
    again, told = model.retry(row, NOW)
    assert again.id != command.id
    assert again.text == "hello"
    assert len(only(told, changes.Tail).volatile) == 2


def test_what_waited_on_disk_is_shown_as_on_its_way() -> None:
    model = ChatModel("Ada")
    told = model.apply([reports.Unsent("lobby", "x", "hello", False, NOW)], NOW)
    assert only(told, changes.Tail).volatile[-1].text == "hello"
    model.apply([WELCOME, state(last=1), message(1)], NOW)
    told = model.apply([events.Message("lobby", 2, NOW, ADA, "x", "hello")], NOW)
    assert only(told, changes.Tail).volatile == ()


def test_unread_counts_what_nobody_looked_at(model: ChatModel) -> None:
    model.apply([state("b")], NOW)
    told = model.apply([message(1, room="b"), message(2, ADA, room="b"), message(1)], NOW)
    assert only(told, changes.RoomsChanged)
    assert (model.rooms["b"].unread, model.rooms["lobby"].unread, model.rooms.counted(NOW)) == (
        1,
        0,
        1,
    )
    model.look(focused=False)
    model.apply([message(2)], NOW)
    assert model.room.unread == 1
    assert only(model.look(focused=True), changes.RoomsChanged)
    assert model.look(focused=True) == []
    command, _ = model.enter("b")
    assert command is None
    assert model.rooms.counted(NOW) == 0


def test_what_was_said_before_one_came_is_not_unread(model: ChatModel) -> None:
    model.apply([state("b", last=2), message(1, room="b"), message(2, room="b")], NOW)
    assert model.rooms.counted(NOW) == 0
    model.apply([message(3, room="b")], NOW)
    assert model.rooms.counted(NOW) == 1
    model.apply([state("b", last=5, missed=2), message(4, room="b"), message(5, room="b")], NOW)
    assert model.rooms.counted(NOW) == 3


def test_what_is_amended_is_told_once_for_rows_that_were_drawn(model: ChatModel) -> None:
    model.apply([message(1), message(2)], NOW)
    edited = entry(events.Edited, 3, target=1, text="new")
    told = model.apply([edited, entry(events.Deleted, 4, target=2)], NOW)
    first, second = only(told, changes.Changed).rows
    assert (first.text, first.edited, second.text, second.deleted) == ("new", True, "", True)
    assert model.room.timeline.last == 4
    told = model.apply([message(5), entry(events.Edited, 6, target=5, text="at once")], NOW)
    assert not [one for one in told if isinstance(one, changes.Changed)]
    assert only(told, changes.Tail).settled[-1].text == "at once"


def test_a_topic_is_told_in_the_header_and_in_a_line(model: ChatModel) -> None:
    model.apply([state(last=2), entry(events.Topic, 2, text="older")], NOW)
    assert model.room.topic == "Be kind.", "what the room said on entering is newer"
    told = model.apply([entry(events.Topic, 3, text="Lunch")], NOW)
    assert only(told, changes.RoomsChanged)
    assert only(told, changes.Tail).settled[-1].text == "Lunch"
    assert model.room.topic == "Lunch"


def test_a_refused_topic_is_told(model: ChatModel) -> None:
    command = model.set_topic("Lunch")
    refused = events.Error(ErrorCode.SLOW_DOWN, "Wait.", fatal=False, id=command.id)
    assert model.apply([refused], NOW) == [changes.Refused("Wait.")]
    assert not model.apply([refused], NOW)


def test_entries_of_a_room_nobody_told_of_are_not_kept(model: ChatModel) -> None:
    assert not model.apply([message(1, room="attic"), events.Typing("attic", BOB)], NOW)
    assert not model.apply([events.Joined("attic", BOB), events.Left("attic", BOB)], NOW)
    assert not model.apply([events.Crowd("attic", 3), events.Seen("attic", ADA, 3)], NOW)
    assert "attic" not in model.rooms


def test_so_many_rooms_may_be_told_of(model: ChatModel) -> None:
    summaries = [events.RoomSummary(f"r{n}", "public", "", 0, 0, 0) for n in range(MOST_ROOMS + 9)]
    model.apply([events.Rooms("rooms", summaries, more=False)], NOW)
    assert len(list(model.rooms)) == MOST_ROOMS
    assert not model.apply([state("one-more")], NOW)


def test_pages_in_which_nobody_says_anything_are_passed_over(model: ChatModel) -> None:
    reactions = [entry(events.Reacted, n, target=1, emoji="👍", on=True) for n in range(2, 61)]
    model.apply([state(last=60), *reactions[9:]], NOW)
    asked = model.paging.older()
    assert asked is not None
    assert asked.before == 11
    told = model.apply([events.Page(asked.re, "lobby", reactions[4:9], more=True)], NOW)
    assert told == [changes.Older("lobby", (), 0)]
    asked = model.paging.older()
    assert asked is not None
    assert (asked.before, asked.limit) == (6, EMPTY_PAGE)
    told = model.apply([events.Page(asked.re, "lobby", [message(1), *reactions[:4]], False)], NOW)
    row = only(told, changes.Older).rows[-1]
    assert row.reactions == (Reaction("👍", 1, False),)
    assert model.paging.older() is None


def test_a_page_for_what_is_no_longer_held_is_not_taken(model: ChatModel) -> None:
    model.enter("den")
    model.apply([state("den", last=60), message(60, room="den")], NOW)
    asked = model.paging.older()
    assert asked is not None
    model.leave()
    page = events.Page(asked.re, "den", [message(59, room="den")], more=True)
    assert not model.apply([page], NOW)
    assert model.rooms["den"].timeline.last == 0
    assert not model.apply([page, events.Page("x", "attic", [], more=False)], NOW)


def test_a_server_that_has_more_and_gives_nothing_is_not_asked_for_ever(model: ChatModel) -> None:
    model.apply([state(last=60), message(60)], NOW)
    asked = model.paging.older()
    assert asked is not None
    model.apply([events.Page(asked.re, "lobby", [], more=True)], NOW)
    assert model.paging.older() is None


def test_entering_another_room_joins_it_once(model: ChatModel) -> None:
    command, told = model.enter("new")
    assert command == commands.Join("new")
    assert only(told, changes.Reset).room == "new"
    model.apply([state("new")], NOW)
    assert model.enter("new")[0] is None
    command, _ = model.leave()
    assert command == commands.Leave("new")
    assert model.current == "lobby"
    assert model.enter("new")[0] == commands.Join("new")


def test_presence_is_a_folding_line_and_a_list(model: ChatModel) -> None:
    other = events.Who("n", "Ada 2")
    told = model.apply([events.Joined("lobby", other), events.Joined("lobby", other)], NOW)
    (row,) = only(told, changes.Tail).volatile
    assert isinstance(row, PresenceRow)
    assert row.joined == ("Ada 2",)
    assert model.room.count == 3
    told = model.apply([events.Left("lobby", other), events.Left("lobby", other)], NOW)
    assert only(told, changes.Tail).volatile == ()
    assert model.room.count == 2


def test_a_new_name_is_told_and_is_mine(model: ChatModel) -> None:
    lady = events.Who("a", "Ada L")
    told = model.apply([events.Renamed("lobby", lady, "Ada")], NOW)
    assert model.me.nick == "Ada L"
    assert only(told, changes.Tail).volatile[0].renamed == (("Ada", "Ada L"),)
    assert not model.apply([events.Renamed("lobby", events.Who("z", "Z"), "Y")], NOW)


def test_typing_holds_a_while_and_ends_with_the_message(model: ChatModel) -> None:
    told = model.apply([events.Typing("lobby", BOB), events.Typing("lobby", ADA)], NOW)
    assert told == [changes.TypingChanged("lobby")]
    assert model.room.typing(NOW + 5_999) == ["Bob"]
    assert model.room.typing(NOW + 6_000) == []
    model.apply([events.Typing("lobby", BOB)], NOW)
    assert model.room.typing(NOW - 3_600_000) == [], "the clock was set back"
    model.apply([events.Typing("lobby", BOB)], NOW)
    assert only(model.apply([message(1)], NOW), changes.TypingChanged)
    assert model.room.typing(NOW) == []


def test_typing_ends_with_an_edit_too(model: ChatModel) -> None:
    model.apply([message(1), events.Typing("lobby", BOB)], NOW)
    edit = entry(events.Edited, 2, target=1, text="Mended")
    assert only(model.apply([edit], NOW), changes.TypingChanged)
    assert model.room.typing(NOW) == []


def test_a_crowd_is_a_number(model: ChatModel) -> None:
    assert model.apply([events.Crowd("lobby", 500)], NOW) == [changes.PeopleChanged("lobby")]
    assert model.room.count == 500


def test_older_pages_are_asked_for_once_and_end(model: ChatModel) -> None:
    assert model.paging.older() is None
    model.apply([state(last=60), *(message(n) for n in range(11, 61))], NOW)
    asked = model.paging.older()
    assert asked is not None
    assert (asked.before, asked.room) == (11, "lobby")
    assert model.paging.older() is None
    page = events.Page(asked.re, "lobby", [message(n) for n in range(1, 11)], more=False)
    older = only(model.apply([page], NOW), changes.Older)
    assert older.replaced == 2
    assert model.paging.older() is None


def test_a_page_that_was_refused_or_lost_can_be_asked_for_again(model: ChatModel) -> None:
    model.apply([state(last=60), message(60)], NOW)
    assert model.paging.older()
    refused = events.Error(ErrorCode.STORAGE, "Later.", fatal=False, re="older lobby")
    assert only(model.apply([refused], NOW), changes.Refused).text == "Later."
    assert model.paging.older()
    slow = events.Error(ErrorCode.SLOW_DOWN, "Wait.", fatal=False, re="older lobby")
    assert model.apply([slow], NOW) == [changes.Older("lobby", (), 0)], "later, by itself"
    assert model.paging.older()
    model.apply([reports.Lost("Gone.", 1.0)], NOW)
    assert model.paging.older() is None
    model.apply([WELCOME, state(last=60)], NOW)
    assert model.paging.older()


def test_coming_back_says_how_much_was_missed(model: ChatModel) -> None:
    model.apply([state(last=2), message(1), message(2)], NOW)
    lost = model.apply([reports.Lost("Gone.", 7.0)], NOW)
    assert lost == [changes.Connection(Phase.LOST, "Gone.", 7.0)]
    trying = only(model.apply([reports.Connecting()], NOW), changes.Connection)
    assert (trying.phase, trying.reason) == (Phase.CONNECTING, "Gone.")
    told = model.apply([WELCOME, state(last=4, missed=2), message(3)], NOW)
    assert not [change for change in told if isinstance(change, changes.CaughtUp)]
    told = model.apply([message(4)], NOW)
    assert only(told, changes.CaughtUp) == changes.CaughtUp("lobby", 2)


def test_coming_back_with_nothing_missed_says_so_at_once(model: ChatModel) -> None:
    model.apply([state(last=1), message(1)], NOW)
    told = model.apply([reports.Lost("Gone.", 7.0), WELCOME, state(last=1)], NOW)
    assert only(told, changes.CaughtUp).missed == 0


def test_a_gap_too_large_starts_the_room_anew(model: ChatModel) -> None:
    model.apply([state(last=1), message(1)], NOW)
    told = model.apply([WELCOME, state(last=5_000, missed=4_999), message(4_951)], NOW)
    assert only(told, changes.Reset)
    assert model.room.timeline.first == 4_951


def test_a_copy_ahead_of_the_log_is_dropped(model: ChatModel) -> None:
    model.apply([state(last=5), message(5)], NOW)
    assert only(model.apply([state(last=3)], NOW), changes.Reset)
    assert model.room.timeline.last == 0


def test_another_server_at_the_address_starts_anew(model: ChatModel) -> None:
    model.apply([state(last=1), message(1)], NOW)
    assert only(model.apply([welcome(server="s2")], NOW), changes.Reset)
    assert model.room.timeline.last == 0


def test_a_copy_that_was_put_back_is_read_anew(model: ChatModel) -> None:
    model.apply([welcome(), state(last=1), message(1)], NOW)
    assert not any(isinstance(one, changes.Reset) for one in model.apply([welcome()], NOW))
    told = model.apply([welcome(epoch="e2")], NOW)
    assert only(told, changes.Reset)
    assert "earlier copy" in only(told, changes.Refused).text
    assert model.room.timeline.last == 0


def test_errors_are_told_but_those_told_elsewhere(model: ChatModel) -> None:
    def told(code: ErrorCode, *, fatal: bool = False, id: str | None = None) -> list[AnyChange]:
        return model.apply([events.Error(code, "No.", fatal, id=id)], NOW)

    assert told(ErrorCode.NO_SUCH_ROOM) == [changes.Refused("No.")]
    assert not told(ErrorCode.SLOW_DOWN)
    assert not told(ErrorCode.TOO_LONG, id="x")
    assert not told(ErrorCode.CLOSING, fatal=True)


def test_the_rest_of_the_reports(model: ChatModel) -> None:
    assert model.apply([reports.Closed("Over.")], NOW) == [
        changes.Connection(Phase.CLOSED, "Over.")
    ]
    assert not model.apply([reports.SendFailed("lobby", "unknown", "No.")], NOW)
    assert not model.apply([events.Ping(), events.Pong()], NOW)


def test_the_list_of_rooms_is_taken_over(model: ChatModel) -> None:
    summaries = [events.RoomSummary("b", "public", "t", 0, 0, 7)]
    assert model.apply([events.Rooms("1", summaries, False)], NOW) == [changes.RoomsChanged()]
    assert (model.rooms["b"].count, model.rooms["b"].joined) == (7, False)


def test_a_hidden_room_stays_bounded(model: ChatModel) -> None:
    model.apply([state("b")], NOW)
    for start in range(1, 5_000, 200):
        model.apply([message(n, room="b") for n in range(start, start + 200)], NOW)
    assert len(model.rooms["b"].timeline.rows()[0]) <= 1_250
