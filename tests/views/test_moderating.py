"""A person's menu, the cards that ask, and what comes back from the server."""

from typing import Any

import pytest

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.views.asking import Asking
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.views.menus import choose, offered, press
from tests.views.stage import ADA, BOB, Stage, says

HOUR = 3_600_000
THIRD = events.Who("third-4", "Third")


def be(stage: Stage, role: str) -> None:
    """Be Ada in the lobby with Bob, and this."""
    stage.enter(BOB, THIRD)
    stage.apply(events.Role("", ADA, role, ADA))


def open_menu(stage: Stage, who: events.Who = BOB) -> list[str]:
    """Open a person's menu; what stands in it."""
    stage.window.moderating.person(who, 100, 100)
    stage.root.update()
    return offered(stage)


def asked(stage: Stage, kind: type[Any]) -> Any:
    """The one command of this kind that was sent."""
    (command,) = stage.sent(kind)
    return command


def card(stage: Stage) -> Asking:
    """The card that asks."""
    shown = stage.window.panels.shown
    assert isinstance(shown, Asking)
    return shown


def banner(stage: Stage) -> str:
    """What the thin bar says."""
    return str(stage.window.banner.label.cget("text"))


EVERYDAY = ["Message", "Copy name"]
RULING = ["-", "Mute…", "Let write again", "Put out…", "Ban…"]


class TestMenu:
    @pytest.mark.parametrize(
        ("role", "expected"),
        [
            ("guest", ["Copy name"]),
            ("member", EVERYDAY),
            ("moderator", [*EVERYDAY, *RULING, "-", "Make guest", "Free the nickname…"]),
            (
                "owner",
                [*EVERYDAY, *RULING, "-", "Make moderator", "Make guest", "Free the nickname…"],
            ),
        ],
    )
    def test_it_offers_what_one_may_do(self, stage: Stage, role: str, expected: list[str]) -> None:
        be(stage, role)
        assert open_menu(stage) == expected

    def test_it_offers_nothing_against_ones_betters(self, stage: Stage) -> None:
        be(stage, "moderator")
        stage.apply(events.Role("lobby", BOB, "owner", BOB))
        assert open_menu(stage) == EVERYDAY

    def test_by_a_right_click(self, stage: Stage) -> None:
        be(stage, "member")
        listing = stage.window.sidebar.listing
        place = listing._places[-2]
        listing.event_generate("<Button-3>", x=40, y=place.top + 5, rootx=90, rooty=90)
        stage.root.update()
        assert offered(stage) == EVERYDAY
        choose(stage, "Message")
        assert asked(stage, commands.Open).with_ == "Bob"

    @pytest.mark.parametrize("key", ["<Return>", "<Menu>", "<Shift-F10>"])
    def test_by_the_keyboard(self, stage: Stage, key: str) -> None:
        be(stage, "member")
        listing = stage.window.sidebar.listing
        press(stage, listing, "<Down>", "<Down>", key)
        assert offered(stage) == EVERYDAY
        choose(stage, "Copy name")
        assert stage.root.clipboard_get() == "Bob"

    def test_of_an_author_by_click_right_click_and_keyboard(self, stage: Stage) -> None:
        be(stage, "member")
        stage.apply(says(1, "hello"), says(2, "mine", ADA))
        text = stage.window.history.text
        stage.until(lambda: text.bbox("go.first"))
        box = text.bbox("go.first")
        assert box is not None
        at = {"x": box[0] + 3, "y": box[1] + 3}
        for events_of in (("<Button-1>", "<ButtonRelease-1>"), ("<Button-3>",)):
            for event in events_of:
                text.event_generate(event, **at)  # type: ignore[arg-type]
            stage.root.update()
            assert offered(stage) == EVERYDAY
            choose(stage, "Copy name")
        picture, beside = {**at, "x": box[0] - 10}, {**at, "x": box[0] + 300}
        text.event_generate("<Button-3>", **picture)  # type: ignore[arg-type]
        assert offered(stage) == EVERYDAY
        choose(stage, "Copy name")
        text.event_generate("<Button-3>", **beside)  # type: ignore[arg-type]
        assert "Reply" in offered(stage), "the line is the message's"
        choose(stage, "Copy text")
        press(stage, text, "<Up>", "<Tab>")
        assert text.get(*text.tag_ranges("lit")) == "Bob"  # type: ignore[arg-type]
        text.event_generate("<Return>")
        stage.root.update()
        assert offered(stage) == EVERYDAY
        choose(stage, "Copy name")
        assert len(text.addresses) == 1, "one's own name leads nowhere"

    def test_it_is_of_who_they_are_now(self, stage: Stage) -> None:
        be(stage, "member")
        stage.apply(says(1, "hello"), events.Renamed("lobby", events.Who(BOB.id, "Rob"), "Bob"))
        open_menu(stage, BOB)
        choose(stage, "Copy name")
        assert stage.root.clipboard_get() == "Rob"

    def test_tab_finds_the_name_of_the_message_that_the_keyboard_is_on(self, stage: Stage) -> None:
        be(stage, "member")
        stage.apply(*[says(n, f"line {n}", BOB if n % 2 else THIRD) for n in range(1, 120)])
        text = stage.window.history.text
        press(stage, text, "<Up>", "<<PrevWindow>>")
        assert text.get(*text.tag_ranges("lit")) == "Third"  # type: ignore[arg-type]
        assert text.bbox("lit.first") is not None, "it is in view"
        text.event_generate("<<PrevWindow>>")
        stage.root.update()
        assert not text.tag_ranges("lit"), "and goes on to the next widget"


