"""Direct conversations in the window, what is unread, and telling the server what was seen."""

import pytest

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.views import words
from chat_server.protocol import commands, events
from tests import hand
from tests.views.stage import ADA, BOB, Stage, lines, says
from tests.views.test_window import drawn

DIRECT = "@ada-1+bob-7"


def state(last: int = 0, other: events.Who | None = BOB) -> events.RoomState:
    people = [events.Present(ADA.id, ADA.nick), events.Present(BOB.id, BOB.nick)]
    return events.RoomState(DIRECT, "direct", "", people, 2, last, 0, 0, other)


def alone() -> events.RoomState:
    """The same where Bob's program is not in it."""
    ada = events.Present(ADA.id, ADA.nick)
    return events.RoomState(DIRECT, "direct", "", [ada], 1, 0, 0, 0, BOB)


def whispers(seq: int, text: str) -> events.Message:
    return events.Message(DIRECT, seq, now(), BOB, f"d{seq}", text)


def click(stage: Stage, nick: str) -> None:
    """Click on a person."""
    hand.click(stage.window.sidebar.listing, nick, -1)
    stage.root.update()


def asked(stage: Stage) -> commands.Open:
    """The one conversation that was asked for."""
    (command,) = stage.sent(commands.Open)
    return command


def test_somebody_writes_first(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(state(), whispers(1, "between us"))
    assert drawn(stage)[5:8] == ["Direct", "1", "Bob"]
    assert stage.root.title() == "(1) lobby — Lab 4 — Parlor"
    stage.window.deeds.step(-1)
    assert stage.model.current == DIRECT
    assert stage.shown.endswith("between us")
    assert stage.window.header.room.text == "Bob"
    assert stage.window.composer.placeholder.text == "Message Bob"
    assert stage.root.title() == "Bob — Lab 4 — Parlor"
    assert DIRECT not in "".join(drawn(stage))
    stage.apply(events.Renamed("lobby", events.Who(BOB.id, "Rob 🦊"), "Bob"))
    assert stage.window.header.room.text == "Rob 🦊"
    assert stage.root.title() == "Rob :fox: — Lab 4 — Parlor"


def test_one_whom_the_server_does_not_name_is_somebody(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(state(other=None))
    assert words.SOMEBODY in drawn(stage)
    assert DIRECT not in "".join(drawn(stage))


def test_a_command_opens_one_and_says_something(stage: Stage) -> None:
    stage.enter(BOB)
    stage.write("/msg Bob hello there", "<Return>")
    assert asked(stage).with_ == "Bob"
    assert not stage.sent(commands.Send)
    stage.apply(state(), reports.Opened(asked(stage).re or "", DIRECT))
    (command,) = stage.sent(commands.Send)
    assert (command.room, command.text) == (DIRECT, "hello there")
    assert stage.model.current == DIRECT
    assert stage.shown.endswith("hello there")
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)


def test_who_types_something_else_meanwhile_is_not_taken_there(stage: Stage) -> None:
    """It may take as long as a connection is away: what is typed is not meant for Bob."""
    stage.enter(BOB)
    stage.write("/msg Bob hello", "<Return>")
    stage.write("for all")
    stage.apply(state(), reports.Opened(asked(stage).re or "", DIRECT))
    (command,) = stage.sent(commands.Send)
    assert (command.room, command.text) == (DIRECT, "hello")
    assert (stage.model.current, stage.typed) == ("lobby", "for all")
    assert "Bob" in drawn(stage)


def test_nobody_gets_what_is_meant_for_somebody_in_another_room(stage: Stage) -> None:
    """Whose nickname begins with theirs."""
    stage.enter(BOB)
    third = events.Present("third-4", "Bob the Third")
    stage.apply(events.RoomState("robotics", "public", "", [third], 1, 0, 0, 0))
    stage.write("/msg Bob the Third hello", "<Return>")
    assert asked(stage).with_ == "Bob the Third"


@pytest.mark.parametrize("typed", ["/msg Bob hello there", "/msg Bob"])
def test_what_was_not_said_goes_back_to_where_it_was_typed(stage: Stage, typed: str) -> None:
    stage.enter()
    stage.write(typed, "<Return>")
    stage.apply(reports.NotOpened(asked(stage).re or "", "Nobody of that name is here."))
    assert stage.typed == (typed if typed.endswith("there") else "")
    assert str(stage.window.composer.trouble.cget("text")) == "Nobody called Bob is here."


def test_what_is_typed_meanwhile_is_left_alone(stage: Stage) -> None:
    stage.enter()
    stage.write("/msg Bob hello", "<Return>")
    stage.write("another")
    stage.apply(reports.NotOpened(asked(stage).re or "", "Nobody of that name is here."))
    assert stage.typed == "another"
    assert str(stage.window.composer.trouble.cget("text")) == words.not_said("Bob")
    stage.write("", "<Return>")
    stage.until(lambda: stage.window.composer.content() == "/msg Bob hello")


@pytest.mark.parametrize("typed", ["/msg Bob hello", "/topic Lunch"])
def test_offline_one_sentence_says_so(stage: Stage, typed: str) -> None:
    stage.enter(BOB)
    stage.apply(reports.Lost("Gone.", 10**9))
    stage.write(typed, "<Return>")
    assert stage.typed == typed
    assert "when the connection is back" in str(stage.window.composer.trouble.cget("text"))
    stage.window.composer.fill("")
    stage.until(lambda: not stage.window.composer.trouble.winfo_ismapped())
    click(stage, "Bob")
    stage.until(stage.window.composer.trouble.winfo_ismapped)
    assert not stage.sent(commands.Open)
    stage.enter(BOB)
    assert not stage.window.composer.trouble.winfo_manager(), "the connection is back"


def test_a_click_on_a_person_opens_one(stage: Stage) -> None:
    stage.enter(BOB)
    click(stage, "Ada")
    assert not stage.sent(commands.Open), "nobody talks with themselves"
    click(stage, "Bob")
    assert asked(stage).with_ == "Bob"
    stage.apply(state(), reports.Opened(asked(stage).re or "", DIRECT))
    assert stage.model.current == DIRECT
    stage.window.deeds.enter("lobby")
    click(stage, "Bob")
    assert stage.model.current == DIRECT
    assert len(stage.sent(commands.Open)) == 1, "it is there already"


@pytest.mark.parametrize(("more", "goes"), [("", True), (" and more", False)])
def test_who_types_until_it_is_open_is_not_taken_there(stage: Stage, more: str, goes: bool) -> None:
    """It may be open minutes later, when the connection is back."""
    stage.enter(BOB)
    stage.write("for all")
    click(stage, "Bob")
    stage.write(more)
    stage.apply(state(), reports.Opened(asked(stage).re or "", DIRECT))
    assert (stage.model.current == DIRECT) is goes
    assert stage.typed == ("" if goes else "for all and more")


def test_a_person_is_chosen_with_the_keyboard(stage: Stage) -> None:
    stage.enter(BOB)
    listing = stage.window.sidebar.listing
    listing.focus_force()
    for key in ("<Down>", "<Down>", "<Down>", "<space>"):
        listing.event_generate(key)
    stage.root.update()
    assert asked(stage).with_ == "Bob"


def test_too_many_at_once(stage: Stage) -> None:
    stage.enter(BOB)
    refusals = [stage.window.deeds.talk(f"p{n}", f"P{n}") for n in range(21)]
    assert refusals[:20] == [None] * 20
    assert refusals[20]


def test_the_other_is_online_in_whichever_room_we_see_them(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(alone())
    stage.window.deeds.enter(DIRECT)
    here, people = stage.window.header.here, stage.window.sidebar
    assert here.text == "online"
    assert drawn(stage)[-4:] == ["People", "Ada", "(you)", "Bob"]
    assert [line.here for line in people._people] == [True, True]
    stage.apply(events.Left("lobby", BOB))
    assert here.text == ""
    assert drawn(stage)[-4:] == ["Ada", "(you)", "Bob", "· away"]
    assert [line.here for line in people._people] == [True, False]
    stage.apply(events.Joined("lobby", BOB))
    assert here.text == "online"


@pytest.mark.parametrize("typed", ["/topic", "/topic Lunch", "/topic -"])
def test_it_has_no_topic(stage: Stage, typed: str) -> None:
    stage.enter(BOB)
    stage.apply(state())
    stage.window.deeds.enter(DIRECT)
    assert stage.window.deeds.send(typed) == "A direct conversation has no topic."
    assert not stage.sent(commands.Topic)


def test_one_that_was_left_is_listed_again_when_somebody_writes(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(state(), whispers(1, "between us"))
    stage.window.deeds.enter(DIRECT)
    stage.write("/leave", "<Return>")
    assert stage.sent(commands.Leave) == [commands.Leave(DIRECT)]
    assert (stage.model.current, "Direct" in drawn(stage)) == ("lobby", False)
    summary = events.RoomSummary(DIRECT, "direct", "", 1, 0, 0, BOB)
    stage.apply(events.Rooms("rooms", [summary], more=False), state(last=1))
    assert "Direct" not in drawn(stage), "nothing new is there"
    assert stage.root.title() == "lobby — Lab 4 — Parlor"
    stage.apply(whispers(2, "are you there?"))
    assert drawn(stage)[5:8] == ["Direct", "1", "Bob"]


def test_one_that_was_left_is_opened_again(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(state())
    stage.window.deeds.enter(DIRECT)
    stage.write("/leave", "<Return>")
    click(stage, "Bob")
    stage.apply(state(), reports.Opened(asked(stage).re or "", DIRECT))
    assert drawn(stage)[5:7] == ["Direct", "Bob"]


def test_an_empty_one_says_whom_it_is_with(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(state())
    stage.window.deeds.enter(DIRECT)
    assert stage.window.history._nothing.cget("text") == "This is between you and Bob. Say hello."


def test_what_is_seen_is_told_at_most_once_a_second(stage: Stage) -> None:
    stage.enter(BOB)
    stage.until(lambda: stage.model.focused)
    for seq in range(1, 6):
        stage.apply(says(seq, f"{seq}"))
    assert len(stage.sent(commands.Seen)) <= 1
    stage.until(lambda: commands.Seen("lobby", 5) in stage.sent(commands.Seen))
    assert len(stage.sent(commands.Seen)) <= 2


def test_what_a_reader_who_is_scrolled_up_has_not_seen_is_unread(stage: Stage) -> None:
    stage.enter(BOB)
    stage.until(lambda: stage.model.focused)
    stage.apply(*lines(1, 100))
    history = stage.window.history
    history.text.focus_force()
    history.text.event_generate("<Prior>")
    stage.until(lambda: not history.following)
    stage.apply(*lines(101, 103))
    stage.window.deeds.tell_seen()
    assert stage.sent(commands.Seen)[-1] == commands.Seen("lobby", 100)
    assert stage.model.room.unread == 3
    assert "3" in drawn(stage)
    history._down.invoke()
    stage.window.deeds.tell_seen()
    assert stage.sent(commands.Seen)[-1] == commands.Seen("lobby", 103)
    assert stage.model.room.unread == 0
    assert "3" not in drawn(stage)
