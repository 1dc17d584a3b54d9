"""The settings panel: what is chosen holds at once, by keyboard, at any size."""

import tkinter
from tkinter import ttk

import pytest

from chat_gui.views.settings import SettingsPanel
from tests.views.menus import choose, offered, press
from tests.views.stage import Stage
from tests.views.walking import inside


def opened(stage: Stage) -> SettingsPanel:
    """The panel, opened by its keys."""
    stage.window.composer.text.event_generate("<Control-comma>")
    stage.root.update()
    panel = stage.window.panels.shown
    assert isinstance(panel, SettingsPanel)
    stage.until(lambda: stage.root.focus_get() is panel.language.button)
    return panel


def test_it_opens_from_the_menu_too_and_esc_closes_it(stage: Stage) -> None:
    stage.window.header.more.invoke()
    assert "Settings…" in offered(stage)
    choose(stage, "Settings…")
    panel = stage.window.panels.shown
    assert isinstance(panel, SettingsPanel)
    press(stage, panel.language.button, "<Escape>")
    assert stage.window.panels.shown is None
    stage.until(lambda: stage.root.focus_get() is stage.window.composer.text)
    stage.window.preferences.change(notify="all")  # nobody shows it any more


@pytest.mark.parametrize(
    ("row", "label", "field", "value"),
    [
        ("language", "Русский", "language", "ru"),
        ("notify", "Every message", "notify", "all"),
        ("notify", "Nothing", "notify", "off"),
        ("send_key", "Ctrl+Return", "send_key", "ctrl-return"),
        ("local_days", "Not at all", "local_days", 0),
        ("local_days", "A year", "local_days", 365),
        ("local_mb", "1,000 MB", "local_mb", 1_000),
    ],
)
def test_a_choice(stage: Stage, row: str, label: str, field: str, value: object) -> None:
    choice = getattr(opened(stage), row)
    press(stage, choice.button, "<Return>")
    choose(stage, label)
    assert getattr(stage.window.preferences.now, field) == value
    assert choice.button.cget("text") == f"{label} ▾"


@pytest.mark.parametrize("field", ["show_text", "muted_mentions", "sound"])
def test_a_tick(stage: Stage, field: str) -> None:
    tick = getattr(opened(stage), field)
    for key in ("<space>", "<Return>"):
        before = getattr(stage.window.preferences.now, field)
        press(stage, tick.box, key)
        assert getattr(stage.window.preferences.now, field) is (not before)
        assert tick.on.get() is (not before)


def test_the_look_holds_at_once(stage: Stage) -> None:
    panel = opened(stage)
    press(stage, panel.mode.button, "<space>")
    choose(stage, "Dark")
    assert stage.look.mode == "dark"
    assert panel.mode.button.cget("text") == "Dark ▾"
    press(stage, panel.text_size.more, "<Return>", "<Right>")
    assert stage.look.zoom == 1.25
    assert panel.text_size.value.cget("text") == "125 %"
    press(stage, panel.text_size.more, "<Control-minus>", "<Left>")
    assert panel.text_size.value.cget("text") == "100 %", "whoever changed it"
    for _ in range(9):
        panel.text_size.more.invoke()
    assert panel.text_size.more.instate(["disabled"])


def test_quiet_hours(stage: Stage) -> None:
    panel, preferences = opened(stage), stage.window.preferences
    assert not panel.start.winfo_manager(), "there are none"
    press(stage, panel.hours.box, "<space>")
    assert preferences.now.quiet == (22 * 60, 7 * 60), "a night is offered"
    stage.until(panel.start.winfo_ismapped)
    entry, other = panel.start.entry, panel.end.entry
    stage.until(lambda: entry.winfo_rooty() + entry.winfo_height() < other.winfo_rooty() - 2)

    entry.delete(0, "end")
    press(stage, entry, "<Key-2>", "<Key-1>")
    assert preferences.now.quiet == (21 * 60, 7 * 60)
    press(stage, entry, "<Key-7>")
    assert entry.instate(["invalid"])
    assert preferences.now.quiet == (21 * 60, 7 * 60), "217 is no hour"
    press(stage, panel.end.entry)
    assert entry.get() == "21:00"
    assert entry.instate(["!invalid"])

    press(stage, panel.end.entry, "<Up>")
    assert preferences.now.quiet == (21 * 60, 7 * 60 + 15)
    press(stage, panel.hours.box, "<space>")
    assert preferences.now.quiet is None
    press(stage, panel.hours.box, "<space>")
    assert preferences.now.quiet == (21 * 60, 7 * 60 + 15), "they are as they were"


@pytest.mark.parametrize("size", ["900x900", "900x400"])
def test_what_appears_later_can_be_seen_too(display: str, size: str) -> None:  # noqa: ARG001
    stage = Stage(size=size)
    panel = opened(stage)
    canvas = panel.master
    assert isinstance(canvas, tkinter.Canvas)
    press(stage, panel.hours.box, "<space>")
    stage.until(panel.end.winfo_ismapped)
    canvas.yview_moveto(1)
    stage.until(
        lambda: (
            panel.winfo_rooty() + panel.winfo_reqheight()
            <= canvas.winfo_rooty() + canvas.winfo_height()
        )
    )
    stage.close()


@pytest.mark.parametrize("at", [(22 * 60 + 7, "<Up>", 22 * 60 + 15), (67, "<Down>", 60)])
@pytest.mark.parametrize("over", [0, 24 * 60])
def test_arrows_go_by_quarters(stage: Stage, at: tuple[int, str, int], over: int) -> None:
    panel = opened(stage)
    stage.window.preferences.change(quiet=(at[0], 60))
    press(stage, panel.start.entry, *[at[1]] * (over // 15 + 1))
    assert stage.window.preferences.now.quiet == (at[2], 60), "a day later it is the same time"


@pytest.mark.parametrize("zoom", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("size", ["480x400", "900x620"])
def test_nothing_is_cut_at_any_size(display: str, zoom: float, size: str) -> None:  # noqa: ARG001
    """What scrolls is brought into sight by Tab; no widget is wider than what it is in."""
    stage = Stage("light", zoom, size)
    stage.window.preferences.change(quiet=(60, 120))
    panel = opened(stage)
    canvas = panel.master
    assert isinstance(canvas, tkinter.Canvas)
    canvas.update()
    right = canvas.winfo_rootx() + canvas.winfo_width()
    for widget in inside(panel):
        if widget.winfo_ismapped() and isinstance(widget, ttk.Label | ttk.Button | ttk.Entry):
            assert widget.winfo_reqwidth() <= widget.winfo_width(), str(widget)
            assert widget.winfo_reqheight() <= widget.winfo_height(), str(widget)
            assert widget.winfo_rootx() + widget.winfo_width() <= right, str(widget)
    top = canvas.winfo_rooty()
    seen = set[tkinter.Misc]()
    while (at := stage.root.focus_get()) not in seen:
        assert at is not None
        seen.add(at)
        assert top <= at.winfo_rooty(), str(at)
        assert at.winfo_rooty() + at.winfo_height() <= top + canvas.winfo_height(), str(at)
        at.event_generate("<Tab>")
        stage.root.update()
        if str(stage.root.focus_get()).startswith(str(panel)) is False:
            break
    assert {panel.local_mb.button, panel.sound.box, panel.end.entry} <= seen
    stage.close()
