"""Edited, deleted and reacted to: drawn anew in its place, and the view held still."""

import random
from typing import Any

import pytest

from chat_gui import pump, reports, theme
from chat_gui.clock import now
from chat_gui.views.drawing import MOST_REDRAWN
from chat_server.protocol import commands, events
from tests.views.stage import ADA, BOB, Stage, lines, says


def edits(seq: int, target: int, text: str, by: events.Who = BOB) -> events.Edited:
    return events.Edited("lobby", seq, now(), by, f"e{seq}", target, text)


def deletes(seq: int, target: int) -> events.Deleted:
    return events.Deleted("lobby", seq, now(), BOB, f"d{seq}", target)


def reacts(
    seq: int, target: int, emoji: str = "👍", by: events.Who = BOB, *, on: bool = True
) -> events.Reacted:
    return events.Reacted("lobby", seq, now(), by, f"r{seq}", target, emoji, on)


def written(stage: Stage) -> str:
    """The characters in the widget, whether a person said them or not."""
    return stage.window.history.text.get("1.0", "end")


def scroll_up(stage: Stage, pixels: int = 37) -> None:
    text = stage.window.history.text
    text.focus_force()
    text.event_generate("<Prior>")
    stage.until(lambda: not stage.window.history.following)
    text.tk.call(text, "yview", "scroll", -pixels, "pixels")
    stage.root.update()


def place_of(stage: Stage, line: str) -> int:
    """The height at which a line is seen."""
    text = stage.window.history.text
    found = text.dlineinfo(text.search(line, "1.0"))
    assert found is not None
    return found[1]


def test_an_edited_message_shows_its_newest_text_and_a_quiet_mark(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "frist"), says(2, "second"))
    stage.apply(edits(3, 1, "first\nand more"))
    assert "first\nand more  edited\nsecond" in written(stage)
    assert "first\nand more\nsecond" in stage.shown, "copying leaves the mark out"
    assert "frist" not in written(stage)


@pytest.mark.parametrize(("width", "zoom"), [(900, 1.0), (480, 1.0), (900, 3.0)])
def test_what_has_no_room_beside_the_text_stands_below_it(
    display: str,  # noqa: ARG001
    width: int,
    zoom: float,
) -> None:
    stage = Stage("light", zoom, f"{width}x620")
    text, px = stage.window.history.text, stage.look.px
    stage.enter(BOB)
    indent = px(theme.TEXT_INDENT)
    room = text.winfo_width() - indent - px(theme.BESIDE_BAR)
    most = next(n for n in range(999) if stage.look.body.measure("i" * n) > room) - 1
    stage.apply(
        says(1, "i" * most),
        edits(2, 1, "i" * most),
        reports.Unsent("lobby", "w1", "i" * most, False, now()),
        reports.Unsent("lobby", "w2", "```\ncode\n```", False, now()),
    )
    place = "1.0"
    for mark in ("edited", "sending…", "sending…"):
        place = text.search(mark, f"{place}+1c", "end")
        text.see(place)
        box = text.bbox(place)
        assert box is not None
        assert indent <= box[0] <= indent + stage.look.small.measure("  "), mark
    stage.close()


def test_of_a_deleted_message_nothing_is_left(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "secret 🎉 z" + "\u0301" * 20), says(2, "shouts", BOB), says(3, "end"))
    history = stage.window.history
    stage.apply(edits(4, 1, "secret again"), deletes(5, 1), deletes(6, 2))
    assert written(stage).count("Message deleted") == 2
    assert "secret" not in repr((written(stage), history.text.originals, history.rows.settled))
    assert "secret" not in repr(stage.model.room.timeline.__dict__)


def test_reactions_are_counted_below_the_message(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "one"), says(2, "two"))
    stage.apply(reacts(3, 1), reacts(4, 1, by=ADA), reacts(5, 1, "🎉"))
    pill = stage.ink.paint.pill
    row = stage.window.history.rows.settled[1]
    assert row.images[-2:] == (pill("👍", "2", own=True), pill("🎉", "1", own=False))
    assert {"react:1:👍", "react:1:🎉"} <= set(stage.window.history.text.addresses.values())
    assert "one\ntwo" in stage.shown, "copying leaves them out"
    stage.apply(
        reacts(6, 1, on=False), reacts(7, 1, by=ADA, on=False), reacts(8, 1, "🎉", on=False)
    )
    assert "one\ntwo" in written(stage)


