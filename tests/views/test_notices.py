"""Notices outside the window: what they say, where they lead, that they never take the focus."""

import subprocess
import tkinter
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from tkinter import ttk

import pytest

from chat_gui.client import sound
from chat_gui.client.desktop import Desktop, Notice, NotShown, Outcome
from chat_gui.model import notifying
from chat_gui.model.notifying import Due, Heard, excerpt
from chat_gui.notifier import Notifier
from chat_gui.views.corner import broken
from chat_gui.views.line import Line
from chat_gui.views.notice_words import MOST_BODY, told
from chat_server.protocol import events
from tests.notices import Service, needs_dbus, private_bus
from tests.views.stage import ADA, BOB, Stage, says

DIRECT = f"@{ADA.id}+{BOB.id}"


class FakeDesktop(Desktop):
    """Has no service: gives everything back at once."""

    def __init__(self) -> None:
        self.outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self.notices: list[Notice] = []

    def show(self, notice: Notice) -> None:
        self.notices.append(notice)
        self.outcomes.put(NotShown(notice))

    def clear(self) -> None:
        pass

    def close(self) -> None:
        pass


class Told:
    """A stage with a notifier, and what was opened by it."""

    def __init__(self, stage: Stage, desktop: Desktop) -> None:
        self.stage, self.desktop = stage, desktop
        self.opened: list[tuple[str, int]] = []
        self.notifier = Notifier(
            stage.root,
            stage.ink,
            stage.window.preferences,
            desktop,
            lambda room, seq: self.opened.append((room, seq)),
        )
        stage.enter(BOB)
        people = [events.Present(who.id, who.nick) for who in (ADA, BOB)]
        stage.apply(events.RoomState(DIRECT, "direct", "", people, 2, 0, 0, 0, BOB))

    def say(self, text: str, seq: int = 1, room: str = DIRECT) -> None:
        """Bob says it while nobody looks."""
        self.stage.model.look(focused=False)
        self.stage.apply(events.Message(room, seq, 0, BOB, f"m{seq}{room}", text))
        self.look()

    def look(self) -> None:
        self.notifier.look(self.stage.model)
        self.stage.root.update()

    @property
    def corner(self) -> tkinter.Toplevel:
        shown = self.notifier.corner.shown
        assert shown is not None
        self.stage.until(shown.winfo_ismapped)
        return shown

    def title(self) -> str:
        card = self.corner.winfo_children()[0]
        (line,) = [one for one in card.winfo_children() if isinstance(one, Line)]
        return line.text


