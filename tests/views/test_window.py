"""The window around the history: sidebar, header, banner, themes, zoom, keys, the pump."""

import time
from queue import SimpleQueue

import pytest

from chat_gui import pump, reports, theme
from chat_gui.model.timeline import TRIM_ROWS
from chat_gui.views import banner as banner_module
from chat_server.protocol import commands, events
from tests.views.stage import ADA, BOB, Stage, lines, says


def drawn(stage: Stage) -> list[str]:
    """The texts in the sidebar's list, from top to bottom."""
    listing = stage.window.sidebar.listing
    texts = [item for item in listing.find_all() if listing.type(item) == "text"]
    return [str(listing.itemcget(item, "text")) for item in texts]


def test_people_rooms_and_title(stage: Stage) -> None:
    stage.enter(BOB)
    assert drawn(stage) == [
        *("Rooms", "#", "lobby", "#", "robotics"),
        *("Here · 2", "Ada", "(you)", "Bob"),
    ]
    assert stage.root.title() == "lobby — Lab 4 — Parlor"
    assert stage.window.header.here.text == "2 here"
    assert stage.window.sidebar.state_line.text == "connected · not encrypted"


def test_unread_counts_in_list_and_title(stage: Stage) -> None:
    stage.enter(BOB)
    stage.model.room.joined = True
    stage.window.deeds.enter("robotics")
    stage.apply(*lines(1, 3))
    assert "3" in drawn(stage)
    assert stage.root.title() == "(3) robotics — Lab 4 — Parlor"
    stage.window.deeds.step(-1)
    assert stage.model.current == "lobby"
    assert stage.root.title() == "lobby — Lab 4 — Parlor"


def test_a_title_has_no_emoji_on_x11(stage: Stage) -> None:
    stage.enter(BOB)
    stage.window.deeds.enter("🎉-party")
    assert stage.root.title() == ":party_popper:-party — Lab 4 — Parlor"


def test_a_room_is_chosen_with_the_keyboard(stage: Stage) -> None:
    stage.enter(BOB)
    listing = stage.window.sidebar.listing
    listing.focus_force()
    listing.event_generate("<Down>")
    listing.event_generate("<Return>")
    stage.root.update()
    assert stage.sent(commands.Join) == [commands.Join("robotics")]
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)


def test_a_new_room(stage: Stage) -> None:
    stage.enter(BOB)
    sidebar = stage.window.sidebar
    sidebar.add.invoke()
    stage.until(lambda: stage.root.focus_get() is sidebar.new.entry)
    sidebar.new.entry.insert(0, "two words")
    sidebar.new.entry.event_generate("<Return>")
    stage.until(sidebar.new.refusal.winfo_ismapped)
    sidebar.new.entry.delete(0, "end")
    sidebar.new.entry.insert(0, "#Lunch")
    sidebar.new.entry.event_generate("<Return>")
    stage.until(lambda: stage.sent(commands.Join) == [commands.Join("lunch")])
    assert not sidebar.new.entry.winfo_ismapped()


def test_an_emoji_never_gets_into_the_new_room_field(stage: Stage) -> None:
    stage.enter(BOB)
    sidebar = stage.window.sidebar
    sidebar.add.invoke()
    stage.until(lambda: stage.root.focus_get() is sidebar.new.entry)
    sidebar.new.entry.insert(0, "lunch")
    sidebar.new.entry.insert("end", "🦊")
    assert sidebar.new.entry.get() == "lunch"
    sidebar._on_new = lambda _name: "“🦊” won't do."
    sidebar.new.entry.event_generate("<Return>")
    stage.until(sidebar.new.refusal.winfo_ismapped)
    assert str(sidebar.new.refusal.cget("text")) == "“:fox:” won't do."


def test_a_narrow_window_folds_the_sidebar(stage: Stage) -> None:
    stage.enter(BOB)
    window = stage.window
    assert window.sidebar.winfo_ismapped()
    assert not window.header.fold.winfo_ismapped()
    stage.root.geometry("480x400")
    stage.until(lambda: not window.sidebar.winfo_ismapped() and window.header.fold.winfo_ismapped())
    window.header.fold.invoke()
    stage.until(window.sidebar.winfo_ismapped)
    stage.root.event_generate("<Escape>")
    stage.until(lambda: not window.sidebar.winfo_ismapped())
    stage.look.switch("dark")
    assert window.header.fold.winfo_manager()
    stage.root.geometry("900x620")
    stage.until(lambda: window.sidebar.winfo_ismapped() and not window.header.fold.winfo_ismapped())


