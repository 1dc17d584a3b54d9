"""Direct conversations, and how far each room is read."""

import pytest

from chat_gui import reports
from chat_gui.model import changes, typed
from chat_gui.model.chat import MARKS_REST, MOST_ASKED, ChatModel
from chat_gui.model.unsaid import MOST_OPENING, MOST_TEXTS
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.model.builders import ADA, BOB, DIRECT, NOW, message, only, state, summary, welcome


def reaction(seq: int, room: str = "lobby") -> events.Reacted:
    return events.Reacted(room, seq, NOW, BOB, f"id{seq}", 1, "👍", True)


class TestSeen:
    def test_what_is_looked_at_is_told_once(self, model: ChatModel) -> None:
        model.apply([message(1), message(2)], NOW)
        assert model.marks() == [commands.Seen("lobby", 2)]
        assert model.marks() == []
        model.apply([reaction(3)], NOW)
        assert model.marks() == [commands.Seen("lobby", 3)]

    @pytest.mark.parametrize("look", [{"focused": False}, {"at_end": False}])
    def test_what_is_not_looked_at_is_not(self, model: ChatModel, look: dict[str, bool]) -> None:
        model.look(**look)
        model.apply([message(1)], NOW)
        assert (model.marks(), model.room.unread) == ([], 1)
        assert only(model.look(focused=True, at_end=True), changes.RoomsChanged)
        assert (model.marks(), model.room.unread) == ([commands.Seen("lobby", 1)], 0)

    def test_a_new_window_has_not_looked_yet(self) -> None:
        model = ChatModel("Ada")
        model.apply([welcome(summary("lobby", 1)), state(last=1), message(1)], NOW)
        assert model.marks() == []

    def test_only_messages_by_others_are_unread(self, model: ChatModel) -> None:
        model.apply([state("b"), message(1, room="b"), message(2, ADA, "b")], NOW)
        model.apply([reaction(3, "b"), events.Topic("b", 4, NOW, BOB, "id4", "t")], NOW)
        model.apply([message(5, room="b")], NOW)
        assert model.rooms["b"].unread == 2
        model.apply([events.Deleted("b", 6, NOW, BOB, "id6", 5)], NOW)
        assert model.rooms["b"].unread == 1

    def test_a_window_opened_again_knows_what_is_unread(self) -> None:
        model = ChatModel("Ada")
        model.apply([welcome(summary("b", 100, 40)), state("b", last=100)], NOW)
        assert model.rooms["b"].unread == 60, "nothing is held: every entry counts"
        model.apply([message(n, room="b") for n in range(51, 98)], NOW)
        model.apply([reaction(n, "b") for n in range(98, 101)], NOW)
        assert model.rooms["b"].unread == 57
        model.apply([welcome(summary("b", 100, 90)), state("b", last=100)], NOW)
        assert model.rooms["b"].unread == 7

    def test_a_room_one_never_was_in_is_not_unread(self, model: ChatModel) -> None:
        model.apply([welcome(summary("b", 900))], NOW)
        assert model.rooms["b"].unread == 0
        model.apply([state("b", last=900)], NOW)
        assert model.rooms["b"].unread == 0

    def test_what_a_server_keeps_no_more_is_not_unread(self, model: ChatModel) -> None:
        model.apply([welcome(summary("b", 900, 10)), state("b", last=900, first=890)], NOW)
        assert model.rooms["b"].unread == 11

    def test_a_mark_beyond_the_end_is_held_to_it(self, model: ChatModel) -> None:
        model.apply([welcome(summary("b", 5, 2**40)), state("b", last=5)], NOW)
        model.apply([events.Seen("b", ADA, 2**50), message(6, room="b")], NOW)
        assert model.rooms["b"].unread == 1
        model.apply([state("b", last=2)], NOW)
        assert (model.rooms["b"].seen, model.rooms["b"].unread) == (2, 0)

    def test_another_window_of_ones_own_clears_the_count(self, model: ChatModel) -> None:
        model.apply([state("b"), message(1, room="b"), message(2, room="b")], NOW)
        assert model.apply([events.Seen("b", BOB, 2)], NOW) == []
        assert model.apply([events.Seen("b", ADA, 2)], NOW) == [changes.RoomsChanged()]
        assert (model.rooms["b"].unread, model.marks()) == (0, [])

    def test_what_the_disk_refused_is_told_again_after_a_while(self, model: ChatModel) -> None:
        model.apply([message(1)], NOW)
        assert model.marks() == [commands.Seen("lobby", 1)]
        model.apply([events.Error(ErrorCode.STORAGE, "Full.", fatal=False, id="m7")], NOW)
        assert model.marks() == [], "that was a message"
        model.apply([events.Error(ErrorCode.STORAGE, "Full.", fatal=False)], NOW)
        assert [model.marks() for _ in range(MARKS_REST - 1)] == [[]] * (MARKS_REST - 1)
        assert model.marks() == [commands.Seen("lobby", 1)]
        assert model.marks() == []

    def test_what_the_server_did_not_hear_is_told_again(self, model: ChatModel) -> None:
        model.apply([message(1)], NOW)
        model.apply([reports.Lost("Gone.", 1.0)], NOW)
        assert model.marks() == []
        model.apply([welcome(summary("lobby", 1, 0))], NOW)
        assert model.marks() == [], "not before the room is joined"
        model.apply([state(last=1)], NOW)
        assert model.marks() == [commands.Seen("lobby", 1)]
        model.apply([welcome(summary("lobby", 1, 1)), state(last=1)], NOW)
        assert model.marks() == []


