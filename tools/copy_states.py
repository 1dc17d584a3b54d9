"""What a known server looks like before it answers, for screenshots.py: the local copy."""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from chat_gui import reports, theme
from chat_gui.clock import now
from chat_server.protocol import events
from tests.views.stage import ADA, BOB
from tools.scene import GUEST, MINUTE, Stage, room, says, welcome


def copied(
    mode: theme.Mode, size: str = "900x620", zoom: float = 1.0, *, lost: bool = True
) -> Callable[[Path], None]:
    """The rooms and what was said there, before a server has said a word."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
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
        if lost:
            reason = "Nobody answers at lab-pc4:7275."
            stage.apply(reports.Lost(reason, time.monotonic() + 9.4))
        stage.shoot(path)

    return draw


def entered(name: str) -> events.RoomState:
    """A room as it was entered last."""
    last = 3 if name == "lobby" else 0
    return msgspec.structs.replace(room((), last), room=name, topic="Be kind.")


COPY_STATES: dict[str, Callable[[Path], None]] = {
    "copy-light": copied("light"),
    "copy-dark": copied("dark"),
    "copy-connecting": copied("light", lost=False),
    "copy-narrow": copied("dark", "480x400"),
    "copy-300": copied("light", "1500x1000", 3.0),
}