def test_a_reaction_that_is_no_emoji_is_harmless(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "one"), reacts(2, 1, "[exit]\u202e {$a}\n"), reacts(3, 1, "\U0001f9ff"))
    assert "[exit]" in written(stage)


def test_at_the_bottom_it_follows(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 60))
    for seq in range(61, 66):
        stage.apply(reacts(seq, 60, "👍🎉🦊🔧🔑"[seq - 61]))
        assert stage.window.history.at_end()
    stage.apply(edits(66, 30, "long " * 200))
    assert stage.window.history.at_end()


@pytest.mark.parametrize("target", [3, 20, 40, 59])
def test_scrolled_up_it_stays_to_the_pixel(stage: Stage, target: int) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 60))
    scroll_up(stage)
    text = stage.window.history.text
    top = text.get("@0,0 + 1 lines linestart", "@0,0 + 1 lines lineend")
    before = place_of(stage, top)
    stage.apply(edits(61, target, "longer\nby\nthree lines"), reacts(62, target))
    stage.apply(deletes(63, target + 1))
    assert place_of(stage, top) == before
    assert not stage.window.history.following


def test_a_long_message_that_fills_the_view_stays_too(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 5), says(6, "\n".join(f"part {n}." for n in range(200))), *lines(7, 9))
    scroll_up(stage, 500)
    text = stage.window.history.text
    top = text.get("@0,0 + 1 lines linestart", "@0,0 + 1 lines lineend")
    before = place_of(stage, top)
    stage.apply(reacts(10, 6), edits(11, 2, "two\nlines"))
    assert place_of(stage, top) == before


def test_in_place_is_as_drawn_anew(stage: Stage) -> None:
    stage.enter(BOB)
    chance = random.Random(7)
    texts = [
        "plain",
        "🎉 first",
        "last 🎉",
        "🎉",
        "two\nlines",
        "z" + "\u0301" * 20,
        "https://a.example",
    ]
    said = [says(n, chance.choice(texts), chance.choice([ADA, BOB])) for n in range(1, 40)]
    stage.apply(*said)
    for seq in range(40, 140):
        target = chance.randint(1, 39)
        what: Any = chance.choice(
            [
                lambda s, t: edits(s, t, chance.choice(texts)),
                deletes,
                lambda s, t: reacts(s, t, chance.choice("👍🎉🦊"), on=chance.random() < 0.7),
            ]
        )
        stage.apply(what(seq, target))
    text = stage.window.history.text

    def drawn() -> list[tuple[str, set[str]]]:
        last = int(text.index("end-1c").split(".")[0])
        return [
            (
                text.get(f"{n}.0", f"{n}.end"),
                {tag for tag in text.tag_names(f"{n}.0") if ":" not in tag},
            )
            for n in range(2, last + 1)
        ]

    in_place, said_in_place = drawn(), stage.shown
    stage.window._drawing.anew()
    assert in_place == drawn()
    assert said_in_place == stage.shown


def test_many_at_once_are_drawn_anew(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 100))
    drawn: list[int] = []
    anew = stage.window._drawing.anew
    monkeypatch.setattr(stage.window._drawing, "anew", lambda: (drawn.append(1), anew()))
    stage.apply(*(reacts(100 + n, n) for n in range(1, MOST_REDRAWN + 2)))
    assert drawn == [1]
    assert stage.shown.endswith("line 100")
    pill = stage.ink.paint.pill("👍", "1", own=False)
    assert sum(pill in row.images for row in stage.window.history.rows.settled) == MOST_REDRAWN + 1


