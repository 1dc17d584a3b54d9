"""The emoji picker in a real window: search, keys, mouse, skin tone, and without the font."""

import pytest

from chat_gui.model.emoji_table import TONES
from chat_gui.views import faces
from chat_gui.views.emoji_habits import table
from chat_gui.views.emoji_picker import EmojiPicker
from tests.views.stage import BOB, Stage


def opened(stage: Stage) -> EmojiPicker:
    stage.window.composing.pick_for_text()
    shown = stage.window.composing.picking.shown
    assert shown is not None
    stage.until(lambda: stage.root.focus_get() is shown.search and shown.winfo_ismapped())
    return shown


def is_open(stage: Stage) -> bool:
    return stage.window.composing.picking.shown is not None


def press(stage: Stage, picker: EmojiPicker, *keys: str) -> None:
    for key in keys:
        picker.search.event_generate(key)
    stage.root.update()


def test_the_button_and_the_keys_open_and_close_it(entered: Stage) -> None:
    composer = entered.window.composer
    composer.emoji.invoke()
    assert is_open(entered)
    composer.emoji.invoke()
    assert not is_open(entered)
    composer.text.event_generate("<Control-period>")
    assert is_open(entered)


def test_searched_and_taken_by_keyboard(entered: Stage) -> None:
    composer = entered.window.composer
    composer.text.insert("1.0", "well done")
    composer.text.mark_set("insert", "1.4")
    picker = opened(entered)
    picker.search.insert(0, "party pop")
    assert picker.status.text.startswith("🎉 party popper")
    press(entered, picker, "<Return>")
    assert not is_open(entered)
    assert composer.content() == "well🎉 done"
    entered.until(lambda: entered.root.focus_get() is composer.text)
    assert entered.window.preferences.now.recent_emoji == ("🎉",)
    composer.text.event_generate("<<Undo>>")
    assert composer.content() == "well done"


def test_escape_takes_nothing_and_gives_the_keyboard_back(entered: Stage) -> None:
    picker = opened(entered)
    press(entered, picker, "<Escape>")
    assert not is_open(entered)
    entered.until(lambda: entered.root.focus_get() is entered.window.composer.text)
    assert entered.typed == ""


def test_arrows_pages_and_groups(entered: Stage) -> None:
    picker = opened(entered)
    first = picker.cells.taken
    press(entered, picker, "<Right>", "<Down>", "<Up>", "<Left>")
    assert picker.cells.taken == first == "😀"
    press(entered, picker, "<Next>")
    assert picker.cells.heading == "People"
    press(entered, picker, "<Next>", "<Prior>", "<Prior>", "<Prior>")
    assert picker.cells.heading == "Smileys"
    for _ in range(12):
        press(entered, picker, "<Down>")
    assert picker.cells._top > 0
    picker.search.insert(0, "flag")
    picker._jump("Flags")
    assert (picker.cells.heading, picker.cells.taken) == ("Flags", "🏁")
    press(entered, picker, "<Right>", "<Return>")
    assert entered.typed == "🚩"


def test_what_was_taken_lately_comes_first(entered: Stage) -> None:
    for chars in ("🎉", "👍🏽", "🎉"):
        entered.window.composing.habits.took(chars)
    picker = opened(entered)
    assert picker.cells.heading == "Recent"
    assert picker.cells.taken == "🎉"
    press(entered, picker, "<Right>", "<Return>")
    assert entered.window.preferences.now.recent_emoji == ("👍🏽", "🎉")


