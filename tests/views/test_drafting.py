"""Drafts and one's earlier messages in a real window; undo that knows emoji."""

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat_gui import reports
from chat_server.protocol import commands, events
from chat_server.protocol.limits import Limits
from tests.support import examples
from tests.views.stage import ADA, BOB, Stage, says


class FakeKeeper:
    """A disk that remembers."""

    def __init__(self, **kept: Mapping[str, str]) -> None:
        self.kept = dict(kept)

    def read(self, server: str) -> Mapping[str, str]:
        return self.kept.get(server.split()[0], {})

    def latest(self, id: str) -> str:
        return next((one for one in self.kept if one == id), "")

    def keep(self, server: str, drafts: Mapping[str, str]) -> None:
        self.kept[server.split()[0]] = drafts

    def close(self) -> None:
        pass


def test_what_is_typed_stays_with_its_room(entered: Stage) -> None:
    deeds, composer = entered.window.deeds, entered.window.composer
    composer.text.insert("1.0", "for the lobby 🎉")
    deeds.enter("robotics")
    assert entered.typed == ""
    assert entered.model.rooms["lobby"].draft == "for the lobby 🎉"
    entered.write("gears")
    deeds.enter("lobby")
    assert entered.typed == "for the lobby 🎉"
    assert entered.model.rooms["lobby"].draft == ""
    assert entered.model.rooms["robotics"].draft == "gears"
    composer.text.event_generate("<<Undo>>")
    assert entered.typed == "for the lobby 🎉", "undo stays within the room"


def test_a_command_that_leads_elsewhere_is_no_draft(entered: Stage) -> None:
    entered.window.deeds.enter("robotics")
    entered.write("gears")
    entered.window.deeds.enter("lobby")
    entered.write("/join robotics", "<Return>")
    assert entered.model.current == "robotics"
    assert entered.typed == "gears", "what was typed there is still there"
    entered.window.deeds.enter("lobby")
    assert entered.typed == ""


def test_over_a_restart(stage: Stage) -> None:
    disk = FakeKeeper(**{"lab-4": {"lobby": "hel", "robotics": "gears"}})
    stage.window.composing.drafting.keep_in(disk)
    assert stage.typed == ""
    stage.enter(BOB)
    assert stage.typed == "hel"
    assert stage.model.rooms["robotics"].draft == "gears"
    stage.write("lo", "<Return>")
    assert disk.kept["lab-4"] == {"robotics": "gears"}, "what was sent is no draft any more"
    stage.write("again")
    stage.window.put_down()
    assert disk.kept["lab-4"] == {"lobby": "again", "robotics": "gears"}


def test_over_a_restart_in_a_room_that_one_was_put_out_of_meanwhile(stage: Stage) -> None:
    disk = FakeKeeper(**{"lab-4": {"+plans": "between us"}})
    stage.window.composing.drafting.keep_in(disk)
    stage.enter(BOB)
    window = stage.window
    assert [line.called for line in window.sidebar._rooms if line.draft] == ["plans"]
    window.enter("+plans")
    stage.write("", "<Return>")
    assert (stage.typed, stage.texts, stage.sent(commands.Join)) == ("between us", [], [])
    assert str(window.composer.silent.cget("text")).startswith("You are no member of this room")
    window.deeds.leave("+plans")
    stage.enter(BOB)
    assert "+plans" not in stage.model.rooms, "one has left it"
    assert disk.kept["lab-4"] == {"+plans": "between us"}, "should one be brought in again"


def test_what_is_typed_in_a_private_room_is_not_kept_for_another_server(stage: Stage) -> None:
    disk = FakeKeeper()
    stage.window.composing.drafting.keep_in(disk)
    stage.enter(BOB)
    stage.apply(events.RoomState("+plans", "private", "", [], 0, 0, 1, 0))
    stage.window.enter("+plans")
    stage.write("between us")
    server = events.ServerInfo("lab-5", "Lab 5", "1.0")
    you = events.You(ADA.id, ADA.nick)
    lobby = events.RoomSummary("lobby", "public", "", 0, 0, 0)
    stage.apply(events.Welcome(1, server, you, "secret", [lobby], Limits()))
    stage.window.put_down()
    assert (stage.model.current, stage.typed) == ("lobby", "")
    assert not disk.kept.get("lab-5")