class TestAsking:
    def test_a_mute_is_asked_once(self, stage: Stage) -> None:
        be(stage, "moderator")
        open_menu(stage)
        choose(stage, "Mute…")
        asking = card(stage)
        stage.until(lambda: stage.root.focus_get() is asking.reason)
        asking.reason.insert(0, "  too   loud ")
        begun = now()
        asking.reason.event_generate("<Return>")
        command = asked(stage, commands.Mute)
        assert (command.person, command.room, command.reason) == (BOB.id, None, "too loud")
        assert begun + HOUR <= command.until <= now() + HOUR
        assert stage.window.panels.shown is None
        stage.apply(events.Done(command.re))
        assert banner(stage).startswith("Bob is muted until ")

    def test_where_and_for_how_long_are_chosen(self, stage: Stage) -> None:
        be(stage, "moderator")
        stage.apply(events.RoomState("robotics", "public", "", [], 0, 0, 0, 0))
        stage.window.deeds.enter("robotics")
        open_menu(stage)
        choose(stage, "Mute…")
        asking = card(stage)
        asking.span.set(3)
        asking.button.invoke()
        assert asked(stage, commands.Mute) == commands.Mute(
            re=asked(stage, commands.Mute).re, person=BOB.id, room="robotics"
        )
        open_menu(stage)
        choose(stage, "Put out…")
        asking = card(stage)
        asking.where.set(1)
        asking.button.invoke()
        assert asked(stage, commands.Kick).room is None
        stage.link.sent.clear()
        open_menu(stage)
        choose(stage, "Let write again", "In # robotics")
        assert asked(stage, commands.Mute).on is False

    def test_a_ban_takes_the_address_along(self, stage: Stage) -> None:
        be(stage, "moderator")
        open_menu(stage)
        choose(stage, "Ban…")
        asking = card(stage)
        asking.span.set(2)
        asking.addresses.set(True)
        asking.button.invoke()
        command = asked(stage, commands.Ban)
        assert (command.addresses, command.reason) == (True, None)
        assert now() + 23 * HOUR < command.until <= now() + 24 * HOUR

    @pytest.mark.parametrize("way", ["cancel", "escape"])
    def test_it_is_given_up(self, stage: Stage, way: str) -> None:
        be(stage, "moderator")
        open_menu(stage)
        choose(stage, "Ban…")
        if way == "cancel":
            card(stage).cancel.invoke()
        else:
            press(stage, card(stage).reason, "<Escape>")
        stage.root.update()
        assert stage.window.panels.shown is None
        assert not stage.sent(commands.Ban)
        stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)

    def test_all_of_it_by_keyboard(self, stage: Stage) -> None:
        be(stage, "moderator")
        open_menu(stage)
        choose(stage, "Ban…")
        asking = card(stage)
        stage.until(lambda: stage.root.focus_get() is asking.reason)
        inside: list[str] = []
        widget: Any = asking.reason
        for _ in range(100):
            widget = widget.tk_focusNext()
            if str(widget).startswith(str(asking)):
                inside.append(str(widget).rpartition(".")[2].strip("!0123456789"))
            if widget is asking.reason:
                break
        assert inside == ["button"] * 2 + ["radiobutton"] * 4 + ["checkbutton", "entry"]

    def test_a_reason_has_its_length(self, stage: Stage) -> None:
        be(stage, "moderator")
        open_menu(stage)
        choose(stage, "Put out…")
        entry = card(stage).reason
        entry.insert(0, "x" * 250)
        entry.insert("end", "y")
        assert len(entry.get()) == 250

    def test_a_nickname_is_freed(self, stage: Stage) -> None:
        be(stage, "owner")
        open_menu(stage)
        choose(stage, "Free the nickname…")
        card(stage).button.invoke()
        assert asked(stage, commands.Release).nick == "Bob"

    def test_a_role_is_given_at_once(self, stage: Stage) -> None:
        be(stage, "owner")
        open_menu(stage)
        choose(stage, "Make moderator")
        command = asked(stage, commands.Role)
        assert (command.person, command.role) == (BOB.id, "moderator")
        stage.apply(events.Done(command.re))
        assert banner(stage) == "Bob is a moderator now."


