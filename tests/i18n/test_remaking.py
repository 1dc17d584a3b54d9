"""Another language while a chat is open: the window is made anew, and one stays where one was."""

import time
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest

from chat_gui import i18n, reports
from chat_gui.app import App
from chat_gui.client.address import Address
from chat_gui.client.drafts import DraftFile
from chat_gui.clock import now
from chat_gui.connected import Connected
from chat_gui.dialogs.checks import Wish
from chat_gui.options import Options
from chat_gui.root import open_root
from chat_gui.views import banner as banner_view
from chat_gui.views import carrying
from chat_gui.views.code_copy import TOLD_MS, copy_code
from chat_gui.views.settings import SettingsPanel
from chat_gui.worded import Sentence
from chat_server.protocol import commands, events
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.limits import Limits
from tests.support import wait_until
from tests.views.logbook import Logbook
from tests.views.stage import ADA, BOB, Stage, lines, says
from tests.views.test_drafting import FakeKeeper


@pytest.fixture
def app(display: str, nothing_collected: None, tmp_path: Path) -> Iterator[App]:  # noqa: ARG001
    """The program with its window open; nobody answers where it connects."""
    made = App(open_root(), Options(None, "Ada", False, tmp_path))
    wish = Wish("Ada", Address("127.0.0.1", 9), plaintext=True)
    made.connected = Connected(made.root, tmp_path, made.preferences, wish, made.show)
    made._open_window()
    made.root.update()
    yield made
    made._end()


def test_the_settings_language_is_spoken_at_once(app: App) -> None:
    assert app.window is not None
    assert app.window.composer.button.cget("text") == "Send"
    app.window.composer.fill("half a senten")
    model, client = app.window.model, app.connected
    app.window.open_settings()
    app.preferences.change(language="ru")
    app.root.update()
    assert i18n.language() == "ru"
    assert app.window.composer.button.cget("text") == "Отправить"
    assert app.window.composer.content() == "half a senten"
    assert (app.window.model, app.connected) == (model, client), "the chat is the same"
    panel = app.window.panels.shown
    assert isinstance(panel, SettingsPanel), "one may want to change it back"
    assert panel.close.cget("text") == "Закрыть"
    wait_until(lambda: app.root.update() or panel.close.winfo_viewable(), "it is seen whole")
    app.preferences.change(language="en")
    app.root.update()
    assert app.window.composer.button.cget("text") == "Send"
    assert app.window.composer.content() == "half a senten"


def test_another_windows_drafts_stay_where_they_are(app: App, tmp_path: Path) -> None:
    assert app.connected is not None
    assert app.window is not None
    server, you = events.ServerInfo("lab-4", "Lab 4", "1.0"), events.You(ADA.id, ADA.nick)
    rooms = [events.RoomSummary("lobby", "public", "", 0, 0, 0)]
    welcome = events.Welcome(1, server, you, "secret", rooms, Limits())
    app.show(app.connected.model.apply([welcome], now()))
    other = DraftFile(tmp_path)
    other.keep("lab-4 ", {"lobby": "the other's"})
    other.close()
    app.preferences.change(language="ru")
    app.root.update()
    assert app.window.composer.content() == ""
    app.window.put_down()
    assert DraftFile(tmp_path).read("lab-4 ") == {"lobby": "the other's"}


def test_a_question_is_answered_first(app: App) -> None:
    assert app.prompt is not None
    before = app.window
    app.prompt.refuse_nick("Ada", "It is taken.", lambda: None)
    app.preferences.change(language="ru")
    app.root.update()
    assert app.window is before
    app.prompt.answered()
    wait_until(lambda: app.root.update() or app.window is not before)  # type: ignore[func-returns-value]


def test_the_same_language_makes_nothing_anew(app: App) -> None:
    before = app.window
    app.preferences.change(sound=True)
    app.root.update()
    assert app.window is before


def test_the_dialog_comes_in_the_kept_language(display: str, tmp_path: Path) -> None:  # noqa: ARG001
    tmp_path.joinpath("settings.json").write_text('{"language": "ru"}')
    made = App(open_root(), Options(None, "", False, tmp_path), browse=_nobody)
    made._begin()
    assert made.dialog is not None
    assert made.dialog.title() == "Вход в чат — Parlor"
    made._end()


class _nobody:
    """Looks for servers and finds none."""

    def __init__(self, *_: object) -> None: ...

    def __getattr__(self, name: str) -> object:
        return lambda *_: None


def remade(stage: Stage) -> None:
    """The stage with another window on the same model."""
    carried = carrying.take(stage.window)
    stage.window.close()
    stage.window = stage.make_window()
    carrying.put_back(stage.window, carried)
    stage.root.update()


def test_the_view_stays_where_the_reader_was(stage: Stage) -> None:
    stage.enter(BOB, last=300)
    stage.apply(*lines(1, 300))
    history = stage.window.history
    history.text.yview_scroll(-60, "units")
    history._look()
    place = history.where()
    assert place is not None
    remade(stage)
    row, height = stage.window.history.where() or (None, 0)
    assert row is not None
    assert (row.key, height) == (place[0].key, place[1])
    assert not stage.window.history.following