def test_nothing_is_cut_off_in_the_smallest_window(stage: Stage) -> None:
    stage.enter(BOB)
    stage.root.geometry("480x400")
    stage.until(lambda: stage.root.winfo_width() == 480)
    button = stage.window.composer.button
    stage.until(
        lambda: button.winfo_rootx() + button.winfo_width() <= stage.root.winfo_rootx() + 480
    )
    assert button.winfo_width() >= button.winfo_reqwidth()
    assert button.winfo_rooty() + button.winfo_height() <= stage.root.winfo_rooty() + 400


def test_why_one_does_not_come_back_is_told_from_the_second_try_on(stage: Stage) -> None:
    stage.enter(BOB)
    at = time.monotonic() + 3_600
    label = stage.window.banner.label
    for _ in range(2):
        stage.apply(reports.Lost("Broken.", at))
        assert str(label.cget("text")).startswith("Connection lost.")
        stage.apply(reports.Connecting(), reports.Lost("It is full.", at))
        assert str(label.cget("text")).startswith("It is full.")
        stage.enter(BOB)


def test_a_lost_connection_counts_down_in_a_thin_bar(stage: Stage) -> None:
    stage.enter(BOB)
    banner = stage.window.banner
    assert not banner.winfo_ismapped()
    stage.apply(reports.Lost("The server went away.", time.monotonic() + 3))
    stage.until(banner.winfo_ismapped)
    sentence = "Connection lost. Trying again in 3\u00a0s. What you write will be sent."
    assert str(banner.label.cget("text")) == sentence
    stage.until(lambda: "in 2\u00a0s" in str(banner.label.cget("text")))
    banner.button.invoke()
    assert stage.link.tried == 1
    stage.write("kept", "<Return>")
    assert len(stage.sent(commands.Send)) == 1
    stage.apply(reports.Connecting())
    stage.enter(BOB)
    stage.until(lambda: not banner.winfo_ismapped())


def test_without_a_connection_nobody_is_said_to_be_here(stage: Stage) -> None:
    stage.enter(BOB)
    direct = f"@{ADA.id}+{BOB.id}"
    both = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
    stage.apply(events.RoomState(direct, "direct", "", both, 2, 0, 0, 0, BOB))
    assert drawn(stage)[-4:] == ["Here · 2", "Ada", "(you)", "Bob"]
    stage.apply(reports.Lost("The server went away.", time.monotonic() + 60))
    assert drawn(stage)[-4:] == ["People", "Ada", "(you)", "Bob"]
    assert not any(line.here for line in stage.window.sidebar._people)
    assert [line.mark for line in stage.window.sidebar.directs] == ["away"]
    assert stage.window.header.here.text == ""
    stage.enter(BOB)
    assert drawn(stage)[-4:] == ["Here · 2", "Ada", "(you)", "Bob"]
    assert stage.window.header.here.text == "2 here"


