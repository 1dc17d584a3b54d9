"""What was ruled about people and rooms, what one may do, and the answers to what one asked."""

from typing import Any

import pytest

from chat_gui import reports
from chat_gui.model import changes, rights
from chat_gui.model.acts import MOST_ASKED, Acts
from chat_gui.model.chat import ChatModel
from chat_gui.model.rights import Silence, refusal, silence
from chat_gui.model.rooms import Shut
from chat_gui.model.rows import Announced, Appointed, MessageRow, PresenceRow, PutOut, SendState
from chat_gui.model.rulings import UNANSWERED
from chat_gui.model.searching import REST_MS
from chat_gui.model.standing import MOST_ROLES, Roles
from chat_gui.model.typed import Say
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.model.builders import ADA, BOB, NOW, message, only, state, summary, welcome

PLANS = "+plans"
THIRD = events.Who("c", "Third")


def plans(maker: str = BOB.id, **more: Any) -> events.RoomState:
    """A private room that Ada is brought into."""
    people = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
    return events.RoomState(PLANS, "private", "", people, 2, 0, 0, 0, maker=maker, **more)


def be(model: ChatModel, role: str, **others: str) -> None:
    """Ada is this, and others are what they are, by their ids."""
    model.apply([events.Role("", ADA, role, BOB)], NOW)
    for id, other in others.items():
        who = {"b": BOB, "c": THIRD}[id]
        model.apply([events.Role("lobby", who, other, ADA)], NOW)


class TestRoles:
    def test_one_learns_what_people_are_and_what_one_is(self, model: ChatModel) -> None:
        assert (model.roles.of("a"), model.roles.of("b")) == ("member", "member")
        told = model.apply([events.Role("lobby", BOB, "moderator", THIRD)], NOW)
        assert model.roles.of("b") == "moderator"
        assert changes.PeopleChanged("lobby") in told
        (line,) = only(told, changes.Tail).volatile
        assert line.ruled == (Appointed("Bob", "moderator", "Third"),)
        told = model.apply([events.Role("", ADA, "owner", THIRD)], NOW)
        assert (model.me.role, model.roles.of("a")) == ("owner", "owner")
        assert only(told, changes.ToMe).what.role == "owner"
        assert changes.StandingChanged() in told

    def test_a_role_beside_a_name_that_is_drawn_is_drawn_anew(self, model: ChatModel) -> None:
        model.apply([message(1), message(2), message(3, ADA)], NOW)
        told = model.apply([events.Role("lobby", BOB, "guest", ADA)], NOW)
        assert [row.seq for row in only(told, changes.Changed).rows] == [1], "only the group's head"
        told = model.apply([events.Role("lobby", BOB, "guest", ADA)], NOW)
        assert not [one for one in told if isinstance(one, changes.Changed)], "it was known"

    def test_a_list_of_people_tells_roles(self, model: ChatModel) -> None:
        people = [events.Present("a", "Ada"), events.Present("b", "Bob", role="owner")]
        model.apply([events.RoomState("b", "public", "", people, 2, 0, 0, 0)], NOW)
        assert model.roles.of("b") == "owner"
        model.apply([state()], NOW)
        assert model.roles.of("b") == "member"

    def test_who_joins_brings_their_role(self, model: ChatModel) -> None:
        model.apply([events.Joined("lobby", THIRD, "guest")], NOW)
        assert model.roles.of("c") == "guest"

    def test_an_unknown_role_is_a_members(self) -> None:
        roles = Roles()
        assert not roles.learn("b", "emperor")
        assert roles.of("b") == "member"

    def test_so_many_are_remembered(self) -> None:
        roles = Roles()
        for number in range(MOST_ROLES + 5):
            roles.learn(f"p{number}", "guest")
        assert (roles.of("p4"), roles.of("p5")) == ("member", "guest")
        assert roles.of(f"p{MOST_ROLES + 4}") == "guest"

    def test_they_are_another_servers(self, model: ChatModel) -> None:
        be(model, "owner", b="guest")
        model.apply([welcome(summary("lobby"), server="s2")], NOW)
        assert (model.roles.of("b"), model.me.role) == ("member", "member")