def test_the_local_copy_brings_them_before_the_server_answers(stage: Stage) -> None:
    stage.window.composing.drafting.keep_in(FakeKeeper(**{"lab-4": {"lobby": "hel"}}))
    state = events.RoomState("lobby", "public", "", [], 0, 0, 1, 0)
    server = events.ServerInfo("lab-4", "Lab 4", "1.0")
    stage.apply(reports.Recalled(server, ADA, (reports.RoomCopy(state, 0, 0),)))
    assert stage.typed == "hel"
    stage.write("lo")
    stage.enter(BOB)
    assert stage.typed == "hello"


def test_what_waits_for_a_direct_conversation_outlives_the_window(stage: Stage) -> None:
    disk = FakeKeeper()
    stage.window.composing.drafting.keep_in(disk)
    stage.enter(BOB)
    stage.write("/msg Bob hello", "<Return>")
    assert disk.kept["lab-4"] == {"to Bob": "hello"}, "at once: nobody says when the window ends"
    stage.write("/msg Bob again", "<Return>")
    stage.write("for all")
    stage.window.put_down()
    kept = disk.kept["lab-4"]
    assert kept == {"to Bob": "hello\nagain", "lobby": "for all"}
    stage.window.close()
    stage.window = stage.make_window()  # as for another language
    stage.window.composing.drafting.keep_in(disk)
    stage.window.composing.drafting.take_over("")
    stage.root.update()
    assert stage.typed == "", "it still waits"
    stage.window.composer.fill("for all")
    (asked, _again) = stage.sent(commands.Open)
    there = events.RoomState("@ada+bob", "direct", "", [], 2, 0, 0, 0, BOB)
    stage.apply(there, reports.Opened(asked.re or "", "@ada+bob"))
    assert "to Bob" not in disk.kept["lab-4"], "it is in the outbox now"


def test_it_comes_back_where_nothing_stands(stage: Stage) -> None:
    disk = FakeKeeper(**{"lab-4": {"to Bob": "hello\nagain", "lobby": "for all"}})
    stage.window.composing.drafting.keep_in(disk)
    stage.enter(BOB)
    assert stage.typed == "for all"
    stage.window.put_down()
    assert disk.kept["lab-4"] == {"to Bob": "hello\nagain", "lobby": "for all"}
    stage.write("", "<Return>")
    stage.until(lambda: stage.typed == "/msg Bob hello\nagain")
    stage.write("", "<Return>")
    (asked,) = stage.sent(commands.Open)
    stage.apply(reports.NotOpened(asked.re or "", "Nobody of that name is here."))
    assert stage.typed == "/msg Bob hello\nagain"
    stage.window.put_down()
    assert disk.kept["lab-4"] == {"lobby": "/msg Bob hello\nagain"}


def test_it_does_not_come_into_an_edit(stage: Stage) -> None:
    """There it would be said to all who read the message."""
    stage.enter(BOB)
    stage.apply(says(1, "mine", ADA))
    stage.write("/msg Bob hello", "<Return>")
    stage.write("", "<Up>")
    assert stage.typed == "mine"
    (asked,) = stage.sent(commands.Open)
    assert isinstance(asked, commands.Open)
    stage.apply(reports.NotOpened(asked.re or "", "Nobody of that name is here."))
    stage.write("", "<<SelectAll>>", "<BackSpace>")
    stage.apply(says(2, "hm"))
    assert stage.window.messages.answering.edit is not None
    assert stage.typed == ""
    stage.write("", "<Escape>")
    stage.until(lambda: stage.typed == "/msg Bob hello")


def test_what_was_typed_before_an_edit_is_no_draft_of_another_room(stage: Stage) -> None:
    disk = FakeKeeper()
    stage.window.composing.drafting.keep_in(disk)
    stage.enter(BOB)
    stage.apply(says(1, "mine", ADA))
    stage.write("for the lobby")
    stage.window.messages.answering.edit_last()
    assert stage.typed == "mine"
    stage.window.deeds.enter("robotics")
    assert disk.kept["lab-4"] == {"lobby": "for the lobby"}


