"""What a known server looks like before it answers, for screenshots.py: the local copy."""

import time

import msgspec

from chat_gui import reports
from chat_gui.clock import now
from chat_server.protocol import events
from tests.views.stage import ADA, BOB
from tools.scene import (
    DARK,
    GUEST,
    LIGHT,
    MINUTE,
    SMALL_DARK,
    Draw,
    Stage,
    drawn,
    nothing,
    room,
    says,
    welcome,
)


def copied(stage: Stage) -> None:
    """The rooms and what was said there, before a server has said a word."""
    at = now() - 60 * MINUTE
    said = (
        says(1, at, BOB, "Morning! The printer on floor 2 works again 🎉"),
        says(2, at + MINUTE, GUEST, "Thanks. Who has the key for the workshop?"),
        says(3, at + 9 * MINUTE, ADA, "I do. Come by any time before lunch."),
    )
    rooms = tuple(
        reports.RoomCopy(entered(name), 3 if name == "lobby" else 0, 0)
        for name in ("lobby", "robotics", "lunch")
    )
    stage.apply(
        reports.Recalled(welcome().server, ADA, rooms),
        reports.Remembered("lobby", said),
        reports.Unsent("lobby", "w1", "I am at the long table by the window", False, now()),
        reports.Connecting(),
    )


def lost(stage: Stage) -> None:
    """It does not answer."""
    stage.apply(reports.Lost("Nobody answers at lab-pc4:7275.", time.monotonic() + 9.4))


def entered(name: str) -> events.RoomState:
    """A room as it was entered last."""
    last = 3 if name == "lobby" else 0
    return msgspec.structs.replace(room((), last), room=name, topic="Be kind.")


COPY_STATES: dict[str, Draw] = {
    "copy-light": drawn(lost, LIGHT, copied),
    "copy-dark": drawn(lost, DARK, copied),
    "copy-connecting": drawn(nothing, LIGHT, copied),
    "copy-narrow": drawn(lost, SMALL_DARK, copied),
    "copy-300": drawn(lost, ("light", "1500x1000", 3.0), copied),
}