def test_the_mouse_points_scrolls_and_takes(entered: Stage) -> None:
    picker = opened(entered)
    cells = picker.cells
    where = {"x": cells.cell // 2, "y": cells.cell * 2}
    canvas = cells._canvas
    canvas.event_generate("<Button-5>", **where)
    canvas.event_generate("<Button-4>", **where)
    canvas.event_generate("<Motion>", **where)
    pointed = cells.taken
    assert pointed != "😀"
    canvas.event_generate("<ButtonRelease-1>", **where)
    assert entered.typed == pointed
    picker = opened(entered)
    picker.cells._scrolled("moveto", "1.0")
    picker.cells._scrolled("scroll", "-1", "pages")
    assert picker.cells._top > 0


def test_skin_tone(entered: Stage) -> None:
    picker = opened(entered)
    picker.prefer(TONES[4])
    picker.search.insert(0, "thumbs up")
    press(entered, picker, "<Return>")
    assert entered.typed == "👍🏾"
    assert entered.window.preferences.now.skin_tone == 4


def test_nothing_is_called_so(entered: Stage) -> None:
    picker = opened(entered)
    picker.search.insert(0, "qqq [exit]")
    assert picker.status.text == "No emoji is called so."
    press(entered, picker, "<Return>", "<Down>", "<Next>")
    assert is_open(entered)
    assert entered.typed == ""


def test_turning_to_something_else_closes_it(entered: Stage) -> None:
    picker = opened(entered)
    picker.search.event_generate("<Tab>")
    entered.root.update()
    assert is_open(entered), "the skin tone is part of it"
    entered.window.history.text.focus_set()
    entered.until(lambda: not is_open(entered))


def test_another_size_of_text_closes_it(entered: Stage) -> None:
    opened(entered)
    entered.look.zoom_by(2)
    entered.until(lambda: not is_open(entered))


def test_for_a_reaction_at_a_point_of_the_screen(entered: Stage) -> None:
    taken: list[str] = []
    root = entered.root
    at = root.winfo_rootx() + 5, root.winfo_rooty() + 5
    entered.window.composing.pick(taken.append, at)
    shown = entered.window.composing.picking.shown
    assert shown is not None
    entered.root.update()
    assert shown.winfo_x() >= 0
    assert shown.winfo_y() >= 0
    press(entered, shown, "<Return>")
    assert taken == ["😀"]
    assert entered.typed == ""


def test_only_what_is_seen_is_drawn_and_not_at_once(
    entered: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    real = faces.emoji

    def emoji(cluster: str, height: int) -> object:
        drawn.append(cluster)
        return real(cluster, height)

    monkeypatch.setattr(faces, "emoji", emoji)
    entered.window.composing.pick_for_text()
    picker = entered.window.composing.picking.shown
    assert picker is not None
    assert len(drawn) < 15, "the groups' buttons and the hand"
    entered.until(lambda: not picker.cells._empty)
    assert 30 < len(drawn) < 120


def test_without_the_font_names_stand_there(
    entered: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "strike", lambda: None)
    picker = opened(entered)
    assert not picker.cells.draws
    canvas = picker.cells._canvas
    written = [one for one in canvas.find_all() if canvas.type(one) == "text"]
    texts = [canvas.itemcget(one, "text") for one in written]
    assert "grinning face" in texts
    press(entered, picker, "<Right>", "<Return>")
    assert entered.typed == "😃"


@pytest.mark.parametrize("size", ["480x400", "900x620"])
def test_it_stays_within_the_window_at_300_percent(stage: Stage, size: str) -> None:
    stage.root.geometry(size)
    stage.look.zoom_by(9)
    stage.enter(BOB)
    stage.until(lambda: stage.root.winfo_width() == int(size[:3]))
    picker = opened(stage)
    main = stage.window.main
    assert picker.winfo_x() >= 0
    assert picker.winfo_x() + picker.winfo_width() <= main.winfo_width()
    assert picker.winfo_y() >= 0
    assert picker.winfo_y() + picker.winfo_height() <= main.winfo_height()


def test_many_pictures_leave_the_buttons_theirs(entered: Stage) -> None:
    for chars in [one.chars for one in table().all[:300]]:
        entered.ink.paint.emoji(chars)
    header = entered.window.header
    for button in (header.more, header.search, header.room_menu):
        button.configure(text="")
        assert str(button.cget("image")[0]) in entered.root.image_names()
