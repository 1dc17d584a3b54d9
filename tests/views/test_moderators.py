"""The moderators' window: what was done, who is banned, the invites."""

from typing import Any

import pytest

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.theme import ZOOM_STEPS
from chat_gui.views.moderators import Moderators
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.views.menus import press
from tests.views.stage import ADA, BOB, LINK, Stage
from tests.views.walking import cut

DAY = 86_400_000
CODE = "7QXK-93MP-T4VN-0000"


@pytest.fixture
def desk(stage: Stage) -> Moderators:
    """The window, of a moderator, as `/audit` opens it."""
    stage.enter(BOB)
    stage.apply(events.Role("", ADA, "moderator", ADA))
    stage.write("/audit", "<Return>")
    opened = stage.window.moderating.desk
    assert opened is not None
    stage.until(opened.winfo_ismapped)
    return opened


def last(stage: Stage, kind: type[Any]) -> Any:
    """The newest command of this kind."""
    return stage.sent(kind)[-1]


def act(number: int, did: str = "kick", detail: str = "spam") -> events.ActInfo:
    return events.ActInfo(number, now(), ADA, did, BOB, "lobby", detail)


def status(desk: Moderators) -> str:
    return str(desk.status.cget("text"))


def test_what_was_done_is_read_page_by_page(stage: Stage, desk: Moderators) -> None:
    stage.apply(events.Audited([act(9), act(8)], True, last(stage, commands.Audit).re))
    said = [(one.text, one.below.partition(" · ")[2]) for one in desk.acts.entries]
    assert said[0] == ("Ada put Bob out of # lobby", "spam")
    assert desk.acts.entries[-1].action == "Older"
    press(stage, desk.acts.canvas, "<Return>")
    assert last(stage, commands.Audit).before == 8
    stage.apply(events.Audited([act(7)], False, last(stage, commands.Audit).re))
    assert [one.key for one in desk.acts.entries] == ["9", "8", "7"]
    desk.tabs["audit"].invoke()
    stage.apply(events.Audited([act(10), act(9)], False, last(stage, commands.Audit).re))
    assert [one.key for one in desk.acts.entries] == ["10", "9"], "it is read anew"


@pytest.mark.parametrize(
    ("did", "detail", "says", "below"),
    [
        ("mute", "until 2026-11-22 10:00 UTC", "Ada muted Bob in # lobby", True),
        ("mute", "off", "Ada let Bob write again in # lobby", False),
        ("role", "moderator", "Ada made Bob a moderator", False),
        ("ban", "10.0.0.1, spam", "Ada banned Bob", True),
        ("unban", "", "Ada ended the ban of Bob", False),
        ("release", "Bob", "Ada freed the nickname Bob", False),
        ("announce", "on", "Ada made # lobby a room for announcements", False),
        ("delete", "seq 4242", "Ada deleted a message of Bob in # lobby", False),
        ("conjure", "a rabbit", "Ada: conjure Bob # lobby", True),
    ],
)
def test_every_act_is_a_sentence(
    stage: Stage, desk: Moderators, did: str, detail: str, says: str, below: bool
) -> None:
    stage.apply(events.Audited([act(1, did, detail)], False, last(stage, commands.Audit).re))
    (entry,) = desk.acts.entries
    assert entry.text == says
    assert (" · " in entry.below) is below


def test_a_ban_is_ended(stage: Stage, desk: Moderators) -> None:
    desk.tabs["bans"].invoke()
    bans = [
        events.BanInfo(ADA, now(), BOB, None, now() + DAY, "spam"),
        events.BanInfo(ADA, now(), None, "10.0.0.0/8"),
    ]
    stage.apply(events.Bans(bans, False, last(stage, commands.Bans).re))
    first, second = desk.bans.entries
    assert first.text == "Bob"
    assert first.below.startswith("Until tomorrow ")
    assert first.below.endswith(": spam")
    assert (second.text, second.below.split(" · ")[0]) == ("10.0.0.0/8", "For ever")
    canvas = desk.bans.canvas
    press(stage, canvas, "<Down>", "<Delete>")
    assert last(stage, commands.Unban).address == "10.0.0.0/8"
    canvas.event_generate("<Up>")
    canvas.event_generate("<Return>")
    unban = last(stage, commands.Unban)
    assert unban.person == BOB.id
    asked = len(stage.sent(commands.Bans))
    stage.apply(events.Done(unban.re))
    assert status(desk) == "Bob is banned no more."
    assert len(stage.sent(commands.Bans)) == asked + 1, "the list is read anew"