@pytest.fixture
def told_by(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """What follows the first notice is gathered for as long as a test takes."""
    monkeypatch.setattr(notifying, "GAPS", (0.0, 1e9, 1e9, 1e9))
    made = Told(stage, FakeDesktop())
    yield made
    made.notifier.close()


def focus() -> str:
    """The window that has the keyboard, as X11 knows it."""
    return subprocess.run(
        ["xdotool", "getwindowfocus"], capture_output=True, text=True, check=True
    ).stdout


def test_a_notice_of_our_own_never_takes_the_focus(told_by: Told) -> None:
    before = focus()
    told_by.say("Do you have a minute?")
    assert told_by.title() == "Bob"
    assert focus() == before
    told_by.corner.event_generate("<Enter>")
    told_by.say("It is about the key", 2)
    assert focus() == before
    assert told_by.stage.root.focus_get() is told_by.stage.window.composer.text


def test_a_click_opens_what_it_tells_of(told_by: Told) -> None:
    told_by.say("Do you have a minute?")
    told_by.corner.winfo_children()[0].event_generate("<Button-1>")
    assert told_by.opened == [(DIRECT, 1)]
    assert told_by.notifier.corner.shown is None


@pytest.mark.parametrize("how", ["<Button-3>", "cross", "time", "focus"])
def test_it_goes(told_by: Told, how: str) -> None:
    told_by.say("Do you have a minute?")
    corner = told_by.notifier.corner
    if how == "cross":
        (cross,) = [
            one
            for one in told_by.corner.winfo_children()[0].winfo_children()
            if isinstance(one, ttk.Button)
        ]
        cross.invoke()
    elif how == "time":
        told_by.corner.event_generate("<Enter>")
        assert not corner._timer.runs, "it stays under the pointer"
        told_by.corner.event_generate("<Leave>")
        corner._stay(0.001)
        told_by.stage.until(lambda: corner.shown is None)
    elif how == "focus":
        told_by.stage.model.look(focused=True)
        told_by.look()
    else:
        told_by.corner.event_generate(how)
    assert corner.shown is None
    assert told_by.opened == []


def test_nothing_is_told_of_what_one_looks_at(told_by: Told) -> None:
    told_by.stage.window.deeds.enter(DIRECT)
    told_by.stage.model.look(focused=True, at_end=True)
    told_by.stage.apply(events.Message(DIRECT, 1, 0, BOB, "m1", "hello"))
    told_by.look()
    told_by.stage.window.deeds.enter("lobby")
    told_by.stage.apply(events.Message(DIRECT, 2, 0, BOB, "m2", "hello?"))
    told_by.look()
    assert isinstance(told_by.desktop, FakeDesktop)
    assert [one.seq for one in told_by.desktop.notices] == [2]


@pytest.mark.parametrize(
    ("meanwhile", "body"),
    [
        (events.Seen(DIRECT, ADA, 2), None),
        (events.Deleted(DIRECT, 3, 0, BOB, "d", 2), None),
        (events.Edited(DIRECT, 3, 0, BOB, "e", 2, "the door"), "the door"),
    ],
)
def test_what_waited_is_told_as_it_is_by_then(
    told_by: Told, meanwhile: events.AnyEvent, body: str | None
) -> None:
    """It was read on another computer, taken back or said anew while it was gathered."""
    told_by.say("the key")
    told_by.say("the secret", 2)
    assert isinstance(told_by.desktop, FakeDesktop)
    assert len(told_by.desktop.notices) == 1, "the second waits for more"
    told_by.stage.apply(meanwhile)
    told_by.notifier._notifying._mine.told_at = float("-inf")
    told_by.look()
    bodies = [one.body for one in told_by.desktop.notices[1:]]
    assert bodies == ([] if body is None else [body])


@pytest.mark.parametrize(
    "meanwhile",
    [events.Seen(DIRECT, ADA, 2), events.Deleted(DIRECT, 3, 0, BOB, "d", 2)],
)
def test_what_was_said_elsewhere_is_told_though_the_last_is_read(
    told_by: Told, meanwhile: events.AnyEvent
) -> None:
    """Of one room it is not known what was read in the others."""
    told_by.say("the key")
    told_by.say("@Ada, look", 1, "lobby")
    told_by.say("the secret", 2)
    told_by.stage.apply(meanwhile)
    told_by.notifier._notifying._mine.told_at = float("-inf")
    told_by.look()
    assert isinstance(told_by.desktop, FakeDesktop)
    (_first, notice) = told_by.desktop.notices
    assert (notice.title, notice.body) == ("2 new messages in several rooms", "")


def test_what_was_said_elsewhere_is_told_though_the_last_room_is_gone(told_by: Told) -> None:
    told_by.say("the key")
    told_by.stage.apply(events.RoomState("+plans", "private", "", [], 0, 0, 0, 0))
    told_by.say("@Ada, look", 1, "lobby")
    told_by.say("@Ada, here", 1, "+plans")
    told_by.stage.apply(events.Left("+plans", ADA, BOB))
    told_by.notifier._notifying._mine.told_at = float("-inf")
    told_by.look()
    assert isinstance(told_by.desktop, FakeDesktop)
    (_first, notice) = told_by.desktop.notices
    assert (notice.title, notice.body, notice.room) == ("Bob in # lobby", "@Ada, look", "lobby")


def test_of_several_the_last_of_which_was_taken_back_only_the_number_is_told(told_by: Told) -> None:
    told_by.say("the key")
    told_by.say("one", 2)
    told_by.say("the secret", 3)
    told_by.stage.apply(events.Deleted(DIRECT, 4, 0, BOB, "d", 3))
    told_by.notifier._notifying._mine.told_at = float("-inf")
    told_by.look()
    assert isinstance(told_by.desktop, FakeDesktop)
    notice = told_by.desktop.notices[-1]
    assert (notice.title, notice.body) == ("2 new messages from Bob", "")


def test_a_flood_is_one_notice(told_by: Told) -> None:
    told_by.stage.window.preferences.change(notify="all")
    told_by.stage.model.look(focused=False)
    for seq in range(1, 301):
        told_by.stage.apply(says(seq, f"line {seq}"))
        told_by.look()
    assert isinstance(told_by.desktop, FakeDesktop)
    assert [one.body for one in told_by.desktop.notices] == ["line 1"]


@pytest.mark.parametrize("zoom", [1.0, 3.0])
@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧‍👦 one 🎉 " * 30,
        "x" * 8_000,
        "[exit] {$a} \\ $env(HOME) \u202etfel ot thgir",
        "Z" + "\u0301" * 1_000,
        "",
    ],
)
def test_any_text_fits_the_screen(display: str, zoom: float, text: str) -> None:  # noqa: ARG001
    stage = Stage("dark", zoom)
    told_by = Told(stage, FakeDesktop())
    told_by.say(text)
    corner = told_by.corner
    assert 0 <= corner.winfo_x() <= corner.winfo_screenwidth() - corner.winfo_width()
    assert 0 <= corner.winfo_y() <= corner.winfo_screenheight() - corner.winfo_height()
    for widget in corner.winfo_children()[0].winfo_children():
        assert (
            widget.winfo_rootx() + widget.winfo_width()
            <= corner.winfo_rootx() + corner.winfo_width()
        )
    told_by.notifier.close()
    stage.close()


