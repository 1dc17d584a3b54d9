"""Rooms in the sidebar and the header: counts and marks, menus, the topic, what is kept."""

from typing import Any

import msgspec
import pytest

from chat_gui import clock
from chat_gui.clock import now
from chat_gui.model.rooms import FOR_EVER, RoomModel
from chat_gui.model.timeline import Timeline
from chat_gui.views import room_words
from chat_gui.views.topic import TopicPanel
from chat_server.protocol import commands, events
from tests import hand
from tests.views.menus import choose, offered, press
from tests.views.stage import ADA, BOB, Stage, says
from tests.views.test_window import drawn

DIRECT = "@ada-1+bob-7"


def robotics(**more: Any) -> events.RoomState:
    people = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
    return events.RoomState("robotics", "public", "", people, 2, 0, 0, 0, **more)


def talks(seq: int, text: str = "hello", room: str = "robotics") -> events.Message:
    return events.Message(room, seq, now(), BOB, f"r{seq}", text)


def alone() -> events.RoomState:
    people = [events.Present(ADA.id, ADA.nick), events.Present(BOB.id, BOB.nick)]
    return events.RoomState(DIRECT, "direct", "", people, 2, 0, 0, 0, BOB)


def badges(stage: Stage) -> dict[str, str]:
    """What the muted and the accent badges say, by their colour, from top to bottom."""
    listing = stage.window.sidebar.listing
    said: dict[str, str] = {}
    for colour in ("muted", "accent"):
        items = [one for one in listing.find_withtag(colour) if listing.type(one) == "text"]
        items.sort(key=lambda one: listing.coords(one)[1])
        said[colour] = " ".join(str(listing.itemcget(one, "text")) for one in items)
    return said


def menu_of(stage: Stage, called: str) -> list[str]:
    """Open the menu of a line of the list by the right button."""
    listing = stage.window.sidebar.listing
    found = [one for one in listing.find_all() if listing.type(one) == "text"]
    item = next(one for one in found if listing.itemcget(one, "text") == called)
    x, y = (int(at) for at in listing.coords(item))
    listing.event_generate("<Button-3>", x=x + 2, y=y, rootx=90, rooty=90)
    stage.root.update()
    return offered(stage)


