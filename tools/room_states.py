"""The states of the sidebar and the header: badges, marks, menus, the topic, jumping, folding."""

from functools import partial

import msgspec

from chat_gui.clock import now
from chat_gui.model.rooms import FOR_EVER
from chat_server.protocol import events
from tests.views.stage import ADA, BOB
from tools.scene import (
    DARK,
    GUEST,
    LARGE,
    LIGHT,
    MINUTE,
    SMALL,
    SMALL_DARK,
    Act,
    Draw,
    Size,
    Stage,
    drawn,
    nothing,
    says,
    talk,
)

THIRD = events.Who("third-9", "Third Person with a long name")


def entered(name: str, *people: events.Who, kind: str = "public") -> events.RoomState:
    """A room that Ada is in."""
    present = [events.Present(who.id, who.nick) for who in (ADA, *people)]
    other = people[0] if kind == "direct" else None
    return events.RoomState(name, kind, "", present, len(present), 0, 1, 0, other)


def said(room: str, seq: int, text: str) -> events.Message:
    """An entry of a room."""
    return events.Message(room, seq, now() - MINUTE, BOB, f"{room}{seq}", text)


def rooms(stage: Stage) -> None:
    """A chat in which something is unread, begun, muted and meant for the person."""
    talk(stage)
    assert stage.model.server is not None
    stage.model.server = msgspec.structs.replace(
        stage.model.server, host="LAB-PC4", keep_days=30, keep_entries=0
    )
    stage.model.room.topic = "Welcome. Be kind."
    stage.apply(
        entered("robotics", BOB),
        entered("lunch", BOB),
        entered("noise", BOB),
        entered("+plans", BOB),
    )
    bob, guest = f"@{ADA.id}+{BOB.id}", f"@{ADA.id}+{THIRD.id}"
    stage.apply(entered(bob, BOB, kind="direct"), entered(guest, THIRD, kind="direct"))
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


def folded(stage: Stage) -> None:
    """Sections that are folded; what is new in them is shown all the same."""
    for section in ("rooms", "people"):
        stage.window.sidebar.fold(section)


def unfolded(stage: Stage) -> None:
    """A narrow window with its sidebar over it."""
    stage.window.header.fold.invoke()


def topic(stage: Stage) -> None:
    """The panel that says what a room is about."""
    stage.window.rooms.set_topic("lobby")


def jump(stage: Stage, typed: str = "") -> None:
    """The field in which one types where to go."""
    stage.window.rooms.jump(typed)
    stage.settle()
    if not typed:
        assert stage.window.rooms.palette is not None
        stage.window.rooms.palette.entry.event_generate("<Down>")


def hint(stage: Stage) -> None:
    """A topic that is too long for its line, told below it."""
    text = "Everything about the robots on floor 2 🔧, who has them, and when they are free again"
    stage.apply(events.Topic("lobby", 99, now(), BOB, "t", text), says(100, now(), GUEST, "Good."))
    stage.settle()
    stage.window.header.hint.show()


def state(act: Act, size: Size = LIGHT) -> Draw:
    """A state of that chat."""
    return drawn(act, size, rooms)


ROOM_STATES: dict[str, Draw] = {
    "rooms-light": state(nothing),
    "rooms-dark": state(nothing, DARK),
    "rooms-200": state(nothing, ("light", "1500x1100", 2.0)),
    "rooms-300": state(nothing, ("dark", "1590x1190", 3.0)),
    "rooms-480x400": state(nothing, SMALL),
    "rooms-480x400-200": state(nothing, ("dark", "480x400", 2.0)),
    "rooms-480x400-300": state(nothing, ("light", "480x400", 3.0)),
    "rooms-480x400-sidebar": state(unfolded, SMALL_DARK),
    "rooms-480x400-sidebar-200": state(unfolded, ("light", "480x400", 2.0)),
    "rooms-480x400-sidebar-300": state(unfolded, ("light", "480x400", 3.0)),
    "rooms-folded": state(folded, DARK),
    "jump-light": state(jump),
    "jump-dark": state(partial(jump, typed="ro"), DARK),
    "jump-people": state(partial(jump, typed="@")),
    "jump-nothing": state(partial(jump, typed="@zzz")),
    "jump-200": state(jump, LARGE),
    "jump-480x400": state(jump, SMALL),
    "jump-480x400-200": state(jump, ("dark", "480x400", 2.0)),
    "jump-480x400-300": state(jump, ("light", "480x400", 3.0)),
    "topic-light": state(topic),
    "topic-480x400-300": state(topic, ("dark", "480x400", 3.0)),
    "topic-hint": state(hint, ("light", "760x500", 1.0)),
}
