"""The composer in a real Tk: keys, refusals, growing, emoji, undo."""

import pytest

from chat_gui.model.typed import WORDS
from chat_gui.views.command_rows import rows
from chat_gui.views.composer import LINES_MOST
from chat_gui.views.help import HelpPanel
from chat_server.protocol import commands
from tests.views.stage import Stage


@pytest.mark.parametrize("key", ["<Return>", "<KP_Enter>", "<Control-Return>"])
def test_return_sends(entered: Stage, key: str) -> None:
    entered.write("hello", key)
    assert entered.texts == ["hello"]
    assert entered.typed == ""


def test_the_button_sends_and_gives_the_keyboard_back(entered: Stage) -> None:
    composer = entered.window.composer
    entered.write("hello")
    composer.button.focus_force()
    composer.button.event_generate("<Return>")
    entered.until(lambda: entered.root.focus_get() is composer.text)
    assert entered.texts == ["hello"]


def test_shift_return_breaks_the_line(entered: Stage) -> None:
    entered.write("one", "<Shift-Return>")
    entered.write("two", "<Return>")
    assert entered.texts == ["one\ntwo"]


def test_nothing_and_blanks_are_not_sent(entered: Stage) -> None:
    entered.write("", "<Return>")
    entered.write("   ", "<Return>")
    assert entered.texts == []
    assert not entered.window.composer.trouble.winfo_ismapped()


def test_it_grows_to_eight_lines_and_back(entered: Stage) -> None:
    composer = entered.window.composer
    heights = []
    for _ in range(12):
        entered.write("a", "<Shift-Return>")
        heights.append(int(str(composer.text.cget("height"))))
    assert heights[:3] == [2, 3, 4]
    assert heights[-1] == LINES_MOST
    composer.fill("")
    entered.until(lambda: int(str(composer.text.cget("height"))) == 1)


def test_at_300_percent_it_leaves_half_of_the_window_to_what_is_read(entered: Stage) -> None:
    entered.look.zoom_by(9)
    composer = entered.window.composer
    composer.text.insert("1.0", "line\n" * 30)
    entered.until(lambda: composer.text.winfo_height() > 100)
    entered.root.update()
    assert composer.text.winfo_height() < entered.window.main.winfo_height() * 0.6
    bottom = composer.button.winfo_rooty() + composer.button.winfo_height()
    assert bottom <= entered.root.winfo_rooty() + entered.root.winfo_height()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("/dance", "There is no command /dance. Type /help for a list, or // to say it."),
        (
            "/nik Bob",
            "There is no command /nik. Did you mean /nick? Type /help for a list.",
        ),
        ("/nick server", "“server” is kept for the program; pick another."),
        ("/leave", "Everyone lands in the lobby; it can't be left. Ctrl+Q closes Parlor."),
    ],
)
def test_a_refused_text_stays_with_a_sentence(entered: Stage, text: str, sentence: str) -> None:
    composer = entered.window.composer
    composer.text.insert("1.0", text)
    composer.submit()
    entered.root.update()
    assert composer.content() == text
    assert composer.trouble.winfo_ismapped()
    assert str(composer.trouble.cget("text")) == sentence
    assert not entered.sent(commands.Send)
    composer.fill("fine")
    composer.submit()
    entered.until(lambda: not composer.trouble.winfo_ismapped())


def test_of_what_is_too_long_is_told_once_what_can_be_done(entered: Stage) -> None:
    composer, strip = entered.window.composer, entered.window.composing.long
    composer.text.insert("1.0", "x" * 8_001)
    composer.submit()
    entered.root.update()
    assert composer.content() == "x" * 8_001
    assert strip.winfo_ismapped()
    assert strip.label.cget("text") == "This is too long for one message."
    assert composer.counter.cget("text") == "1 character too many"
    assert not composer.trouble.winfo_ismapped()
    assert not entered.sent(commands.Send)


def test_the_counter_shows_near_the_limit(entered: Stage) -> None:
    composer = entered.window.composer
    composer.text.insert("1.0", "x" * 7_000)
    entered.root.update()
    assert not composer.counter.winfo_ismapped()
    composer.text.insert("end", "x" * 990)
    entered.until(composer.counter.winfo_ismapped)
    assert str(composer.counter.cget("text")) == "10 characters left"


def test_pasted_text_keeps_its_emoji_and_loses_control_characters(entered: Stage) -> None:
    entered.root.clipboard_clear()
    entered.root.clipboard_append("a 🎉 👨‍👩‍👧\r\nb\x07 [exit] \\")
    entered.window.composer.text.event_generate("<<Paste>>")
    entered.root.update()
    assert "🎉" not in entered.window.composer.text.get("1.0", "end")
    entered.write("", "<Return>")
    assert entered.texts == ["a 🎉 👨‍👩‍👧\nb [exit] \\"]


