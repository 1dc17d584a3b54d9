"""A long paste in a real composer: as several messages, shortened, taken back."""

import pytest

from chat_gui.views.long_strip import LongStrip
from chat_server.protocol import commands
from tests.views.stage import ADA, BOB, Stage, says


def paste(stage: Stage, text: str) -> LongStrip:
    stage.root.clipboard_clear()
    stage.root.clipboard_append(text)
    stage.window.composer.text.event_generate("<<Paste>>")
    stage.root.update()
    return stage.window.composing.long


WORDS = "🎉" + " word" * 2_000


def test_as_several_messages_in_order(entered: Stage) -> None:
    strip = paste(entered, WORDS)
    entered.until(strip.winfo_ismapped)
    assert str(strip.several.cget("text")) == "Send 2 messages"
    strip.several.invoke()
    assert "".join(" ".join(entered.texts).split()) == "".join(WORDS.split())
    assert len(entered.texts) == 2
    assert entered.typed == ""
    entered.until(lambda: not strip.winfo_ismapped())
    assert entered.root.focus_get() is entered.window.composer.text


@pytest.mark.parametrize("text", ["/msg Bob " + WORDS, "\x07/msg Bob\n" + "[exit]\n" * 30])
def test_a_command_is_not_cut(entered: Stage, text: str) -> None:
    """Its first part would go to Bob, and the others be said in the room."""
    strip = paste(entered, text)
    entered.until(strip.winfo_ismapped)
    entered.until(strip.back.winfo_ismapped)
    assert not strip.several.winfo_ismapped()
    entered.window.composer.text.insert("1.0", "x")
    entered.until(strip.several.winfo_ismapped)


def test_what_begins_with_a_slash_is(entered: Stage) -> None:
    strip = paste(entered, "//" + WORDS)
    entered.until(strip.several.winfo_ismapped)
    strip.several.invoke()
    assert [text[:2] for text in entered.texts] == ["/🎉", "wo"]


def test_shortened_and_undone(entered: Stage) -> None:
    strip = paste(entered, WORDS)
    strip.shorter.invoke()
    assert len(entered.typed) <= 8_000
    assert entered.typed.endswith("…")
    assert not strip.winfo_ismapped()
    entered.window.composer.text.event_generate("<<Undo>>")
    assert entered.typed == WORDS


def test_taken_back(entered: Stage) -> None:
    entered.write("before ")
    strip = paste(entered, "[exit]\n" * 30)
    entered.until(strip.winfo_ismapped)
    assert str(strip.label.cget("text")) == "31 lines"
    strip.back.invoke()
    assert entered.typed == "before "
    assert not strip.winfo_ismapped()


def test_many_lines_may_be_sent_as_they_are(entered: Stage) -> None:
    strip = paste(entered, "x\n" * 30)
    entered.write("", "<Return>")
    assert entered.texts == ["x\n" * 30]
    entered.until(lambda: not strip.winfo_ismapped())


def test_what_fits_is_no_matter(entered: Stage) -> None:
    strip = paste(entered, "x\n" * 5)
    assert not strip.winfo_ismapped()
    entered.window.composer.fill("")
    strip = paste(entered, "x" * 8_001)
    entered.until(strip.winfo_ismapped)
    entered.write("", "<BackSpace>")
    entered.until(lambda: not strip.winfo_ismapped())


def test_what_was_typed_too_long_is_offered_to_be_cut(entered: Stage) -> None:
    composer = entered.window.composer
    composer.text.insert("1.0", "x" * 9_000)
    composer.submit()
    entered.until(entered.window.composing.long.winfo_ismapped)


def test_an_edit_stays_one_message(entered: Stage) -> None:
    entered.apply(says(1, "mine", ADA))
    entered.write("", "<Up>")
    assert entered.typed == "mine"
    strip = paste(entered, WORDS)
    entered.until(strip.winfo_ismapped)
    assert not strip.several.winfo_ismapped()
    strip.shorter.invoke()
    entered.write("", "<Return>")
    assert [type(one) for one in entered.link.sent].count(commands.Edit) == 1
    assert entered.texts == []


def test_a_line_that_begins_with_a_slash_is_no_command(entered: Stage) -> None:
    strip = paste(entered, "x" * 7_990 + "\n/leave the house\n" + "y" * 100)
    strip.several.invoke()
    assert entered.texts[1].startswith("/leave the house")


def test_what_is_refused_stays_with_the_rest(
    entered: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    composer, taken = entered.window.composer, list[str]()

    def send(text: str) -> str | None:
        if taken:
            return "Not now."
        taken.append(text)
        return None

    monkeypatch.setattr(composer, "_on_send", send)
    composer.submit_parts(["one", "two", "three"])
    assert taken == ["one"]
    assert entered.typed == "two\nthree"
    entered.until(composer.trouble.winfo_ismapped)


@pytest.mark.parametrize(
    ("size", "steps"), [("480x400", 5), ("480x400", 0), ("480x400", 7), ("900x620", 7)]
)
def test_nothing_is_cut_off(stage: Stage, size: str, steps: int) -> None:
    stage.root.geometry(size)
    stage.look.zoom_by(steps)
    stage.enter(BOB)
    stage.until(lambda: stage.root.winfo_width() == int(size[:3]))
    strip = paste(stage, "x\n" * 30)
    stage.until(strip.winfo_ismapped)
    stage.root.update()
    for button in (strip.several, strip.shorter, strip.back):
        if button is strip.back and not button.winfo_ismapped():
            assert steps == 7, "there Ctrl+Z alone takes it back"
            continue
        assert button.winfo_x() + button.winfo_width() <= strip.winfo_width()
        assert button.winfo_width() >= button.winfo_reqwidth()
    composer = stage.window.composer
    bottom = composer.winfo_rooty() + composer.winfo_height()
    assert bottom <= stage.root.winfo_rooty() + stage.root.winfo_height()
