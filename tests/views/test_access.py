"""Everything by keyboard, with the focus to be seen; nothing cut at any size of text."""

import os
import tkinter
from collections.abc import Callable

import pytest
from PIL import ImageGrab

from chat_gui import theme
from chat_gui.model.changes import Connection, Phase
from chat_gui.views.command_rows import pages
from chat_gui.views.help import HelpPanel
from chat_gui.views.questions import give_up
from chat_server.protocol import events
from tests.views.stage import ADA, BOB, HOSTED, Stage, lines
from tests.views.walking import cut, panel_of, tab_stops, unreached

PLANS = "+plans"


def _plain(stage: Stage) -> None:
    """The chat, with something said."""


def _settings(stage: Stage) -> None:
    stage.window.preferences.change(quiet=(60, 120))
    stage.window.open_settings()


def _help(stage: Stage) -> None:
    """The keyboard stays where one types, and comes in by Tab."""
    stage.window.panels.help()
    shown = stage.window.panels.shown
    assert isinstance(shown, HelpPanel)
    shown.turn.focus_set()


def _more_help(stage: Stage) -> None:
    _help(stage)
    stage.window.panels.help()


def _lock(stage: Stage) -> None:
    stage.window.panels.lock(hosted=False)


def _computer(stage: Stage) -> None:
    stage.window.panels.add_computer()


def _hosting(stage: Stage) -> None:
    stage.window.hosts(HOSTED)
    assert stage.window.hosted is not None
    stage.window.hosted.open()


def _asked(stage: Stage) -> None:
    stage.window.moderating.ask(give_up(ADA, PLANS), "Ada")


def _adding(stage: Stage) -> None:
    stage.window.moderating.add_people(PLANS)


def _topic(stage: Stage) -> None:
    stage.window.rooms.set_topic("lobby")


def _lost(stage: Stage) -> None:
    told = Connection(Phase.LOST, "The connection to the server was lost.", None)
    stage.window.banner.connection(told)


def _search(stage: Stage) -> None:
    stage.window.finding.open()


STATES: dict[str, Callable[[Stage], None]] = {
    "plain": _plain,
    "settings": _settings,
    "help": _help,
    "more help": _more_help,
    "lock": _lock,
    "computer": _computer,
    "hosting": _hosting,
    "asked": _asked,
    "adding": _adding,
    "topic": _topic,
    "lost": _lost,
    "search": _search,
}


def show(stage: Stage, state: str) -> None:
    """Put the window into this state."""
    people = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
    stage.enter(BOB, last=5)
    stage.apply(*lines(1, 5))
    stage.apply(events.RoomState(PLANS, "private", "", people, 2, 0, 0, 0, maker=ADA.id))
    STATES[state](stage)
    for _ in range(5):
        stage.root.update()


@pytest.mark.parametrize("state", STATES)
def test_tab_comes_to_everything_that_can_be_used(stage: Stage, state: str) -> None:
    show(stage, state)
    assert unreached(stage.root) == []


@pytest.mark.parametrize(
    ("size", "zoom"), [("480x400", 1.0), ("480x400", 2.0), ("480x400", 3.0), ("900x620", 3.0)]
)
def test_nothing_is_cut(display: str, size: str, zoom: float) -> None:  # noqa: ARG001
    found = []
    for state in STATES:
        stage = Stage("light", zoom, size)
        show(stage, state)
        found += [f"{state}: {one}" for one in cut(stage.root)]
        stage.close()
    assert found == []


def seen(stage: Stage) -> bytes:
    """What the window shows, pixel by pixel; the blinking cursor is on."""
    root = stage.root
    for _ in range(3):
        root.update()
    box = (root.winfo_rootx(), root.winfo_rooty())
    size = (root.winfo_width(), root.winfo_height())
    picture = ImageGrab.grab(
        (*box, box[0] + size[0], box[1] + size[1]), xdisplay=os.environ["DISPLAY"]
    )
    return picture.tobytes()


@pytest.mark.parametrize(
    ("state", "mode"),
    [*((state, "light") for state in STATES), ("plain", "dark"), ("help", "dark")],
)
def test_one_sees_where_the_keyboard_is(display: str, state: str, mode: theme.Mode) -> None:  # noqa: ARG001
    """Every place that Tab comes to looks otherwise from when the keyboard is elsewhere."""
    stage = Stage(mode)
    show(stage, state)
    # A place of nothing, whose focus changes nothing but that the others don't have it.
    nowhere = tkinter.Frame(stage.root, takefocus=True)
    nowhere.place(x=-10, y=-10, width=1, height=1)
    stops = tab_stops(stage.root) - {nowhere}
    assert len({panel_of(stop) for stop in stops}) == 1, "what is under a panel can't be seen"
    unseen = []
    for stop in sorted(stops, key=str):
        stop.focus_set()  # it may scroll, or open what it belongs to
        with_it = seen(stage)
        nowhere.focus_set()
        if stop.winfo_viewable() and seen(stage) == with_it:
            unseen.append(str(stop))
    stage.close()
    assert unseen == []


def test_every_shortcut_is_told_by_f1(stage: Stage) -> None:
    told = "\n".join(key for _title, lines in pages(moderates=True) for key, _does in lines)
    pressed = {key for key in stage.root.bind() if "Cyrillic" not in key and key not in NOT_TOLD}
    assert [key for key in pressed if _as_told(key) not in told] == []


NOT_TOLD = {
    "<Key>",
    "<FocusIn>",
    "<FocusOut>",
    "<Unmap>",
    "<Configure>",
    "<Button-1>",
    "<Control-Key-plus>",
}
"""What is no shortcut, or another way to press one; so are the Russian keyboard's letters."""


def _as_told(key: str) -> str:
    """`<Control-Key-comma>` as people read it: `Ctrl+,`."""
    parts = key.strip("<>").replace("Key-", "").split("-")
    names = {"Control": "Ctrl", "equal": "=", "minus": "-", "comma": ",", "period": ".",
             "Escape": "Esc"}  # fmt: skip
    words = [names.get(part, part) for part in parts]
    words[-1] = words[-1].upper() if len(words[-1]) == 1 else words[-1]
    return "+".join(words)
