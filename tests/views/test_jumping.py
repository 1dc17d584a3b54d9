"""Going to a message far back, on from there, and back: what is seen, and that it stays put."""

import re

import pytest

from chat_gui.model.timeline import TRIM_ROWS
from chat_server.protocol import commands
from tests.views.logbook import Logbook
from tests.views.stage import ADA, Stage, says


@pytest.fixture
def log(stage: Stage) -> Logbook:
    """The window is in a room of 3,000 messages."""
    made = Logbook(stage, 3_000)
    made.enter()
    return made


def top_of(stage: Stage, line: str) -> int:
    """Where a line is in the view, in pixels."""
    text = stage.window.history.text
    found = text.dlineinfo(text.search(line, "1.0"))
    assert found is not None, f"{line} is not in view"
    return found[1]


def in_view(stage: Stage) -> str:
    """The first line of a message that is in the middle of the view."""
    text = stage.window.history.text
    return re.findall(r"line \d+\.", text.get("@0,0", "@0,400"))[-1]


def jump(log: Logbook, seq: int) -> None:
    log.stage.window.jumps.jump("lobby", seq)
    log.answer()
    log.stage.root.update()


def test_a_message_far_back_is_shown_and_lit(stage: Stage, log: Logbook) -> None:
    jump(log, 700)
    history = stage.window.history
    assert 0 < top_of(stage, "line 700.") < history.text.winfo_height() // 2
    lit = history.text.tag_ranges("target")
    assert "line 700." in history.text.get(*lit)  # type: ignore[arg-type]
    assert not history.following
    assert "line 3000." not in stage.shown
    assert str(history._down.cget("text")) == "To the newest"


def test_back_to_the_newest_is_where_the_room_goes_on(stage: Stage, log: Logbook) -> None:
    jump(log, 700)
    history = stage.window.history
    stage.apply(says(3_001, "meanwhile"), says(3_002, "mine", ADA))
    assert history.unseen == 1
    assert "meanwhile" not in stage.shown
    history._down.invoke()
    stage.root.update()
    assert history.at_end()
    assert stage.shown.endswith("mine")
    assert "line 700." not in stage.shown
    stage.apply(says(3_003, "later"))
    assert history.at_end()
    assert stage.shown.endswith("later")


@pytest.mark.usefixtures("log")
def test_what_is_held_already_is_only_scrolled_to(stage: Stage) -> None:
    stage.window.jumps.jump("lobby", 2_960)
    assert not stage.sent(commands.History)
    assert top_of(stage, "line 2960.") > 0
    assert stage.shown.endswith("line 3000.")


@pytest.mark.parametrize("way", [-1, 1])
def test_paging_holds_the_view_and_lets_go_at_the_far_side(
    stage: Stage, log: Logbook, way: int
) -> None:
    log.text = lambda seq: f"line {seq}." + " and more words" * (seq % 37) + "\nmore" * (seq % 3)
    jump(log, 1_500)
    history = stage.window.history
    text = history.text
    for _ in range(16):
        text.yview_moveto(0.0 if way < 0 else 1.0)
        history._look()
        middle = in_view(stage)
        before = top_of(stage, middle)
        log.answer()
        stage.root.update()
        assert top_of(stage, middle) == before
        assert len(history.settled) <= TRIM_ROWS
    held = stage.model.shown
    assert held.first <= 100 if way < 0 else held.last >= 2_900
    assert (held.last < 1_500) if way < 0 else (held.first > 1_500)
