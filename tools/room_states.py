"""The states of the sidebar and the header: badges, marks, menus, the topic, jumping, folding."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from chat_gui import theme
from chat_gui.clock import now
from chat_gui.model.rooms import FOR_EVER
from chat_server.protocol import events
from tests.views.stage import ADA, BOB
from tools.scene import GUEST, MINUTE, Stage, says, talk

THIRD = events.Who("third-9", "Third Person with a long name")


def state(name: str, *people: events.Who, kind: str = "public", last: int = 0) -> events.RoomState:
    """A room that Ada is in."""
    present = [events.Present(who.id, who.nick) for who in (ADA, *people)]
    other = people[0] if kind == "direct" else None
    return events.RoomState(name, kind, "", present, len(present), last, 1, 0, other)


def said(room: str, seq: int, text: str, by: events.Who = BOB) -> events.Message:
    """An entry of a room."""
    return events.Message(room, seq, now() - MINUTE, by, f"{room}{seq}", text)


def rooms(stage: Stage) -> None:
    """A chat in which something is unread, begun, muted and meant for the person."""
    talk(stage)
    assert stage.model.server is not None
    stage.model.server = msgspec.structs.replace(
        stage.model.server, host="LAB-PC4", keep_days=30, keep_entries=0
    )
    stage.model.room.topic = "Welcome. Be kind."
    stage.apply(
        state("robotics", BOB),
        state("lunch", BOB),
        state("noise", BOB),
        state("+plans", BOB),
    )
    bob, guest = f"@{ADA.id}+{BOB.id}", f"@{ADA.id}+{THIRD.id}"
    stage.apply(state(bob, BOB, kind="direct"), state(guest, THIRD, kind="direct"))
    stage.apply(events.Left(guest, THIRD))
    stage.apply(*(said("robotics", n, "hello") for n in range(1, 13)))
    stage.apply(said("lunch", 1, "Soup today"), said("lunch", 2, "@Ada, are you coming?"))
    stage.apply(*(said("noise", n, "beep") for n in range(1, 40)), said("noise", 40, "@Ada: beep"))
    stage.apply(said(bob, 1, "Do you have a minute?"))
    stage.window.deeds.mute("noise", FOR_EVER)
    stage.window.deeds.enter("+plans")
    stage.window.composer.fill("On Monday I")
    stage.window.deeds.enter("lobby")
    stage.window.refresh()
    stage.root.update()


def sidebar(mode: theme.Mode, size: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """The window with all marks that the sidebar has."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        rooms(stage)
        stage.shoot(path)

    return draw


def folded(path: Path) -> None:
    """Sections that are folded; what is new in them is shown all the same."""
    stage = Stage("dark", 1.0, "900x620")
    rooms(stage)
    for section in ("rooms", "people"):
        stage.window.sidebar.fold(section)
    stage.shoot(path)


def unfolded(mode: theme.Mode, size: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """A narrow window with its sidebar over it."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        rooms(stage)
        stage.window.header.fold.invoke()
        stage.shoot(path)

    return draw


def topic(mode: theme.Mode, size: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """The panel that says what a room is about."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        rooms(stage)
        stage.window.rooms.set_topic("lobby")
        stage.shoot(path)

    return draw


def jump(mode: theme.Mode, size: str, typed: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """The field in which one types where to go."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        rooms(stage)
        stage.window.rooms.jump(typed)
        stage.settle()
        if not typed:
            assert stage.window.rooms.palette is not None
            stage.window.rooms.palette.entry.event_generate("<Down>")
        stage.shoot(path)

    return draw


def hint(path: Path) -> None:
    """A topic that is too long for its line, told below it."""
    stage = Stage("light", 1.0, "760x500")
    rooms(stage)
    text = "Everything about the robots on floor 2 🔧, who has them, and when they are free again"
    stage.apply(events.Topic("lobby", 99, now(), BOB, "t", text), says(100, now(), GUEST, "Good."))
    stage.settle()
    stage.window.header.hint.show()
    stage.shoot(path)


ROOM_STATES: dict[str, Callable[[Path], None]] = {
    "rooms-light": sidebar("light", "900x620"),
    "rooms-dark": sidebar("dark", "900x620"),
    "rooms-200": sidebar("light", "1500x1100", 2.0),
    "rooms-300": sidebar("dark", "1590x1190", 3.0),
    "rooms-480x400": sidebar("light", "480x400"),
    "rooms-480x400-200": sidebar("dark", "480x400", 2.0),
    "rooms-480x400-300": sidebar("light", "480x400", 3.0),
    "rooms-480x400-sidebar": unfolded("dark", "480x400"),
    "rooms-480x400-sidebar-200": unfolded("light", "480x400", 2.0),
    "rooms-480x400-sidebar-300": unfolded("light", "480x400", 3.0),
    "rooms-folded": folded,
    "jump-light": jump("light", "900x620", ""),
    "jump-dark": jump("dark", "900x620", "ro"),
    "jump-people": jump("light", "900x620", "@"),
    "jump-nothing": jump("light", "900x620", "@zzz"),
    "jump-200": jump("dark", "1500x1100", "", 2.0),
    "jump-480x400": jump("light", "480x400", ""),
    "jump-480x400-200": jump("dark", "480x400", "", 2.0),
    "jump-480x400-300": jump("light", "480x400", "", 3.0),
    "topic-light": topic("light", "900x620"),
    "topic-480x400-300": topic("dark", "480x400", 3.0),
    "topic-hint": hint,
}
