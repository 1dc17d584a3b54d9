"""Searching and moving in a long history, in all its states, for the screenshots."""

from functools import partial

from chat_gui import reports
from chat_gui.clock import now
from chat_gui.model.changes import Phase
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from tests.views.stage import ADA, BOB
from tools.scene import (
    DARK,
    GUEST,
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
    room,
    says,
    welcome,
)

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
    return asked[-1] if asked else None


def found(stage: Stage, asked: commands.Search, *seqs: int, more: bool = False) -> None:
    """The server finds these."""
    hits = [events.Hit(one, one.text) for one in map(entry, seqs)]
    stage.apply(events.Found(asked.re, hits, more=more, next=seqs[-1] if more else None))


def searched(stage: Stage, *, everywhere: bool = False) -> None:
    """Something was found."""
    asked = search(stage, "key shop" if not everywhere else "creme", everywhere=everywhere)
    assert asked is not None
    seqs = range(LENGTH - (6 if not everywhere else 2), 0, -7)
    found(stage, asked, *seqs[:30], more=True)
    panel = stage.window.finding.panel
    assert panel is not None
    panel.found.move(1)


def jumped(stage: Stage, *, closed: bool = False) -> None:
    """A message far back was gone to, and three have come since."""
    if not closed:
        asked = search(stage, "workshop")
        assert asked is not None
        found(stage, asked, *range(LENGTH - 4, 0, -7)[:30], more=True)
    stage.window.jumps.jump("lobby", 200)
    answer(stage)
    stage.apply(*[says(LENGTH + n, now(), BOB, "And another one") for n in (1, 2, 3)])
    stage.settle()


def told(stage: Stage, what: str) -> None:
    """The sentences where nothing is found."""
    if what == "offline":
        stage.apply(reports.Lost("Connection lost.", None))
        assert stage.model.connection.phase is Phase.LOST
    asked = search(stage, {"empty": "", "short": "a"}.get(what, "workshop"))
    if asked is not None and what == "nothing":
        found(stage, asked)
    if asked is not None and what == "busy":
        text = "The server has too much to do; try again in a moment."
        stage.apply(events.Error(ErrorCode.SLOW_DOWN, text, fatal=False, re=asked.re))


def away(stage: Stage) -> None:
    """Ada comes back to a room in which something was said meanwhile."""
    stage.apply(welcome("lobby", "robotics", "lunch"))
    stage.model.rooms["lobby"].last = LENGTH
    stage.model.rooms["lobby"].see(LENGTH - 4)
    stage.apply(room((ADA, BOB, GUEST), LENGTH))
    stage.apply(*[entry(seq) for seq in range(LENGTH - 49, LENGTH + 1)])


def below(stage: Stage) -> None:
    """Scrolled up to the beginning of a room, while others talk to Ada."""
    stage.apply(welcome("lobby", "robotics", "lunch"), room((ADA, BOB, GUEST), 50))
    stage.apply(*[entry(seq) for seq in range(1, 51)])
    stage.window.history.text.yview_moveto(0.0)
    stage.window.history._look()
    stage.apply(
        *[says(50 + n, now(), BOB, f"@Ada number {n}" * (n == 2) or "x") for n in range(1, 6)]
    )


def state(act: Act, size: Size = LIGHT) -> Draw:
    """A state of the long room."""
    return drawn(act, size, long_room)


everywhere = partial(searched, everywhere=True)

SEARCH_STATES: dict[str, Draw] = {
    "new-since-light": drawn(nothing, LIGHT, away),
    "new-since-dark": drawn(nothing, DARK, away),
    "new-since-small": drawn(nothing, SMALL, away),
    "new-since-200": drawn(nothing, ("dark", "1400x1000", 2.0), away),
    "beginning-light": drawn(nothing, LIGHT, below),
    "beginning-dark-small": drawn(nothing, SMALL_DARK, below),
    "search-light": state(searched),
    "search-dark": state(searched, ("dark", "1200x800", 1.0)),
    "search-everywhere-light": state(everywhere, ("light", "1600x1000", 1.0)),
    "search-everywhere-dark-small": state(everywhere, SMALL_DARK),
    "search-light-200": state(searched, ("light", "1600x1000", 2.0)),
    "search-light-300": state(searched, ("light", "1440x1200", 3.0)),
    "jumped-light": state(partial(jumped, closed=True)),
    "jumped-dark": state(jumped, ("dark", "1200x800", 1.0)),
    "jumped-light-small": state(jumped, SMALL),
    "search-empty": state(partial(told, what="empty")),
    "search-short": state(partial(told, what="short"), DARK),
    "search-nothing": state(partial(told, what="nothing")),
    "search-offline": state(partial(told, what="offline"), DARK),
    "search-busy": state(partial(told, what="busy"), SMALL),
    "search-nothing-300": state(partial(told, what="nothing"), ("light", "480x400", 3.0)),
}
