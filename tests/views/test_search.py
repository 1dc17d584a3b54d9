"""Searching in the window, by keyboard and by pointer: typing, choosing, going there and back."""

import pytest

from chat_gui import i18n, reports
from chat_gui.pseudo import Pseudo
from chat_gui.views.search_panel import SearchPanel
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.views.logbook import Logbook
from tests.views.stage import BOB, Stage


@pytest.fixture
def log(stage: Stage) -> Logbook:
    """The window is in a room of 900 messages."""
    made = Logbook(stage, 900)
    made.enter()
    return made


def opened(stage: Stage) -> SearchPanel:
    """Open the search as a person does."""
    stage.window.composer.text.event_generate("<Control-f>")
    panel = stage.window.finding.panel
    assert panel is not None
    stage.until(lambda: stage.root.focus_get() is panel.entry)
    return panel


def typed(stage: Stage, text: str) -> commands.Search:
    """Type what is searched for, until the server is asked."""
    panel = stage.window.finding.panel or opened(stage)
    panel.entry.delete(0, "end")
    for char in text:
        panel.entry.event_generate("<Key>", keysym="space" if char == " " else char)
    stage.until(lambda: [one for one in asked(stage) if one.text == text])
    return asked(stage)[-1]


def asked(stage: Stage) -> list[commands.Search]:
    return stage.sent(commands.Search)


def find(
    stage: Stage, log: Logbook, search: commands.Search, *seqs: int, more: bool = False
) -> None:
    hits = [events.Hit(log.part(seq, seq)[0], f"line {seq}.") for seq in seqs]  # type: ignore[arg-type]
    stage.apply(events.Found(search.re, hits, more, next=seqs[-1] if more else None))


def listed(panel: SearchPanel) -> str:
    return panel.found.text.get("1.0", "end-1c")


def test_what_is_typed_is_searched_for_in_this_room(stage: Stage, log: Logbook) -> None:
    search = typed(stage, "line")
    assert (search.text, search.room) == ("line", "lobby")
    find(stage, log, search, 880, 300, 20)
    panel = opened(stage)
    assert [f"line {seq}." in listed(panel) for seq in (880, 300, 20, 30)] == [True] * 3 + [False]
    assert panel.found.text.get(*panel.found.text.tag_ranges("lit")[:2]) == "line"  # type: ignore[arg-type]
    assert str(panel.status.cget("text")) == "3 messages found."


def test_arrows_choose_return_goes_there_and_escape_goes_back(stage: Stage, log: Logbook) -> None:
    find(stage, log, typed(stage, "line"), 880, 300, 20)
    panel = opened(stage)
    history = stage.window.history
    panel.entry.event_generate("<Down>")
    panel.entry.event_generate("<Return>")
    log.answer()
    stage.root.update()
    assert "line 300." in history.text.get(*history.text.tag_ranges("target"))  # type: ignore[arg-type]
    assert stage.root.focus_get() is panel.entry
    assert not history.following
    panel.entry.event_generate("<Escape>")
    stage.root.update()
    assert stage.window.finding.panel is None
    assert history.at_end()
    assert stage.shown.endswith("line 900.")
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)


def test_escape_goes_back_to_a_reader_who_was_scrolled_up(stage: Stage, log: Logbook) -> None:
    history = stage.window.history
    history.text.yview_scroll(-200, "pixels")
    history._look()
    stage.root.update()
    where = history.where()
    assert where is not None
    find(stage, log, typed(stage, "line"), 300)
    opened(stage).entry.event_generate("<Return>")
    log.answer()
    assert "line 900." not in stage.shown
    opened(stage).entry.event_generate("<Escape>")
    stage.root.update()
    now = history.where()
    assert now is not None
    assert (now[0].key, now[1]) == (where[0].key, where[1])


def test_marks_are_left_out_of_what_is_listed(stage: Stage, log: Logbook) -> None:
    search = typed(stage, "key")
    (entry,) = log.part(880, 880)
    assert isinstance(entry, events.Message)
    hit = events.Hit(entry, "where is **the key** of the `shop`?")
    stage.apply(events.Found(search.re, [hit], more=False))
    assert "where is the key of the shop?" in listed(opened(stage))


def test_a_click_goes_there(stage: Stage, log: Logbook) -> None:
    find(stage, log, typed(stage, "line"), 880, 300)
    text = opened(stage).found.text
    stage.root.update()
    box = text.bbox(text.search("line 300.", "1.0"))
    assert box is not None
    text.event_generate("<ButtonRelease-1>", x=box[0] + 3, y=box[1] + 3)
    log.answer()
    assert "line 300." in stage.shown