def test_rows_not_drawn_yet_are_amended_too(stage: Stage) -> None:
    stage.enter(BOB, last=600)
    stage.apply(*lines(1, 600))
    stage.window.deeds.enter("robotics")
    stage.window.deeds.enter("lobby")
    history = stage.window.history
    stage.apply(edits(601, 5, "amended"))
    history.text.focus_force()
    history.text.event_generate("<Control-Home>")
    stage.until(lambda: not history.rows.hidden or history.text.yview_moveto(0.0))
    assert "line 4\namended  edited\nline 6" in written(stage)


def test_a_flood_of_reactions_is_drawn_in_the_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump, "BACKLOG", 50)
    stage.enter(BOB)
    stage.apply(*lines(1, 100))
    pumped = pump.Pump(stage.root, incoming := pump.SimpleQueue(), stage.model, stage.window.show)
    for seq in range(101, 400):
        incoming.put(reacts(seq, 100, by=events.Who(f"p{seq}", "P")))
    while incoming.qsize():
        pumped.drain()
    pumped.drain()
    pill = stage.ink.paint.pill("👍", "299", own=False)
    assert pill in stage.window.history.rows.settled[-1].images


def test_a_flood_leaves_a_reader_above_it_but_not_a_deleted_text(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pump, "BACKLOG", 50)
    stage.enter(BOB)
    stage.apply(*lines(1, 100))
    scroll_up(stage)
    pumped = pump.Pump(stage.root, incoming := pump.SimpleQueue(), stage.model, stage.window.show)
    incoming.put(deletes(101, 90))
    for line in lines(102, 300):
        incoming.put(line)
    pumped.drain()
    assert stage.window.history.stale
    assert "line 90" not in written(stage)
    assert "Message deleted" in written(stage)


@pytest.mark.parametrize(
    ("topic", "typed", "said"),
    [
        ("Lunch", "/topic", "The topic is: Lunch"),
        ("Lunch", "/topic Lunch", "The topic is: Lunch"),
        ("", "/topic", "This room has no topic. /topic TEXT sets one."),
        ("", "/topic -", "This room has no topic. /topic TEXT sets one."),
    ],
)
def test_a_topic_that_stays_is_told(stage: Stage, topic: str, typed: str, said: str) -> None:
    stage.enter(BOB)
    stage.model.room.topic = topic
    assert stage.window.deeds.send(typed) is None
    assert str(stage.window.banner.label.cget("text")) == said
    stage.apply(reports.Lost("Gone.", 10**9))
    assert stage.window.deeds.send("/topic") == said, "the banner speaks of the connection"
    assert not stage.sent(commands.Topic)


def test_a_topic_is_taken_away(stage: Stage) -> None:
    stage.enter(BOB)
    stage.model.room.topic = "Lunch"
    stage.write("/topic ", "<minus>", "<Return>")
    (command,) = stage.sent(commands.Topic)
    assert command.text == ""


def test_a_topic_stands_in_the_header_and_in_a_grey_line(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(events.Topic("lobby", 1, now(), BOB, "t", "Lunch at one 🍲"))
    assert "Bob set the topic: Lunch at one 🍲" in stage.shown
    assert stage.window.header.topic.text == "Lunch at one 🍲"
    stage.write("/topic Soup", "<Return>")
    (command,) = stage.sent(commands.Topic)
    assert (command.room, command.text) == ("lobby", "Soup")


def test_a_room_that_begins_with_reactions_alone_is_read_on(stage: Stage) -> None:
    stage.enter(BOB, last=200)
    stage.apply(*(reacts(seq, 1) for seq in range(151, 201)))
    stage.until(lambda: len(stage.sent(commands.History)) == 1)
    assert not stage.window.history._nothing.winfo_ismapped()
    page = [reacts(seq, 1) for seq in range(51, 151)]
    stage.apply(events.Page("older lobby", "lobby", page, more=True))
    stage.until(lambda: len(stage.sent(commands.History)) == 2)
    asked = [one.before for one in stage.sent(commands.History)]
    assert asked == [151, 51]
    page = [says(1, "hello"), *(reacts(seq, 1) for seq in range(2, 51))]
    stage.apply(events.Page("older lobby", "lobby", page, more=False))
    assert (
        stage.ink.paint.pill("👍", "1", own=False) in stage.window.history.rows.settled[-1].images
    )
