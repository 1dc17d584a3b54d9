"""The menu of fields and texts, by the right button and by the menu key."""

import pytest

from tests import hand
from tests.views.menus import choose, press
from tests.views.stage import BOB, Stage
from tests.views.test_palette import opened
from tests.views.test_search import opened as searching


@pytest.mark.parametrize("key", ["<Menu>", "<Shift-F10>", "<Button-3>"])
def test_it_cuts_and_pastes_in_the_composer(stage: Stage, key: str) -> None:
    stage.enter(BOB)
    composer = stage.window.composer
    composer.fill("hello 🎉")
    composer.text.event_generate("<<SelectAll>>")
    press(stage, composer.text, key)
    choose(stage, "Cut")
    assert composer.content() == ""
    assert stage.root.clipboard_get() == "hello 🎉"
    press(stage, composer.text, key)
    choose(stage, "Paste")
    assert composer.content() == "hello 🎉"


def test_what_needs_a_selection_is_offered_only_with_one(stage: Stage) -> None:
    stage.enter(BOB)
    press(stage, searching(stage).entry, "<Menu>")
    menu = hand.opened(stage.root)
    disabled = [str(menu.entrycget(at, "state")) == "disabled" for at in range(4)]
    assert disabled == [True, True, False, False]
    assert menu.entrycget("active", "label") == "Paste"


def test_it_does_not_close_the_field_that_it_is_of(stage: Stage) -> None:
    stage.enter(BOB)
    palette = opened(stage, "ro")
    press(stage, palette.entry, "<Menu>")
    choose(stage, "Select all")
    assert stage.window.rooms.palette is palette
    assert palette.entry.selection_present()


def test_what_cannot_be_typed_in_has_none(stage: Stage) -> None:
    stage.enter(BOB)
    press(stage, stage.window.history.text, "<Menu>")
    assert hand.menus(stage.root) == []
