"""Draw the window in all its states: `python -m tools.screenshots FOLDER [STATE …]`,
in another language by `--language ru` or `pseudo`, larger by `--zoom 200`.

The window is the real one; only the connection is made up, so that every state can be had. Where
there is no display it opens a virtual one.
"""

import argparse
import os
import sys
import time
import tkinter
from collections.abc import Callable
from pathlib import Path

from chat_gui import i18n, reports, theme
from chat_gui.clock import now
from chat_gui.views import words
from chat_server.protocol import events
from tests.conftest import virtual_display
from tests.views.stage import ADA, BOB
from tools.composer_states import COMPOSER_STATES
from tools.copy_states import COPY_STATES
from tools.doctor_states import DOCTOR_STATES
from tools.door_states import DOOR_STATES
from tools.lan_states import LAN_STATES
from tools.markup_states import MARKUP_STATES
from tools.message_states import MESSAGE_STATES
from tools.rights_states import RIGHTS_STATES
from tools.room_states import ROOM_STATES
from tools.scene import GUEST, MINUTE, Stage, room, says, talk, welcome
from tools.search_states import SEARCH_STATES
from tools.settings_states import SETTINGS_STATES


def amended(mode: theme.Mode, size: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """Edited, deleted and reacted to; a topic; a direct conversation with something unread."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        at = now() - MINUTE

        def entry(kind: type[events.AnyEntry], seq: int, by: events.Who, **more: object) -> None:
            made = {"room": "lobby", "seq": seq, "at": at, "by": by, "id": f"e{seq}", **more}
            stage.apply(kind(**made))  # type: ignore[arg-type]

        entry(
            events.Edited, 8, BOB, target=1, text="Morning! The printer on floor 3 works again 🎉"
        )
        entry(events.Deleted, 9, BOB, target=2)
        for number, (emoji, by) in enumerate(
            [("👍", BOB), ("👍", ADA), ("👍", GUEST), ("🎉", BOB), ("🇺🇦", GUEST), ("👍🏽", GUEST)],
            10,
        ):
            entry(events.Reacted, number, by, target=3, emoji=emoji, on=True)
        entry(events.Reacted, 16, BOB, target=7, emoji="❤️", on=True)
        entry(events.Deleted, 17, GUEST, target=6)
        entry(events.Topic, 18, BOB, text="The workshop is open until noon 🔧")
        entry(events.Message, 19, BOB, text="See the topic.")
        stage.apply(direct(BOB, 3), direct(GUEST, 0))
        stage.shoot(path)

    return draw


def direct(other: events.Who, last: int) -> events.RoomState:
    """A conversation with one person."""
    people = [events.Present(who.id, who.nick) for who in (ADA, other)]
    return events.RoomState(
        f"@{ADA.id}+{other.id}", "direct", "", people, 2, last, 1 if last else 0, 0, other
    )


def alone(mode: theme.Mode, size: str, *, empty: bool = False) -> Callable[[Path], None]:
    """A direct conversation."""

    def draw(path: Path) -> None:
        stage = Stage(mode, size=size)
        talk(stage)
        stage.apply(direct(GUEST, 0), direct(BOB, 0 if empty else 3))
        name = f"@{ADA.id}+{BOB.id}"
        stage.window.deeds.enter(name)
        at = now() - 2 * MINUTE
        texts = [] if empty else ["Do you have a minute?", "It is about the key 🔑", "Never mind"]
        for seq, text in enumerate(texts, 1):
            stage.apply(events.Message(name, seq, at, BOB, f"d{seq}", text))
        stage.shoot(path)

    return draw


def chat(mode: theme.Mode, size: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """The chat as the drawings show it."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        talk(stage)
        stage.shoot(path)

    return draw


def sidebar_open(path: Path) -> None:
    """A narrow window with its sidebar over it."""
    stage = Stage(size="480x400")
    talk(stage)
    stage.window.header.fold.invoke()
    stage.shoot(path)


def lost(mode: theme.Mode, size: str) -> Callable[[Path], None]:
    """The connection is gone."""

    def draw(path: Path) -> None:
        stage = Stage(mode, size=size)
        talk(stage)
        stage.apply(reports.Lost("The server went away.", time.monotonic() + 3.2))
        stage.shoot(path)

    return draw


def closed(path: Path) -> None:
    """The connection is not tried again by itself."""
    stage = Stage()
    talk(stage)
    stage.apply(reports.Closed("This server speaks another version: update Parlor."))
    stage.shoot(path)


def caught_up(path: Path) -> None:
    """The connection is back."""
    stage = Stage()
    talk(stage)
    stage.window.banner.tell(words.caught_up(37), good=True)
    stage.shoot(path)


def refused(path: Path) -> None:
    """A text that is too long, and an unknown command."""
    stage = Stage()
    talk(stage)
    stage.window.composer.fill("/dance with me, this is no command")
    stage.window.composer.submit()
    stage.shoot(path)


def too_long(path: Path) -> None:
    """More than a message may hold."""
    stage = Stage()
    talk(stage)
    stage.window.composer.fill("A long story. " * 600)
    stage.window.composer.submit()
    stage.shoot(path)


def failed(mode: theme.Mode) -> Callable[[Path], None]:
    """A message the server refused."""

    def draw(path: Path) -> None:
        stage = Stage(mode)
        talk(stage)
        stage.apply(reports.SendFailed("lobby", "w1", "The server's disk is full."))
        stage.shoot(path)

    return draw


def empty(path: Path) -> None:
    """A room in which nothing was said yet."""
    stage = Stage()
    stage.apply(welcome("lobby"), room((ADA,), 0))
    stage.shoot(path)


def nasty(mode: theme.Mode) -> Callable[[Path], None]:
    """Texts that would like to break something."""

    def draw(path: Path) -> None:
        stage = Stage(mode)
        at = now() - MINUTE
        odd = events.Who("bob-9", "Bob 🦊 fox\u202e [exit]")
        texts = [
            "👨‍👩‍👧‍👦 👍🏽 🇺🇦 1️⃣ ❤️ ☺ ✔ © ™ 🏳️‍🌈 in one line, then 🎉🎉🎉",
            "[exit] {$a} \\ $env(HOME) %W ; puts stderr",
            "Z"
            + "\u0301\u0316\u0317" * 40
            + "algo and \x1b[31m and \ud800 and \u202etfel ot thgir",
            "Ünïcödé Ж Ω 漢字 かな 한글 ไทย עברית العربية 𝓐𝓫𝓬",
            "x" * 400,
            "def hello():\n\tprint('two lines')\n\n    return 1",
        ]
        said = [says(i + 1, at + i, odd, text) for i, text in enumerate(texts)]
        stage.apply(welcome("lobby", "🦀-crabs"), room((ADA, odd), len(said)))
        stage.apply(*said)
        stage.window.composer.text.insert("1.0", "typed 🎉 and 👨‍👩‍👧 here")
        stage.shoot(path)

    return draw


def crowd(path: Path) -> None:
    """Many people, many rooms, a reader who is scrolled up."""
    stage = Stage()
    people = [ADA, *(events.Who(f"p{i}", f"Bob {i:03}") for i in range(199))]
    rooms = ["lobby", *(f"room-{i:02}-with-a-rather-long-name" for i in range(12))]
    at = now() - 40 * MINUTE
    stage.apply(welcome(*rooms), room(people, 80, 612))
    stage.apply(*[says(i, at + i * MINUTE // 3, people[i % 5], f"Line {i}") for i in range(1, 81)])
    history = stage.window.history
    history.text.yview_scroll(-30, "units")
    history._look()
    stage.apply(*[says(80 + i, now(), BOB, f"New {i}") for i in range(1, 6)])
    stage.shoot(path)


def help_panel(path: Path) -> None:
    """The commands and keys."""
    stage = Stage()
    talk(stage)
    stage.window.panels.help()
    stage.shoot(path)


STATES: dict[str, Callable[[Path], None]] = {
    **DOOR_STATES,
    **COPY_STATES,
    **DOCTOR_STATES,
    **COMPOSER_STATES,
    **LAN_STATES,
    **MARKUP_STATES,
    **MESSAGE_STATES,
    **RIGHTS_STATES,
    **ROOM_STATES,
    **SETTINGS_STATES,
    **SEARCH_STATES,
    "chat-light": chat("light", "900x620"),
    "chat-dark": chat("dark", "900x620"),
    "chat-480x400": chat("light", "480x400"),
    "chat-480x400-sidebar": sidebar_open,
    "chat-200": chat("light", "1500x1100", 2.0),
    "chat-300-narrow": chat("dark", "900x800", 3.0),
    "amended-light": amended("light", "900x620"),
    "amended-dark": amended("dark", "900x620"),
    "amended-480x400": amended("light", "480x400"),
    "amended-200": amended("dark", "1500x1100", 2.0),
    "direct-light": alone("light", "900x620"),
    "direct-dark": alone("dark", "900x620"),
    "direct-480x400": alone("dark", "480x400"),
    "direct-empty": alone("light", "900x620", empty=True),
    "lost-light": lost("light", "900x620"),
    "lost-480": lost("dark", "480x400"),
    "closed": closed,
    "caught-up": caught_up,
    "refused": refused,
    "too-long": too_long,
    "failed-light": failed("light"),
    "failed-dark": failed("dark"),
    "empty": empty,
    "nasty-light": nasty("light"),
    "nasty-dark": nasty("dark"),
    "crowd": crowd,
    "help": help_panel,
}


def draw(folder: Path, states: list[str]) -> None:
    """Write the pictures of these states."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in states:
        STATES[name](folder / f"{name}.png")
        print(folder / f"{name}.png")


def enlarge(percent: int) -> None:
    """Draw everything larger than its state says."""
    plain = theme.Theme.__init__

    def larger(
        self: theme.Theme, root: tkinter.Tk, mode: theme.Mode = "system", zoom: float = 1.0
    ) -> None:
        plain(self, root, mode, zoom * percent / 100)

    theme.Theme.__init__ = larger  # type: ignore[method-assign]


def main() -> int:
    """Draw every state, or those named after the folder."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("states", nargs="*", metavar="STATE")
    parser.add_argument("--language", choices=["en", "ru", "pseudo"], default="en")
    parser.add_argument("--zoom", type=int, default=100, metavar="PERCENT")
    chosen = parser.parse_intermixed_args()
    i18n.use(chosen.language)
    enlarge(chosen.zoom)
    states = chosen.states or list(STATES)
    if "DISPLAY" in os.environ:
        draw(chosen.folder, states)
        return 0
    with virtual_display() as name:
        os.environ["DISPLAY"] = name
        draw(chosen.folder, states)
    return 0


if __name__ == "__main__":
    sys.exit(main())
