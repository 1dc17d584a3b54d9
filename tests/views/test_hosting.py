"""The panel of who hosts: what others type, the link, its QR code, how many are in."""

import tkinter

import pytest
import segno

from chat_gui import theme
from chat_gui.model.changes import Answered
from chat_gui.views import hosting, qr
from chat_gui.views.card import Card
from chat_gui.views.hosted_part import HostedChat
from chat_gui.views.hosting import HostingPanel
from chat_server.protocol import commands, events
from tests.views.stage import ADA, BOB, HOSTED, LINK, Stage
from tests.views.walking import cut, inside

CODE = "7KQX-3M9P-ABCD-EFGH"


def opened(stage: Stage, chat: HostedChat = HOSTED) -> HostingPanel:
    stage.enter()
    stage.window.hosts(chat)
    assert stage.window.sidebar.hosted_lines is not None
    stage.window.sidebar.hosted_lines.more.invoke()
    panel = stage.window.panels.shown
    assert isinstance(panel, HostingPanel)
    stage.until(lambda: stage.root.focus_get() is panel.first)
    return panel


def test_the_link_is_copied_by_return_and_the_panel_closed_by_escape(stage: Stage) -> None:
    panel = opened(stage)
    panel.first.event_generate("<Return>")
    stage.root.update()
    assert stage.root.clipboard_get() == LINK
    assert "invite link is copied" in str(stage.window.banner.label.cget("text"))
    panel.first.event_generate("<Escape>")
    stage.until(lambda: stage.window.panels.shown is None)


def test_who_talks_at_once_writes(stage: Stage) -> None:
    opened(stage)
    for char in "hi":
        stage.root.focus_get().event_generate("<Key>", keysym=char)  # type: ignore[union-attr]
        stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)
    assert (stage.window.panels.shown, stage.typed) == (None, "hi")
    stage.window.panels.lock(hosted=True)
    lock = stage.window.panels.shown
    assert isinstance(lock, Card)
    stage.until(lambda: stage.root.focus_get() is lock.first)
    lock.first.event_generate("<Key>", keysym="h")
    assert (stage.window.panels.shown, stage.typed) == (lock, "hi"), "it was asked for"


def test_every_address_can_be_copied(stage: Stage) -> None:
    panel = opened(stage)
    assert panel.addresses == HOSTED.addresses()
    buttons = [one for one in inside(panel._places) if one.winfo_class() == "TButton"]
    assert len(buttons) == 2
    buttons[1].invoke()  # type: ignore[attr-defined]
    assert stage.root.clipboard_get() == HOSTED.addresses()[1]


def test_who_comes_and_a_card_that_goes_are_seen_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "TICK_MS", 10)
    addresses = ["192.168.1.20:7275", "10.0.0.7:7275"]
    panel = opened(stage, HOSTED._replace(addresses=lambda: list(addresses)))
    assert str(panel.count.cget("text")) == "Nobody else is in yet."
    stage.apply(events.Joined("lobby", BOB))
    stage.until(lambda: str(panel.count.cget("text")) == "One other person is in.")
    del addresses[0]
    stage.until(lambda: panel.addresses == ["10.0.0.7:7275"])


def test_an_invite_is_made_here_and_goes_into_the_link(stage: Stage) -> None:
    panel = opened(stage, HOSTED._replace(invite_only=lambda: True))
    stage.apply(events.Role("", ADA, "owner", BOB))
    panel.make.invoke()
    (asked,) = stage.sent(commands.Invite)
    assert (asked.uses, asked.role) == (1, "member")
    before = panel._picture
    stage.window.show([Answered(asked, events.Invited(asked.re, CODE, "i1"))])
    assert panel.link.text == f"{LINK}#invite={CODE}"
    assert panel._picture is not before
    assert CODE in str(panel.about.cget("text"))
    assert stage.window.moderating.desk is None


def test_whether_an_invite_is_needed_is_ticked_here(stage: Stage) -> None:
    ticked: list[bool] = []
    panel = opened(stage, HOSTED._replace(limit=ticked.append))
    assert panel.make.instate(["disabled"])
    panel.tick.invoke()
    assert ticked == [True]


@pytest.mark.parametrize("zoom", [1.0, 3.0])
def test_in_a_small_window_it_folds_and_scrolls(display: str, zoom: float) -> None:  # noqa: ARG001
    stage = Stage(zoom=zoom, size="480x400")
    panel = opened(stage)
    beside = panel.side.winfo_rootx() >= panel.code.winfo_rootx() + panel.code.winfo_width()
    assert beside == (zoom == 1)
    assert isinstance(panel.master, tkinter.Canvas)
    assert panel.master.yview()[0] == 0, "the keyboard is at its end, but one reads from the top"
    assert not cut(panel)
    assert (stage.root.winfo_width(), stage.root.winfo_height()) == (480, 400)
    stage.close()


@pytest.mark.parametrize("most", [30, 180, 360, 540])
def test_the_code_is_sharp_and_has_its_quiet_zone(most: int) -> None:
    text = f"{LINK}#fingerprint={'2f' * 32}&invite={CODE}"
    matrix = segno.make(text, error="m", micro=False).matrix
    wide = len(matrix) + 8
    image = qr.drawn(text, most).convert("RGB")
    module, left = divmod(image.width, wide)
    assert (image.width, left) == (image.height, 0)
    assert module == max(1, most // wide)
    for y in range(wide):
        for x in range(wide):
            inside = 4 <= x < wide - 4 and 4 <= y < wide - 4
            dark = inside and matrix[y - 4][x - 4]
            corners = {image.getpixel((x * module + at, y * module + at)) for at in (0, module - 1)}
            assert corners == {theme.QR_DARK if dark else theme.QR_LIGHT}
