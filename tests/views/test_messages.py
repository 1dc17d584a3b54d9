"""Everything one can do with a message: by menu, keys, links and the bar at the pointer."""

import msgspec
import pytest

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.model.rows import MessageRow
from chat_gui.model.typed import Say
from chat_gui.views.confirming import Confirming
from chat_gui.views.message_words import sentence
from chat_server.protocol import commands, events
from chat_server.protocol.limits import Limits
from tests.views.menus import choose, offered, press
from tests.views.stage import ADA, BOB, Stage, says
from tests.views.test_amended import reacts, written


def begin(stage: Stage) -> None:
    """Bob and Ada have talked."""
    stage.enter(BOB)
    stage.apply(says(1, "hello"), says(2, "mine", ADA), says(3, "the third\nof two lines"))


def go_on_in_robotics(stage: Stage) -> None:
    """Look at another room, as who is put out of one does, with messages of the same numbers."""
    there = [msgspec.structs.replace(says(seq, "there", ADA), room="robotics") for seq in (1, 2, 3)]
    stage.apply(events.RoomState("robotics", "public", "", [], 1, 0, 1, 0), *there)
    stage.window.deeds.enter("robotics")


def on(stage: Stage, seq: int) -> None:
    """Put the keyboard on a message, as a person does."""
    text = stage.window.history.text
    press(stage, text)
    stage.until(lambda: stage.window.history.stepping.ringed)
    for _ in range(10):
        row = stage.window.history.stepping.focused
        assert row is not None
        if row.seq == seq:
            return
        text.event_generate("<Up>")
        stage.root.update()
    raise AssertionError(f"no way to {seq}")


def pressed(stage: Stage, seq: int, *keys: str) -> None:
    on(stage, seq)
    press(stage, stage.window.history.text, *keys)


