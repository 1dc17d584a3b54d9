"""What people's fingers know from other chats and programs, without a mouse."""

import time
from collections.abc import Callable
from tkinter import ttk

import msgspec
import pytest

from chat_gui.model.changes import Connection, Phase
from tests.views.menus import press
from tests.views.stage import BOB, Stage, lines, says
from tests.views.test_messages import begin, on, pressed, strip
from tests.views.test_rooms_part import robotics


class TestWriting:
    def test_page_up_scrolls_what_is_read(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(*lines(1, 99))
        stage.write("half", "<Prior>")
        history = stage.window.history
        assert not history.following
        assert stage.root.focus_get() is stage.window.composer.text
        stage.write("", "<Next>", "<Next>")
        assert history.following
        assert stage.window.composer.content() == "half"

    def test_in_a_text_longer_than_the_field_it_scrolls_that(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(*lines(1, 99))
        composer = stage.window.composer
        composer.fill("\n".join("abcdefghijklmnopqrstuvwxyz"))
        stage.root.update()
        stage.write("", "<Prior>")
        assert stage.window.history.following
        assert composer.text.compare("insert", "<", "end - 5 lines")

    @pytest.mark.parametrize("place", ["composer", "history", "rooms"])
    @pytest.mark.parametrize("key", ["<Alt-Up>", "<Alt-Down>"])
    def test_alt_and_an_arrow_lead_to_another_room(
        self, stage: Stage, place: str, key: str
    ) -> None:
        begin(stage)
        stage.apply(robotics())
        window = stage.window
        where = {
            "composer": window.composer.text,
            "history": window.history.text,
            "rooms": window.sidebar.listing,
        }
        press(stage, where[place], key)
        assert stage.model.current == "robotics"
        assert strip(stage) is None, "nothing is edited"

    def test_up_with_nothing_to_edit_leads_to_the_messages(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.write("", "<Up>")
        assert stage.root.focus_get() is stage.window.composer.text, "there is none"
        stage.apply(says(1, "hello"))
        stage.write("", "<Up>")
        stage.until(lambda: stage.window.history.stepping.focused is not None)


class TestMessages:
    def test_down_from_the_newest_leads_to_where_one_writes(self, stage: Stage) -> None:
        begin(stage)
        pressed(stage, 2, "<Down>")
        assert stage.root.focus_get() is stage.window.history.text
        stage.window.history.text.event_generate("<Down>")
        stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)

    def test_zooming_reacts_to_nothing(self, stage: Stage) -> None:
        begin(stage)
        before = stage.look.height(stage.look.body)
        pressed(stage, 3, "<Control-plus>")
        assert stage.look.height(stage.look.body) > before
        assert [one for one in stage.root.winfo_children() if one.winfo_class() == "Menu"] == []


def test_escape_closes_a_panel_and_leaves_the_reader_where_they_are(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 99))
    stage.write("", "<Prior>", "<Prior>")
    stage.window.panels.help()
    stage.root.update()
    stage.write("", "<Escape>")
    assert stage.window.panels.shown is None
    assert not stage.window.history.following
    stage.write("", "<Escape>")
    assert stage.window.history.following


def test_home_and_end_in_the_rooms(stage: Stage) -> None:
    stage.enter(BOB)
    listing = stage.window.sidebar.listing
    press(stage, listing, "<End>")
    assert listing._at == len(listing._places) - 1
    press(stage, listing, "<Home>")
    assert listing._at == 0
    press(stage, listing, "<Next>")
    assert listing._at > 1


class TestSeeingTheKeyboard:
    @pytest.mark.parametrize("keys", [["<Prior>"], ["<Home>"], ["<Home>", "<Next>", "<End>"]])
    def test_it_stays_in_view_however_one_scrolls(self, stage: Stage, keys: list[str]) -> None:
        stage.enter(BOB)
        stage.apply(*lines(1, 99))
        on(stage, 99)
        history = stage.window.history
        for key in keys:
            press(stage, history.text, key)
            stop = history.stepping.stop()
            assert stop is not None
            assert history.whereabouts.box(stop) is not None
        assert history.following == (keys[-1] == "<End>")

    def test_left_and_right_do_not_drag_the_view(self, stage: Stage) -> None:
        stage.enter(BOB)
        stage.apply(*lines(1, 99))
        history = stage.window.history
        press(stage, history.text, "<Prior>", "<Prior>")
        before = history.text.yview()
        press(stage, history.text, "<Left>", "<Right>")
        assert history.text.yview() == before

    def test_who_has_said_something_begins_at_the_newest(self, stage: Stage) -> None:
        begin(stage)
        on(stage, 1)
        stage.window.composer.text.focus_force()
        stage.write("new", "<Return>")
        press(stage, stage.window.history.text)
        row = stage.window.history.stepping.focused
        assert row is not None
        assert row.text == "new"


@pytest.mark.parametrize("opens", ["palette", "search", "picker", "room"])
def test_what_is_typed_at_once_goes_into_what_was_opened(stage: Stage, opens: str) -> None:
    """A quick hand types on before anything has been drawn."""
    stage.enter(BOB)
    window = stage.window
    ways: dict[str, Callable[[], object]] = {
        "palette": window.rooms.jump,
        "search": window.finding.open,
        "picker": window.composing.pick_for_text,
        "room": window.sidebar.ask_room,
    }
    ways[opens]()
    entry = stage.root.focus_get()
    assert isinstance(entry, ttk.Entry)


def test_an_emoji_for_the_text_leaves_the_keyboard_there(stage: Stage) -> None:
    begin(stage)
    on(stage, 3)
    stage.window.composing.pick_for_text()
    shown = stage.window.composing.picking.shown
    assert shown is not None
    press(stage, shown.search, "<Return>")
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)
    assert stage.window.composer.content() != ""