class TestSilence:
    def test_in_a_room_for_announcements(self, model: ChatModel) -> None:
        told = model.apply([events.Announce("lobby", True, BOB)], NOW)
        assert changes.StandingChanged() in told
        assert silence(model, model.room, NOW) == Silence(announce=True)
        be(model, "moderator")
        assert silence(model, model.room, NOW) is None
        be(model, "member")
        told = model.apply([events.Announce("lobby", False, BOB)], NOW)
        assert silence(model, model.room, NOW) is None
        ruled = [row.ruled for row in only(told, changes.Tail).volatile]
        assert ruled[-1][-2:] == (Announced("Bob", True), Announced("Bob", False))

    @pytest.mark.parametrize(("maker", "silent"), [("a", False), ("b", True)])
    def test_in_a_private_one_who_made_it_writes(
        self, model: ChatModel, maker: str, silent: bool
    ) -> None:
        be(model, "owner")
        model.apply([plans(maker, announce=True)], NOW)
        found = silence(model, model.rooms[PLANS], NOW)
        assert found == (Silence(announce=True, maker=True) if silent else None)

    def test_muted_until(self, model: ChatModel) -> None:
        muted = events.Muted(True, BOB, until=NOW + 1_000, reason="shouting")
        told = model.apply([muted, state("b")], NOW)
        assert only(told, changes.ToMe).what == muted
        for room in model.rooms:
            assert silence(model, room, NOW + 999) == Silence(
                everywhere=True, until=NOW + 1_000, reason="shouting"
            )
            assert silence(model, room, NOW + 1_000) is None

    def test_muted_in_one_room_until_let_again(self, model: ChatModel) -> None:
        model.apply([state("b"), events.Muted(True, BOB, "b")], NOW)
        assert silence(model, model.rooms["b"], NOW) == Silence()
        assert silence(model, model.room, NOW) is None
        model.apply([events.Muted(False, BOB, "b")], NOW)
        assert silence(model, model.rooms["b"], NOW) is None

    def test_what_holds_is_told_anew_with_a_welcome(self, model: ChatModel) -> None:
        model.apply([events.Muted(True, BOB)], NOW)
        model.apply([welcome(summary("lobby")), state()], NOW)
        assert silence(model, model.room, NOW) is None


