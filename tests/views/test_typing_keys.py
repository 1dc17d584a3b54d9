"""The keys of fields, as other programs have them."""

import pytest

from chat_gui.views.typing_keys import reach
from tests.views.menus import press
from tests.views.stage import BOB, Stage
from tests.views.test_search import opened as searching


@pytest.mark.parametrize(
    ("chars", "taken"),
    [
        ("word rest", 4),
        ("  word rest", 6),
        ("...word", 3),
        ("под_7 x", 5),
        ("", 0),
        ("   ", 3),
        (["", "", "a"], 1),
        ([" ", "", "a"], 2),
        (["a", ""], 1),
    ],
)
def test_a_word_is_what_is_alike_after_blanks(chars: str | list[str], taken: int) -> None:
    assert reach(chars) == taken


@pytest.mark.parametrize(
    ("text", "key", "left"),
    [
        ("say hello", "<Control-BackSpace>", "say "),
        ("say 🎉🎉", "<Control-BackSpace>", "say 🎉"),
        ("one\n", "<Control-BackSpace>", "one"),
        ("🎉 and so", "<Control-BackSpace>", "🎉 and "),
    ],
)
def test_ctrl_backspace_deletes_a_word(stage: Stage, text: str, key: str, left: str) -> None:
    stage.enter(BOB)
    composer = stage.window.composer
    composer.fill(text)
    composer.text.event_generate(key)
    assert composer.content() == left


def test_ctrl_delete_deletes_the_next_word(stage: Stage) -> None:
    stage.enter(BOB)
    composer = stage.window.composer
    composer.fill("🎉 and so\non")
    composer.text.mark_set("insert", "1.1")
    composer.text.event_generate("<Control-Delete>")
    assert composer.content() == "🎉 so\non"
    composer.text.event_generate("<Control-Delete>")
    composer.text.event_generate("<Control-Delete>")
    assert composer.content() == "🎉on", "at its end the line is joined with the next"
    composer.text.event_generate("<<Undo>>")
    assert composer.content() == "🎉 and so\non"


@pytest.mark.parametrize(
    ("text", "left"), [("hello world", " world"), ("🎉🎉 on", "🎉 on"), ("\non", "on"), ("", "")]
)
def test_ctrl_delete_deletes_a_word_at_the_very_beginning(
    stage: Stage, text: str, left: str
) -> None:
    stage.enter(BOB)
    composer = stage.window.composer
    composer.fill(text)
    composer.text.mark_set("insert", "1.0")
    composer.text.event_generate("<Control-Delete>")
    assert composer.content() == left


def test_in_an_entry_and_with_a_selection(stage: Stage) -> None:
    stage.enter(BOB)
    entry = searching(stage).entry
    press(stage, entry)
    entry.insert(0, "two words here")
    entry.icursor("end")
    entry.event_generate("<Control-BackSpace>")
    assert entry.get() == "two words "
    entry.icursor(0)
    entry.event_generate("<Control-Delete>")
    assert entry.get() == " words "
    entry.event_generate("<Control-a>")
    entry.event_generate("<Control-BackSpace>")
    assert entry.get() == ""


@pytest.mark.parametrize("letter", "bdefhiknoptw")
def test_ctrl_and_a_letter_of_emacs_change_nothing(stage: Stage, letter: str) -> None:
    stage.enter(BOB)
    composer = stage.window.composer
    composer.fill("one\ntwo\nthree")
    composer.text.mark_set("insert", "2.1")
    composer.text.tag_add("sel", "1.0", "1.1")
    stage.write("", f"<Control-{letter}>")
    assert composer.content() == "one\ntwo\nthree"
    assert composer.text.index("insert") == "2.1"


def test_ctrl_y_does_again_what_was_undone(stage: Stage) -> None:
    stage.enter(BOB)
    stage.root.clipboard_clear()
    stage.root.clipboard_append("pasted")
    stage.write("hi", "<<Undo>>")
    assert stage.window.composer.content() == ""
    stage.write("", "<Control-y>")
    assert stage.window.composer.content() == "hi"
