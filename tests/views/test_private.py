"""Rooms that are private or for announcements: making them, their menu, adding people."""

from typing import Any

import msgspec
import pytest

from chat_gui.views.adding_people import AddingPeople
from chat_gui.views.confirming import Confirming
from chat_gui.views.topic import TopicPanel
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.views.menus import choose, offered, press
from tests.views.stage import ADA, BOB, Stage, says
from tests.views.test_window import drawn

PLANS = "+plans"
THIRD = events.Who("third-4", "Third")
QUIET = ["-", "Mute", "Copy link", "-"]
"""What is in every room's menu."""


def plans(maker: events.Who = ADA, **more: Any) -> events.RoomState:
    people = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
    return events.RoomState(PLANS, "private", "", people, 2, 0, 0, 0, maker=maker.id, **more)


def be_in(stage: Stage, maker: events.Who = ADA, role: str = "member") -> None:
    """Look at a private room."""
    stage.enter(BOB, THIRD)
    stage.apply(plans(maker), events.Role("", ADA, role, ADA))
    stage.window.deeds.enter(PLANS)
    stage.root.update()


def last(stage: Stage, kind: type[Any]) -> Any:
    return stage.sent(kind)[-1]


def room_menu(stage: Stage) -> list[str]:
    stage.until(stage.window.header.room_menu.winfo_ismapped)
    stage.window.header.room_menu.invoke()
    stage.root.update()
    return offered(stage)


