"""Going to a message far back, on from there, and back: what is seen, and that it stays put."""

import re

import pytest

from chat_gui.model import timeline as limits
from chat_server.protocol import commands, events
from chat_server.protocol.limits import Limits
from tests.views.logbook import KINDS, Logbook
from tests.views.stage import ADA, Stage, lines, says


@pytest.fixture
def log(stage: Stage) -> Logbook:
    """The window is in a room of 3,000 messages."""
    made = Logbook(stage, 3_000)
    made.enter()
    return made


def top_of(stage: Stage, line: str) -> int:
    """Where a line is in the view, in pixels; it may also be quoted elsewhere."""
    text = stage.window.history.text
    found = text.dlineinfo(text.search(f"^{re.escape(line)}", "1.0", regexp=True))
    assert found is not None, f"{line} is not in view"
    return found[1]


def in_view(stage: Stage) -> str:
    """The first line of a message that is in the middle of the view."""
    text = stage.window.history.text
    return re.findall(r"^line \d+\.", text.get("@0,0", "@0,400"), re.MULTILINE)[-1]


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
    asked = stage.sent(commands.History)
    assert [one.before for one in asked] == [2_951], "only what is above all, as it is near"
    assert top_of(stage, "line 2960.") > 0
    assert stage.shown.endswith("line 3000.")


@pytest.mark.parametrize("way", [-1, 1])
def test_paging_holds_the_view_and_lets_go_at_the_far_side(
    stage: Stage, log: Logbook, way: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEEP_ROWS", 300)
    monkeypatch.setattr(limits, "TRIM_ROWS", 420)
    log.text = lambda seq: f"line {seq}." + KINDS[seq % len(KINDS)]
    log.replies = True
    jump(log, 1_500)
    history = stage.window.history
    text = history.text
    for _ in range(6):
        text.yview_moveto(0.0 if way < 0 else 1.0)
        history._look()
        middle = in_view(stage)
        before = top_of(stage, middle)
        log.answer()
        stage.root.update()
        assert top_of(stage, middle) == before
        assert len(history.rows.settled) <= 420
    held = stage.model.shown
    assert held.first <= 900 if way < 0 else held.last >= 2_100
    assert (held.last < 1_500) if way < 0 else (held.first > 1_500)


def test_a_line_parts_what_is_new_since_one_left(stage: Stage) -> None:
    server = events.ServerInfo("lab-4", "Lab 4", "1.0")
    seen = events.RoomSummary("lobby", "public", "", 40, 30, 0)
    stage.apply(events.Welcome(1, server, events.You(ADA.id, ADA.nick), "s", [seen], Limits()))
    room = events.RoomState("lobby", "public", "", [], 0, 40, 1, 0)
    stage.apply(room, *lines(1, 40))
    text = stage.window.history.text
    raw = text.get("1.0", "end")
    assert raw.count("new since you left") == 1
    begin = raw.index("new since you left")
    assert raw.index("line 30") < begin < raw.index("Bob", begin) < raw.index("line 31")
    assert "new since you left" not in stage.shown, "copying leaves it out"
    assert "line 30\nline 31" not in stage.shown, "its author's name stands below it"
    stage.apply(says(41, "while one is there"))
    assert text.get("1.0", "end").count("new since you left") == 1
    stage.window.deeds.enter("robotics")
    stage.window.deeds.enter("lobby")
    assert "new since you left" not in text.get("1.0", "end")


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        (1, "This is the beginning of # lobby."),
        (2_871, "What was said before is no longer kept."),
    ],
)
def test_the_beginning_is_told_and_moves_nothing(stage: Stage, first: int, sentence: str) -> None:
    log = Logbook(stage, 130 if first == 1 else 3_000, first)
    log.enter()
    text = stage.window.history.text
    assert sentence not in text.get("1.0", "end")
    text.yview_moveto(0.0)
    stage.window.history._look()
    line = in_view(stage)
    before = top_of(stage, line)
    log.answer()
    stage.root.update()
    assert top_of(stage, line) == before
    assert text.get("1.0", "1.end") == sentence
    assert sentence not in stage.shown
    text.event_generate("<<SelectAll>>")
    text.event_generate("<<Copy>>")
    assert sentence not in stage.root.clipboard_get()
    stage.window.deeds.enter("robotics")
    assert sentence not in text.get("1.0", "end")


def test_the_pill_tells_what_is_for_the_person(stage: Stage, log: Logbook) -> None:
    jump(log, 700)
    pill = stage.window.history._down
    stage.apply(says(3_001, "to all"))
    assert str(pill.cget("text")) == "1 new"
    stage.apply(says(3_002, "@Ada to you"), says(3_003, "to all"))
    assert str(pill.cget("text")) == "3 new, 1 for you"


def test_the_keyboard_goes_on_from_there(stage: Stage, log: Logbook) -> None:
    jump(log, 700)
    history = stage.window.history
    history.text.focus_force()
    stage.until(lambda: history.stepping.focused)
    assert history.stepping.focused is not None
    assert history.stepping.focused.seq == 700
    history.text.event_generate("<Down>")
    assert history.stepping.focused.seq == 701


def test_the_end_key_leads_to_the_newest_from_anywhere(stage: Stage, log: Logbook) -> None:
    jump(log, 700)
    history = stage.window.history
    history.text.focus_force()
    history.text.event_generate("<Control-End>")
    stage.until(history.at_end)
    assert stage.shown.endswith("line 3000.")