def test_what_can_be_done_is_done_by_a_click(stage: Stage, desk: Moderators) -> None:
    desk.tabs["bans"].invoke()
    bans = [events.BanInfo(ADA, now(), BOB)]
    stage.apply(events.Bans(bans, False, last(stage, commands.Bans).re))
    canvas = desk.bans.canvas
    stage.until(lambda: canvas.winfo_width() > 100)
    canvas.event_generate("<Button-1>", x=20, y=12)
    assert not stage.sent(commands.Unban), "a click on the line chooses it only"
    canvas.event_generate("<Button-1>", x=canvas.winfo_width() - 20, y=12)
    assert last(stage, commands.Unban).person == BOB.id


def test_an_invite_is_made_and_its_code_shown_once(stage: Stage, desk: Moderators) -> None:
    desk.tabs["invites"].invoke()
    invites = desk.invites
    assert not invites.code.winfo_ismapped()
    invites.uses.delete(0, "end")
    invites.uses.insert(0, "5x")
    assert invites.uses.get() == ""
    invites.uses.insert(0, "5")
    invites.make.invoke()
    command = last(stage, commands.Invite)
    assert (command.uses, command.role) == (5, "member")
    assert 7 * DAY - 60_000 < command.until - now() <= 7 * DAY
    made = events.InviteInfo("i1", ADA, now(), 0, 5, "member", now() + DAY)
    stage.apply(events.Invited(made, CODE, command.re))
    stage.until(invites.code.winfo_ismapped)
    assert invites.code.code == CODE
    invites.copy.invoke()
    assert stage.root.clipboard_get() == CODE
    invites.link.invoke()
    assert stage.root.clipboard_get() == f"{LINK}#invite={CODE}"
    stage.apply(events.Invites([made], False, last(stage, commands.Invites).re))
    (entry,) = invites.roll.entries
    assert entry.text == "For 5"
    assert entry.below.startswith("0 of 5 used · until tomorrow ")
    press(stage, invites.roll.canvas, "<Return>")
    assert last(stage, commands.Revoke).invite == "i1"


def test_an_empty_field_is_no_limit(stage: Stage, desk: Moderators) -> None:
    desk.tabs["invites"].invoke()
    desk.invites.uses.delete(0, "end")
    desk.invites.days.delete(0, "end")
    desk.invites.guests.set(True)
    press(stage, desk.invites.days, "<Return>")
    command = last(stage, commands.Invite)
    assert (command.uses, command.until, command.role) == (0, None, "guest")


def test_a_typed_invite_shows_its_code(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(events.Role("", ADA, "moderator", ADA))
    stage.write("/invite 5 1d", "<Return>")
    assert stage.window.moderating.desk is None
    made = events.InviteInfo("i1", ADA, now(), 0, 5, "member", now() + DAY)
    stage.apply(events.Invited(made, CODE, last(stage, commands.Invite).re))
    desk = stage.window.moderating.desk
    assert desk is not None
    stage.until(desk.invites.code.winfo_ismapped)
    assert desk.invites.code.code == CODE


def test_what_is_refused_is_told_there(stage: Stage, desk: Moderators) -> None:
    error = events.Error(
        ErrorCode.STORAGE, "The disk is full.", False, last(stage, commands.Audit).re
    )
    stage.apply(error)
    assert status(desk) == "The disk is full."
    stage.apply(reports.Lost("Gone.", 10**9))
    desk.tabs["bans"].invoke()
    assert status(desk) == "You can do that when the connection is back."


def test_tabs_by_keyboard(stage: Stage, desk: Moderators) -> None:
    stage.until(lambda: stage.root.focus_get() is desk.tabs["audit"])
    for key, tab in (("<Right>", "bans"), ("<Right>", "invites"), ("<Right>", "invites")):
        desk.focus_get().event_generate(key)  # type: ignore[union-attr]
        stage.root.update()
        assert desk.tab == tab
    desk.focus_get().event_generate("<Left>")  # type: ignore[union-attr]
    stage.root.update()
    assert (desk.tab, desk.bans.winfo_ismapped(), desk.acts.winfo_ismapped()) == ("bans", 1, 0)


def test_escape_closes_it(stage: Stage, desk: Moderators) -> None:
    press(stage, desk.tabs["audit"], "<Escape>")
    stage.root.update()
    assert stage.window.moderating.desk is None
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)


