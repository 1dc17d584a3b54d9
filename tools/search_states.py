"""Searching and moving in a long history, in all its states, for the screenshots."""

from collections.abc import Callable
from pathlib import Path

from chat_gui import reports, theme
from chat_gui.clock import now
from chat_gui.model.changes import Phase
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.views.stage import ADA, BOB
from tools.scene import GUEST, MINUTE, Stage, room, says, welcome

DAY = 24 * 60 * MINUTE
LENGTH = 400

_SAID = (
    "Morning! The printer on floor 2 works again 🎉",
    "Logs are in printer.log if anyone cares",
    "Thanks. Who has the key for the workshop?",
    "I do. Come by any time before lunch.",
    "The rules: https://example.org/workshop (please read).",
    "Is the soldering iron back? I left it on the long table by the window,"
    " next to the box with the small screws, and now neither is there.",
    "Crème brûlée at the café, who comes?",
)


def entry(seq: int) -> events.Message:
    """A message of a room that many have talked in for days."""
    by = (BOB, GUEST, ADA)[seq // 2 % 3]
    at = now() - (LENGTH - seq) * 20 * MINUTE
    return says(seq, at, by, _SAID[seq % len(_SAID)])


def long_room(stage: Stage) -> None:
    """Be in it, with its newest messages."""
    stage.apply(welcome("lobby", "robotics", "lunch"), room((ADA, BOB, GUEST), LENGTH))
    stage.apply(*[entry(seq) for seq in range(LENGTH - 49, LENGTH + 1)])


def answer(stage: Stage) -> None:
    """Answer every page that was asked for."""
    for asked in stage.sent(commands.History):
        assert isinstance(asked, commands.History)
        if asked.after is not None:
            seqs = range(asked.after + 1, min(LENGTH, asked.after + asked.limit) + 1)
        else:
            last = (asked.before or LENGTH + 1) - 1
            seqs = range(max(1, last - asked.limit + 1), last + 1)
        page = [entry(seq) for seq in seqs]
        stage.apply(events.Page(asked.re, "lobby", list(page), more=True))
    stage.link.sent.clear()


def search(stage: Stage, text: str, *, everywhere: bool = False) -> commands.Search | None:
    """Type what is searched for; gives what was asked."""
    stage.window.finding.open()
    panel = stage.window.finding.panel
    assert panel is not None
    panel.fill(text, everywhere=everywhere)
    panel.ask_again()
    stage.settle()
    asked = stage.sent(commands.Search)
    found = asked[-1] if asked else None
    assert found is None or isinstance(found, commands.Search)
    return found


def found(stage: Stage, asked: commands.Search, *seqs: int, more: bool = False) -> None:
    """The server finds these."""
    hits = [events.Hit(one, one.text) for one in map(entry, seqs)]
    stage.apply(events.Found(asked.re, hits, more=more, next=seqs[-1] if more else None))


def searched(
    mode: theme.Mode, size: str, zoom: float = 1.0, *, everywhere: bool = False
) -> Callable[[Path], None]:
    """Something was found."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        long_room(stage)
        asked = search(stage, "key shop" if not everywhere else "creme", everywhere=everywhere)
        assert asked is not None
        seqs = range(LENGTH - (4 if not everywhere else 2), 0, -7)
        found(stage, asked, *seqs[:30], more=True)
        panel = stage.window.finding.panel
        assert panel is not None
        panel.found.move(1)
        stage.shoot(path)

    return draw


def jumped(
    mode: theme.Mode, size: str, zoom: float = 1.0, *, closed: bool = False
) -> Callable[[Path], None]:
    """A message far back was gone to, and three have come since."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        long_room(stage)
        if not closed:
            asked = search(stage, "workshop")
            assert asked is not None
            found(stage, asked, *range(LENGTH - 4, 0, -7)[:30], more=True)
        stage.window.jumps.jump("lobby", 200)
        answer(stage)
        stage.apply(*[says(LENGTH + n, now(), BOB, "And another one") for n in (1, 2, 3)])
        stage.settle()
        stage.shoot(path)

    return draw


def told(mode: theme.Mode, size: str, what: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """The sentences where nothing is found."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        long_room(stage)
        if what == "offline":
            stage.apply(reports.Lost("Connection lost.", None))
            assert stage.model.connection.phase is Phase.LOST
        asked = search(stage, {"empty": "", "short": "a"}.get(what, "workshop"))
        if asked is not None and what == "nothing":
            found(stage, asked)
        if asked is not None and what == "busy":
            text = "The server has too much to do; try again in a moment."
            stage.apply(events.Error(ErrorCode.SLOW_DOWN, text, fatal=False, re=asked.re))
        stage.shoot(path)

    return draw


def away(mode: theme.Mode, size: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """Ada comes back to a room in which something was said meanwhile."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        stage.apply(welcome("lobby", "robotics", "lunch"))
        stage.model.rooms["lobby"].last = LENGTH
        stage.model.rooms["lobby"].see(LENGTH - 4)
        stage.apply(room((ADA, BOB, GUEST), LENGTH))
        stage.apply(*[entry(seq) for seq in range(LENGTH - 49, LENGTH + 1)])
        stage.shoot(path)

    return draw


def below(mode: theme.Mode, size: str, zoom: float = 1.0) -> Callable[[Path], None]:
    """Scrolled up to the beginning of a room, while others talk to Ada."""

    def draw(path: Path) -> None:
        stage = Stage(mode, zoom, size)
        stage.apply(welcome("lobby", "robotics", "lunch"), room((ADA, BOB, GUEST), 50))
        stage.apply(*[entry(seq) for seq in range(1, 51)])
        stage.window.history.text.yview_moveto(0.0)
        stage.window.history._look()
        stage.apply(
            *[says(50 + n, now(), BOB, f"@Ada number {n}" * (n == 2) or "x") for n in range(1, 6)]
        )
        stage.shoot(path)

    return draw


SEARCH_STATES: dict[str, Callable[[Path], None]] = {
    "new-since-light": away("light", "900x620"),
    "new-since-dark": away("dark", "900x620"),
    "new-since-small": away("light", "480x400"),
    "new-since-200": away("dark", "1400x1000", 2.0),
    "beginning-light": below("light", "900x620"),
    "beginning-dark-small": below("dark", "480x400"),
    "search-light": searched("light", "900x620"),
    "search-dark": searched("dark", "1200x800"),
    "search-everywhere-light": searched("light", "1600x1000", everywhere=True),
    "search-everywhere-dark-small": searched("dark", "480x400", everywhere=True),
    "search-light-200": searched("light", "1600x1000", 2.0),
    "search-light-300": searched("light", "1440x1200", 3.0),
    "jumped-light": jumped("light", "900x620", closed=True),
    "jumped-dark": jumped("dark", "1200x800"),
    "jumped-light-small": jumped("light", "480x400"),
    "search-empty": told("light", "900x620", "empty"),
    "search-short": told("dark", "900x620", "short"),
    "search-nothing": told("light", "900x620", "nothing"),
    "search-offline": told("dark", "900x620", "offline"),
    "search-busy": told("light", "480x400", "busy"),
}