@pytest.mark.parametrize("key", ["<F6>", "<Control-f>", "<Alt-Down>", "<Control-k>"])
def test_who_goes_elsewhere_leaves_the_panel(stage: Stage, key: str) -> None:
    begin(stage)
    stage.apply(robotics())
    stage.window.open_settings()
    shown = stage.window.panels.shown
    assert shown is not None
    stage.root.update()
    stage.root.focus_get().event_generate(key)  # type: ignore[union-attr]
    stage.root.update()
    assert stage.window.panels.shown is None
    assert stage.root.focus_get() is not None


def test_what_goes_away_gives_the_keyboard_back(stage: Stage) -> None:
    """The way down goes when it is pressed, the bar when the connection is back."""
    stage.enter(BOB)
    stage.apply(*lines(1, 99))
    stage.write("", "<Prior>", "<Prior>")
    stage.root.update()
    down, text = stage.window.history._down, stage.window.composer.text
    press(stage, down, "<Return>")
    stage.until(lambda: stage.root.focus_get() is text)
    banner = stage.window.banner
    banner.connection(Connection(Phase.LOST, "Nobody answers.", time.monotonic() + 60))
    stage.root.update()
    stage.until(banner.button.winfo_viewable)
    press(stage, banner.button)
    banner.connection(Connection(Phase.ONLINE))
    stage.until(lambda: stage.root.focus_get() is text)


def test_escape_leads_back_to_the_message_whose_quote_was_followed(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 60), msgspec.structs.replace(says(61, "an answer"), reply_to=2))
    stage.apply(*(says(seq, "later") for seq in range(62, 100)))
    on(stage, 99)
    history = stage.window.history
    while history.stepping.focused is None or history.stepping.focused.seq != 61:
        press(stage, history.text, "<Up>")
    before = history.where()
    press(stage, history.text, "<Tab>", "<Return>")
    stage.until(lambda: history.stepping.focused and history.stepping.focused.seq == 2)
    press(stage, history.text, "<Escape>")
    stage.until(lambda: history.stepping.focused and history.stepping.focused.seq == 61)
    assert before is not None
    assert history.where() == before
    press(stage, history.text, "<Escape>")
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)
    assert history.following


def test_escape_is_no_way_back_for_who_has_come_down_since(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 60), msgspec.structs.replace(says(61, "an answer"), reply_to=2))
    on(stage, 61)
    history = stage.window.history
    press(stage, history.text, "<Tab>", "<Return>", "<End>")
    assert history.following
    press(stage, history.text, "<Escape>")
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)


def test_the_ring_goes_with_the_keyboard_between_the_list_and_its_buttons(stage: Stage) -> None:
    stage.enter(BOB)
    listing, add = stage.window.sidebar.listing, stage.window.sidebar.add
    for place, ringed in ((listing, True), (add, False), (listing, True)):
        press(stage, place)
        stage.until(lambda ringed=ringed: bool(listing.find_withtag("ring")) is ringed)
    press(stage, stage.window.composer.text)
    press(stage, add)
    press(stage, listing)
    stage.until(lambda: listing.find_withtag("ring"))
