"""Completion in a real composer: by Tab, arrows, Return, Escape and the mouse."""

import pytest

from chat_gui.model.emoji_table import TONES
from chat_server.protocol import events
from tests.views.stage import ADA, BOB, Stage, says

VISITOR, THIRD = events.Who("visitor-3", "Visitor"), events.Who("third-4", "Third [exit] 🎉")


@pytest.fixture
def entered(stage: Stage) -> Stage:
    stage.enter(BOB, VISITOR, THIRD)
    return stage


def key(stage: Stage, *keys: str) -> None:
    stage.write("", *keys)


def offered(stage: Stage) -> list[str]:
    popup = stage.window.composing.completing.popup
    return [one.label for one in popup.choices] if popup.shown else []


def type_at(stage: Stage, text: str) -> None:
    """Type what has keys of other names."""
    named = {"@": "at", ":": "colon", "`": "grave", "+": "plus", "_": "underscore", "-": "minus"}
    for char in text:
        if char in named:
            key(stage, f"<Key-{named[char]}>")
        else:
            stage.write(char)


def test_names_who_spoke_last_first(entered: Stage) -> None:
    entered.apply(says(1, "hello", VISITOR), says(2, "hi", THIRD))
    type_at(entered, "ask @")
    assert offered(entered) == ["Third [exit] 🎉", "Visitor", "Bob"]
    type_at(entered, "v")
    assert offered(entered) == ["Visitor"]
    key(entered, "<Tab>")
    assert entered.typed == "ask @Visitor "
    assert not offered(entered)
    assert entered.root.focus_get() is entered.window.composer.text


def test_a_nasty_name_is_put_there_as_it_is(entered: Stage) -> None:
    type_at(entered, "@thi")
    key(entered, "<Tab>", "<Return>")
    assert entered.texts == ["@Third [exit] 🎉 "]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("@Vis", "@Visitor "), ("x :tad", "x 🎉"), ("/ni", "/nick "), ("/le", "/leave")],
)
def test_return_takes_the_first(entered: Stage, typed: str, taken: str) -> None:
    type_at(entered, typed)
    assert offered(entered)
    key(entered, "<Return>")
    assert (entered.typed, entered.texts) == (taken, [])
    assert not offered(entered)


@pytest.mark.parametrize("typed", ["@vis", "@vis ", "well :-d", "at :30"])
def test_return_sends_what_is_whole_by_itself(entered: Stage, typed: str) -> None:
    entered.apply(events.Joined("lobby", events.Who("vis-9", "Vis")))
    entered.apply(events.Joined("lobby", events.Who("vis-10", "Vis 2")))
    type_at(entered, typed)
    key(entered, "<Return>")
    assert entered.texts == [typed]
    assert not offered(entered)


def test_return_does_a_command_that_others_begin_with(entered: Stage) -> None:
    entered.apply(events.Role("", ADA, "moderator", ADA))
    type_at(entered, "/invite")
    assert offered(entered) == ["/invite 5 1d", "/invites"]
    key(entered, "<Return>")
    assert entered.typed == ""
    type_at(entered, "/invite")
    key(entered, "<Down>", "<Down>", "<Return>")
    assert entered.typed == "/invites"


def test_return_takes_what_was_chosen(entered: Stage) -> None:
    type_at(entered, "@")
    key(entered, "<Down>", "<Down>", "<Up>", "<Up>", "<Return>")
    assert entered.typed == "@Bob "
    assert entered.texts == []
    entered.window.composer.fill("")
    type_at(entered, "@")
    key(entered, "<Up>", "<Return>")
    assert entered.typed == "@Visitor "


def test_escape_closes_it_for_this_word(entered: Stage) -> None:
    type_at(entered, "@V")
    key(entered, "<Escape>")
    assert not offered(entered)
    type_at(entered, "is")
    assert not offered(entered)
    type_at(entered, " @V")
    assert offered(entered) == ["Visitor"]


def test_a_click_takes_a_row(entered: Stage) -> None:
    type_at(entered, "@")
    popup = entered.window.composing.completing.popup
    canvas = popup._canvas
    high = popup._row_height()
    canvas.event_generate("<Motion>", x=9, y=high + 3)
    canvas.event_generate("<ButtonRelease-1>", x=9, y=high + 3)
    entered.root.update()
    assert entered.typed == "@Third [exit] 🎉 "
    assert entered.root.focus_get() is entered.window.composer.text


