"""The keys of an open menu."""

import tkinter
from tkinter import ttk

import pytest

from chat_gui import theme
from chat_gui.views.palette import Palette
from chat_gui.views.search_panel import SearchPanel
from chat_gui.views.settings import SettingsPanel
from tests import hand
from tests.views.menus import choose, offered, press
from tests.views.stage import Stage
from tests.views.test_messages import begin, on, pressed, strip


def test_the_keys_that_a_menu_shows_work_in_it(stage: Stage) -> None:
    begin(stage)
    pressed(stage, 3, "<Return>")
    menu = hand.opened(stage.root)
    menu.event_generate("<Key-r>")
    stage.root.update()
    assert strip(stage) == ("Reply to Bob", "the third")


def test_plus_opens_the_reactions_beside_it(stage: Stage) -> None:
    begin(stage)
    pressed(stage, 3, "<Return>")
    menu = hand.opened(stage.root)
    menu.event_generate("<plus>")
    stage.root.update()
    (beside,) = [one for one in hand.menus(stage.root) if one is not menu]
    assert "More emoji…" in hand.labels(beside)[-1]


def test_a_letter_goes_to_the_line_that_begins_with_it(stage: Stage) -> None:
    begin(stage)
    on(stage, 2)
    press(stage, stage.window.history.text, "<Return>")
    menu = hand.opened(stage.root)
    at = []
    for key in ("<Key-d>", "<Key-d>", "<Home>", "<End>", "<Key-x>"):
        menu.event_generate(key)
        at.append(str(menu.entrycget("active", "label")))
    assert at == ["Delete…", "Delete…", "Reply", "Delete…", "Delete…"]
    assert offered(stage), "it stays open"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_choice_begins_at_what_holds(stage: Stage, mode: theme.Mode) -> None:
    stage.enter()
    stage.look.switch(mode)
    stage.window.open_settings()
    panel = stage.window.panels.shown
    assert isinstance(panel, SettingsPanel)
    press(stage, panel.mode.button, "<Return>")
    menu = hand.opened(stage.root)
    assert str(menu.entrycget("active", "label")).casefold() == mode


def test_the_windows_menu_begins_at_its_first_line(stage: Stage) -> None:
    stage.enter()
    press(stage, stage.window.header.more, "<Return>")
    assert hand.opened(stage.root).index("active") == 0


@pytest.mark.parametrize(
    ("label", "opens"),
    [("Jump to a room or a person", Palette), ("Search", SearchPanel)],
)
def test_the_windows_menu_opens_what_its_keys_do(
    stage: Stage, label: str, opens: type[tkinter.Widget]
) -> None:
    stage.enter()
    press(stage, stage.window.header.more, "<Return>")
    choose(stage, label)
    stage.until(lambda: isinstance(stage.root.focus_get(), ttk.Entry))
    focus = stage.root.focus_get()
    assert focus is not None
    assert any(isinstance(one, opens) for one in (focus.master, focus.master.master))  # type: ignore[union-attr]