class TestAnswers:
    def test_what_is_refused_is_one_sentence(self, stage: Stage) -> None:
        be(stage, "owner")
        open_menu(stage)
        choose(stage, "Make moderator")
        error = events.Error(
            ErrorCode.NOT_ALLOWED, "Not him.", False, asked(stage, commands.Role).re
        )
        stage.apply(error)
        assert banner(stage) == "Not him."

    def test_offline_it_is_told_at_once(self, stage: Stage) -> None:
        be(stage, "owner")
        stage.apply(reports.Lost("Gone.", 10**9))
        assert stage.window.deeds.send("/kick Bob") == (
            "You can do that when the connection is back."
        )
        assert not stage.sent(commands.Kick)

    def test_typed_commands_are_refused_by_the_same_sentence(self, stage: Stage) -> None:
        be(stage, "member")
        stage.write("/kick Bob", "<Return>")
        assert not stage.sent(commands.Kick)
        trouble = stage.window.composer.trouble
        assert str(trouble.cget("text")) == "Only a moderator can do that."
        assert stage.window.deeds.send("/audit") == "Only a moderator can do that."

    def test_a_typed_kick(self, stage: Stage) -> None:
        be(stage, "moderator")
        stage.write("/kick Bob spam", "<Return>")
        command = asked(stage, commands.Kick)
        assert (command.who, command.room, command.reason) == ("Bob", None, "spam")
        stage.apply(events.Done(command.re))
        assert banner(stage) == "Bob was put off the server."
        assert stage.typed == ""


def test_help_has_a_page_for_moderators(stage: Stage) -> None:
    be(stage, "member")

    def page() -> str:
        stage.window.panels.help()
        panel: Any = stage.window.panels.shown
        while not panel.last:
            panel.turn.invoke()
        stage.root.update()
        pages = [page for _, page in panel._pages]
        assert [one.winfo_ismapped() for one in pages] == [False] * (len(pages) - 1) + [True]
        seen = " ".join(str(one.cget("text")) for one in pages[-1].winfo_children())
        stage.window.panels.close()
        return seen

    assert "Ctrl+Q" in page()
    assert "/ban" not in page()
    stage.apply(events.Role("", ADA, "moderator", BOB))
    assert "/ban" in page()
