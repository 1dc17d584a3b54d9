"""The lock, what is behind it, and what brings others in."""

import pytest

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.model import changes
from chat_gui.views.adding_computer import AddingComputer
from chat_gui.views.lock import LockPanel
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.views.stage import BOB, HOSTED, Stage

SECURED = reports.Secured("2f" * 32, "K7QX-3M9P")


def words(panel: LockPanel | AddingComputer) -> str:
    """Every sentence of a panel."""
    said: list[str] = []
    waiting = list(panel.winfo_children())
    while waiting:
        one = waiting.pop(0)
        waiting += one.winfo_children()
        if "text" in one.keys():  # noqa: SIM118
            said.append(str(one.cget("text")))
    return "\n".join(said)


def lock_panel(stage: Stage) -> LockPanel:
    stage.window.header.lock.invoke()
    stage.root.update()
    shown = stage.window.panels.shown
    assert isinstance(shown, LockPanel)
    return shown


def test_there_is_no_lock_before_there_is_a_server(stage: Stage) -> None:
    assert not stage.window.header.lock.winfo_ismapped()
    stage.apply(reports.Connecting(), SECURED)
    assert not stage.window.header.lock.winfo_ismapped()


def test_a_closed_lock_tells_the_code_and_who_can_read(stage: Stage) -> None:
    stage.apply(SECURED)
    stage.enter(BOB)
    assert stage.window.header.lock.winfo_ismapped()
    assert stage.window.header.lock.cget("text") == ""
    assert stage.window.sidebar.state_line.text == "connected · encrypted"
    said = words(lock_panel(stage))
    assert "K7QX-3M9P" in said
    assert "Encrypted between you and Lab 4. Whoever hosts it can read everything." in said


def test_an_open_lock_says_so_without_a_click(stage: Stage) -> None:
    stage.apply(reports.Secured("", ""))
    stage.enter(BOB)
    assert "Not encrypted" in str(stage.window.header.lock.cget("text"))
    assert str(stage.window.header.lock.cget("style")) == "Alarm.TButton"
    assert stage.window.sidebar.state_line.text == "connected · not encrypted"
    said = words(lock_panel(stage))
    assert "Anybody on this network can read" in said
    assert "Copy invite link" not in said


def test_the_lock_goes_with_the_connection(stage: Stage) -> None:
    stage.apply(SECURED)
    stage.enter(BOB)
    stage.apply(reports.Lost("Gone.", 0.0))
    stage.until(lambda: not stage.window.header.lock.winfo_ismapped())


@pytest.mark.parametrize("key", ["<Return>", "<Escape>"])
def test_the_panel_is_opened_and_closed_by_keys(stage: Stage, key: str) -> None:
    stage.apply(SECURED)
    stage.enter(BOB)
    lock = stage.window.header.lock
    lock.focus_force()
    stage.until(lambda: stage.root.focus_get() is lock)
    lock.event_generate("<Return>")
    panel = stage.window.panels.shown
    assert isinstance(panel, LockPanel)
    stage.until(lambda: stage.root.focus_get() is panel.first)
    panel.first.event_generate(key)
    stage.root.update()
    assert stage.window.panels.shown is None
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)


def test_a_host_sees_the_code_without_a_click(stage: Stage) -> None:
    stage.apply(SECURED)
    stage.enter(BOB)
    stage.window.hosts(HOSTED)
    stage.root.update()
    lines = stage.window.sidebar.hosted_lines
    assert lines is not None
    assert lines.code.text == "K7QX-3M9P"
    assert lines.code.winfo_ismapped()
    assert "this computer can read everything" in words(lock_panel(stage))


def adding(stage: Stage) -> AddingComputer:
    stage.window.panels.add_computer()
    stage.root.update()
    panel = stage.window.panels.shown
    assert isinstance(panel, AddingComputer)
    return panel


def test_adding_a_computer_shows_a_code_and_its_time(stage: Stage) -> None:
    stage.apply(SECURED)
    stage.enter(BOB)
    panel = adding(stage)
    (asked,) = stage.sent(commands.Pair)
    assert "join this chat as Ada" in words(panel)
    stage.apply(events.Pairing("4F7K-Q2ZD", now(), asked.re))
    assert panel.box.code == "4F7K-Q2ZD"
    stage.window.show([changes.Offered("4F7K-Q2ZD", now() + 90_000)])
    assert "for 1:30 more" in str(panel.left.cget("text"))
    stage.window.show([changes.Offered("4F7K-Q2ZD", now() - 1)])
    assert panel.box.code != "4F7K-Q2ZD"
    assert "good no more" in str(panel.left.cget("text"))
    panel.again.invoke()
    assert len(stage.sent(commands.Pair)) == 2


def test_why_no_computer_can_be_added_is_told_in_the_panel(stage: Stage) -> None:
    panel = adding(stage)
    assert "when the connection is back" in str(panel.left.cget("text"))
    stage.enter(BOB)
    panel.again.invoke()
    (asked,) = stage.sent(commands.Pair)
    text = "Only who has a key here can add another computer."
    stage.apply(events.Error(ErrorCode.NOT_ALLOWED, text, fatal=False, re=asked.re))
    assert str(panel.left.cget("text")) == text
    assert not stage.window.banner.winfo_ismapped()
