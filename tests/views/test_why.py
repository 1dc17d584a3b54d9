"""Where the window offers to find out why nobody appears, and the panel over it."""

import time

from chat_gui import reports
from chat_gui.client.doctor.findings import Verdict
from chat_gui.dialogs.doctor import DoctorQuestion
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
