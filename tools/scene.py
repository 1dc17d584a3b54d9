"""What the screenshots show: the drawings' chat in the tests' window."""

import time
import tkinter
from collections.abc import Callable, Iterable
from pathlib import Path

import tests.views.stage
from chat_gui import reports, theme
from chat_gui.clock import now
from chat_server.protocol import events
from chat_server.protocol.limits import Limits
from tests.views.stage import ADA, BOB
from tools import capture

GUEST = events.Who("guest-3", "Guest")
MINUTE = 60_000
FINGERPRINT = "2f" * 32
SECURED = reports.Secured(FINGERPRINT, "K7QX-3M9P")


class Stage(tests.views.stage.Stage):
    """The tests' window and model, to be drawn; the wire is encrypted."""

    def __init__(
        self, mode: theme.Mode = "light", zoom: float = 1.0, size: str = "900x620"
    ) -> None:
        super().__init__(mode, zoom, size)
        self.apply(SECURED)

    def settle(self, seconds: float = 0.3) -> None:
        """Give Tk and the window manager the time to draw."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.root.update()
            time.sleep(0.01)

    def shoot(self, path: Path, shown: tkinter.Misc | None = None) -> None:
        """Write what a window shows to a file, and close it."""
        self.settle()
        capture.widget(shown or self.root, path)
        self.close()


Act = Callable[[Stage], object]
"""What happens on a stage; gives the window to be shown, if it is another one."""
Draw = Callable[[Path], None]
"""Draws a state into a file."""
Size = tuple[theme.Mode, str, float]
"""The theme, the window's size, the zoom."""
LIGHT: Size = ("light", "900x620", 1.0)
DARK: Size = ("dark", "900x620", 1.0)
SMALL: Size = ("light", "480x400", 1.0)
SMALL_DARK: Size = ("dark", "480x400", 1.0)
LARGE: Size = ("dark", "1500x1100", 2.0)
LARGEST: Size = ("light", "900x800", 3.0)


def welcome(*rooms: str) -> events.Welcome:
    """Ada's welcome to Lab 4."""
    summaries = [events.RoomSummary(room, "public", "", 0, 0, 0) for room in rooms]
    server = events.ServerInfo("lab-4", "Lab 4", "1.0")
    return events.Welcome(1, server, events.You(ADA.id, ADA.nick), "secret", summaries, Limits())


def room(people: Iterable[events.Who], last: int, count: int = 0) -> events.RoomState:
    """The lobby as it is on entering."""
    present = [events.Present(who.id, who.nick) for who in people]
    topic = "Welcome. Be kind. · kept 30 days on LAB-PC4"
    return events.RoomState(
        "lobby", "public", topic, present, count or len(present), last, 1 if last else 0, 0
    )


def says(seq: int, at: int, by: events.Who, text: str, *, action: bool = False) -> events.Message:
    """An entry of the lobby."""
    return events.Message("lobby", seq, at, by, f"m{seq}", text, action=action)


def talk(stage: Stage) -> None:
    """What the drawings show."""
    at = now() - 10 * MINUTE
    stage.apply(welcome("lobby", "robotics", "lunch"), room((ADA, BOB), 9))
    stage.apply(
        *[
            says(1, at, BOB, "Morning! The printer on floor 2 works again 🎉"),
            says(2, at, BOB, "Logs are in `printer.log` if anyone cares"),
        ]
    )
    stage.apply(events.Joined("lobby", GUEST))
    stage.apply(
        *[
            says(3, at + 2 * MINUTE, GUEST, "Thanks. Who has the key for the workshop?"),
            says(4, at + 3 * MINUTE, BOB, "@Ada has it, she was there yesterday"),
            says(5, at + 3 * MINUTE, BOB, "The rules: https://example.org/workshop (please read)."),
            says(6, at + 4 * MINUTE, GUEST, "looks for the key", action=True),
            says(7, at + 9 * MINUTE, ADA, "I do. Come by any time before lunch."),
        ]
    )
    stage.apply(reports.Unsent("lobby", "w1", "I am at the long table by the window", False, now()))
    stage.apply(events.Typing("lobby", GUEST))
    stage.model.rooms["robotics"].unread = 12
    stage.window.refresh()
    stage.settle()


def drawn(act: Act, size: Size = LIGHT, begin: Act = talk) -> Draw:
    """A state of the window: what it begins with, and what happens then."""

    def draw(path: Path) -> None:
        mode, wide, zoom = size
        stage = Stage(mode, zoom, wide)
        begin(stage)
        shown = act(stage)
        stage.shoot(path, shown if isinstance(shown, tkinter.Toplevel) else None)

    return draw


def nothing(_stage: Stage) -> None:
    """Nothing more happens."""
