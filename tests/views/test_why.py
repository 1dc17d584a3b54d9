"""Where the window offers to find out why nobody appears, and the panel over it."""

import queue
import time
from pathlib import Path

import pytest

from chat_gui import reports
from chat_gui.client.address import Address
from chat_gui.client.doctor import examination
from chat_gui.client.doctor.findings import Verdict
from chat_gui.client.invite_link import InviteLink
from chat_gui.dialogs.doctor import DoctorQuestion
from chat_gui.doctor import Doctor
from tests.views import menus
from tests.views.stage import BOB, Stage

LONG = Verdict("Nobody is there. " * 30, "Do this: " * 60)


def listening(stage: Stage) -> list[str]:
    asked: list[str] = []
    stage.window.on_why = lambda: asked.append("why")
    return asked


def test_a_lost_connection_can_be_looked_into(stage: Stage):
    asked = listening(stage)
    stage.enter(BOB)
    why = stage.window.banner.why
    assert not why.winfo_ismapped()
    stage.apply(reports.Lost("Broken.", time.monotonic() + 3_600))
    stage.until(why.winfo_ismapped)
    why.invoke()
    assert asked == ["why"]
    stage.apply(reports.Closed("The server is closing."))
    stage.until(lambda: not why.winfo_ismapped())


def test_the_menu_asks_too(stage: Stage):
    asked = listening(stage)
    stage.enter(BOB)
    stage.window.header.more.invoke()
    menus.choose(stage, "Why does nobody appear?")
    assert asked == ["why"]


def test_a_panel_that_grows_makes_room(stage: Stage):
    stage.root.geometry("480x400")
    stage.until(lambda: stage.root.winfo_width() == 480)
    stage.prompt.ask(lambda over: DoctorQuestion(over, stage.ink, "Why?", stage.prompt.answered))
    panel = stage.prompt.question
    assert isinstance(panel, DoctorQuestion)
    stage.until(panel.close.winfo_ismapped)
    panel.verdict(LONG)
    stage.until(lambda: panel.winfo_height() > 400)
    stage.until(lambda: stage.window.main.winfo_height() > panel.winfo_height())
    panel.close.invoke()
    assert stage.prompt.question is None


def test_the_connection_that_comes_back_ends_the_looking(stage: Stage):
    stage.enter(BOB)
    stage.apply(reports.Lost("Broken.", time.monotonic() + 3_600))
    stage.prompt.ask(lambda over: DoctorQuestion(over, stage.ink, "Why?", stage.prompt.answered))
    stage.enter(BOB)
    assert stage.prompt.question is None


class Found:
    """An examination that knows at once."""

    verdict = LONG

    def __init__(self, _examine: object) -> None:
        self.told: queue.SimpleQueue[Verdict] = queue.SimpleQueue()

    def start(self) -> None:
        self.told.put(self.verdict)

    def stop(self) -> None:
        """There is nothing to stop."""


@pytest.mark.parametrize(
    ("link", "verdict", "leads_on"),
    [
        (InviteLink(Address("10.0.0.2")), LONG, True),
        (InviteLink(Address("10.0.0.2")), Verdict("All is well.", "Join.", fine=True), False),
        (None, LONG, False),
    ],
)
def test_from_a_chat_that_is_not_there_one_gets_to_others(
    stage: Stage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    link: InviteLink | None,
    verdict: Verdict,
    leads_on: bool,
):
    monkeypatch.setattr(examination, "Examination", Found)
    monkeypatch.setattr(Found, "verdict", verdict)
    left: list[str] = []
    doctor = Doctor(
        stage.root, stage.ink, lambda: stage.prompt, lambda: left.append("left"), tmp_path
    )
    doctor.examine(link, plaintext=False)
    panel = stage.prompt.question
    assert isinstance(panel, DoctorQuestion)
    stage.until(lambda: panel.says.cget("text") == verdict.sentence)
    stage.until(panel.fix.winfo_ismapped)
    assert bool(panel.other.winfo_ismapped()) is leads_on
    if leads_on:
        panel.other.invoke()
        assert left == ["left"]