class TestPutOut:
    def test_of_somebody_else_a_line_tells(self, model: ChatModel) -> None:
        told = model.apply([events.Left("lobby", BOB, THIRD, "spam")], NOW)
        (line,) = only(told, changes.Tail).volatile
        assert isinstance(line, PresenceRow)
        assert (line.left, line.ruled) == ((), (PutOut("Bob", "Third", "spam"),))
        assert [person.nick for person in model.room.people()] == ["Ada"]

    def test_oneself_one_stays_where_one_is(self, model: ChatModel) -> None:
        model.apply([state("b"), message(1, room="b")], NOW)
        model.enter("b")
        left = events.Left("b", ADA, BOB, "spam")
        told = model.apply([left], NOW)
        assert only(told, changes.ToMe).what == left
        assert changes.StandingChanged() in told
        assert not [one for one in told if isinstance(one, changes.Reset)]
        assert (model.current, model.room.joined) == ("b", False)
        assert len(model.room.timeline.rows()[0]) == 2, "what was said is still to be read"
        out = Shut("Bob", "spam")
        assert silence(model, model.room, NOW) == Silence(out=out)
        assert model.paging.older() is None
        late = events.Error(ErrorCode.NOT_HERE, "Join the room b first.", False)
        assert model.apply([late], NOW) == [], "they typed as it happened"
        model.apply([welcome(summary("lobby"), summary("b"))], NOW)
        assert (model.current, model.room.shut) == ("b", out), "after a connection, too"
        assert model.enter("b")[0] == commands.Join("b"), "they may come again"
        model.apply([state("b", last=1)], NOW)
        assert silence(model, model.room, NOW) is None

    def test_where_one_does_not_look_all_of_it_goes(self, model: ChatModel) -> None:
        model.apply([state("b"), message(1, room="b")], NOW)
        model.apply([events.Left("b", ADA, BOB)], NOW)
        assert model.rooms["b"].timeline.rows() == ([], [])
        assert (model.rooms["b"].unread, model.rooms["b"].shut) == (0, None)
        assert model.enter("b")[0] == commands.Join("b")

    def test_in_a_crowd_that_does_not_list_one(self, model: ChatModel) -> None:
        model.apply([events.RoomState("b", "public", "", [], 300, 0, 0, 0)], NOW)
        model.enter("b")
        told = model.apply([events.Left("b", ADA, BOB), events.Left("b", THIRD, BOB)], NOW)
        assert only(told, changes.ToMe).what.room == "b"
        assert not model.room.joined

    def test_a_private_room_is_there_until_one_goes(self, model: ChatModel) -> None:
        model.apply([plans()], NOW)
        model.enter(PLANS)
        model.apply([events.Left(PLANS, ADA, BOB)], NOW)
        assert silence(model, model.room, NOW) == Silence(out=Shut("Bob"), private=True)
        assert model.enter(PLANS)[0] is None, "nobody comes in by themselves"
        model.enter("lobby")
        model.let_go()
        assert PLANS not in model.rooms

    def test_a_private_room_stays_while_something_is_typed_there(self, model: ChatModel) -> None:
        model.apply([plans(), message(1, room=PLANS)], NOW)
        model.rooms[PLANS].draft = "half a sen"
        model.apply([events.Left(PLANS, ADA, BOB)], NOW)
        room = model.rooms[PLANS]
        assert (room.draft, room.timeline.rows()) == ("half a sen", ([], []))
        told = model.apply([plans()], NOW)
        assert only(told, changes.ToMe).what.room == PLANS, "they were brought in again"
        assert (room.draft, room.shut) == ("half a sen", None)

    def test_one_that_was_left_is_there_no_more(self, model: ChatModel) -> None:
        model.apply([plans()], NOW)
        model.enter(PLANS)
        model.apply([events.Left(PLANS, ADA, BOB)], NOW)
        model.leave()
        assert (model.current, PLANS in model.rooms) == ("lobby", False)

    def test_what_was_not_sent_there_is_not_lost(self, model: ChatModel) -> None:
        model.apply([plans(), message(1, room=PLANS)], NOW)
        model.enter(PLANS)
        command, _told = model.say(Say("on my way"), NOW)
        model.apply([events.Left(PLANS, ADA, BOB)], NOW)
        model.apply([reports.SendFailed(PLANS, command.id, "You were put out.")], NOW)
        model.enter("lobby")
        model.let_go()
        settled, (_day, row) = model.rooms[PLANS].timeline.rows()
        assert isinstance(row, MessageRow)
        assert (settled, row.text, row.state) == ([], "on my way", SendState.FAILED)
        told = model.apply([welcome(summary("lobby"))], NOW)
        assert PLANS in model.rooms
        assert not [one for one in told if isinstance(one, changes.Reset)]
        model.enter(PLANS)
        model.apply([welcome(summary("lobby"))], NOW)
        assert model.current == PLANS, "who reads it is left there"
        model.rooms[PLANS].timeline.pending.drop(command.id)
        model.enter("lobby")
        model.apply([welcome(summary("lobby"))], NOW)
        assert PLANS not in model.rooms

    def test_what_was_found_there_is_listed_no_more(self, model: ChatModel) -> None:
        model.apply([plans()], NOW)
        model.searching.type("text", None, NOW)
        asked = model.searching.wanted(NOW + REST_MS, online=True)
        assert asked is not None
        found = [message(1), message(2, room=PLANS)]
        hits = [events.Hit(one, one.text) for one in found]
        model.apply([events.Found(asked.re, hits, more=False)], NOW)
        told = model.apply([events.Left(PLANS, ADA, BOB)], NOW)
        assert [one.room for one in model.searching.results] == ["lobby"]
        assert changes.Searched() in told

    def test_no_room_comes_back_for_a_refusal(self, model: ChatModel) -> None:
        model.apply([plans()], NOW)
        model.apply([events.Left(PLANS, ADA, BOB)], NOW)
        model.apply([reports.SendFailed(PLANS, "m1", "You were put out.")], NOW)
        told = model.apply([reports.Outdated(PLANS, "m2", "Look at it again.")], NOW)
        assert changes.Refused("Look at it again.") in told
        assert PLANS not in model.rooms

    def test_one_who_ended_it_themselves_is_told_nothing(self, model: ChatModel) -> None:
        model.apply([plans()], NOW)
        told = model.apply([events.Left(PLANS, ADA)], NOW)
        assert not [one for one in told if isinstance(one, changes.ToMe)]
        assert PLANS not in model.rooms

    def test_one_who_ended_it_in_another_window_stays_where_they_type(
        self, model: ChatModel
    ) -> None:
        model.apply([plans()], NOW)
        model.enter(PLANS)
        model.apply([events.Left(PLANS, ADA)], NOW)
        assert (model.current, model.room.shut) == (PLANS, Shut())

    def test_leaving_is_not_being_put_out(self, model: ChatModel) -> None:
        model.apply([state("b")], NOW)
        model.enter("b")
        model.leave()
        told = model.apply([events.Left("b", ADA)], NOW)
        assert changes.Reset("lobby") not in told
        model.apply([state("b"), events.Left("b", ADA)], NOW)
        assert model.rooms["b"].joined, "nobody put us out"


