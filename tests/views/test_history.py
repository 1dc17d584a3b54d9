"""The history in a real Tk: following, staying put, older pages, copying, harmless texts."""

import pytest

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.model.timeline import TRIM_ROWS
from chat_gui.views.drawn_rows import DRAWN_ROWS
from chat_server.protocol import commands, events
from tests.views.stage import ADA, BOB, Stage, lines, says


@pytest.fixture
def calls(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each insertion into the history had."""
    counted: list[int] = []
    text = stage.window.history.text
    put = text._put
    monkeypatch.setattr(text, "_put", lambda index, chunks: (counted.append(1), put(index, chunks)))
    return counted


def scroll_up(stage: Stage, key: str = "<Prior>") -> None:
    history = stage.window.history
    history.text.focus_force()
    history.text.event_generate(key)
    stage.until(lambda: not history.following)


def test_a_tick_makes_one_insertion(stage: Stage, calls: list[int]) -> None:
    stage.enter(BOB)
    calls.clear()
    stage.apply(*lines(1, 200))
    assert len(calls) == 1
    assert stage.shown.endswith("line 200")


def test_groups_have_one_head(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "one"), says(2, "two"), says(3, "three", ADA))
    assert stage.shown.count("Bob") == 1
    assert stage.shown.count("Ada") == 1
    assert "Today" in stage.shown


def test_it_follows_at_the_bottom(stage: Stage) -> None:
    stage.enter(BOB)
    for page in range(5):
        stage.apply(*lines(1 + 20 * page, 20 + 20 * page))
        assert stage.window.history.at_end()


def test_a_narrower_window_keeps_the_bottom(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*[says(seq, "word " * 60) for seq in range(1, 30)])
    stage.root.geometry("500x500")
    stage.until(lambda: stage.root.winfo_width() == 500)
    stage.until(stage.window.history.at_end)


def test_a_word_that_no_line_has_room_for_begins_beside_the_avatar(stage: Stage) -> None:
    stage.enter()
    text = stage.window.history.text
    word = "https://example.org/" + "a" * 40
    stage.apply(says(1, f"{word} is where it is, and these words stay whole beyond that."))

    def line(char: int) -> tuple[int, int, int, int, int] | None:
        return text.dlineinfo(f"{text.search(word, '1.0')} + {char} chars")

    def whole() -> bool:
        return "filled" not in text.tag_names(f"{text.search(word, '1.0')} - 1 chars")

    assert whole()
    stage.root.geometry("480x400")
    stage.until(lambda: not whole())
    stage.root.update()
    assert line(-1) == line(0) != line(len(word))
    stage.root.geometry("900x500")
    stage.until(whole)


def test_scrolled_up_it_stays_put_and_counts(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 100))
    scroll_up(stage)
    history = stage.window.history
    top = history.text.index("@0,0")
    stage.apply(*lines(101, 105))
    assert history.text.index("@0,0") == top
    assert history.unseen == 5
    assert history._down.winfo_ismapped()
    assert str(history._down.cget("text")) == "5 new"
    history._down.invoke()
    stage.until(lambda: history.at_end() and not history._down.winfo_ismapped())


def test_short_history_stands_above_the_composer(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "hello"))
    text = stage.window.history.text
    stage.until(lambda: text.dlineinfo("end-1c") is not None)
    line = text.dlineinfo("end-1c")
    assert line is not None
    assert text.winfo_height() - (line[1] + line[3]) < 20


def test_the_top_asks_for_older_entries_once(stage: Stage) -> None:
    stage.enter(BOB, last=300)
    stage.apply(*lines(201, 300))
    scroll_up(stage, "<Control-Home>")
    stage.until(lambda: stage.sent(commands.History))
    asked = stage.sent(commands.History)
    assert [command.before for command in asked] == [201]


def test_older_entries_leave_the_view_still(stage: Stage) -> None:
    stage.enter(BOB, last=300)
    stage.apply(*lines(201, 300))
    scroll_up(stage, "<Control-Home>")
    text = stage.window.history.text
    text.tk.call(text, "yview", "scroll", 37, "pixels")
    stage.root.update()

    def place_of(line: str) -> int:
        found = text.dlineinfo(text.search(line, "1.0"))
        assert found is not None
        return found[1]

    before = place_of("line 205")
    stage.apply(events.Page("older lobby", "lobby", list(lines(101, 200)), True))
    assert place_of("line 205") == before
    assert stage.shown.index("line 101") < stage.shown.index("line 201")
    assert stage.shown.count("line 201") == 1


def test_two_thousand_messages_stay_bounded(stage: Stage) -> None:
    stage.enter(BOB)
    for batch in range(10):
        stage.apply(*lines(1 + 200 * batch, 200 + 200 * batch))
    history = stage.window.history
    assert len(history.rows.settled) <= TRIM_ROWS
    assert int(history.text.index("end").split(".")[0]) <= 2 * TRIM_ROWS
    assert stage.shown.endswith("line 2000")
    assert history.at_end()
    assert len(history.text.addresses) == 0


def test_a_tick_that_lets_rows_go_lays_its_end_out_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, TRIM_ROWS - 1))
    history, moves = stage.window.history, list[float]()
    move = history.text.yview_moveto
    monkeypatch.setattr(
        history.text, "yview_moveto", lambda place: (moves.append(place), move(place))
    )
    before = len(history.rows.settled)
    stage.apply(*lines(2_001, 2_010))
    assert len(history.rows.settled) < before
    assert moves == [1.0]
    assert history.at_end()


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧‍👦 👍🏽 🇺🇦 1️⃣ ❤️ 🎉🎉 and text",
        "[exit] {$a} \\ $env(HOME) %W ; puts stderr \\n",
        "a" + "\u0301" * 40 + " b\u202ec\u200d",
        "two\nlines\n\n\tand a tab",
        "x" * 8000,
        "Ж 漢字 עברית 𝓐𝓫𝓬 \U0001f9ff\U000f0000",
    ],
)
def test_copying_gives_back_what_was_said(stage: Stage, text: str) -> None:
    stage.enter(BOB)
    stage.apply(says(1, text), says(2, "the end"))
    assert f"{text}\nthe end" in stage.shown
    history = stage.window.history
    history.text.event_generate("<<SelectAll>>")
    history.text.event_generate("<<Copy>>")
    assert text in stage.root.clipboard_get()


def test_no_emoji_reaches_x11_as_a_character(stage: Stage) -> None:
    stage.enter(events.Who("bob-7", "Bob 🦊"))
    stage.apply(says(1, "party 🎉 1️⃣ 🇺🇦 ☺ \U0001faea", events.Who("bob-7", "Bob 🦊")))
    raw = stage.window.history.text.get("1.0", "end")
    assert not [char for char in raw if char > "\u2190"]


def test_typed_text_cannot_change_the_history(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "hello"))
    before = stage.shown
    text = stage.window.history.text
    text.focus_force()
    for keys in ("<Key-x>", "<BackSpace>", "<Delete>", "<<Cut>>", "<<Paste>>"):
        text.event_generate(keys)
    stage.root.update()
    assert stage.shown == before


def test_a_waiting_message_turns_into_a_sent_one(stage: Stage) -> None:
    stage.enter(BOB)
    stage.write("hello", "<Return>")
    text = stage.window.history.text
    assert "sending…" in text.get("1.0", "end")
    assert "sending…" not in stage.shown, "copying leaves it out"
    (command,) = stage.sent(commands.Send)
    stage.apply(events.Message("lobby", 1, now(), ADA, command.id, "hello"))
    assert stage.shown.count("hello") == 1
    assert "sending…" not in text.get("1.0", "end")


def test_a_failed_message_is_sent_again_by_keyboard(stage: Stage) -> None:
    stage.enter(BOB)
    stage.write("hello", "<Return>")
    (first,) = stage.sent(commands.Send)
    stage.apply(reports.SendFailed("lobby", first.id, "The disk is full."))
    assert "Not sent. The disk is full." in stage.shown
    text = stage.window.history.text
    text.focus_force()
    text.event_generate("<Tab>")
    assert text.get(*text.tag_ranges("lit")) == "Retry"  # type: ignore[arg-type]
    text.event_generate("<Return>")
    stage.root.update()
    assert len(stage.sent(commands.Send)) == 2
    assert "Retry" not in text.get("1.0", "end")


def test_the_rows_of_a_long_room_are_drawn_as_the_reader_comes_to_them(stage: Stage) -> None:
    stage.enter(BOB, last=600)
    stage.apply(*lines(1, 600))
    history = stage.window.history
    stage.window.deeds.enter("robotics")
    stage.window.deeds.enter("lobby")
    assert len(history.rows.settled) == DRAWN_ROWS
    assert history.rows.length == 601
    scroll_up(stage, "<Control-Home>")
    stage.until(lambda: len(history.rows.settled) == 2 * DRAWN_ROWS)
    history.text.yview_moveto(0.0)
    stage.until(lambda: len(history.rows.settled) == 3 * DRAWN_ROWS)
    history.text.yview_moveto(0.0)
    stage.until(lambda: len(history.rows.settled) == 601)
    assert stage.shown.index("line 1\n") < stage.shown.index("line 2\n")
    assert stage.shown.count("line 401") == 1


def test_links_are_opened_by_a_click(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    stage.enter(BOB)
    stage.apply(says(1, "see https://example.org/a_(b). file:///etc/passwd javascript:alert(1)"))
    text = stage.window.history.text
    stage.until(lambda: text.bbox("link.first"))
    box = text.bbox("link.first")
    assert box is not None
    for event in ("<Button-1>", "<ButtonRelease-1>"):
        text.event_generate(event, x=box[0] + 3, y=box[1] + 3)
    stage.until(lambda: opened)
    assert opened == ["https://example.org/a_(b)"]
    assert sorted(text.addresses.values()) == ["https://example.org/a_(b)", f"person:{BOB.id}"]


def test_presence_is_one_line(stage: Stage) -> None:
    stage.enter()
    people = [events.Who(f"p{i}", f"P{i}") for i in range(5)]
    stage.apply(*[events.Joined("lobby", who) for who in people])
    assert "P0, P1 and 3 more joined" in stage.shown


def test_another_room_is_drawn_anew(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "in the lobby"))
    stage.window.deeds.enter("robotics")
    stage.root.update()
    assert "in the lobby" not in stage.shown
    stage.window.deeds.enter("lobby")
    assert "in the lobby" in stage.shown


def test_reset_and_tail_of_one_tick_show_nothing_twice(stage: Stage) -> None:
    stage.enter(BOB, last=5)
    stage.apply(*lines(1, 5))
    room = events.RoomState("lobby", "public", "", [], 0, 9000, 1, 9000)
    stage.apply(room, *lines(8_951, 9_000))
    assert stage.shown.count("line 8951") == 1
    assert "line 5\n" not in stage.shown