@pytest.mark.parametrize("connected", [True, False])
def test_a_trouble_has_its_time_whatever_becomes_of_the_connection(
    stage: Stage, connected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told at the start comes a moment before the connection stands, or can't be made."""
    monkeypatch.setattr(banner_module, "SHOWN_MS", 300)
    said: list[str] = []
    label = stage.window.banner.label
    stage.apply(reports.Trouble("One file is damaged."), reports.Trouble("Another is, too."))
    if connected:
        stage.enter(BOB)
    else:
        stage.apply(reports.Lost("Gone.", time.monotonic() + 3_600))

    def ended() -> bool:
        now = str(label.cget("text")) if stage.window.banner.winfo_ismapped() else "-"
        if now != (said or [""])[-1]:
            said.append(now)
        return len(said) == 3

    stage.until(ended)
    assert said[:2] == ["Another is, too.", "One file is damaged."]
    assert said[2] == "-" if connected else said[2].startswith("Gone.")


def test_a_trouble_that_was_seen_is_not_told_again(stage: Stage) -> None:
    stage.enter(BOB)
    banner = stage.window.banner
    banner.tell("That can't be.")
    banner._told_at -= banner_module.SEEN_SECONDS
    banner.tell("Nor that.")
    assert not banner._waiting


def test_while_the_connection_is_lost_a_trouble_leaves_the_way_out(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(reports.Lost("Gone.", time.monotonic() + 3_600))
    stage.apply(reports.Trouble("The disk is full."))
    banner = stage.window.banner
    assert str(banner.label.cget("text")) == "The disk is full."
    banner.button.invoke()
    assert stage.link.tried == 1


@pytest.mark.parametrize("reason", ["", "That is not a Parlor server. " * 3])
def test_in_a_narrow_window_the_bar_says_it_all(stage: Stage, reason: str) -> None:
    stage.root.geometry("480x400")
    stage.until(lambda: stage.root.winfo_width() == 480)
    if not reason:
        stage.enter(BOB)
    stage.apply(reports.Lost(reason, time.monotonic() + 30))
    banner, label = stage.window.banner, stage.window.banner.label
    stage.until(banner.button.winfo_ismapped)
    stage.until(lambda: label.winfo_reqwidth() <= label.winfo_width())
    stage.until(lambda: label.winfo_reqheight() <= label.winfo_height())
    assert banner.button.winfo_x() + banner.button.winfo_width() <= banner.winfo_width()


def test_a_closed_connection_waits_for_the_person(stage: Stage) -> None:
    stage.apply(reports.Closed("This server speaks another version; update Parlor."))
    banner = stage.window.banner
    stage.until(banner.button.winfo_ismapped)
    assert str(banner.button.cget("text")) == "Reconnect"


def test_catching_up_is_told(stage: Stage) -> None:
    stage.enter(BOB, last=1)
    stage.apply(says(1, "before"))
    stage.apply(reports.Lost("Gone.", time.monotonic() + 3))
    stage.enter(BOB, last=1)
    assert "all here" in str(stage.window.banner.label.cget("text")) or "Nothing was missed" in str(
        stage.window.banner.label.cget("text")
    )


def test_typing_is_shown_and_ends(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(events.Typing("lobby", BOB))
    assert stage.window.typing.text == "Bob is typing…"
    stage.apply(says(1, "done"))
    assert stage.window.typing.text == ""
    stage.apply(events.Typing("lobby", BOB))
    stage.apply(reports.Lost("Gone.", time.monotonic() + 3))
    assert stage.window.typing.text == "", "nobody knows any more"


def test_the_keyboard_goes_where_it_is_asked_for(stage: Stage) -> None:
    stage.enter(BOB)
    window = stage.window
    for asked in (window.sidebar.listing, None):
        window.keyboard_to(asked)
        wanted = asked or window.composer.text
        stage.until(lambda wanted=wanted: stage.root.focus_get() is wanted)
        stage.root.focus_set()
        stage.until(lambda: stage.root.focus_get() is stage.root)
        stage.root.event_generate("<FocusIn>")
        stage.until(lambda wanted=wanted: stage.root.focus_get() is wanted)


def test_themes_recolour_everything(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "hello 🎉"))
    stage.look.switch("dark")
    stage.root.update()
    assert str(stage.window.history.text.cget("background")) == theme.DARK.surface
    assert str(stage.window.composer.text.cget("background")) == theme.DARK.raised
    assert str(stage.window.sidebar.listing.cget("background")) == theme.DARK.sidebar
    stage.look.switch("light")
    assert str(stage.window.history.text.cget("background")) == theme.LIGHT.surface
    assert stage.shown.endswith("hello 🎉")


def test_zoom_by_keyboard(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 40))
    before = stage.look.height(stage.look.body)
    stage.root.event_generate("<Control-equal>")
    assert stage.look.height(stage.look.body) > before
    stage.until(stage.window.history.at_end)
    stage.root.event_generate("<Control-Key-0>")
    assert stage.look.height(stage.look.body) == before


def test_help_opens_and_closes(stage: Stage) -> None:
    stage.enter(BOB)
    stage.write("/help", "<Return>")
    assert stage.window.panels.shown is not None
    stage.root.event_generate("<Escape>")
    stage.root.update()
    assert stage.window.panels.shown is None


class Pumped:
    """A pump between a queue and the stage."""

    def __init__(self, stage: Stage) -> None:
        self.incoming: SimpleQueue[reports.News] = SimpleQueue()
        self.pump = pump.Pump(stage.root, self.incoming, stage.model, stage.window.show)

    def put(self, *happened: events.AnyEvent) -> None:
        for one in happened:
            self.incoming.put(one)


@pytest.fixture
def pumped(stage: Stage) -> Pumped:
    stage.enter(BOB)
    return Pumped(stage)


def test_the_pump_shows_what_comes(stage: Stage, pumped: Pumped) -> None:
    pumped.pump.start()
    pumped.put(says(1, "hello"))
    stage.until(lambda: stage.shown.endswith("hello"))
    pumped.pump.stop()


def test_a_tick_takes_no_more_than_a_batch(stage: Stage, pumped: Pumped) -> None:
    pumped.put(*lines(1, 300))
    pumped.pump.drain()
    assert pumped.incoming.qsize() == 300 - pump.BATCH
    pumped.pump.drain()
    assert stage.shown.endswith("line 300")


def test_a_flood_is_collapsed_and_loses_nothing_new(stage: Stage, pumped: Pumped) -> None:
    last = 4 * pump.BACKLOG
    pumped.put(*lines(1, last))
    while pumped.incoming.qsize():
        pumped.pump.drain()
    pumped.pump.drain()
    assert stage.shown.endswith(f"line {last}")
    assert stage.shown.count(f"line {last - 1}\n") == 1
    assert len(stage.window.history.rows.settled) <= TRIM_ROWS


def test_a_flood_leaves_a_reader_who_is_scrolled_up_alone(
    stage: Stage, pumped: Pumped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump, "REDRAW_SECONDS", 0.0)
    stage.apply(*lines(1, 100))
    history = stage.window.history
    history.text.focus_force()
    history.text.event_generate("<Prior>")
    stage.until(lambda: not history.following)
    top = history.text.get("@0,0", "@0,0 lineend")
    last = 100 + 3 * pump.BACKLOG
    pumped.put(*lines(101, last))
    while pumped.incoming.qsize():
        pumped.pump.drain()
        stage.root.update()
    pumped.put(says(last + 1, "after it"))
    pumped.pump.drain()
    stage.root.update()
    assert history.text.get("@0,0", "@0,0 lineend") == top
    assert str(history._down.cget("text")) == f"{last + 1 - 100:,} new"
    assert len(stage.model.room.timeline.rows()[0]) <= TRIM_ROWS
    history.text.event_generate("<Control-Home>")
    stage.root.update()
    asked = stage.sent(commands.History)
    around = [(one.before, one.after) for one in asked]
    assert around == [(2, None), (None, 1)], "what is above is asked for anew"
    history._down.invoke()
    stage.until(lambda: history.at_end() and not history._down.winfo_ismapped())
    assert stage.shown.endswith(f"line {last}\nafter it")
    stage.apply(says(last + 2, "and on"))
    assert stage.shown.endswith("after it\nand on")


def test_scrolling_down_to_what_a_flood_brought_draws_it(stage: Stage, pumped: Pumped) -> None:
    stage.apply(*lines(1, 100))
    history = stage.window.history
    history.text.focus_force()
    history.text.event_generate("<Prior>")
    stage.until(lambda: not history.following)
    pumped.put(*lines(101, 100 + 2 * pump.BACKLOG))
    while pumped.incoming.qsize():
        pumped.pump.drain()
    assert stage.shown.endswith("line 100")
    history.text.event_generate("<Control-End>")
    stage.until(lambda: stage.shown.endswith(f"line {100 + 2 * pump.BACKLOG}"))
    stage.until(history.at_end)


def test_an_exception_does_not_stop_the_pump(
    stage: Stage, pumped: Pumped, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[BaseException] = []
    monkeypatch.setattr(
        stage.root, "report_callback_exception", lambda _kind, error, _trace: seen.append(error)
    )
    shown = pumped.pump.show
    pumped.pump.show = lambda _told: 1 / 0  # type: ignore[assignment, return-value]
    pumped.put(says(1, "lost"))
    pumped.pump.start()
    stage.until(lambda: seen)
    pumped.pump.show = shown
    pumped.put(says(2, "found", ADA))
    stage.until(lambda: stage.shown.endswith("found"))
    pumped.pump.stop()


def test_what_is_typed_anywhere_goes_into_the_composer(stage: Stage) -> None:
    stage.enter(BOB)
    window = stage.window
    for place in (window.history.text, window.sidebar.listing):
        place.focus_force()
        stage.until(lambda place=place: stage.root.focus_get() is place)
        place.event_generate("<KeyPress>", keysym="h")
        stage.until(lambda: stage.root.focus_get() is window.composer.text)
    assert window.composer.content() == "hh"


def test_help_leaves_the_keyboard_where_one_writes(stage: Stage) -> None:
    stage.enter(BOB)
    stage.write("/help", "<Return>")
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)
    stage.window.composer.text.event_generate("<Escape>")
    assert stage.window.panels.shown is None


def test_folding_and_unfolding_keeps_the_sidebars_width(stage: Stage) -> None:
    stage.enter(BOB)
    width = stage.window.sidebar.winfo_width()
    for size in ("500x420", "900x620"):
        stage.root.geometry(size)
        wide = int(size[:3])
        stage.until(lambda wide=wide: abs(stage.root.winfo_width() - wide) < 30)
    stage.until(lambda: stage.window.sidebar.winfo_width() == width)
    stage.apply(reports.Lost("Gone.", time.monotonic() + 9))
    assert stage.window.sidebar.winfo_width() == width


def test_rooms_of_others_are_asked_for(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.enter(BOB)
    monkeypatch.setattr("chat_gui.views.window.ROOMS_SECONDS", 0)
    stage.until(lambda: stage.sent(commands.Rooms))


def test_who_sends_a_long_message_sees_its_end(stage: Stage) -> None:
    stage.enter(BOB)
    stage.write("word " * 1_500, "<Return>")
    stage.until(lambda: stage.window.history.text.yview()[1] == 1.0)
    stage.root.update()
    assert stage.window.history.text.yview()[1] == 1.0