def test_another_server_gets_none_of_them(stage: Stage) -> None:
    disk = FakeKeeper(**{"lab-4": {"den": "for those I know"}})
    stage.window.composing.drafting.keep_in(disk)
    stage.enter(BOB)
    server, you = events.ServerInfo("other", "Other", "1.0"), events.You(ADA.id, ADA.nick)
    den = events.RoomSummary("den", "public", "", 0, 0, 0)
    stage.apply(events.Welcome(1, server, you, "secret", [den], Limits()))
    assert stage.model.rooms["den"].draft == ""
    stage.write("new")
    stage.window.put_down()
    assert disk.kept == {"lab-4": {"den": "for those I know"}, "other": {"lobby": "new"}}


def test_what_is_typed_before_the_server_answers_is_not_overwritten(stage: Stage) -> None:
    stage.window.composing.drafting.keep_in(FakeKeeper(**{"lab-4": {"lobby": "old"}}))
    stage.write("new")
    stage.enter(BOB)
    assert stage.typed == "new"


def test_earlier_messages_by_control_up_and_down(entered: Stage) -> None:
    entered.apply(says(1, "one", ADA), says(2, "not mine"), says(3, "two 🎉", ADA))
    entered.write("half", "<Control-Up>")
    assert entered.typed == "two 🎉"
    entered.write("", "<Control-Up>", "<Control-Up>")
    assert entered.typed == "one"
    entered.write("", "<Control-Down>", "<Control-Down>")
    assert entered.typed == "half"
    entered.write("", "<Control-Up>")
    entered.write("x", "<Control-Up>")
    assert entered.typed == "two 🎉", "what was changed is a draft of its own"
    entered.write("", "<Control-Down>")
    assert entered.typed == "two 🎉x"
    entered.window.composer.text.event_generate("<<Undo>>")
    assert entered.typed == "two 🎉"


def test_up_brings_ones_last_message_to_be_said_anew(entered: Stage) -> None:
    entered.apply(says(1, "mine 🎉", ADA), says(2, "not mine"))
    entered.write("", "<Up>")
    assert entered.typed == "mine 🎉"
    entered.window.deeds.enter("robotics")
    assert entered.typed == "", "an edit is no draft"
    assert entered.model.rooms["lobby"].draft == ""


def test_up_in_an_empty_composer_edits_the_last(entered: Stage) -> None:
    asked: list[str] = []
    entered.window.composer.on_up = lambda: asked.append("edit")
    entered.write("", "<Up>")
    entered.write("a", "<Up>")
    assert asked == ["edit"]


def test_the_send_key(entered: Stage) -> None:
    entered.window.preferences.change(send_key="ctrl-return")
    entered.write("one", "<Return>")
    entered.write("two", "<Shift-Return>")
    assert entered.typed == "one\ntwo\n"
    entered.write("", "<Control-Return>")
    assert entered.typed == ""
    entered.window.preferences.change(send_key="return")
    entered.write("three", "<Return>")
    assert entered.typed == ""


def test_undo_knows_emoji_and_odd_characters(entered: Stage) -> None:
    text = entered.window.composer.text
    entered.write("hello ")
    text.insert("insert", "👨‍👩‍👧")
    entered.root.update()
    text.insert("insert", "a\x07b")
    entered.root.update()
    contents = [entered.typed]
    for event in ("<<Undo>>",) * 3 + ("<<Redo>>",) * 3:
        text.event_generate(event)
        contents.append(entered.typed)
    assert contents[0] == contents[-1] == "hello 👨‍👩‍👧a\x07b"
    assert contents[3] == ""


PIECES = st.sampled_from(["a", " ", "🎉", "👨‍👩‍👧", "\x07", "e\u0301", "漢", "[exit]", "\n", "𝓐"])
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), PIECES, st.integers(0, 9)),
        st.tuples(st.just("rub"), st.just(""), st.integers(0, 9)),
    ),
    max_size=8,
)


@given(DEEDS)
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_and_redo_pass_through_what_stood_there(
    entered: Stage, deeds: list[tuple[str, str, int]]
) -> None:
    text = entered.window.composer.text
    text.fill("")
    stood = [""]
    for deed, piece, at in deeds:
        text.mark_set("insert", f"1.0 + {at} indices")
        if deed == "type":
            text.insert("insert", piece)
        else:
            text.event_generate("<BackSpace>")
        text.edit_modified(True)
        entered.root.update()
        stood.append(entered.typed)
    for events_name in ("<<Undo>>", "<<Redo>>"):
        for _ in deeds:
            text.event_generate(events_name)
            assert entered.typed in stood
        assert entered.typed == (stood[0] if events_name == "<<Undo>>" else stood[-1])
