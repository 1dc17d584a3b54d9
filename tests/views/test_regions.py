"""F6: from where one writes to the messages, to the rooms, and back."""

import tkinter

from tests.views.stage import BOB, Stage, says
from tests.views.walking import tab_stops


def pressed(stage: Stage, keys: str) -> tkinter.Misc | None:
    """The widget that has the keyboard after these keys."""
    focus = stage.root.focus_get()
    assert focus is not None
    focus.event_generate(keys)
    stage.root.update()
    return stage.root.focus_get()


def test_f6_goes_through_the_regions_and_back(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "hello"))
    window = stage.window
    assert stage.root.focus_get() is window.composer.text
    assert pressed(stage, "<F6>") is window.history.text
    assert pressed(stage, "<F6>") is window.sidebar.listing
    assert pressed(stage, "<F6>") is window.composer.text
    assert pressed(stage, "<Shift-F6>") is window.sidebar.listing
    assert pressed(stage, "<Shift-F6>") is window.history.text


def test_what_is_folded_away_opens_and_goes(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "hello"))
    stage.root.geometry("480x400")
    sidebar = stage.window.sidebar
    stage.until(lambda: not sidebar.winfo_viewable())
    assert pressed(stage, "<Shift-F6>") is sidebar.listing
    assert sidebar.winfo_viewable()
    assert pressed(stage, "<F6>") is stage.window.composer.text
    assert not sidebar.winfo_viewable()


def test_where_nothing_was_said_there_is_no_message_to_go_to(stage: Stage) -> None:
    stage.enter(BOB)
    assert pressed(stage, "<F6>") is stage.window.sidebar.listing
    assert stage.window.history.text not in tab_stops(stage.root)
    stage.apply(says(1, "hello"))
    stage.window.composer.text.focus_set()
    assert pressed(stage, "<F6>") is stage.window.history.text


def test_from_elsewhere_it_leads_to_writing(stage: Stage) -> None:
    stage.enter(BOB)
    stage.window.composer.button.focus_set()
    assert pressed(stage, "<F6>") is stage.window.composer.text
