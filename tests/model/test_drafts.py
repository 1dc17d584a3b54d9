"""What was typed stays with its room; one's own earlier messages can be typed again."""

from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.chat import ChatModel
from chat_gui.model.drafts import Drafts
from chat_gui.model.earlier import Earlier, as_typed, said
from chat_gui.model.rooms import RoomList
from chat_gui.model.typed import Say, meaning
from chat_server.protocol.events import Who
from chat_server.protocol.limits import Limits

ADA = Who("ada-1", "Ada")
ROOMS = ("lobby", "robotics", "lunch")


def listed() -> RoomList:
    rooms = RoomList(ADA)
    for name in ROOMS:
        rooms.add(name, ADA)
    return rooms


@given(st.lists(st.tuples(st.sampled_from(ROOMS), st.text(max_size=5)), max_size=20))
def test_each_room_has_its_own(visits: list[tuple[str, str]]) -> None:
    rooms = listed()
    drafts, here, there = Drafts(rooms), "lobby", dict.fromkeys(ROOMS, "")
    typed = ""
    for room, text in visits:
        drafts.leave(here, typed)
        there[here] = typed if typed.strip() else ""
        here = room
        assert drafts.enter(room) == there[room]
        assert rooms[room].draft == ""
        typed = text
    there[here] = typed
    assert drafts.kept(here, typed) == {k: v for k, v in there.items() if v.strip()}


def test_a_later_run_finds_them_also_in_rooms_that_come_later() -> None:
    rooms = RoomList(ADA)
    drafts = Drafts(rooms)
    drafts.restore({"robotics": "half a", "lobby": "hel"})
    assert drafts.enter("lobby") == "hel"
    assert drafts.kept("lobby", "hel") == {"robotics": "half a", "lobby": "hel"}
    rooms.add("robotics", ADA)
    drafts.place()
    assert rooms["robotics"].draft == "half a"
    assert drafts.enter("robotics") == "half a"
    assert drafts.kept("robotics", "") == {}


def test_what_is_typed_already_stays() -> None:
    rooms = listed()
    drafts = Drafts(rooms)
    drafts.leave("lobby", "new")
    drafts.restore({"lobby": "old"})
    assert drafts.enter("lobby") == "new"


def test_a_room_that_is_gone_keeps_its_draft_and_nothing_is_made_up() -> None:
    drafts = Drafts(RoomList(ADA))
    drafts.leave("!gone", "text")
    assert drafts.enter("!gone") == ""
    assert drafts.kept("lobby", "  ") == {"!gone": "text"}


def test_the_room_that_is_looked_at_is_kept_first() -> None:
    rooms = listed()
    rooms["lobby"].draft = "before"
    kept = Drafts(rooms).kept("robotics", "now", {"Bob": "hello"})
    assert [*kept.items()] == [("robotics", "now"), ("to Bob", "hello"), ("lobby", "before")]


def test_another_server_gets_no_draft() -> None:
    rooms = listed()
    rooms["lunch"].draft = "for the first server"
    rooms["lunch"].forget_server()
    assert rooms["lunch"].draft == ""


def test_earlier_messages_from_the_newest_to_the_oldest_and_back() -> None:
    way = Earlier(["one", "two"], "half")
    assert way.shows("half")
    assert way.step(1) is None
    assert [way.step(-1), way.step(-1), way.step(-1)] == ["two", "one", None]
    assert way.shows("one")
    assert [way.step(1), way.step(1), way.step(1)] == ["two", "half", None]


def test_ones_own_as_they_would_be_typed() -> None:
    model = ChatModel("Ada")
    for text, action in [("a", False), ("a", False), ("waves", True), ("/etc", False)]:
        model.say(Say(text, action), 0)
    assert said(model.room.timeline.held()) == ["a", "/me waves", "//etc"]


@given(st.text(min_size=1, max_size=20), st.booleans())
def test_what_is_typed_again_says_the_same(text: str, action: bool) -> None:
    say = Say(text, action)
    if text != text.strip() or not text.isprintable():
        return
    assert meaning(as_typed(text, action=action), Limits()) == say