class TestPrivateRooms:
    def test_who_is_brought_in_is_told(self, model: ChatModel) -> None:
        told = model.apply([plans()], NOW)
        assert only(told, changes.ToMe).what.room == PLANS
        assert model.rooms[PLANS].private
        told = model.apply([plans()], NOW)
        assert not [one for one in told if isinstance(one, changes.ToMe)], "once"

    def test_one_that_was_made_is_looked_at(self, model: ChatModel) -> None:
        asked = model.acts.want(commands.Create(room="plans", private=True), "plans")
        told = model.apply([plans("a", re=asked.re)], NOW)
        assert only(told, changes.Opened) == changes.Opened(PLANS, ())
        assert not [one for one in told if isinstance(one, changes.ToMe)]
        assert rights.looks_after(model, model.rooms[PLANS])

    def test_they_stand_among_the_rooms(self, model: ChatModel) -> None:
        model.apply([state("a"), plans(), state("z")], NOW)
        assert [room.name for room in model.rooms.order()] == ["lobby", "a", PLANS, "z"]

    def test_one_that_a_welcome_lists_no_more_is_gone(self, model: ChatModel) -> None:
        model.apply([plans()], NOW)
        model.enter(PLANS)
        model.apply([welcome(summary("lobby"), summary(PLANS))], NOW)
        assert model.current == PLANS
        told = model.apply([welcome(summary("lobby"))], NOW)
        assert (model.current, model.room.shut) == (PLANS, Shut()), "who reads it is left there"
        assert changes.StandingChanged() in told
        model.enter("lobby")
        model.apply([welcome(summary("lobby"))], NOW)
        assert PLANS not in model.rooms

    def test_they_are_another_servers(self, model: ChatModel) -> None:
        model.apply([plans()], NOW)
        model.enter(PLANS)
        model.apply([welcome(summary("lobby"), server="s2")], NOW)
        assert (model.current, PLANS in model.rooms) == ("lobby", False)