class TestDirect:
    def test_somebody_writes_first(self, model: ChatModel) -> None:
        told = model.apply([state(DIRECT, last=1), message(1, room=DIRECT)], NOW)
        assert only(told, changes.RoomsChanged)
        room = model.rooms[DIRECT]
        assert (room.direct, room.other, room.unread) == (True, BOB, 1)
        assert model.rooms.order()[-1] is room
        assert model.enter(DIRECT)[0] is None
        assert room.unread == 0

    def test_what_was_written_meanwhile_is_unread(self, model: ChatModel) -> None:
        model.apply([welcome(summary(DIRECT, 3, with_=BOB))], NOW)
        assert model.rooms[DIRECT].unread == 3

    def test_one_that_was_asked_for_is_opened_with_what_is_to_be_said(
        self, model: ChatModel
    ) -> None:
        asked = model.open("bob", "hi")
        assert asked is not None
        assert asked.with_ == "bob"
        assert model.open("bob", "there") == model.open("bob") == asked
        told = model.apply([state(DIRECT), reports.Opened(asked.re or "", DIRECT)], NOW)
        assert only(told, changes.Opened) == changes.Opened(DIRECT, ("hi", "there"))
        assert not model.apply([reports.Opened(asked.re or "", DIRECT)], NOW), "once"
        command, _ = model.say(typed.Say("hi"), NOW, DIRECT)
        assert command.room == DIRECT

    def test_one_that_is_not_there_gives_the_text_back(self, model: ChatModel) -> None:
        asked = model.open("bob", "hi")
        assert asked is not None
        refused = reports.NotOpened(asked.re or "", "Nobody.")
        told = model.apply([refused, refused], NOW)
        assert told == [changes.NotOpened("bob", ("hi",), "Nobody.")]

    def test_so_much_may_wait(self, model: ChatModel) -> None:
        for number in range(MOST_TEXTS):
            assert model.open("bob", f"{number}")
        assert model.open("bob", "more") is None
        for number in range(1, MOST_OPENING):
            assert model.open(f"n{number}")
        assert model.open("one more") is None
        for number in range(2 * MOST_ASKED):
            model.set_topic(f"{number}")
        assert len(model._asked) == MOST_ASKED

    def test_the_other_keeps_their_name_up_to_date(self, model: ChatModel) -> None:
        model.apply([state(DIRECT)], NOW)
        told = model.apply([events.Renamed("lobby", events.Who("b", "Rob"), "Bob")], NOW)
        assert only(told, changes.RoomsChanged)
        assert model.rooms[DIRECT].other == events.Who("b", "Rob")
        assert model.nicks() == ["Ada", "Rob", "Rob"]

    def test_comings_and_goings_are_no_lines(self, model: ChatModel) -> None:
        model.enter(DIRECT)
        model.apply([state(DIRECT)], NOW)
        told = model.apply([events.Left(DIRECT, BOB), events.Joined(DIRECT, BOB)], NOW)
        assert {type(one) for one in told} <= {changes.PeopleChanged, changes.TypingChanged}

    def test_another_server_has_conversations_of_its_own(self, model: ChatModel) -> None:
        model.apply([state(DIRECT, last=1), message(1, room=DIRECT)], NOW)
        model.enter(DIRECT)
        model.apply([state("b")], NOW)
        told = model.apply([message(2, room=DIRECT), welcome(server="s2")], NOW)
        assert changes.Reset("lobby") in told
        assert (model.current, DIRECT in model.rooms) == ("lobby", False)
        assert model.enter("b")[0] == commands.Join("b")

    def test_the_echo_of_what_was_said_before_leaving_is_taken(self, model: ChatModel) -> None:
        model.enter("b")
        model.apply([state("b")], NOW)
        command, _ = model.say(typed.Say("bye"), NOW)
        model.leave()
        model.apply([events.Message("b", 1, NOW, ADA, command.id, "bye")], NOW)
        assert model.rooms["b"].timeline.rows() == ([], [])

    def test_opening_a_room_one_is_in_is_no_coming_back(self, model: ChatModel) -> None:
        model.apply([state(DIRECT, last=1), message(1, room=DIRECT)], NOW)
        told = model.apply([state(DIRECT, last=1)], NOW)
        assert not [one for one in told if isinstance(one, changes.CaughtUp)]