def test_going_elsewhere_closes_it(entered: Stage) -> None:
    for away in ("<Left>", "<Home>"):
        entered.window.composer.fill("")
        type_at(entered, "@Vi")
        assert offered(entered)
        key(entered, away, "<KeyRelease-Left>")
        assert not offered(entered)
    type_at(entered, "@")
    entered.window.deeds.enter("robotics")
    entered.root.update()
    assert not offered(entered)


def test_nothing_opens_in_code_or_for_what_was_pasted(entered: Stage) -> None:
    type_at(entered, "`@V")
    assert not offered(entered)
    entered.window.composer.fill("")
    entered.root.clipboard_clear()
    entered.root.clipboard_append("@V")
    entered.window.composer.text.event_generate("<<Paste>>")
    entered.root.update()
    assert not offered(entered)


def test_another_size_of_text_closes_it(entered: Stage) -> None:
    type_at(entered, "@V")
    entered.look.zoom_by(2)
    assert not offered(entered)


def test_an_input_methods_text_is_left_alone(entered: Stage) -> None:
    entered.window.composer.text.insert("insert", "日本語:ta")
    entered.root.update()
    assert not offered(entered)
    assert entered.typed == "日本語:ta"


def test_tab_as_in_irc(entered: Stage) -> None:
    entered.apply(events.Joined("lobby", events.Who("vis-9", "Vis")))
    entered.write("vi", "<Tab>")
    assert entered.typed == "Vis: "
    key(entered, "<Tab>")
    assert entered.typed == "Visitor: "
    key(entered, "<Tab>")
    assert entered.typed == "Vis: "
    entered.write("ask bo", "<Tab>")
    assert entered.typed == "Vis: ask Bob "
    key(entered, "<Tab>")
    entered.until(lambda: entered.root.focus_get() is not entered.window.composer.text)


def test_emoji_after_two_letters(entered: Stage) -> None:
    type_at(entered, ":t")
    assert not offered(entered)
    type_at(entered, "ad")
    assert offered(entered)[0] == ":tada:"
    key(entered, "<Tab>")
    assert entered.typed == "🎉"
    entered.window.composer.text.event_generate("<<Undo>>")
    assert entered.typed == ":tad"


def test_a_shortcode_typed_whole_is_the_emoji_and_can_be_taken_back(entered: Stage) -> None:
    entered.window.composing.habits.prefer(TONES[2])
    type_at(entered, "x :tada: :wave:")
    assert entered.typed == "x 🎉 👋🏼"
    assert entered.window.composing.habits.recent == ("👋🏼", "🎉")
    entered.window.composer.text.event_generate("<<Undo>>")
    assert entered.typed == "x 🎉 :wave:"
    entered.window.composer.fill("pasted :tada: `:tada:`")
    key(entered, "<Return>")
    assert entered.texts == ["pasted 🎉 `:tada:`"]


def test_what_was_taken_lately_comes_first(entered: Stage) -> None:
    entered.window.composing.habits.took("🌮")
    type_at(entered, ":ta")
    assert offered(entered)[0] == ":taco:"


def test_commands_with_what_they_do(entered: Stage) -> None:
    type_at(entered, "/")
    assert "/me TEXT" in offered(entered)
    assert not any(label.startswith("/kick") for label in offered(entered))
    type_at(entered, "ni")
    assert offered(entered) == ["/nick NAME"]
    key(entered, "<Tab>")
    assert entered.typed == "/nick "
    entered.window.composer.fill("")
    type_at(entered, "/help")
    assert not offered(entered), "there is nothing to complete"
    key(entered, "<Return>")
    assert entered.window.panels.shown is not None


@pytest.mark.parametrize("size", ["480x400", "900x620"])
def test_it_stays_within_the_window(stage: Stage, size: str) -> None:
    stage.root.geometry(size)
    stage.look.zoom_by(9)
    stage.enter(*(events.Who(f"p{i}", f"Visitor {'x' * 20}{i}") for i in range(20)))
    stage.until(lambda: stage.root.winfo_width() == int(size[:3]))
    stage.write("far to the right ")
    type_at(stage, "@")
    frame = stage.window.composing.completing.popup.frame
    stage.until(frame.winfo_ismapped)
    assert frame.winfo_x() >= 0
    assert frame.winfo_y() >= 0
    assert frame.winfo_x() + frame.winfo_width() <= stage.root.winfo_width()
    assert frame.winfo_y() + frame.winfo_height() <= stage.root.winfo_height()
    for _ in range(22):
        key(stage, "<Down>")
    popup = stage.window.composing.completing.popup
    assert popup.chosen is not None
    assert popup._first <= popup.chosen < popup._first + popup._rows