class TestMembers:
    def ask(self, model: ChatModel) -> events.People:
        """Look at the room and ask; the server's answer with Third away."""
        model.apply([plans()], NOW)
        model.enter(PLANS)
        asked = model.ask_members()
        assert isinstance(asked, commands.People)
        assert asked.room == PLANS
        people = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
        people.append(events.Present(THIRD.id, THIRD.nick, "away", "guest"))
        return events.People(asked.re, people, 3, False, PLANS)

    def test_those_who_are_away_are_listed_too(self, model: ChatModel) -> None:
        answer = self.ask(model)
        assert model.apply([answer], NOW) == [changes.PeopleChanged(PLANS)]
        assert [(one.nick, one.state) for one in model.company()] == [
            *(("Ada", "here"), ("Bob", "here"), ("Third", "away"))
        ]
        assert model.roles.of(THIRD.id) == "guest"
        assert model.ask_members() is None, "it is known"

    def test_they_are_asked_for_again_when_somebody_comes_or_goes(self, model: ChatModel) -> None:
        model.apply([self.ask(model)], NOW)
        model.apply([events.Joined(PLANS, THIRD)], NOW)
        assert [one.state for one in model.company()] == ["here"] * 3
        assert model.ask_members() is not None
        model.apply([events.Left(PLANS, THIRD)], NOW)
        assert model.ask_members() is not None

    @pytest.mark.parametrize("kind", [commands.Admit, commands.Kick])
    def test_and_when_one_has_changed_them(self, model: ChatModel, kind: Any) -> None:
        model.apply([self.ask(model)], NOW)
        asked = model.acts.want(kind(room=PLANS, who="Third"), "Third")
        model.apply([events.Done(asked.re)], NOW)
        assert model.ask_members() is not None

    def test_of_a_public_room_or_offline_nothing_is_asked(self, model: ChatModel) -> None:
        assert model.ask_members() is None
        self.ask(model)
        model.room.members_known = False
        model.apply([reports.Lost("Gone.", 1.0)], NOW)
        assert model.ask_members() is None

    def test_nobody_is_told_of_a_refusal(self, model: ChatModel) -> None:
        answer = self.ask(model)
        assert model.apply([events.Error(ErrorCode.SLOW_DOWN, "No.", False, answer.re)], NOW) == []


class TestMayI:
    """A table of what may be done, by one's own role, and to whom."""

    ON_BOB = (
        commands.Kick(person="b"),
        commands.Ban(who="bob"),
        commands.Mute(person="b", room="lobby"),
        commands.Release(nick="Bob"),
    )

    @pytest.mark.parametrize(
        ("mine", "bobs", "may"),
        [
            ("guest", "guest", False),
            ("member", "guest", False),
            ("moderator", "guest", True),
            ("moderator", "member", True),
            ("moderator", "moderator", False),
            ("moderator", "owner", False),
            ("owner", "moderator", True),
            ("owner", "owner", False),
        ],
    )
    def test_to_people_of_a_lower_rank(
        self, model: ChatModel, mine: str, bobs: str, may: bool
    ) -> None:
        be(model, mine, b=bobs)
        for command in self.ON_BOB:
            assert (refusal(model, command) == "") is may, command

    def test_not_to_oneself(self, model: ChatModel) -> None:
        be(model, "owner")
        assert refusal(model, commands.Kick(who="ADA")) == rights.NOT_YOURSELF
        assert refusal(model, commands.Ban(person="a")) == rights.NOT_YOURSELF

    def test_who_is_not_seen_is_the_servers_matter(self, model: ChatModel) -> None:
        be(model, "moderator")
        assert refusal(model, commands.Ban(who="Visitor")) == ""
        assert refusal(model, commands.Ban(address="10.0.0.1")) == ""
        be(model, "member")
        assert refusal(model, commands.Ban(address="10.0.0.1")) == rights.ONLY_MODERATORS

    @pytest.mark.parametrize("role", ["moderator", "owner"])
    def test_only_an_owner_makes_moderators(self, model: ChatModel, role: Any) -> None:
        be(model, "moderator")
        assert refusal(model, commands.Role(who="Bob", role=role)) == rights.ONLY_OWNERS
        be(model, "owner")
        assert refusal(model, commands.Role(who="Bob", role=role)) == ""
        be(model, "owner", b="owner")
        assert refusal(model, commands.Role(who="Bob", role="guest")) == "", "nor unmakes them"
        be(model, "moderator", b="moderator")
        assert refusal(model, commands.Role(who="Bob", role="guest"))

    @pytest.mark.parametrize(
        "command",
        [
            commands.Unban(who="Bob"),
            commands.Release(nick="Bob"),
            commands.Invite(),
            commands.Invites(),
            commands.Revoke(invite="x"),
            commands.Bans(),
            commands.Audit(),
            commands.Announce(room="lobby", on=True),
            commands.Create(room="news", announce=True),
        ],
    )
    def test_what_moderators_do(self, model: ChatModel, command: Any) -> None:
        assert refusal(model, command) == rights.ONLY_MODERATORS
        be(model, "moderator")
        assert refusal(model, command) == ""

    def test_guests_talk_and_do_no_more(self, model: ChatModel) -> None:
        model.apply([plans()], NOW)
        asked = (
            commands.Create(room="plans", private=True),
            commands.Admit(room=PLANS, who="Bob"),
            commands.Open("Bob"),
        )
        assert [refusal(model, command) for command in asked] == ["", "", ""]
        be(model, "guest")
        assert all(refusal(model, command).startswith("Guests can't ") for command in asked)

    def test_a_private_room_is_its_makers(self, model: ChatModel) -> None:
        be(model, "owner")
        model.apply([plans("b")], NOW)
        assert refusal(model, commands.Announce(room=PLANS, on=True)) == rights.ONLY_MAKER
        assert refusal(model, commands.Kick(who="Third", room=PLANS)) == rights.ONLY_MAKER
        assert refusal(model, commands.Kick(who="Ada", room=PLANS)) == "", "to end a membership"
        assert "stays in it" in refusal(model, commands.Kick(who="Bob", room=PLANS))
        be(model, "member")
        model.apply([plans("a")], NOW)
        assert refusal(model, commands.Kick(who="Bob", room=PLANS)) == ""
        assert refusal(model, commands.Announce(room=PLANS, on=True)) == ""

    def test_nobody_is_muted_in_one(self, model: ChatModel) -> None:
        be(model, "owner")
        model.apply([plans("a")], NOW)
        assert refusal(model, commands.Mute(who="Bob", room=PLANS)) == rights.NOT_PUBLIC

    def test_nobody_is_brought_into_a_public_room(self, model: ChatModel) -> None:
        assert refusal(model, commands.Admit(room="lobby", who="Bob")) == rights.NOT_PRIVATE

    def test_what_has_no_rule_may_be_asked(self, model: ChatModel) -> None:
        assert refusal(model, commands.People("re")) == ""