def test_everywhere_leads_into_another_room(stage: Stage, log: Logbook) -> None:
    find(stage, log, typed(stage, "line"), 880)
    panel = opened(stage)
    panel.everywhere.event_generate("<Button-1>", x=3, y=3)
    panel.everywhere.event_generate("<ButtonRelease-1>", x=3, y=3)
    stage.until(lambda: asked(stage)[-1].room is None)
    stage.root.update()
    assert stage.root.focus_get() is panel.entry, "where arrows choose"
    entry = events.Message("robotics", 4, 1_700_000_000_000, BOB, "r4", "a line there")
    stage.apply(events.Found(asked(stage)[-1].re, [events.Hit(entry, entry.text)], more=False))
    assert "# robotics" in listed(panel)
    panel.entry.event_generate("<Return>")
    assert stage.model.current == "robotics"
    assert stage.sent(commands.Join) == [commands.Join("robotics")]
    assert not stage.sent(commands.History), "not before one is in"
    present = [events.Present(BOB.id, BOB.nick)]
    stage.apply(events.RoomState("robotics", "public", "", present, 1, 300, 1, 0))
    pages = stage.sent(commands.History)
    assert [(one.room, one.before, one.after) for one in pages] == [
        ("robotics", 5, None),
        ("robotics", None, 4),
    ]
    for page, seqs in zip(pages, (range(1, 5), range(5, 65)), strict=True):
        told = [
            events.Message("robotics", seq, entry.at, BOB, f"r{seq}", f"there {seq}.")
            for seq in seqs
        ]
        stage.apply(events.Page(page.re, "robotics", list(told), more=False))
    assert "there 4." in stage.shown


def test_more_comes_when_one_scrolls(stage: Stage, log: Logbook) -> None:
    search = typed(stage, "line")
    find(stage, log, search, *range(880, 850, -1), more=True)
    panel = opened(stage)
    stage.root.update()
    assert len(asked(stage)) == 1
    panel.found.text.yview_moveto(1.0)
    stage.until(lambda: len(asked(stage)) == 2)
    assert asked(stage)[-1].before == 851
    top = panel.found.text.index("@0,0")
    find(stage, log, asked(stage)[-1], 40)
    assert panel.found.text.index("@0,0") == top
    assert "line 40." in listed(panel)


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [
        (None, "Nothing in this room has these words; “Everywhere” looks in the others, too."),
        (ErrorCode.SLOW_DOWN, "The server is busy; searching again in a moment."),
        (ErrorCode.NOT_ALLOWED, "There is no such room."),
    ],
)
@pytest.mark.usefixtures("log")
def test_one_sentence_tells_how_it_stands(
    stage: Stage, happens: ErrorCode | None, sentence: str
) -> None:
    search = typed(stage, "line")
    panel = opened(stage)
    if happens is None:
        stage.apply(events.Found(search.re, [], more=False))
    else:
        stage.apply(events.Error(happens, "There is no such room.", fatal=False, re=search.re))
    assert str(panel.status.cget("text")) == sentence


@pytest.mark.usefixtures("log")
def test_offline_it_finds_what_is_here(stage: Stage) -> None:
    stage.apply(reports.Lost("Connection lost.", None))
    panel = opened(stage)
    panel.fill("line 899", everywhere=False)
    panel.ask_again()
    stage.until(lambda: "line 899." in listed(panel))
    assert str(panel.status.cget("text")) == "You are not connected; this is what is kept here."
    assert not asked(stage)
    panel.entry.event_generate("<Return>")
    assert "line 899." in stage.shown


def test_a_narrow_window_has_it_over_the_history(stage: Stage, log: Logbook) -> None:
    find(stage, log, typed(stage, "line"), 300)
    panel = opened(stage)
    history = stage.window.history
    stage.until(lambda: panel.winfo_rootx() >= history.winfo_rootx() + history.winfo_width())
    bottom = stage.window.main.winfo_rooty() + stage.window.main.winfo_height()
    assert panel.winfo_rooty() + panel.winfo_height() == bottom
    stage.root.geometry("600x500")
    stage.until(lambda: panel.winfo_rootx() == history.winfo_rootx())
    panel.entry.event_generate("<Return>")
    log.answer()
    assert stage.window.finding.panel is None, "what was found is to be seen"
    again = opened(stage)
    assert again.entry.get() == "line"
    assert "line 300." in listed(again)


@pytest.mark.usefixtures("log")
def test_long_words_for_where_to_look_stand_below_one_another(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = opened(stage)
    stage.until(lambda: panel.everywhere.winfo_x() > 0)
    assert panel.everywhere.winfo_y() == panel.here.winfo_y()
    stage.window.finding.close()
    monkeypatch.setattr(i18n, "_catalog", Pseudo())
    panel = opened(stage)
    stage.until(lambda: panel.everywhere.winfo_y() > panel.here.winfo_y())
    inside = panel.everywhere.winfo_rootx() + panel.everywhere.winfo_width()
    assert inside <= panel.winfo_rootx() + panel.winfo_width()


@pytest.mark.usefixtures("log")
def test_the_field_takes_no_emoji_but_a_paste(stage: Stage) -> None:
    stage.window.finding.search("key 🎉 shop")
    panel = opened(stage)
    assert panel.entry.get() == "key  shop"
    panel.entry.delete(0, "end")
    stage.root.clipboard_clear()
    stage.root.clipboard_append("pasted")
    panel.entry.event_generate("<<Paste>>")
    stage.until(lambda: stage.model.searching.text == "pasted")