def test_who_moderates_no_more_sees_it_no_more(stage: Stage, desk: Moderators) -> None:
    stage.apply(events.Role("", ADA, "member", BOB))
    assert stage.window.moderating.desk is None
    assert not desk.winfo_exists()


def test_keys_typed_there_stay_there(stage: Stage, desk: Moderators) -> None:
    press(stage, desk.tabs["audit"], "<Key-x>")
    assert stage.typed == ""


@pytest.mark.parametrize("zoom", [-2, 6])
def test_it_is_drawn_anew_at_another_zoom(stage: Stage, desk: Moderators, zoom: int) -> None:
    stage.apply(events.Audited([act(9), act(8)], True, last(stage, commands.Audit).re))
    stage.look.zoom_by(zoom)
    stage.look.switch("dark")
    stage.root.update()
    assert str(desk.acts.canvas.cget("background")) == stage.look.palette.raised


def test_it_is_no_larger_than_a_low_screen(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.look.zoom_by(len(ZOOM_STEPS))
    monkeypatch.setattr(Moderators, "winfo_screenheight", lambda _desk: 700)
    monkeypatch.setattr(Moderators, "winfo_screenwidth", lambda _desk: 1_000)
    stage.enter(BOB)
    stage.apply(events.Role("", ADA, "moderator", ADA))
    stage.write("/audit", "<Return>")
    desk = stage.window.moderating.desk
    assert desk is not None
    stage.until(desk.winfo_ismapped)
    assert desk.winfo_width() <= 1_000
    assert desk.winfo_rooty() + desk.winfo_height() <= 700
    for tab in desk.tabs.values():
        tab.invoke()
        stage.root.update()
        assert not cut(desk)
    made = events.InviteInfo("i1", ADA, now(), 0, 5, "member", now() + DAY)
    stage.apply(events.Invited(made, CODE, last(stage, commands.Invites).re))
    invites = desk.invites
    stage.until(invites.code.winfo_ismapped)
    canvas = invites._scroller.canvas
    top = canvas.winfo_rooty()
    bottom = top + canvas.winfo_height()
    parts = (invites.uses, invites.days, invites.make, invites.copy, invites.link)
    for part in (*parts, invites.roll.canvas, *parts):
        part.focus_force()
        stage.until(lambda: stage.root.focus_get() is part)  # noqa: B023
        assert top <= part.winfo_rooty(), part
        assert part.winfo_rooty() + part.winfo_height() <= bottom, part


def test_the_list_of_invites_has_all_the_room_there_is(stage: Stage, desk: Moderators) -> None:
    desk.tabs["invites"].invoke()
    roll = desk.invites.roll
    stage.until(lambda: roll.winfo_height() > 1)
    for size in ("560x700", "560x600"):
        desk.geometry(size)
        stage.until(lambda: f"{desk.winfo_width()}x{desk.winfo_height()}" == size)  # noqa: B023
        end = desk.invites.winfo_rooty() + desk.invites.winfo_height()
        stage.until(lambda: 0 <= end - roll.winfo_rooty() - roll.winfo_height() < 12)  # noqa: B023
    assert not desk.invites._scroller._bar.winfo_ismapped()