def test_sounds_are_off_until_they_are_wanted(
    told_by: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[Path] = []
    monkeypatch.setattr(sound, "play", lambda path: played.append(path) or False)  # type: ignore[func-returns-value]
    rung: list[bool] = []
    monkeypatch.setattr(told_by.stage.root, "bell", lambda: rung.append(True))
    told_by.say("one", 1)
    assert not played
    told_by.stage.model.look(focused=True)
    told_by.look()
    told_by.stage.window.preferences.change(sound=True)
    told_by.say("two", 2)
    assert [path.name for path in played] == ["notice.wav"]
    assert rung == [True], "where nothing plays it, the bell is the least"


@needs_dbus
def test_the_systems_notice_leads_to_the_room(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_bus(monkeypatch) as address:
        service = Service(address, ["body", "actions"])
        told_by = Told(stage, Desktop("Parlor", None))
        before = focus()
        told_by.say("Do you have a minute?", 5)

        def shown() -> bool:
            told_by.look()
            return bool(service.shown)

        stage.until(shown)
        assert service.shown[1] == ("Bob", "Do you have a minute?")
        assert focus() == before
        assert told_by.notifier.corner.shown is None, "not twice"

        def led() -> bool:
            service.click(1)  # no click is heard before its number has come
            told_by.look()
            return bool(told_by.opened)

        stage.until(led)
        assert told_by.opened == [(DIRECT, 5)]
        told_by.notifier.close()
        service.close()


HELLO = Heard("lobby", 3, "Bob", "hello\n\nthere")
PSST = Heard(DIRECT, 4, "Bob", "psst", direct=True, closed=True)
SECRET = Heard("+plans", 5, "Bob", "a secret", mention=True, closed=True)


@pytest.mark.parametrize(
    ("due", "place", "show_text", "said"),
    [
        (Due(HELLO, 3, 1, 1, 0), "# lobby", True, ("Bob in # lobby", "hello there")),
        (Due(HELLO, 3, 1, 1, 0), "# lobby", False, ("Bob in # lobby", "hello there")),
        (
            Due(HELLO, 3, 5, 1, 0),
            "# lobby",
            True,
            ("5 new messages in # lobby", "Bob: hello there"),
        ),
        (
            Due(HELLO, 3, 5, 2, 0),
            "# lobby",
            True,
            ("5 new messages in several rooms", "Bob: hello there"),
        ),
        (Due(PSST, 4, 1, 1, 1), "Bob", True, ("Bob", "psst")),
        (Due(PSST, 4, 1, 1, 1), "Bob", False, ("Bob", "Open Parlor to read it.")),
        (Due(PSST, 4, 2, 1, 2), "Bob", True, ("2 new messages from Bob", "psst")),
        (Due(SECRET, 5, 1, 1, 1), "plans", False, ("Bob in plans", "Open Parlor to read it.")),
        (Due(SECRET, 5, 3, 1, 1), "plans", False, ("3 new messages in plans", "")),
        (
            Due(HELLO, 3, 12, 2, 2, missed=True),
            "# lobby",
            True,
            ("12 messages while you were away", "2 are meant for you."),
        ),
        (Due(HELLO, 3, 1, 1, 0, missed=True), "", True, ("1 message while you were away", "")),
    ],
)
def test_what_it_says(due: Due, place: str, show_text: bool, said: tuple[str, str]) -> None:
    assert told(due, place, show_text=show_text) == said


@pytest.mark.parametrize(
    "together", ["👨‍👩‍👧‍👦", "👍🏽", "e\u0301\u0302", "🏴\U000e0067\U000e0062\U000e0065\U000e007f"]
)
def test_a_long_text_is_cut_between_two_characters(together: str) -> None:
    for before in range(MOST_BODY - 12, MOST_BODY + 1):
        cut = excerpt("x" * before + together + "y" * 20, MOST_BODY)
        assert len(cut) <= MOST_BODY
        assert cut.rstrip("…").strip("x") in ("", together, together + "y" * cut.count("y"))


def test_lines_break_between_words() -> None:
    assert broken("one two three", 7, len) == ["one two", "three"]
    assert broken("one  twotwotwo x", 7, len) == ["one", "twotwotwo", "x"]
    assert broken("", 7, len) == []