class TestMaking:
    def test_a_private_room(self, stage: Stage) -> None:
        stage.enter(BOB)
        sidebar = stage.window.sidebar
        sidebar.add.invoke()
        sidebar.new.entry.insert(0, "Plans")
        sidebar.new.ticks[0].invoke()
        assert str(sidebar.new.button.cget("text")) == "Make"
        sidebar.new.button.invoke()
        command = last(stage, commands.Create)
        assert (command.room, command.private, command.announce) == (PLANS, True, False)
        assert not stage.sent(commands.Join)
        stage.apply(plans(re=command.re))
        assert stage.model.current == PLANS
        assert stage.window.header.room.text == "plans"
        assert stage.window.composer.placeholder.text == "Message plans"
        stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)

    def test_one_for_announcements_is_a_moderators(self, stage: Stage) -> None:
        stage.enter(BOB)
        sidebar = stage.window.sidebar
        sidebar.add.invoke()
        private, announce = sidebar.new.ticks
        assert announce.instate(["disabled"])
        private.invoke()
        assert announce.instate(["!disabled"]), "in a private one its maker writes"
        announce.invoke()
        private.invoke()
        assert not sidebar.new.announce.get()
        stage.apply(events.Role("", ADA, "moderator", BOB))
        assert announce.instate(["!disabled"])
        announce.invoke()
        sidebar.new.entry.insert(0, "news")
        press(stage, sidebar.new.entry, "<Return>")
        command = last(stage, commands.Create)
        assert (command.room, command.private, command.announce) == ("news", False, True)

    def test_guests_go_into_rooms_only(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(events.Role("", ADA, "guest", BOB))
        sidebar = stage.window.sidebar
        sidebar.add.invoke()
        assert all(tick.instate(["disabled"]) for tick in sidebar.new.ticks)
        sidebar.new.entry.insert(0, "robotics")
        sidebar.new.button.invoke()
        assert stage.sent(commands.Join) == [commands.Join("robotics")]

    def test_what_is_below_makes_room(self, stage: Stage) -> None:
        stage.enter(BOB)
        listing, sidebar = stage.window.sidebar.listing, stage.window.sidebar
        top = listing._places[0].top
        sidebar.add.invoke()
        stage.until(lambda: listing._places[0].top > top + sidebar.new.winfo_height() - 10 > top)
        sidebar.new.entry.event_generate("<Escape>")
        assert listing._places[0].top == top

    def test_what_the_server_refuses_is_told(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.write("/create plans private", "<Return>")
        error = events.Error(
            ErrorCode.NOT_ALLOWED, "There is one already.", False, last(stage, commands.Create).re
        )
        stage.apply(error)
        assert str(stage.window.banner.label.cget("text")) == "There is one already."


class TestShown:
    def test_without_its_mark_and_with_a_lock(self, stage: Stage) -> None:
        be_in(stage)
        assert "plans" in drawn(stage)
        assert PLANS not in drawn(stage)
        assert stage.window.header._mark.winfo_ismapped()
        stage.window.deeds.enter("lobby")
        stage.root.update()
        assert not stage.window.header._mark.winfo_ismapped()

    def test_who_is_brought_in_is_told(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(plans(BOB))
        said = str(stage.window.banner.label.cget("text"))
        assert said == "You were brought into the private room plans."
        assert stage.model.current == "lobby", "nobody is torn from what they read"

    def test_its_members_are_listed_in_it_or_not(self, stage: Stage) -> None:
        be_in(stage)
        stage.until(lambda: stage.sent(commands.People))
        people = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
        people.append(events.Present(THIRD.id, THIRD.nick, "away"))
        asked = last(stage, commands.People)
        assert asked.room == PLANS
        stage.apply(events.People(asked.re, people, 3, False, PLANS))
        assert drawn(stage)[-5:] == ["Ada", "(you)", "Bob", "Third", "· away"]
        assert [line.here for line in stage.window.sidebar._people] == [True, True, False]
        assert stage.window.header.here.text == "3 members"
        stage.window.moderating.person(THIRD, 100, 100)
        assert offered(stage) == ["Message", "Copy name", "-", "Put out…"]
        choose(stage, "Copy name")


class TestMenu:
    def test_moderators_have_a_room_for_announcements(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(events.Role("", ADA, "moderator", BOB))
        assert "Only moderators write here" in room_menu(stage)
        choose(stage, "Only moderators write here")
        command = last(stage, commands.Announce)
        assert (command.room, command.on) == ("lobby", True)
        stage.apply(events.Announce("lobby", True, ADA), events.Done(command.re))
        assert str(stage.window.banner.label.cget("text")) == "# lobby is for announcements now."
        room_menu(stage)
        choose(stage, "Only moderators write here")
        assert last(stage, commands.Announce).on is False

    @pytest.mark.parametrize(
        ("maker", "expected"),
        [
            (ADA, ["Set the topic…", "Add people…", "Only I write here", *QUIET, "Leave"]),
            (BOB, ["Set the topic…", "Add people…", *QUIET, "Leave", "Leave for good…"]),
        ],
    )
    def test_of_a_private_room(self, stage: Stage, maker: events.Who, expected: list[str]) -> None:
        be_in(stage, maker, "moderator")
        assert room_menu(stage) == expected

    def test_a_membership_is_ended(self, stage: Stage) -> None:
        be_in(stage, BOB)
        room_menu(stage)
        choose(stage, "Leave for good…")
        shown: Any = stage.window.panels.shown
        shown.button.invoke()
        command = last(stage, commands.Kick)
        assert (command.person, command.room) == (ADA.id, PLANS)
        stage.apply(events.Left(PLANS, ADA), events.Done(command.re))
        assert "plans" not in drawn(stage)
        assert stage.model.current == "lobby"

    def test_a_guest_adds_nobody(self, stage: Stage) -> None:
        be_in(stage, BOB, "guest")
        assert not stage.window.header.add.winfo_ismapped()
        assert room_menu(stage) == [*QUIET[1:], "Leave", "Leave for good…"]


class TestAddingPeople:
    def open(self, stage: Stage) -> AddingPeople:
        be_in(stage)
        stage.window.header.add.invoke()
        people = [events.Present(who.id, who.nick) for who in (ADA, BOB, THIRD)]
        stage.apply(events.People(last(stage, commands.People).re, people, 3, False))
        panel = stage.window.panels.shown
        assert isinstance(panel, AddingPeople)
        return panel

    def test_those_who_are_here_and_not_in_the_room(self, stage: Stage) -> None:
        panel = self.open(stage)
        assert [one.text for one in panel.roll.entries] == ["Third"]
        stage.until(lambda: stage.root.focus_get() is panel.roll.canvas)
        panel.roll.canvas.event_generate("<Return>")
        command = last(stage, commands.Admit)
        assert (command.person, command.room) == (THIRD.id, PLANS)
        assert not panel.roll.entries
        stage.apply(events.Done(command.re))
        assert str(panel.told.cget("text")) == "Third is in plans now."

    def test_somebody_who_is_away(self, stage: Stage) -> None:
        panel = self.open(stage)
        panel.nick.insert(0, "Visitor")
        press(stage, panel.nick, "<Return>")
        command = last(stage, commands.Admit)
        assert (command.who, command.person) == ("Visitor", None)
        assert panel.nick.get() == ""
        error = events.Error(ErrorCode.NO_SUCH_PERSON, "Nobody is called so.", False, command.re)
        stage.apply(error)
        assert str(panel.told.cget("text")) == "Nobody is called so."
        panel.close.invoke()
        assert stage.window.panels.shown is None

    def test_from_a_persons_menu(self, stage: Stage) -> None:
        be_in(stage)
        stage.window.deeds.enter("lobby")
        stage.window.moderating.person(THIRD, 100, 100)
        stage.root.update()
        choose(stage, "Add to room", "plans")
        command = last(stage, commands.Admit)
        assert (command.person, command.room) == (THIRD.id, PLANS)

    def test_the_maker_puts_members_out(self, stage: Stage) -> None:
        be_in(stage)
        stage.window.moderating.person(BOB, 100, 100)
        stage.root.update()
        assert offered(stage) == ["Message", "Copy name", "-", "Put out…"]
        choose(stage, "Put out…")
        shown: Any = stage.window.panels.shown
        shown.button.invoke()
        assert last(stage, commands.Kick).room == PLANS


class TestARoomThatGoesMeanwhile:
    """One is put out of it while its menu or a card about it is open."""

    def gone(self, stage: Stage) -> None:
        stage.apply(events.Left(PLANS, ADA, BOB))
        assert PLANS not in stage.model.rooms

    @pytest.mark.parametrize(
        "path",
        [
            *(("Set the topic…",), ("Add people…",), ("Mark as read",), ("Copy link",)),
            *(("Leave",), ("Leave for good…",), ("Open",), ("Mute", "For 1 hour")),
        ],
    )
    def test_its_menu_does_nothing(self, stage: Stage, path: tuple[str, ...]) -> None:
        stage.enter(BOB)
        stage.apply(plans(BOB), msgspec.structs.replace(says(1, "hello"), room=PLANS))
        stage.window.rooms.menu(PLANS, 90, 90)
        assert path[0] in offered(stage)
        self.gone(stage)
        sent = len(stage.link.sent)
        choose(stage, *path)
        assert len(stage.link.sent) == sent
        assert PLANS not in stage.model.rooms

    def test_no_message_of_it_is_deleted(self, stage: Stage) -> None:
        be_in(stage, BOB)
        stage.apply(msgspec.structs.replace(says(1, "mine", ADA), room=PLANS))
        row = stage.model.room.timeline.message(1)
        assert row is not None
        stage.window.messages.ask_to_delete(row)
        panel = stage.window.panels.shown
        assert isinstance(panel, Confirming)
        stage.apply(events.Left(PLANS, ADA, BOB))
        panel.first.invoke()
        assert stage.window.panels.shown is None
        assert not stage.sent(commands.Delete)

    def test_its_topic_is_not_set(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(plans(BOB))
        stage.window.rooms.set_topic(PLANS)
        panel = stage.window.panels.shown
        assert isinstance(panel, TopicPanel)
        self.gone(stage)
        panel.text.fill("Lunch")
        panel.save()
        assert not stage.sent(commands.Topic)
        assert stage.window.panels.shown is None
