"""Ctrl+K: typing where to go, by keyboard and mouse, at any size."""

import pytest

from chat_gui.views.palette import Palette
from chat_server.protocol import commands, events
from tests import hand
from tests.views.stage import ADA, BOB, Stage
from tests.views.test_rooms_part import DIRECT, alone, robotics, talks

THIRD = events.Who("third-4", "Third")


def opened(stage: Stage, typed: str = "") -> Palette:
    """Ctrl+K from where one writes, and this typed."""
    stage.window.composer.text.event_generate("<Control-k>")
    palette = stage.window.rooms.palette
    assert palette is not None
    stage.until(lambda: stage.root.focus_get() is palette.entry)
    for char in typed:
        palette.entry.event_generate("<Key>", keysym={"@": "at", "#": "numbersign"}.get(char, char))
    stage.root.update()
    return palette


def offered(palette: Palette) -> list[str]:
    return [line.called for line in palette._lines]


def chosen(palette: Palette) -> str:
    (line,) = [line for line in palette._lines if line.current]
    return line.called


def test_typing_and_return_lead_into_a_room(stage: Stage) -> None:
    stage.enter(BOB)
    stage.write("half a sentence")
    palette = opened(stage, "rob")
    assert offered(palette) == ["robotics", "Make room #rob"]
    palette.entry.event_generate("<Return>")
    assert stage.model.current == "robotics"
    assert stage.window.rooms.palette is None
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)
    stage.window.deeds.enter("lobby")
    assert stage.typed == "half a sentence", "the key deletes nothing"


def test_what_is_new_comes_first_and_arrows_go_round(stage: Stage) -> None:
    stage.enter(BOB, THIRD)
    stage.apply(robotics(), talks(1), alone(), talks(1, room=DIRECT))
    palette = opened(stage)
    assert offered(palette) == ["Bob", "robotics", "Third", "lobby"]
    assert chosen(palette) == "Bob"
    for key, at in (("<Down>", "robotics"), ("<Up>", "Bob"), ("<Up>", "lobby"), ("<Down>", "Bob")):
        palette.entry.event_generate(key)
        assert chosen(palette) == at
    palette.entry.event_generate("<Next>")
    assert chosen(palette) == "lobby"
    palette.entry.event_generate("<Prior>")
    palette.entry.event_generate("<Return>")
    assert stage.model.current == DIRECT


def test_a_person_is_talked_with(stage: Stage) -> None:
    stage.enter(BOB, THIRD)
    palette = opened(stage, "@thi")
    assert offered(palette) == ["Third"]
    palette.entry.event_generate("<Return>")
    (command,) = stage.sent(commands.Open)
    assert command.with_ == "Third"


def test_a_room_is_made(stage: Stage) -> None:
    stage.enter(BOB)
    palette = opened(stage, "#plans")
    assert offered(palette) == ["Make room #plans"]
    palette.entry.event_generate("<Return>")
    assert stage.sent(commands.Join) == [commands.Join("plans")]


def test_a_click_chooses(stage: Stage) -> None:
    stage.enter(BOB)
    palette = opened(stage)
    hand.click(palette.list, "robotics")
    assert stage.model.current == "robotics"


@pytest.mark.parametrize("key", ["<Escape>", "<Control-k>"])
def test_it_is_left(stage: Stage, key: str) -> None:
    stage.enter(BOB)
    opened(stage, "rob").entry.event_generate(key)
    assert (stage.window.rooms.palette, stage.model.current) == (None, "lobby")
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)


def test_it_is_gone_when_one_goes_elsewhere(stage: Stage) -> None:
    stage.enter(BOB)
    opened(stage)
    stage.window.history.text.focus_force()
    stage.until(lambda: stage.window.rooms.palette is None)


def test_what_nobody_is_called_is_told(stage: Stage) -> None:
    stage.enter(BOB)
    palette = opened(stage, "@zzz")
    stage.until(palette.none.winfo_ismapped)
    palette.entry.event_generate("<Down>")
    palette.entry.event_generate("<Return>")
    assert stage.window.rooms.palette is palette
    palette.entry.event_generate("<BackSpace>")
    palette.entry.event_generate("<BackSpace>")
    palette.entry.event_generate("<BackSpace>")
    stage.until(lambda: not palette.none.winfo_ismapped())
    assert offered(palette) == ["Bob"]


def test_the_plus_beside_conversations_asks_for_people(stage: Stage) -> None:
    stage.enter(BOB, THIRD)
    stage.apply(alone())
    stage.window.sidebar.talk.invoke()
    palette = stage.window.rooms.palette
    assert palette is not None
    assert offered(palette) == ["Bob", "Third"]


@pytest.mark.parametrize("steps", [0, 9])
def test_it_fits_into_the_smallest_window(stage: Stage, steps: int) -> None:
    stage.enter(BOB, *(events.Who(f"p{n}", f"Visitor {n}") for n in range(30)))
    stage.root.geometry("480x400")
    stage.look.zoom_by(steps)
    stage.until(lambda: stage.root.winfo_width() == 480)
    palette = opened(stage)
    stage.root.update()
    stage.look.switch("dark")
    stage.root.update()
    assert palette.winfo_x() >= 0
    assert palette.winfo_x() + palette.winfo_width() <= 480
    assert palette.winfo_y() + palette.winfo_height() <= 400
    assert palette.list.winfo_height() >= palette.list.line_height
    for _ in range(20):
        palette.entry.event_generate("<Down>")
    stage.root.update()
    place = palette.list._places[20]
    top = place.top - int(palette.list.canvasy(0))
    assert 0 <= top <= palette.list.winfo_height() - palette.list.line_height


def test_rooms_of_others_are_asked_for_and_come_in(stage: Stage) -> None:
    stage.enter(BOB)
    palette = opened(stage, "ro")
    assert stage.sent(commands.Rooms)
    assert offered(palette) == ["robotics", "Make room #ro"]
    palette.entry.event_generate("<Down>")
    made = [events.RoomSummary(name, "public", "", 0, 0, 1) for name in ("robotics", "rowing")]
    stage.apply(events.Rooms("rooms", made, False))
    assert offered(palette) == ["robotics", "rowing", "Make room #ro"]
    assert chosen(palette) == "Make room #ro"
    stage.apply(events.Rooms("rooms", [events.RoomSummary("ro", "public", "", 0, 0, 1)], False))
    assert offered(palette) == ["ro", "robotics", "rowing"]
    assert chosen(palette) == "ro"


def test_ada_is_nowhere_to_go(stage: Stage) -> None:
    stage.enter(BOB)
    assert ADA.nick not in offered(opened(stage, "@"))


def test_a_panel_makes_way_for_it(stage: Stage) -> None:
    stage.enter(BOB)
    stage.window.rooms.set_topic("lobby")
    stage.window.rooms.jump()
    assert stage.window.panels.shown is None
    assert stage.window.rooms.palette is not None
