"""Roles beside names, what was ruled, and a composer in which nothing can be said."""

import msgspec
import pytest

from chat_gui import reports
from chat_gui.clock import now
from chat_server.protocol import commands, events
from tests.views.stage import ADA, BOB, Stage, says
from tests.views.test_window import drawn

THIRD = events.Who("third-4", "Third")


def role(who: events.Who, role: str, room: str = "lobby") -> events.Role:
    """Ada made somebody something else."""
    return events.Role(room, who, role, ADA)


def trouble(stage: Stage) -> str:
    """What the composer complains of."""
    return str(stage.window.composer.trouble.cget("text"))


class TestBadges:
    def test_in_the_list_of_people(self, stage: Stage) -> None:
        stage.enter(BOB)
        assert "moderator" not in drawn(stage)
        stage.apply(role(BOB, "moderator"))
        assert sorted(drawn(stage)[-2:]) == ["Bob", "moderator"]
        stage.apply(role(BOB, "member"))
        assert "moderator" not in drawn(stage)

    def test_beside_a_name_that_is_drawn_already(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(says(1, "hello"))
        assert "guest" not in stage.window.history.text.get("1.0", "end")
        stage.apply(role(BOB, "guest"))
        text = stage.window.history.text.get("1.0", "end")
        assert text.index("Bob  guest  ") < text.index("hello")
        assert "Bob  guest" not in stage.shown, "it is the window's word and not Bob's"
        stage.apply(role(BOB, "owner"))
        assert "Bob  owner  " in stage.window.history.text.get("1.0", "end")

    def test_what_was_ruled_is_a_line(self, stage: Stage) -> None:
        stage.enter(BOB, THIRD)
        stage.apply(
            events.Left("lobby", THIRD, BOB, "spam"),
            role(BOB, "moderator"),
            events.Announce("lobby", True, BOB),
        )
        assert stage.shown.endswith(
            "Third was put out by Bob: spam · Ada made Bob a moderator"
            " · Bob made this a room for announcements"
        )

    def test_the_server_itself_is_no_name(self, stage: Stage) -> None:
        it = events.Who("console", "server")
        stage.enter(BOB, THIRD)
        stage.apply(
            events.Left("lobby", THIRD, it, "spam"), events.Role("lobby", BOB, "moderator", it)
        )
        assert stage.shown.endswith(
            "Third was put out by the server: spam · The server made Bob a moderator"
        )

    def test_what_is_done_to_oneself_is_told(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(events.Role("", ADA, "moderator", BOB))
        assert str(stage.window.banner.label.cget("text")) == "Bob made you a moderator."
        stage.apply(events.RoomState("robotics", "public", "", [], 0, 0, 0, 0))
        stage.window.deeds.enter("robotics")
        stage.apply(events.Left("robotics", ADA, BOB, "noise"))
        assert str(stage.window.banner.label.cget("text")) == (
            "Bob put you out of # robotics: noise"
        )
        assert stage.window.header.room.text == "# robotics"


class TestSilence:
    def test_nothing_is_said_where_only_moderators_write(self, stage: Stage) -> None:
        stage.enter(BOB)
        composer = stage.window.composer
        stage.apply(events.Announce("lobby", True, BOB))
        why = "This room is for announcements: only moderators write here."
        assert str(composer.silent.cget("text")) == why
        assert composer.silent.winfo_ismapped()
        stage.write("hello")
        assert composer.content() == ""
        assert composer.button.instate(["disabled"])
        stage.apply(events.Role("", ADA, "moderator", BOB))
        stage.write("hello", "<Return>")
        assert len(stage.sent(commands.Send)) == 1
        assert not composer.silent.winfo_ismapped()

    def test_commands_can_be_typed_all_the_same(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(events.Announce("lobby", True, BOB))
        stage.write("/join robotics", "<Return>")
        assert stage.sent(commands.Join) == [commands.Join("robotics")]
        assert not stage.window.composer.silent.winfo_ismapped(), "there one may write"
        stage.write("hello", "<Return>")
        assert len(stage.sent(commands.Send)) == 1

    @pytest.mark.parametrize("typed", ["//hello", "/me waves"])
    def test_but_none_that_says_something(self, stage: Stage, typed: str) -> None:
        stage.enter(BOB)
        stage.apply(events.Announce("lobby", True, BOB))
        stage.write(typed, "<Return>")
        assert not stage.sent(commands.Send)
        assert trouble(stage).startswith("This room is for announcements")

    def test_what_was_typed_before_stays(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.write("hello")
        stage.apply(events.Muted(True, BOB, reason="spam"))
        assert stage.typed == "hello"
        stage.write("", "<Return>")
        assert not stage.sent(commands.Send)
        assert trouble(stage) == "You are muted: spam"
        composer = stage.window.composer
        assert str(composer.silent.cget("style")) == "Error.TLabel", "it stands there in red"
        assert not composer.trouble.winfo_manager(), "and not twice"
        stage.apply(events.Muted(False, BOB))
        assert not composer.trouble.winfo_manager()
        stage.apply(events.Muted(True, BOB, reason="spam"))
        assert str(composer.silent.cget("style")) == "Hint.TLabel"
        stage.apply(events.Muted(False, BOB))
        stage.write("", "<Return>")
        assert len(stage.sent(commands.Send)) == 1

    def test_a_mute_ends_by_itself(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(events.Muted(True, BOB, until=now() + 1_500))
        silent = stage.window.composer.silent
        assert str(silent.cget("text")).startswith("You are muted until ")
        stage.until(lambda: not silent.winfo_ismapped())

    def test_in_another_room_one_may_write(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(events.Muted(True, BOB, "robotics"))
        assert not stage.window.composer.silent.winfo_ismapped()
        stage.window.deeds.enter("robotics")
        stage.root.update()
        assert str(stage.window.composer.silent.cget("text")) == "You are muted in this room."


class TestPutOut:
    """Of the room that one looks at, while one types."""

    def out(self, stage: Stage, room: str) -> None:
        stage.enter(BOB)
        kind = "private" if room.startswith("+") else "public"
        people = [events.Present(ADA.id, ADA.nick)]
        stage.apply(events.RoomState(room, kind, "", people, 1, 0, 0, 0, maker=BOB.id))
        stage.window.deeds.enter(room)
        stage.apply(msgspec.structs.replace(says(1, "between us"), room=room))
        stage.write("a sec")
        stage.apply(events.Left(room, ADA, BOB, "noise"))

    def test_nothing_of_it_is_said_elsewhere(self, stage: Stage) -> None:
        self.out(stage, "+plans")
        stage.write("ret", "<Return>")
        assert not stage.sent(commands.Send)
        assert stage.typed == "a secret"
        assert "between us" in stage.shown
        silent, again = stage.window.composer.silent, stage.window.composer.again
        assert str(silent.cget("text")) == (
            "Bob put you out of this room: noise\nAny member can bring you in again."
        )
        assert not again.winfo_ismapped()
        stage.window.enter("lobby")
        assert stage.typed == ""
        stage.window.enter("+plans")
        assert (stage.typed, stage.sent(commands.Join)) == ("a secret", []), "it is there to copy"
        stage.window.composer.fill("")
        stage.window.enter("lobby")
        assert "+plans" not in stage.model.rooms

    def test_into_a_room_of_everyones_one_comes_again(self, stage: Stage) -> None:
        self.out(stage, "robotics")
        composer = stage.window.composer
        stage.until(composer.again.winfo_ismapped)
        stage.apply(reports.Lost("The server went away.", 10**9))
        stage.until(lambda: not composer.again.winfo_ismapped())
        stage.enter(BOB)
        stage.until(composer.again.winfo_ismapped)
        composer.again.invoke()
        assert stage.sent(commands.Join) == [commands.Join("robotics")]
        people = [events.Present(ADA.id, ADA.nick)]
        stage.apply(events.RoomState("robotics", "public", "", people, 1, 1, 1, 0))
        assert not composer.silent.winfo_ismapped()
        stage.write("", "<Return>")
        (sent,) = stage.sent(commands.Send)
        assert (sent.room, sent.text) == ("robotics", "a sec")