class TestAnswers:
    def test_done(self, model: ChatModel) -> None:
        asked = model.acts.want(commands.Kick(who="Bob"), "Bob")
        told = model.apply([events.Done(asked.re)], NOW)
        assert told == [changes.Acted(asked, "Bob")]
        assert model.apply([events.Done(asked.re), events.Done()], NOW) == []

    def test_refused(self, model: ChatModel) -> None:
        asked = model.acts.want(commands.Kick(who="Bob"), "Bob")
        error = events.Error(ErrorCode.SLOW_DOWN, "Wait.", False, asked.re)
        assert model.apply([error], NOW) == [changes.NotActed(asked, "Bob", "Wait.")]

    @pytest.mark.parametrize("end", [reports.Lost("Gone.", 1.0), reports.Closed("Gone.")])
    def test_nobody_knows_where_the_connection_broke(
        self, model: ChatModel, end: reports.Report
    ) -> None:
        asked = model.acts.want(commands.Kick(who="Bob"), "Bob")
        told = model.apply([end], NOW)  # type: ignore[list-item]
        assert only(told, changes.NotActed) == changes.NotActed(asked, "Bob", UNANSWERED)
        assert model.apply([events.Done(asked.re)], NOW) == []

    @pytest.mark.parametrize(
        ("command", "answer"),
        [
            (commands.Bans(), lambda re: events.Bans([], False, re)),
            (commands.Invites(), lambda re: events.Invites([], False, re)),
            (commands.Audit(), lambda re: events.Audited([], False, re)),
            (commands.People(""), lambda re: events.People(re, [], 0, False)),
        ],
    )
    def test_lists(self, model: ChatModel, command: Any, answer: Any) -> None:
        asked = model.acts.want(command)
        answered = answer(asked.re)
        assert model.apply([answered], NOW) == [changes.Answered(asked, answered)]
        assert model.apply([answer("another's")], NOW) == []

    def test_so_many_are_waited_for(self) -> None:
        acts = Acts()
        asked = [acts.want(commands.Kick(who="Bob")) for _ in range(MOST_ASKED + 1)]
        assert acts.take(asked[0].re) is None
        assert acts.take(asked[1].re) == (asked[1], "", False)
