"""Every state of the window in the made-up language: nothing in it is plain English, nothing clips.

The states are those of tools/screenshots.py, so that who draws a new one has it looked at here.
What people say and are called is made up and in English there; what Parlor says is in the catalogs,
so a sentence of those that stands outside ⟦ and ⟧ was not translated where it is shown.
"""

import contextlib
import re
import tkinter
from collections.abc import Iterator
from pathlib import Path
from tkinter import ttk

import pytest

from chat_gui import i18n, theme
from chat_gui.views.scroller import Scroller
from tests.views import walking
from tools import messages, scene
from tools.screenshots import STATES

LIKE = re.compile(r"-(dark|light|small|narrow|\d{3}(x\d{3})?)\b")
"""What tells a state from another that says the same."""
SAY_NOTHING = ("code", "markup", "nasty", "crowd", "found-twelve")
"""States in which only people say something."""
DOCTOR = {"doctor-looking", "doctor-details", "doctor-walled"}
"""One each of the doctor's many verdicts, which are a table."""
PEOPLES = {"news", "Third", "Guest", "lobby", "robotics", "lunch", "Add", "Parlor"}
"""Messages that are also what somebody is called, says or types."""
WAITING = ("search", "jumped")
"""States that come only after a while, as a person types."""
SMALL_PANELS = (
    *("adding-light", "ask-ban", "ask-mute", "ask-out", "bringing-four", "help-light"),
    *("help-rooms", "jump-nothing", "leaving-light", "lock-hosting", "lock-open"),
    *("new-room-refused-dark", "over-changed", "over-invite", "over-taken", "private-adding"),
    *("settings-light", "topic-light", "doctor-over"),
)
"""States with a panel or a question over the window."""
WORDS_LEAST = 3
"""Words of a sentence with fields that make it one: “{day}, {time}” may be anything."""


def alike() -> list[str]:
    """Of states that say the same, the first."""
    found: dict[str, str] = {}
    for name in STATES:
        base = LIKE.sub("", name)
        if not base.startswith(SAY_NOTHING) and (not base.startswith("doctor-") or base in DOCTOR):
            found.setdefault(base, name)
    return [*found.values()]


def sentences() -> tuple[set[str], re.Pattern[str]]:
    """What Parlor says in English: as it stands, and what has fields as one pattern."""
    plain, filled = set(), set()
    for message in messages.extracted():
        for text in (message.id,) if isinstance(message.id, str) else message.id:
            parts = re.split(r"\{\w+\}", text)
            if len(parts) == 1:
                plain.add(text)
            elif len(" ".join(parts).split()) >= WORDS_LEAST:
                filled.add(".+".join(map(re.escape, parts)))
    return plain - PEOPLES - {""}, re.compile("|".join(filled))


def shown(widget: tkinter.Misc) -> Iterator[str]:
    """All that a widget and those in it say."""
    with contextlib.suppress(tkinter.TclError):
        yield str(widget.cget("text"))
    if isinstance(widget, tkinter.Tk | tkinter.Toplevel):
        yield widget.title()
    if isinstance(widget, tkinter.Text):
        yield from widget.get("1.0", "end").split("\n")
    if isinstance(widget, tkinter.Menu) and (last := widget.index("end")) is not None:
        lines = (n for n in range(last + 1) if widget.type(n) not in ("separator", "tearoff"))
        yield from (widget.entrycget(n, "label") for n in lines)
    if isinstance(widget, tkinter.Canvas):
        texts = (item for item in widget.find_all() if widget.type(item) == "text")
        yield from (widget.itemcget(item, "text") for item in texts)
    yield getattr(widget, "said", "") if not isinstance(widget, tkinter.Text) else ""
    for child in widget.winfo_children():
        yield from shown(child)


def outside(text: str) -> str:
    """What of a text is not made up; brackets may stand within brackets."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return text.strip(" ·\n")


@pytest.fixture(scope="module")
def english() -> tuple[set[str], re.Pattern[str]]:
    return sentences()


@pytest.mark.parametrize("name", alike())
def test_a_state_is_made_up_from_top_to_bottom(
    name: str,
    display: str,  # noqa: ARG001
    english: tuple[set[str], re.Pattern[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    plain, filled = english
    found: list[str] = []
    cut: list[str] = []

    def read(root: tkinter.Misc, _path: Path) -> None:
        left = {outside(text) for text in shown(root)}
        found.extend(text for text in left if text in plain or filled.fullmatch(text))

    def look(stage: scene.Stage, path: Path, over: tkinter.Misc | None = None) -> None:
        stage.root.update()
        cut.extend(walking.cut(over or stage.root))
        fields = [one for one in walking.inside(stage.root) if isinstance(one, ttk.Entry)]
        cut.extend(str(one) for one in fields if str(one.cget("font")) != str(stage.look.body))
        read(stage.root, path)
        stage.close()

    monkeypatch.setattr(scene.Stage, "shoot", look)
    if not name.startswith(WAITING):
        monkeypatch.setattr(scene.Stage, "settle", lambda stage, _seconds=0: stage.root.update())
    monkeypatch.setattr("tools.capture.widget", read)
    i18n.use("pseudo")
    STATES[name](tmp_path / f"{name}.png")
    assert not found, f"not translated where it is shown: {found}"
    assert not cut


@pytest.mark.parametrize("name", SMALL_PANELS)
def test_no_panel_is_cut_where_the_text_is_large_and_the_window_small(
    name: str,
    display: str,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """It folds its rows and scrolls down; nothing in it is wider than it is."""
    lacks: list[str] = []
    usual = scene.Stage.__init__

    def small(stage: scene.Stage, *_usual: object) -> None:
        usual(stage, "light", theme.ZOOM_STEPS[-1], "480x400")

    def look(stage: scene.Stage, _path: Path, _over: tkinter.Misc | None = None) -> None:
        stage.root.update()
        sheets = [one for one in walking.inside(stage.root) if isinstance(one, Scroller)]
        for part in (*sheets, stage.window.sidebar.new, stage.window.rooms.palette):
            lacks.extend(walking.cut(part) if part is not None else ())
        stage.close()

    monkeypatch.setattr(scene.Stage, "__init__", small)
    monkeypatch.setattr(scene.Stage, "shoot", look)
    monkeypatch.setattr(scene.Stage, "settle", lambda stage, _seconds=0: stage.root.update())
    i18n.use("pseudo")
    STATES[name](tmp_path / f"{name}.png")
    assert not lacks
