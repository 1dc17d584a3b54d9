"""A small window with large text, in a language of long words: all fits, and one can write."""

from collections.abc import Callable, Iterator

import pytest

from chat_gui import i18n, reports
from chat_gui.clock import now
from chat_gui.model.searching import State
from chat_server.protocol import events
from tests.views.stage import BOB, Stage, lines
from tests.views.walking import cut


@pytest.fixture
def small(display: str) -> Iterator[Stage]:  # noqa: ARG001
    """Ada's window at 300 %, as small as it can be."""
    i18n.use("pseudo")
    made = Stage("light", 3.0, "480x400")
    made.enter(BOB)
    yield made
    made.close()
    i18n.use("en")


def _lost(stage: Stage) -> None:
    stage.apply(*lines(1, 9), reports.Lost("", now()))
    stage.apply(reports.Lost("", None))


def _refused(stage: Stage) -> None:
    stage.window.composer.fill("/dance")
    stage.window.composer.submit()


def _too_long(stage: Stage) -> None:
    stage.window.composer.fill("A long story. " * 600)
    stage.window.composer.submit()


def _nearly(stage: Stage) -> None:
    stage.window.composer.fill("x" * 7_950)


def _muted(stage: Stage) -> None:
    stage.apply(events.Muted(True, BOB))
    stage.window.banner.grid_remove()


def _answering(stage: Stage) -> None:
    stage.apply(*lines(1, 9))
    row = stage.model.room.timeline.message(9)
    assert row is not None
    stage.window.messages.answering.reply(row)
    stage.window.composer.text.insert("1.0", "one two three four five six seven eight")


def _nobody(stage: Stage) -> None:
    stage.window.rooms.jump("@zzz")
    assert stage.window.rooms.palette is not None
    stage.until(stage.window.rooms.palette.none.winfo_ismapped)


def _searching(stage: Stage) -> None:
    stage.window.finding.open()


STATES: dict[str, Callable[[Stage], None]] = {
    "a room without a word": lambda _stage: None,
    "no connection": _lost,
    "refused": _refused,
    "too long": _too_long,
    "nearly too long": _nearly,
    "muted": _muted,
    "an answer": _answering,
    "nobody of that name": _nobody,
    "searching": _searching,
}


@pytest.mark.parametrize("state", STATES)
def test_what_is_told_fits_and_one_can_write(small: Stage, state: str) -> None:
    STATES[state](small)
    for _ in range(5):
        small.root.update()
    assert cut(small.root) == []


def test_how_a_search_stands_can_be_read_to_its_end(small: Stage) -> None:
    small.apply(reports.Lost("", None))
    small.window.finding.open()
    panel = small.window.finding.panel
    assert panel is not None
    panel.fill("workshop", everywhere=False)
    small.until(lambda: small.model.searching.state is State.OFFLINE)
    small.root.update()
    text = panel.found.text
    sentence = text.get("1.0", "end-1c")
    assert sentence == panel.status.cget("text") != ""
    assert not panel.status.winfo_ismapped()
    assert text.bbox("1.0") is not None
    assert text.bbox("end-1c") is None, "it is longer than there is room"
    for _ in range(20):
        small.write("", "<Down>")
    assert text.bbox("end-1c") is not None
    assert cut(small.root) == []
    small.root.geometry("1600x1100")
    small.until(panel.status.winfo_ismapped)
    assert text.get("1.0", "end-1c") == ""


def test_the_invitation_ends_before_the_emoji_button(stage: Stage) -> None:
    stage.enter(BOB)
    composer = stage.window.composer
    composer.invite("Say something very long " * 9)
    stage.root.update()
    end = composer.placeholder.winfo_rootx() + composer.placeholder.winfo_width()
    assert end <= composer.emoji.winfo_rootx()


def test_what_is_spared_stays_spared_when_nothing_may_be_said(small: Stage) -> None:
    assert not small.window.composer.emoji.winfo_ismapped()
    small.window.composer.silence("You are muted.")
    small.root.update()
    assert not small.window.composer.emoji.winfo_ismapped()


def test_the_way_down_is_never_wider_than_the_view(small: Stage) -> None:
    small.apply(*lines(1, 60))
    history = small.window.history
    history.text.yview_moveto(0.0)
    history._look()
    small.until(history._down.winfo_ismapped)
    assert history._down.winfo_width() <= history.winfo_width()
    assert history._down.winfo_x() >= history.winfo_width() // 2, "it hides what is read"


def test_the_list_over_the_composer_stands_above_it_as_it_grows(small: Stage) -> None:
    for char in "wwww wwww :ta":
        keys = {" ": "space", ":": "colon"}
        small.window.composer.text.event_generate("<Key>", keysym=keys.get(char, char))
    popup = small.window.composing.completing.popup.frame
    small.until(popup.winfo_ismapped)
    end = popup.winfo_rooty() + popup.winfo_height()
    assert end <= small.window.composer.box.winfo_rooty()


def test_the_rooms_name_is_seen_whole(small: Stage) -> None:
    room = small.window.header.room
    assert room.text == "# lobby"
    assert room.winfo_width() >= room.natural