def test_who_follows_follows_on(stage: Stage) -> None:
    stage.enter(BOB, last=300)
    stage.apply(*lines(1, 300))
    remade(stage)
    assert stage.window.history.following
    assert "line 300" in stage.shown


def test_the_room_its_draft_and_the_cursor_stay(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(
        events.RoomState("robotics", "public", "", [events.Present(ADA.id, ADA.nick)], 1, 0, 0, 0)
    )
    stage.window.composer.fill("for the lobby")
    stage.window.deeds.enter("robotics")
    stage.window.composer.fill("for robots")
    stage.window.composer.text.mark_set("insert", "1.3")
    remade(stage)
    composer = stage.window.composer
    assert stage.model.current == "robotics"
    assert (composer.content(), composer.text.index("insert")) == ("for robots", "1.3")
    stage.window.deeds.enter("lobby")
    assert composer.content() == "for the lobby"


def test_an_answer_goes_on(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "when do we meet?"), says(2, "and where?"))
    row = stage.model.room.timeline.message(1)
    assert row is not None
    stage.window.messages.answering.reply(row)
    stage.write("at noon")
    remade(stage)
    strip = stage.window.messages.strip
    assert strip.winfo_ismapped()
    assert strip.title.text == "Reply to Bob"
    stage.write("", "<Return>")
    (sent,) = stage.sent(commands.Send)
    assert (sent.text, sent.reply_to) == ("at noon", 1)


def test_an_edit_goes_on(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "see you at nine", by=ADA))
    stage.window.composer.fill("a draft")
    stage.window.messages.answering.edit_last()
    stage.window.composer.text.replace_all("see you at ten")
    stage.window.composer.text.mark_set("insert", "1.3")
    remade(stage)
    composer = stage.window.composer
    assert (composer.content(), composer.text.index("insert")) == ("see you at ten", "1.3")
    assert stage.window.messages.strip.title.text == "Edit message"
    stage.write("", "<Return>")
    (sent,) = stage.sent(commands.Edit)
    assert (sent.target, sent.text) == (1, "see you at ten")
    stage.until(lambda: composer.content() == "a draft")


def test_what_waits_for_somebody_outlasts_an_edit(stage: Stage) -> None:
    disk = FakeKeeper(**{"lab-4": {"to Bob": "hello", "lobby": "a draft"}})
    stage.window.composing.drafting.keep_in(disk)
    stage.enter(BOB)
    stage.apply(says(1, "see you at nine", by=ADA))
    stage.window.composer.text.replace_all("")
    stage.window.messages.answering.edit_last()
    stage.root.update()
    assert stage.typed == "see you at nine"
    carried = carrying.take(stage.window)
    stage.window.close()
    stage.window = stage.make_window()
    stage.window.composing.drafting.keep_in(disk)
    carrying.put_back(stage.window, carried)
    stage.root.update()
    assert stage.typed == "see you at nine"
    assert disk.kept["lab-4"] == {"to Bob": "hello"}
    stage.write("", "<Escape>")
    stage.until(lambda: stage.typed == "/msg Bob hello")


def test_what_was_typed_can_still_be_undone(stage: Stage) -> None:
    stage.enter(BOB)
    stage.window.composer.text.replace_all("see you")
    stage.window.composer.text.replace_all("see you at ten")
    remade(stage)
    text = stage.window.composer.text
    text.event_generate("<<Undo>>")
    assert text.content() == "see you"
    text.event_generate("<<Redo>>")
    assert text.content() == "see you at ten"


def test_what_was_pasted_can_still_be_taken_back(stage: Stage) -> None:
    stage.enter(BOB)
    stage.write("hi")
    stage.root.clipboard_clear()
    stage.root.clipboard_append("word " * 2_000)
    stage.window.composer.text.event_generate("<<Paste>>")
    remade(stage)
    strip = stage.window.composing.long
    stage.until(strip.winfo_ismapped)
    strip.back.invoke()
    assert stage.window.composer.content() == "hi"


def test_what_was_to_be_read_is_still_to_be_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(banner_view, "SEEN_SECONDS", 60)
    monkeypatch.setattr(banner_view, "SHOWN_MS", 60_000)
    stage.enter(BOB)
    stage.apply(reports.Trouble(Sentence("You are in too many rooms; leave one first.")))
    stage.apply(reports.Trouble("The server is closing."))
    i18n.use("ru")
    remade(stage)
    banner = stage.window.banner
    assert str(banner.label.cget("text")) == "Сервер закрывается."
    banner._go_on()
    assert (
        str(banner.label.cget("text"))
        == "Вы состоите в слишком многих комнатах; сначала выйдите из какой-нибудь."
    )