def press_link(stage: Stage, address: str) -> None:
    """Click on what leads there."""
    text = stage.window.history.text
    tag = next(tag for tag, known in text.addresses.items() if known == address)
    box = text.bbox(f"{tag}.first")
    assert box is not None
    place = {"x": box[0] + box[2] // 2, "y": box[1] + box[3] // 2}
    text.event_generate("<Button-1>", **place)
    text.event_generate("<ButtonRelease-1>", **place)
    stage.root.update()


def strip(stage: Stage) -> tuple[str, str] | None:
    shown = stage.window.messages.strip
    stage.root.update()
    return (shown.title.text, shown.text.text) if shown.winfo_ismapped() else None


class TestReplying:
    @pytest.mark.parametrize("key", ["<Key-r>", "<Return>", "<Menu>"])
    def test_an_answer_says_what_it_answers(self, stage: Stage, key: str) -> None:
        begin(stage)
        pressed(stage, 3, key)
        if key != "<Key-r>":
            choose(stage, "Reply")
        assert strip(stage) == ("Reply to Bob", "the third")
        stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)
        stage.write("yes", "<Return>")
        (sent,) = stage.sent(commands.Send)
        assert (sent.text, sent.reply_to) == ("yes", 3)
        assert "Bob: the third\nyes  sending…" in written(stage)
        assert stage.shown.endswith("\nyes"), "copying leaves the quote out"
        assert strip(stage) is None
        stage.write("no", "<Return>")
        assert stage.sent(commands.Send)[-1].reply_to is None

    def test_escape_leaves_it_and_what_is_typed_stays(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 3, "<Key-r>")
        stage.write("half")
        stage.write("", "<Escape>")
        assert strip(stage) is None
        assert stage.typed == "half"

    def test_of_one_that_is_deleted_meanwhile_nothing_is_shown(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 3, "<Key-r>")
        stage.apply(events.Deleted("lobby", 4, now(), BOB, "d", 3))
        assert strip(stage) == ("Reply to Bob", "Message deleted")

    def test_it_stays_with_its_room(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 3, "<Key-r>")
        stage.window.enter("robotics")
        assert strip(stage) is None
        stage.window.enter("lobby")
        assert strip(stage) == ("Reply to Bob", "the third")

    def test_a_quote_leads_to_what_it_quotes(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(msgspec.structs.replace(says(4, "an answer"), reply_to=1))
        press_link(stage, "jump:1")
        text = stage.window.history.text
        stage.until(lambda: text.tag_ranges("target"))
        assert "hello" in text.get("target.first", "target.last")

    def test_a_quote_that_is_not_held_is_asked_for_and_drawn(self, stage: Stage) -> None:
        stage.enter(BOB, last=80)
        stage.apply(msgspec.structs.replace(says(80, "an answer"), reply_to=7))
        assert "An earlier message\nan answer" in written(stage)
        asked = [one for one in stage.sent(commands.History) if one.re.startswith("quoted")]
        (question,) = asked
        stage.apply(events.Page(question.re, "lobby", [says(7, "long ago 🎉")], more=True))
        assert "Bob: long ago" in written(stage)
        stage.apply(events.Deleted("lobby", 81, now(), BOB, "d", 7))
        assert "Message deleted\nan answer" in written(stage)
        assert "long ago" not in written(stage)


class TestEditing:
    def test_it_is_shown_at_once_and_said_once(self, stage: Stage) -> None:
        begin(stage)
        stage.window.composer.fill("a draft")
        pressed(stage, 2, "<Key-e>")
        assert strip(stage) == ("Edit message", "mine")
        assert stage.typed == "mine"
        stage.write(" now", "<Return>")
        (sent,) = stage.sent(commands.Edit)
        assert (sent.target, sent.text) == (2, "mine now")
        assert "mine now  saving…" in written(stage)
        stage.until(lambda: stage.typed == "a draft")
        assert strip(stage) is None
        stage.apply(events.Edited("lobby", 4, now(), ADA, sent.id, 2, "mine now"))
        assert "mine now  edited" in written(stage)

    def test_a_refused_one_comes_back_with_the_reason_and_its_text(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 2, "<Key-e>")
        stage.write(" now", "<Return>")
        (sent,) = stage.sent(commands.Edit)
        stage.apply(reports.SendFailed("lobby", sent.id, "You are muted."))
        assert "mine\nYour change was not saved. You are muted.  Edit again" in written(stage)
        press_link(stage, "again:2")
        assert stage.typed == "mine now"
        stage.write("", "<Escape>")
        stage.apply(reports.SendFailed("lobby", "no such", "No."))
        assert "not saved" not in written(stage)

    def test_a_refused_one_can_be_left(self, stage: Stage) -> None:
        begin(stage)
        stage.window.messages.deeds.edit(2, "lost")
        (sent,) = stage.sent(commands.Edit)
        stage.apply(reports.SendFailed("lobby", sent.id, "No."))
        press_link(stage, "forget:2")
        assert "not saved" not in written(stage)

    def test_up_in_an_empty_composer_edits_ones_last(self, stage: Stage) -> None:
        begin(stage)
        stage.write("", "<Up>")
        assert strip(stage) == ("Edit message", "mine")

    def test_an_emptied_one_asks_to_delete(self, stage: Stage) -> None:
        begin(stage)
        stage.write("", "<Up>")
        stage.window.composer.fill("")
        stage.write("", "<Return>")
        assert isinstance(stage.window.panels.shown, Confirming)
        assert not stage.sent(commands.Edit)

    def test_what_is_not_changed_is_not_sent(self, stage: Stage) -> None:
        begin(stage)
        stage.write("", "<Up>", "<Return>")
        stage.until(lambda: strip(stage) is None)
        assert not stage.sent(commands.Edit)
        assert stage.typed == ""

    def test_another_room_gives_it_up_and_keeps_the_draft(self, stage: Stage) -> None:
        begin(stage)
        stage.window.composer.fill("a draft")
        pressed(stage, 2, "<Key-e>")
        stage.window.enter("robotics")
        assert stage.typed == ""
        stage.window.enter("lobby")
        assert stage.typed == "a draft"
        assert strip(stage) is None

    def test_one_that_is_deleted_meanwhile_becomes_a_new_message(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 2, "<Key-e>")
        stage.apply(events.Deleted("lobby", 4, now(), ADA, "d", 2))
        assert strip(stage) is None
        assert stage.window.composer.trouble.winfo_ismapped()
        stage.write("", "<Return>")
        assert len(stage.sent(commands.Send)) == 1

    def test_others_messages_are_not_edited(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 3, "<Key-e>")
        assert strip(stage) is None


@pytest.mark.parametrize("how", ["deleted", "another log"])
def test_what_was_typed_before_an_edit_comes_back_where_its_message_goes(
    stage: Stage, how: str
) -> None:
    begin(stage)
    stage.window.composer.fill("a draft")
    stage.window.messages.answering.edit_last()
    assert stage.typed == "mine"
    if how == "deleted":
        stage.apply(events.Deleted("lobby", 4, now(), BOB, "d", 2))
    else:
        server = events.ServerInfo("lab-4", "Lab 4", "1.0", epoch="second")
        you = events.You(ADA.id, ADA.nick)
        stage.apply(events.Welcome(1, server, you, "secret", [], Limits()))
    assert stage.window.messages.answering.edit is None
    assert stage.typed == "mine", "nobody's text goes while they write"
    stage.window.composer.text.replace_all("")
    stage.until(lambda: stage.typed == "a draft")


def test_what_was_typed_before_an_edit_does_not_come_back_on_another_server(stage: Stage) -> None:
    begin(stage)
    stage.window.composer.fill("for those here")
    stage.window.messages.answering.edit_last()
    server, you = events.ServerInfo("lab-5", "Lab 5", "1.0"), events.You(ADA.id, ADA.nick)
    stage.apply(events.Welcome(1, server, you, "secret", [], Limits()))
    assert stage.window.messages.answering.edit is None
    stage.window.composer.text.replace_all("")
    stage.root.update()
    assert (stage.typed, stage.model.room.draft) == ("", "")


class TestDeleting:
    def test_it_is_asked_once(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 2, "<Delete>")
        card = stage.window.panels.shown
        assert isinstance(card, Confirming)
        press(stage, card.first, "<Return>")
        (sent,) = stage.sent(commands.Delete)
        assert sent.target == 2
        assert "mine  deleting…" in written(stage)
        stage.apply(events.Deleted("lobby", 4, now(), ADA, sent.id, 2))
        assert "mine" not in written(stage)

    def test_a_refused_one_is_taken_back_and_told(self, stage: Stage) -> None:
        begin(stage)
        stage.window.messages.deeds.delete("lobby", 2)
        (sent,) = stage.sent(commands.Delete)
        stage.apply(reports.SendFailed("lobby", sent.id, "The disk is full."))
        assert "deleting" not in written(stage)
        assert str(stage.window.banner.label.cget("text")) == "The disk is full."

    def test_in_another_log_no_message_of_that_number_goes(self, stage: Stage) -> None:
        """The server went on from a copy while the person was asked."""
        begin(stage)
        pressed(stage, 2, "<Delete>")
        card = stage.window.panels.shown
        assert isinstance(card, Confirming)
        server = events.ServerInfo("lab-4", "Lab 4", "1.0", epoch="second")
        stage.apply(
            events.Welcome(1, server, events.You(ADA.id, ADA.nick), "secret", [], Limits()),
            events.RoomState("lobby", "public", "", [], 1, 2, 1, 0),
            says(2, "another one of mine", ADA),
        )
        card.first.invoke()
        assert stage.window.panels.shown is None
        assert not stage.sent(commands.Delete)

    def test_the_one_that_was_asked_about_goes_wherever_one_looks_meanwhile(
        self, stage: Stage
    ) -> None:
        begin(stage)
        pressed(stage, 2, "<Delete>")
        card = stage.window.panels.shown
        assert isinstance(card, Confirming)
        go_on_in_robotics(stage)
        press(stage, card.first, "<Return>")
        (sent,) = stage.sent(commands.Delete)
        assert (sent.room, sent.target) == ("lobby", 2)

    @pytest.mark.parametrize("role", ["member", "moderator"])
    def test_others_by_a_moderator_only(self, stage: Stage, role: str) -> None:
        begin(stage)
        stage.apply(events.Role("", ADA, role, BOB))
        pressed(stage, 3, "<Return>")
        assert ("Delete…" in offered(stage)) == (role == "moderator")


class TestReacting:
    def test_by_key_and_it_is_shown_at_once(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 3, "<plus>")
        assert offered(stage)[0].strip() == "thumbs up"
        choose(stage, offered(stage)[0])
        (sent,) = stage.sent(commands.React)
        assert (sent.target, sent.emoji, sent.on) == (3, "👍", True)
        assert "react:3:👍" in stage.window.history.text.addresses.values()
        stage.apply(reports.SendFailed("lobby", sent.id, "Enough."))
        assert not [one for one in stage.window.history.text.addresses.values() if "react" in one]

    def test_a_press_toggles(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(reacts(4, 3))
        press_link(stage, "react:3:👍")
        press_link(stage, "react:3:👍")
        sent = stage.sent(commands.React)
        assert [one.on for one in sent] == [True, False]

    def test_any_other_emoji_can_be_picked(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 3, "<plus>")
        choose(stage, offered(stage)[-1])
        picking = stage.window.composing.picking
        stage.until(lambda: picking.shown is not None)
        picking.shown._on_close("🦊")
        (sent,) = stage.sent(commands.React)
        assert (sent.target, sent.emoji) == (3, "🦊")

    def test_the_pointer_finds_who_reacted(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(reacts(4, 3), reacts(5, 3, by=ADA))
        text, hint = stage.window.history.text, stage.window.messages.hovering.hint
        tag = next(tag for tag, known in text.addresses.items() if known == "react:3:👍")
        box = text.bbox(f"{tag}.first")
        assert box is not None
        text.event_generate("<Motion>", x=box[0] + 4, y=box[1] + 4)
        stage.until(lambda: hint.shown is not None)
        (label,) = hint.shown.winfo_children()
        assert str(label.cget("text")) == "Ada, Bob"
        text.event_generate("<Motion>", x=400, y=box[1] + 4)
        stage.until(lambda: hint.shown is None)

    def test_who_reacted_stands_in_the_menu(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(reacts(4, 3), reacts(5, 3, by=ADA))
        pressed(stage, 3, "<Return>")
        assert offered(stage)[-1] == "Who reacted"


class TestStepping:
    def test_from_message_to_message(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(events.Topic("lobby", 4, now(), BOB, "t", "Lunch"))
        history = stage.window.history
        seen: list[int | None] = []
        on(stage, 3)
        for key in ("<Up>", "<Up>", "<Up>", "<Down>"):
            press(stage, history.text, key)
            assert history.stepping.focused is not None
            seen.append(history.stepping.focused.seq)
        assert seen == [2, 1, 1, 2]

    def test_the_ring_is_whole_at_the_views_end(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(*(says(seq, f"line {seq}") for seq in range(4, 60)))
        on(stage, 59)
        stage.root.update()
        text = stage.window.history.text
        edges = [edge for edge in stage.window.history.stepping._edges if edge.winfo_ismapped()]
        assert len(edges) == 4
        assert max(edge.winfo_y() + edge.winfo_height() for edge in edges) <= text.winfo_height()

    def test_the_view_follows(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(*(says(n, f"line {n}") for n in range(1, 100)))
        on(stage, 99)
        history = stage.window.history
        for _ in range(60):
            history.text.event_generate("<Up>")
        stage.root.update()
        stop = history.stepping.stop()
        assert stop is not None
        assert stop.row.seq == 39
        box = history.whereabouts.box(stop)
        assert box is not None
        assert box.begins
        assert box.ends
        assert not history.following

    def test_a_message_longer_than_the_view_is_read_to_its_end(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(says(4, "\n".join(f"part {n}" for n in range(80))), says(5, "after it"))
        on(stage, 4)
        history = stage.window.history
        text = history.text
        seen = [text.get("@0,0 linestart", "@0,0 lineend")]
        while history.stepping.focused is not None and history.stepping.focused.seq == 4:
            press(stage, text, "<Down>")
            seen.append(text.get("@0,0 linestart", "@0,0 lineend"))
            assert len(seen) < 20
        assert history.stepping.focused is not None
        assert history.stepping.focused.seq == 5
        assert len(set(seen)) > 3, "half a view at a time"

    def test_each_has_a_sentence(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(reacts(4, 3), events.Edited("lobby", 5, now(), BOB, "e", 3, "anew"))
        on(stage, 3)
        focused = stage.window.history.stepping.focused
        assert focused is not None
        assert sentence(focused).startswith("Bob at ")
        assert sentence(focused).endswith(": anew 1 reaction. Edited.")

    def test_who_clicks_types_into_the_composer(self, stage: Stage) -> None:
        begin(stage)
        text = stage.window.history.text
        text.focus_force()
        text.event_generate("<Button-1>", x=200, y=300)
        stage.root.update()
        assert not stage.window.history.stepping.ringed
        text.event_generate("<Key>", keysym="r")
        stage.until(lambda: stage.typed == "r")
        assert strip(stage) is None

    def test_tab_finds_the_links_inside_and_goes_on(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(says(4, "see https://a.example and https://b.example"))
        on(stage, 4)
        text = stage.window.history.text
        lit = []
        for _ in range(2):
            press(stage, text, "<Tab>")
            lit.append(text.get("lit.first", "lit.last"))
        assert lit == ["https://a.example", "https://b.example"]
        text.event_generate("<Tab>")
        stage.root.update()
        assert not text.tag_ranges("lit")
        press(stage, text, "<Tab>", "<Menu>")
        choose(stage, "Copy link")
        assert stage.root.clipboard_get() == "https://a.example"

    @pytest.mark.parametrize("key", ["<Key-c>", "<<Copy>>"])
    def test_copy_gives_what_was_said(self, stage: Stage, key: str) -> None:
        begin(stage)
        pressed(stage, 3, key)
        assert stage.root.clipboard_get() == "the third\nof two lines"


class TestPointing:
    def test_the_right_button_opens_the_menu(self, stage: Stage) -> None:
        begin(stage)
        history = stage.window.history
        stop = next(one for one in history.whereabouts.messages() if one.row.seq == 3)
        box = history.text.bbox(f"{stop.line + 1}.2")
        assert box is not None
        history.text.event_generate("<Button-3>", x=box[0], y=box[1])
        assert offered(stage) == ["Reply", "React", "-", "Copy text"]

    def test_the_bar_comes_and_does_what_it_shows(self, stage: Stage) -> None:
        begin(stage)
        stage.apply(says(4, "a fourth"))
        history, hovering = stage.window.history, stage.window.messages.hovering
        stop = next(one for one in history.whereabouts.messages() if one.row.seq == 4)
        box = history.whereabouts.box(stop)
        assert box is not None
        history.text.event_generate("<Motion>", x=200, y=box.top + 5)
        stage.until(hovering.bar.winfo_ismapped)
        assert hovering.time.winfo_ismapped(), "grouped messages show no time of their own"
        stage.apply(says(5, "a fifth"))
        assert hovering.row is not None
        assert hovering.row.seq == 5, "it has come under the pointer"
        stage.apply(events.Deleted("lobby", 6, now(), BOB, "d", 5))
        assert not hovering.bar.winfo_ismapped()
        history.text.event_generate("<Motion>", x=200, y=history.whereabouts.box(stop).top + 5)
        stage.until(hovering.bar.winfo_ismapped)
        hovering.reply.invoke()
        assert strip(stage) == ("Reply to Bob", "a fourth")
        stage.until(lambda: not hovering.bar.winfo_ismapped())


class TestAMenuThatIsOpenWhileTheRoomGoes:
    """The window may come to another room by itself: what the menu offers was about this one."""

    @pytest.mark.parametrize("label", ["Reply", "Edit"])
    def test_no_other_message_is_meant(self, stage: Stage, label: str) -> None:
        begin(stage)
        pressed(stage, 2, "<Return>")
        go_on_in_robotics(stage)
        choose(stage, label)
        assert strip(stage) is None

    def test_no_other_message_gets_the_reaction(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 3, "<plus>")
        go_on_in_robotics(stage)
        choose(stage, " thumbs up")
        assert not stage.sent(commands.React)

    def test_what_was_not_sent_is_said_nowhere_else(self, stage: Stage) -> None:
        begin(stage)
        stage.write("secret", "<Return>")
        (sent,) = stage.sent(commands.Send)
        stage.apply(reports.SendFailed("lobby", sent.id, "The disk is full."))
        (row,) = stage.model.room.timeline.rows()[1]
        assert isinstance(row, MessageRow)
        stage.window.messages.menu(row, (400, 300))
        assert "Send again" in offered(stage)
        go_on_in_robotics(stage)
        choose(stage, "Send again")
        assert stage.sent(commands.Send) == [sent]


class TestAnotherLog:
    """The server has gone back to a copy, or is another one: the same seq names something else."""

    def back(self, stage: Stage) -> None:
        server = events.ServerInfo("lab-4", "Lab 4", "1.0", "another")
        you = events.You(ADA.id, ADA.nick)
        stage.apply(
            events.Welcome(1, server, you, "secret", [], Limits()),
            events.RoomState("lobby", "public", "", [], 1, 3, 1, 3),
            *(says(seq, "another", ADA) for seq in (1, 2, 3)),
        )

    def test_what_is_said_answers_nothing_there(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 3, "<Key-r>")
        self.back(stage)
        assert strip(stage) is None
        stage.window.composer.text.focus_force()
        stage.write("yes", "<Return>")
        (sent,) = stage.sent(commands.Send)
        assert sent.reply_to is None

    def test_an_edit_becomes_a_new_message(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 2, "<Key-e>")
        self.back(stage)
        assert (strip(stage), stage.typed) == (None, "mine")
        stage.window.composer.submit()
        assert not stage.sent(commands.Edit)

    def test_what_was_not_sent_is_sent_again_without_what_it_answered(self, stage: Stage) -> None:
        begin(stage)
        command, _told = stage.model.say(Say("yes"), now(), reply_to=3)
        stage.apply(reports.SendFailed("lobby", command.id, "The disk is full."))
        self.back(stage)
        (row,) = stage.model.room.timeline.rows()[1]
        assert isinstance(row, MessageRow)
        stage.window.deeds.retry(row)
        (sent,) = stage.sent(commands.Send)
        assert sent.reply_to is None