def test_undo(entered: Stage) -> None:
    composer = entered.window.composer
    entered.write("hello")
    composer.text.event_generate("<<Undo>>")
    assert composer.content() == ""
    composer.text.event_generate("<<Redo>>")
    assert composer.content() == "hello"


def test_typing_is_told_once_in_a_while(entered: Stage) -> None:
    entered.write("hello")
    assert entered.sent(commands.Typing) == [commands.Typing("lobby")]
    entered.write("", "<Return>")
    entered.write("/me waves")
    assert len(entered.sent(commands.Typing)) == 1, "a command is nobody's business"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/nick Bob", commands.Nick("Bob")),
        ("/join #Robotics", commands.Join("robotics")),
    ],
)
def test_commands(entered: Stage, text: str, command: commands.AnyCommand) -> None:
    entered.write(text.replace("#", ""), "<Return>")
    assert entered.link.sent[-1] == command


def test_tab_goes_on_to_the_buttons(entered: Stage) -> None:
    composer = entered.window.composer
    entered.write("", "<Tab>")
    entered.until(lambda: entered.root.focus_get() is composer.emoji)
    composer.emoji.event_generate("<Tab>")
    entered.until(lambda: entered.root.focus_get() is composer.button)


def test_f1_turns_the_pages_of_the_help_while_one_types(entered: Stage) -> None:
    titles = []
    for _ in range(5):
        entered.write("", "<F1>")
        shown = entered.window.panels.shown
        titles.append(str(shown._title.cget("text")) if isinstance(shown, HelpPanel) else "")
    assert titles == ["Commands", "Writing", "Messages", "Window", ""]
    entered.write("/help", "<Return>")
    entered.write("typed on")
    assert isinstance(entered.window.panels.shown, HelpPanel)
    assert entered.typed == "typed on"
    entered.write("", "<Escape>")
    assert entered.window.panels.shown is None


def test_what_can_be_typed_is_what_is_told() -> None:
    told = {word for word, _usage, _does in rows(moderates=True)}
    assert told | {"admit"} == set(WORDS), "admit is another word for add"


def test_search_opens_with_what_was_typed(entered: Stage) -> None:
    entered.write("/search key", "<Return>")
    panel = entered.window.finding.panel
    assert panel is not None
    assert panel.entry.get() == "key"
    entered.window.composer.text.focus_force()
    entered.window.composer.fill("")
    entered.write("/search door", "<Return>")
    assert panel.entry.get() == "door"
    entered.window.composer.fill("/search")
    entered.window.composer.submit()
    assert panel.entry.get() == "door"


NASTY = [
    "[exit] $env(HOME) {unbalanced \\ %W ; puts stderr",
    "\u202etfel ot thgir\u202c \u2066isolated\u2069",
    "Z" + "\u0301\u0316\u0317" * 333 + "algo",
    "👨‍👩‍👧‍👦👍🏽🇺🇦🏳️‍🌈1️⃣ \u200d\u200d\ufe0f",
    "x" * 8_000,
    "日本語のテキスト 한글 ไทย עברית العربية",
    "\x1b[31m\x07\x08",
    "\ufeff\u200b\u2028line\u2029par",
]


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_nasty_strings_come_out_as_they_went_in(entered: Stage, text: str) -> None:
    composer = entered.window.composer
    entered.root.clipboard_clear()
    entered.root.clipboard_append(text)
    composer.text.event_generate("<<Paste>>")
    entered.root.update()
    assert composer.content() == text
    composer.text.event_generate("<<Undo>>")
    assert composer.content() == ""
    composer.text.event_generate("<<Redo>>")
    entered.root.update()
    assert composer.content() == text
    composer.text.event_generate("<Control-a>")
    composer.text.event_generate("<<Copy>>")
    assert entered.root.clipboard_get() == text
    composer.text.event_generate("<<Cut>>")
    assert composer.content() == ""


def test_what_fails_while_one_types_ends_nothing(
    entered: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_chars: str) -> bool:
        raise RuntimeError("a fault of ours")

    told: list[str] = []
    monkeypatch.setattr(
        entered.root,
        "report_callback_exception",
        lambda _kind, error, _trace: told.append(f"{error}"),
    )
    monkeypatch.setattr(entered.window.composer.text, "_may", fails)
    text = entered.window.composer.text
    entered.root.after(1, lambda: text.event_generate("<Key>", keysym="x"))
    entered.root.after(2, entered.root.quit)
    entered.root.mainloop()
    assert told == ["a fault of ours"]