def test_the_search_stays(stage: Stage) -> None:
    stage.enter(BOB, last=300)
    stage.apply(*lines(1, 300))
    stage.window.finding.search("line")
    stage.window.finding.panel.everywhere.invoke()
    stage.until(lambda: stage.sent(commands.Search))
    asked = stage.sent(commands.Search)[-1]
    hits = [events.Hit(says(seq, f"line {seq}"), f"line {seq}") for seq in (300, 299, 298)]
    stage.apply(events.Found(asked.re, hits, more=False))
    panel = stage.window.finding.panel
    assert panel is not None
    panel.found.move(1)
    remade(stage)
    panel = stage.window.finding.panel
    assert panel is not None
    assert panel.entry.get() == "line"
    assert panel.everywhere.instate(["selected"])
    assert panel.found.chosen == stage.model.searching.results[1]
    assert stage.root.focus_get() is panel.entry
    assert len(stage.sent(commands.Search)) == 1, "what was found is not asked for again"
    stage.window.finding.close()
    remade(stage)
    assert stage.window.finding.panel is None
    stage.window.finding.open()
    assert stage.window.finding.panel.entry.get() == "line", "it is there again when it is opened"


def test_who_reads_far_above_the_end_goes_on_there(stage: Stage) -> None:
    log = Logbook(stage, 3_000)
    log.enter()
    stage.window.jumps.jump("lobby", 700)
    log.answer()
    stage.root.update()
    place = stage.window.jumps.place()
    assert stage.window.history.detached
    remade(stage)
    assert stage.window.jumps.place() == place
    assert stage.window.history.detached


def test_escape_still_leads_back_to_where_a_quote_was_followed(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 90))
    history = stage.window.history
    history.text.yview_moveto(0.6)
    history._look()
    place = stage.window.jumps.place()
    stage.window.jumps.follow_quote(2)
    remade(stage)
    assert stage.window.jumps.place() != place
    assert stage.window.jumps.go_back()
    stage.root.update()
    assert stage.window.jumps.place() == place


@pytest.mark.parametrize("region", ["history.text", "sidebar.listing"])
def test_the_keyboard_stays_where_it_was(stage: Stage, region: str) -> None:
    stage.enter(BOB)
    stage.apply(*lines(1, 20))
    attrgetter(region)(stage.window).focus_set()
    stage.root.update()
    if region == "history.text":
        stage.window.history.stepping.step(-1)
    ringed = stage.window.history.stepping.focused
    remade(stage)
    assert stage.root.focus_get() is attrgetter(region)(stage.window)
    assert stage.window.history.stepping.focused == ringed


def test_what_was_said_before_is_said_in_the_new_language(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(events.Joined("lobby", events.Who("third-9", "Third")))
    stage.window._send("hello")
    (sent,) = stage.sent(commands.Send)
    stage.apply(reports.SendFailed("lobby", sent.id, Sentence("It is too long for this server.")))
    stage.window.finding.search("hello")
    stage.until(lambda: stage.sent(commands.Search))
    (asked,) = stage.sent(commands.Search)
    stage.apply(events.Error(ErrorCode.STORAGE, "", fatal=False, re=asked.re))
    lost = Sentence("Nobody answers at {address}.", address="lab-pc4:7275")
    stage.apply(reports.Connecting(), reports.Lost(lost, time.monotonic() + 60))
    english = (
        "Third joined",
        "Not sent. It is too long for this server.",
        "The server's disk takes no writes now; send it again later.",
        "Nobody answers at lab-pc4:7275. Trying again in",
    )
    assert [one for one in english if one not in told(stage)] == []
    i18n.use("ru")
    remade(stage)
    russian = (
        "Third входит",
        "Не отправлено. Для этого сервера оно слишком длинное.",
        "Диск сервера сейчас ничего не записывает; отправьте ещё раз позже.",
        "По адресу lab-pc4:7275 никто не отвечает. Следующая попытка через",
    )
    assert [one for one in russian if one not in told(stage)] == []


def told(stage: Stage) -> str:
    """What the history, the search and the banner say."""
    panel = stage.window.finding.panel
    assert panel is not None
    labels = (panel.status, stage.window.banner.label)
    return "\n".join([stage.shown, *(str(one.cget("text")) for one in labels)])


def test_nothing_is_done_to_a_window_that_has_gone(stage: Stage) -> None:
    """Tk's errors fail every test, once there was time for them."""
    stage.enter(BOB, last=30)
    stage.apply(*lines(1, 29), says(30, "```\nhello\n```"))
    text = stage.window.history.text
    copy_code(text, "hello")
    stage.window.history.older((), 0)
    stage.window.history.newer(())
    text.event_generate("<Motion>", x=100, y=text.winfo_height() - 60)
    stage.window._send("hello")
    remade(stage)
    waiting = len(stage.root.tk.splitlist(stage.root.tk.call("after", "info")))
    assert waiting, "the timers are still to come"
    over: list[bool] = []
    stage.root.after(TOLD_MS + 1, over.append, True)
    stage.until(lambda: over)