class TestBadges:
    def test_mentions_and_direct_messages_are_in_the_accent(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(robotics(), alone(), *(talks(n) for n in range(1, 4)))
        assert badges(stage) == {"muted": "3", "accent": ""}
        stage.apply(talks(4, "@Ada, look"), talks(1, room=DIRECT), talks(2, room=DIRECT))
        assert badges(stage) == {"muted": "4", "accent": "@ 2"}
        stage.apply(talks(5, "and here, @ada"))
        assert badges(stage) == {"muted": "5", "accent": "@2 2"}

    def test_what_may_be_more_is_told_so(self, stage: Stage) -> None:
        stage.enter(BOB)
        summary = events.RoomSummary("robotics", "public", "", 900, 100, 1)
        welcome = events.Welcome(
            1,
            events.ServerInfo("lab-4", "Lab 4", "1.0"),
            events.You(ADA.id, ADA.nick),
            "",
            [summary],
            stage.model.limits,
        )
        stage.apply(welcome, msgspec.structs.replace(robotics(), last=900, first=1))
        stage.apply(talks(900, "@Ada"))
        assert badges(stage) == {"muted": "800", "accent": "@1+"}

    def test_a_muted_room_is_so_in_the_next_window_too(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.window.rooms.menu("robotics", 100, 100)
        choose(stage, "Mute", "Until I turn it on again")
        kept = stage.window.preferences.now.muted
        assert kept == {"lab-4": {"robotics": FOR_EVER}}

        following = Stage()
        following.window.preferences.change(muted=kept)
        following.enter(BOB)
        assert following.model.rooms["robotics"].muted(now())
        assert not following.model.rooms["lobby"].muted(now())
        following.window.rooms.menu("robotics", 100, 100)
        choose(following, "Unmute")
        assert not following.window.preferences.now.muted
        following.close()

    def test_a_muted_room_tells_mentions_alone(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(robotics(), talks(1), talks(2, "@Ada, look"))
        stage.window.deeds.mute("robotics", FOR_EVER)
        assert badges(stage) == {"muted": "", "accent": "@"}
        assert stage.root.title().startswith("(1) ")
        line = stage.window.sidebar._rooms[1]
        assert (line.called, line.pale) == ("robotics", True)

    def test_a_muted_conversation_tells_nothing(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(alone(), talks(1, room=DIRECT))
        stage.window.deeds.mute(DIRECT, FOR_EVER)
        assert badges(stage) == {"muted": "", "accent": ""}
        stage.apply(talks(2, "@Ada, look", DIRECT))
        assert badges(stage) == {"muted": "", "accent": "@"}

    def test_a_draft_is_marked_where_nobody_looks(self, stage: Stage) -> None:
        stage.enter(BOB)
        listing = stage.window.sidebar.listing
        stage.write("not yet")
        assert not listing.find_withtag("draft")
        stage.window.deeds.enter("robotics")
        stage.root.update()
        assert len(listing.find_withtag("draft")) == 1
        stage.window.deeds.enter("lobby")
        stage.root.update()
        assert not listing.find_withtag("draft")

    def test_a_conversation_shows_whether_the_other_is_there(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(alone())
        assert [line.mark for line in stage.window.sidebar.directs] == ["here"]
        stage.apply(events.Left("lobby", BOB), events.Left(DIRECT, BOB))
        assert [line.mark for line in stage.window.sidebar.directs] == ["away"]

    def test_the_next_room_is_one_that_speaks_to_the_person(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(robotics(), talks(1), alone(), talks(1, room=DIRECT))
        stage.root.event_generate("<Alt-Down>")
        assert stage.model.current == DIRECT
        stage.root.event_generate("<Alt-Down>")
        assert stage.model.current == "robotics"


class TestMenu:
    def test_of_a_room_that_is_not_looked_at(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(robotics(), talks(1))
        assert menu_of(stage, "robotics") == [
            *("Open", "Set the topic…", "-", "Mark as read", "Mute", "Copy link", "-", "Leave"),
        ]
        choose(stage, "Mark as read")
        assert badges(stage) == {"muted": "", "accent": ""}
        stage.window.deeds.tell_seen()
        assert stage.sent(commands.Seen) == [commands.Seen("robotics", 1)]

    def test_of_a_room_of_others(self, stage: Stage) -> None:
        stage.enter(BOB)
        assert menu_of(stage, "robotics") == ["Join", "-", "Mute", "Copy link"]
        choose(stage, "Join")
        assert stage.sent(commands.Join) == [commands.Join("robotics")]

    def test_it_is_left_without_a_look(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(robotics())
        menu_of(stage, "robotics")
        choose(stage, "Leave")
        assert stage.sent(commands.Leave) == [commands.Leave("robotics")]
        assert (stage.model.current, stage.model.rooms["robotics"].joined) == ("lobby", False)

    def test_it_is_muted_for_a_while(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        stage.enter(BOB)
        menu_of(stage, "robotics")
        choose(stage, "Mute", "For 1 hour")
        room = stage.model.rooms["robotics"]
        assert room.muted(now() + 59 * 60_000)
        assert not room.muted(now() + 61 * 60_000)
        assert stage.window.sidebar._rooms[1].pale
        later = now() + 61 * 60_000
        monkeypatch.setattr(clock, "now", lambda: later)
        stage.window.rooms.tick()
        assert not stage.window.sidebar._rooms[1].pale, "it ends by itself"

    def test_it_is_muted_until_the_person_wants_otherwise(self, stage: Stage) -> None:
        stage.enter(BOB)
        menu_of(stage, "robotics")
        choose(stage, "Mute", "Until I turn it on again")
        assert menu_of(stage, "robotics")[2:4] == ["Muted until you turn it on", "Unmute"]
        choose(stage, "Unmute")
        assert not stage.model.rooms["robotics"].muted(now())

    def test_a_link_leads_into_the_room(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.window.inviting.link = lambda: "parlor://lab:1#fingerprint=aa"
        menu_of(stage, "robotics")
        choose(stage, "Copy link")
        assert stage.root.clipboard_get() == "parlor://lab:1/robotics#fingerprint=aa"

    def test_by_the_keyboard(self, stage: Stage) -> None:
        stage.enter(BOB)
        press(stage, stage.window.sidebar.listing, "<Down>", "<Menu>")
        assert offered(stage)[0] == "Join"
        choose(stage, "Join")

    def test_of_a_room_that_is_gone_there_is_none(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.window.rooms.menu("+gone", 9, 9)
        with pytest.raises(ValueError, match="not enough values"):
            offered(stage)


class TestTopic:
    def open(self, stage: Stage, topic: str = "") -> TopicPanel:
        stage.enter(BOB)
        if topic:
            stage.apply(events.Topic("lobby", 1, now(), BOB, "t1", topic))
        header = stage.window.header
        header.topic.focus_force()
        stage.until(lambda: stage.root.focus_get() is header.topic)
        header.topic.event_generate("<Return>")
        panel = stage.window.panels.shown
        assert isinstance(panel, TopicPanel)
        stage.until(lambda: stage.root.focus_get() is panel.text)
        return panel

    def test_it_is_set_emoji_and_all(self, stage: Stage) -> None:
        panel = self.open(stage, "The workshop 🔧")
        assert panel.text.content() == "The workshop 🔧"
        panel.text.insert("end-1c", " is open")
        panel.text.event_generate("<Return>")
        (command,) = stage.sent(commands.Topic)
        assert (command.room, command.text) == ("lobby", "The workshop 🔧 is open")
        assert stage.window.panels.shown is None

    def test_escape_leaves_it_as_it_is(self, stage: Stage) -> None:
        panel = self.open(stage, "Be kind.")
        panel.text.insert("end-1c", " Always.")
        panel.text.event_generate("<Escape>")
        stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)
        assert (stage.window.panels.shown, stage.sent(commands.Topic)) == (None, [])

    def test_what_is_refused_is_told_there(self, stage: Stage) -> None:
        panel = self.open(stage)
        panel.text.fill("x" * 251)
        panel.button.invoke()
        assert str(panel.refusal.cget("text")) == "A topic has at most 250 characters."
        assert not stage.sent(commands.Topic)

    def test_a_line_break_has_no_place(self, stage: Stage) -> None:
        panel = self.open(stage)
        panel.text.insert("1.0", "a\nb")
        assert panel.text.content() == ""

    def test_the_same_again_says_nothing(self, stage: Stage) -> None:
        self.open(stage, "Be kind.").button.invoke()
        assert not stage.sent(commands.Topic)

    def test_guests_set_none(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(events.Role("", ADA, "guest", BOB))
        stage.window.header.topic.event_generate("<Button-1>")
        assert stage.window.panels.shown is None


def keeps(stage: Stage, **told: Any) -> None:
    """The server tells what it keeps."""
    stage.enter(BOB)
    assert stage.model.server is not None
    stage.model.server = msgspec.structs.replace(stage.model.server, **told)
    stage.window.refresh()
    stage.root.update()


@pytest.mark.parametrize(
    ("days", "entries", "said"),
    [
        (30, 0, "Kept 30 days on LAB-PC4"),
        (1, 0, "Kept 1 day on LAB-PC4"),
        (0.5, 0, "Kept 12 hours on LAB-PC4"),
        (1.5, 0, "Kept 36 hours on LAB-PC4"),
        (0.001, 0, "Kept 1 hour on LAB-PC4"),
        (2.9, 5_000, "Kept 2 days on LAB-PC4, 5,000 at most"),
        (0.5, 10, "Kept 12 hours on LAB-PC4, 10 at most"),
        (0, 1_000, "The newest 1,000 entries are kept on LAB-PC4"),
        (0, 0, "Everything is kept on LAB-PC4"),
        (None, None, ""),
    ],
)
def test_what_is_kept_is_one_sentence(days: float | None, entries: int | None, said: str) -> None:
    server = events.ServerInfo("s", "Lab 4", "1", "", "LAB-PC4", days, entries)
    room = RoomModel("lobby", Timeline(ADA))
    assert room_words.kept(server, room) == said
    room.keep = (7, 0)
    assert room_words.kept(server, room) == "Kept 7 days on LAB-PC4", "its own rule"
    assert room_words.kept(None, room) == ""


class TestKept:
    @pytest.mark.parametrize("days", [30, None])
    def test_the_header_and_the_menu_tell_it(self, stage: Stage, days: float | None) -> None:
        keeps(stage, host="LAB-PC4", keep_days=days, keep_entries=None if days is None else 0)
        said = "" if days is None else "Kept 30 days on LAB-PC4"
        assert stage.window.header.topic.text == said
        stage.window.header.room_menu.invoke()
        stage.root.update()
        assert (offered(stage)[-1] == said) == bool(said)

    def test_a_room_may_have_its_own_rule(self, stage: Stage) -> None:
        keeps(stage, keep_days=0, keep_entries=0)
        stage.apply(robotics(keep_days=2, keep_entries=0))
        room = stage.model.rooms["robotics"]
        assert room_words.kept(stage.model.server, room) == "Kept 2 days on Lab 4"

    def test_a_narrow_header_has_the_topic_alone_and_a_hint(self, stage: Stage) -> None:
        keeps(stage, host="LAB-PC4", keep_days=30, keep_entries=0)
        topic = "A topic that leaves no room for what else there is to tell in the same line"
        stage.apply(events.Topic("lobby", 1, now(), BOB, "t1", topic))
        header = stage.window.header
        assert header.topic.text == topic
        header.hint.show()
        assert header.hint.shown is not None
        (label,) = header.hint.shown.winfo_children()
        assert str(label.cget("text")) == f"{topic} · Kept 30 days on LAB-PC4"
        header.topic.event_generate("<Leave>")
        assert header.hint.shown is None

    def test_nothing_is_hinted_at_where_all_is_seen(self, stage: Stage) -> None:
        keeps(stage, host="LAB-PC4", keep_days=30, keep_entries=0)
        stage.window.header.hint.show()
        assert stage.window.header.hint.shown is None


class TestFolded:
    @pytest.fixture
    def narrow(self, stage: Stage) -> Stage:
        stage.enter(BOB)
        stage.apply(robotics())
        stage.root.geometry("480x400")
        stage.until(lambda: not stage.window.sidebar.winfo_ismapped())
        return stage

    def test_the_button_tells_what_is_new(self, narrow: Stage) -> None:
        def image() -> str:
            return str(narrow.window.header.fold.cget("image"))

        quiet = image()
        narrow.apply(talks(1))
        unread = image()
        narrow.apply(talks(2, "@Ada, look"))
        assert len({quiet, unread, image()}) == 3
        narrow.window.deeds.read("robotics")
        assert image() == quiet

    def test_how_many_are_here_shows_who(self, narrow: Stage) -> None:
        narrow.window.header.here.press()
        listing = narrow.window.sidebar.listing
        narrow.until(lambda: narrow.root.focus_get() is listing)
        listing.event_generate("<Return>")
        narrow.root.update()
        assert "Copy name" in offered(narrow)
        choose(narrow, "Copy name")
        assert narrow.root.clipboard_get() == "Bob"

    def test_a_room_that_is_chosen_folds_it_again(self, narrow: Stage) -> None:
        narrow.window.header.fold.invoke()
        narrow.until(narrow.window.sidebar.winfo_ismapped)
        hand.click(narrow.window.sidebar.listing, "robotics")
        narrow.until(lambda: not narrow.window.sidebar.winfo_ismapped())
        assert narrow.model.current == "robotics"


def test_the_title_counts_what_the_person_is_told_of(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(robotics(), talks(1), talks(2))
    assert stage.root.title() == "(2) lobby — Lab 4 — Parlor"
    stage.window.deeds.mute("robotics", FOR_EVER)
    assert stage.root.title() == "lobby — Lab 4 — Parlor"


def test_a_room_line_is_drawn_anew_only_where_it_changed(stage: Stage) -> None:
    stage.enter(BOB)
    listing, drawings = stage.window.sidebar.listing, []
    show = listing.show
    listing.show = lambda *told: (drawings.append(told), show(*told))[1]  # type: ignore[method-assign]
    stage.apply(says(1, "hello"))
    assert not drawings
    stage.apply(robotics(), talks(1))
    assert len(drawings) > 0
    assert "robotics" in drawn(stage)


class TestSections:
    def fold(self, stage: Stage, title: str) -> None:
        """Click on a section's title."""
        hand.click(stage.window.sidebar.listing, title)
        stage.root.update()

    def test_a_folded_one_shows_what_is_new(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(robotics())
        self.fold(stage, "Rooms")
        assert drawn(stage)[:4] == ["Rooms", "#", "lobby", "Here · 2"]
        stage.apply(talks(1))
        assert drawn(stage)[:6] == ["Rooms", "#", "lobby", "1", "#", "robotics"]
        self.fold(stage, "Here · 2")
        assert drawn(stage)[-1] == "Here · 2"
        assert stage.window.preferences.now.folded == ("people", "rooms")
        self.fold(stage, "Rooms")
        self.fold(stage, "Here · 2")
        assert stage.window.preferences.now.folded == ()
        assert drawn(stage)[-1] == "Bob"

    def test_by_the_keyboard(self, stage: Stage) -> None:
        stage.enter(BOB)
        listing = stage.window.sidebar.listing
        press(stage, listing, "<Down>", "<Down>", "<Left>")
        assert drawn(stage)[-1] == "Here · 2"
        listing.event_generate("<Left>")
        assert drawn(stage)[-1] == "Here · 2", "folded is folded"
        listing.event_generate("<Right>")
        assert drawn(stage)[-1] == "Bob"
        listing.event_generate("<Right>")
        assert drawn(stage)[-1] == "Bob"

    def test_return_unfolds(self, stage: Stage) -> None:
        stage.enter(BOB)
        listing = stage.window.sidebar.listing
        press(stage, listing, "<Down>", "<Down>", "<Left>", "<Return>")
        assert drawn(stage)[-1] == "Bob"

    def test_the_pointer_shows_that_a_title_folds(self, stage: Stage) -> None:
        stage.enter(BOB)
        listing = stage.window.sidebar.listing
        listing.event_generate("<Motion>", x=30, y=listing._titles[0].top + 3)
        assert listing.find_withtag("chevron")
        listing.event_generate("<Motion>", x=30, y=listing._places[0].top + 3)
        assert not listing.find_withtag("chevron")
        assert listing.find_withtag("hover")
        listing.event_generate("<Leave>")
        assert not listing.find_withtag("hover")

    def test_who_is_here_unfolds_when_asked_for(self, stage: Stage) -> None:
        stage.enter(BOB)
        self.fold(stage, "Here · 2")
        stage.window.header.here.press()
        assert drawn(stage)[-1] == "Bob"
        press(stage, stage.window.sidebar.listing, "<Return>")
        assert "Copy name" in offered(stage)
        choose(stage, "Copy name")

    def test_what_comes_leaves_the_keyboard_where_it_is(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(robotics())
        listing = stage.window.sidebar.listing
        press(stage, listing, "<Down>")
        assert listing._places[listing._at].key == "room robotics"
        made = [events.RoomSummary("a-new-one", "public", "", 0, 0, 1)]
        stage.apply(talks(1), events.Rooms("rooms", made, False))
        assert listing._places[listing._at].key == "room robotics"

    def test_the_current_room_is_scrolled_to(self, stage: Stage) -> None:
        stage.enter(BOB)
        made = [events.RoomSummary(f"room-{n:02}", "public", "", 0, 0, 1) for n in range(60)]
        stage.apply(events.Rooms("rooms", made, False))
        stage.window.deeds.enter("room-59")
        stage.root.update()
        listing = stage.window.sidebar.listing
        (place,) = [one for one in listing._places if one.key == "room room-59"]
        assert 0 <= place.top - listing.canvasy(0) < listing.winfo_height()


def test_in_a_narrow_list_what_is_meant_for_the_person_stands_alone(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(robotics(), *(talks(n) for n in range(1, 200)), talks(200, "@Ada, look"))
    assert badges(stage) == {"muted": "200", "accent": "@"}
    stage.window.sidebar.wide(140)
    assert badges(stage) == {"muted": "", "accent": "@"}


def test_only_the_line_that_says_something_else_is_drawn_anew(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(robotics())
    listing = stage.window.sidebar.listing
    lobby = listing.find_all()[2]
    places, before = listing._places, drawn(stage)
    stage.apply(talks(1), talks(2, "@Ada, look"))
    assert listing.type(lobby), "it is still there"
    assert sorted(drawn(stage)) == sorted([*before, "2", "@"])
    assert listing._places is places
    count = len(listing.find_all())
    for seq in range(3, 9):
        stage.apply(talks(seq))
    assert len(listing.find_all()) == count, "nothing is left of what was there"
    assert sum(len(held) for held in listing._holds) < 20
    hand.click(listing, "robotics")
    assert stage.model.current == "robotics"
    assert sorted(drawn(stage)) == sorted(before)


@pytest.mark.parametrize("zoom", [1.0, 2.0, 3.0])
def test_nothing_is_cut_off_in_a_small_window(display: str, zoom: float) -> None:  # noqa: ARG001
    stage = Stage("light", zoom, "480x400")
    stage.enter(BOB)
    keeps(stage, host="LAB-PC4", keep_days=30, keep_entries=0)
    stage.apply(robotics(), talks(1, "@Ada, look"))
    header, sidebar = stage.window.header, stage.window.sidebar
    shown = [part for part in header._parts if part.winfo_ismapped()]
    assert {header.fold, header.room, header.room_menu, header.more} <= set(shown)
    for part in shown:
        assert part.winfo_x() + part.winfo_width() <= header.winfo_width(), part
        assert part in (header.room, header.topic) or part.winfo_width() >= part.winfo_reqwidth()
    stage.window.header.fold.invoke()
    stage.until(sidebar.winfo_ismapped)
    assert 0 <= sidebar.winfo_x() <= sidebar.winfo_x() + sidebar.winfo_width() < 480
    assert sidebar.listing.winfo_height() >= 2 * sidebar.listing.line_height
    sidebar.add.invoke()
    stage.until(sidebar.new.entry.winfo_ismapped)
    stage.root.update()
    for widget in (sidebar.new.entry, sidebar.new.button, *sidebar.new.ticks):
        right = widget.winfo_rootx() + widget.winfo_width()
        assert right <= sidebar.winfo_rootx() + sidebar.winfo_width()
    stage.close()


def test_a_press_beside_it_puts_the_sidebar_away(stage: Stage) -> None:
    stage.root.geometry("480x400")
    stage.until(lambda: not stage.window.sidebar.winfo_ismapped())
    stage.window.header.fold.invoke()
    stage.until(stage.window.sidebar.winfo_ismapped)
    stage.window.history.text.event_generate("<Button-1>", x=400, y=20)
    stage.until(lambda: not stage.window.sidebar.winfo_ismapped())


def test_what_has_the_keyboard_is_scrolled_to(display: str) -> None:  # noqa: ARG001
    stage = Stage("light", 3.0, "480x400")
    stage.enter(BOB)
    stage.window.header.fold.invoke()
    sidebar = stage.window.sidebar
    stage.until(sidebar.winfo_ismapped)
    sidebar.add.invoke()
    listing, new = sidebar.listing, sidebar.new
    for widget in (*new.ticks, new.entry):
        widget.focus_force()
        stage.until(
            lambda widget=widget: (
                widget.winfo_rooty() >= listing.winfo_rooty()
                and widget.winfo_rooty() + widget.winfo_height()
                <= listing.winfo_rooty() + listing.winfo_height()
            )
        )
    new.entry.insert(0, "two words")
    new.make()
    stage.until(new.refusal.winfo_ismapped)
    stage.until(lambda: new.refusal.winfo_rooty() < listing.winfo_rooty() + listing.winfo_height())
    assert new.refusal.winfo_reqwidth() <= new.winfo_width()
    stage.close()
