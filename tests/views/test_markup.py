"""Marked texts in a real Tk: how they look, that copying gives back what was typed."""

import re
from itertools import groupby, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat_gui.clock import now
from chat_gui.model.rows import MessageRow
from chat_gui.views import code_copy, faces
from chat_gui.views.run import MOST_EMOJI, MOST_ODD, SQUARE, Run
from chat_gui.views.tags import tags
from chat_server.protocol import events
from tests.views.stage import ADA, BOB, Stage, says

MARKS = "*_~`>[]()@\\ \n", "**", "```", "> ", "[a](http://b.c/)", "http://ä.b", "@Bob", "אב", "لا"
WILD = st.lists(
    st.one_of(
        st.sampled_from([*MARKS[0], *MARKS[1:], "🎉", "\u200c", "\u0301", "e"]), st.characters()
    ),
    max_size=30,
).map("".join)
TEXTS = [
    "**bold *both* bold** and _italic_ ~~struck~~ `co*de*`",
    "**🎉** *👍🏽 x* **e\u0301** ~~\u202ex~~",
    "> quoted **bold\n> on** and on\nnot quoted",
    "```python\ndef f():\n\treturn 1\n\n```\nbehind it",
    "before ```x\ny``` behind",
    "```\na\n``` ```\nb\n```",
    "```\n\n```",
    "[the rules](https://a.example/x) [b.example](https://a.example) https://ä.example",
    "@Ada, @bob and @all: **@Ada**",
    "***",
    "two\n\n**lines**\n",
]


def test_what_lies_behind_a_text_ends_where_its_lines_begin(stage: Stage) -> None:
    behind = [one for one in tags(stage.look).values() if "background" in one]
    assert len(behind) > 3
    assert all("lmargincolor" in one for one in behind)


@pytest.mark.parametrize("text", TEXTS)
def test_copying_gives_back_what_was_typed(stage: Stage, text: str) -> None:
    stage.enter(BOB)
    stage.apply(says(1, text), says(2, "the end"))
    assert stage.shown.endswith(f"\n{text}\nthe end")
    stage.apply(says(3, text, ADA))
    assert stage.shown.endswith(f"\n{text}")


def test_a_part_is_copied_without_the_marks_around_it(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "so **very bold** it is"))
    text = stage.window.history.text
    place = text.search("ery b", "1.0")
    assert text.said(place, f"{place}+5c") == "ery b"
    assert text.said(f"{place}-1c", f"{place}+2c") == "**ver"


def tags_at(stage: Stage, shown: str) -> set[str]:
    text = stage.window.history.text
    return set(text.tag_names(text.search(shown, "1.0")))


def test_marks_are_tags(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "**bo** *it* ***both*** ~~st~~ `co` [na](https://a.example)\n> qu"))
    for shown, tag in [
        ("bo ", "bold"),
        ("it", "italic"),
        ("both", "bold-italic"),
        ("st", "struck"),
        ("co", "code"),
        ("na", "link"),
        ("(https", "told"),
        ("qu", "quoted"),
    ]:
        assert tag in tags_at(stage, shown), shown


def test_a_row_that_speaks_to_the_person_is_a_band_to_its_end(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "for @Bob"), says(2, "for @Ada"))
    text = stage.window.history.text
    assert "mention" not in tags_at(stage, "for @Bob")
    assert "mentioned" in tags_at(stage, "@Bob")
    place = text.search("for @Ada", "1.0")
    assert {"mention"} <= set(text.tag_names(place)) & set(text.tag_names(f"{place} lineend"))
    stage.apply(says(3, "hm"), says(4, "I am @Ada", ADA))
    assert "mention" not in tags_at(stage, "hm")
    assert "mention" not in tags_at(stage, "I am @Ada")


def test_a_block_is_a_band_to_its_end(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "```\ncode\n```"), says(2, "prose"))
    text = stage.window.history.text
    place = text.search("code", "1.0")
    assert "block" in text.tag_names(f"{place} lineend")
    assert "block" not in tags_at(stage, "prose")


@pytest.mark.parametrize("key", ["<Return>", "mouse"])
def test_code_is_copied_by_mouse_and_keyboard(
    stage: Stage, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_copy, "TOLD_MS", 50)
    stage.enter(BOB)
    stage.apply(says(1, "see ```python\n  x = 1\n\ty = '🎉'\n``` there"))
    text = stage.window.history.text
    stage.root.clipboard_clear()
    stage.root.clipboard_append("nothing")
    if key == "mouse":
        box = text.bbox(text.search("Copy", "1.0"))
        assert box is not None
        text.event_generate("<ButtonRelease-1>", x=box[0] + 2, y=box[1] + 2)
    else:
        text.focus_force()
        text.event_generate("<Tab>")
        while "Copy" not in text.get("lit.first", "lit.last"):
            text.event_generate("<Tab>")
        text.event_generate(key)
    assert stage.root.clipboard_get() == "  x = 1\n\ty = '🎉'"
    assert text.search("Copied", "1.0"), "it tells so"
    said = stage.shown
    stage.until(lambda: text.search("Copy", "1.0"))
    assert not text.search("Copied", "1.0")
    assert stage.shown == said
    assert said.endswith("see ```python\n  x = 1\n\ty = '🎉'\n``` there")


def test_a_row_that_goes_meanwhile_takes_the_word_along(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_copy, "TOLD_MS", 1)
    stage.enter(BOB)
    stage.apply(says(1, "```\nx\n```"))
    text = stage.window.history.text
    code_copy.copy_code(text, "x")
    stage.apply(events.Deleted("lobby", 2, now(), BOB, "e2", target=1))
    stage.root.after(5, lambda: gone.append(1))
    gone: list[int] = []
    stage.until(lambda: gone)
    assert not text.search("Copied", "1.0")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=WILD)
def test_the_runs_say_what_was_typed(stage: Stage, text: str) -> None:
    stage.ink.colour_kills = True
    row = MessageRow("k", 0, BOB, text, mine=False, head=False, seq=1)
    said = [
        (run.order, run.original if run.original is not None else _shown(run))
        for run in stage.window.history._writer.runs(row, 0)
    ]
    out = ""
    for ordered, part in groupby(said, lambda one: one[0] > 0):
        out += "".join(text for _, text in (sorted(part) if ordered else part))
    assert out == text


def _shown(run: Run) -> str:
    if {"margin", "status"} & set(run.tags):
        return ""
    return run.image.cluster if run.image is not None else run.text


@pytest.mark.parametrize(
    ("text", "large"), [("🎉", True), ("👍🏽 🎉 ❤️", True), ("🎉🎉🎉🎉", False), ("🎉 !", False)]
)
def test_a_few_emoji_alone_are_large(stage: Stage, text: str, large: bool) -> None:
    stage.enter(BOB)
    stage.apply(says(1, text))
    shown = stage.window.history.rows.settled[-1].images[-1]
    usual = stage.ink.paint.emoji("🎉")
    assert usual is not None
    assert (shown.height() > 2 * usual.height()) is large
    assert stage.shown.endswith(text)


def test_the_bar_beside_quoted_lines_has_no_gaps(stage: Stage) -> None:
    stage.enter(BOB)
    stage.apply(says(1, "> one\n> two\n> three\nfour"))
    text = stage.window.history.text
    tops = [text.dlineinfo(text.search(line, "1.0"))[1] for line in ("one", "two", "three")]  # type: ignore[index]
    bar = stage.ink.paint.bar().height()
    assert [below - above for above, below in pairwise(tops)] == [bar, bar]


@pytest.mark.parametrize("address", ["react:1:👍", "file:///x", "javascript:x"])
def test_nothing_but_the_web_and_mail_is_opened(
    stage: Stage, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    pointing = stage.window.history.pointing
    pointing._go(address, (0, 0))
    pointing._go("https://a.example", (0, 0))
    stage.until(lambda: opened)
    assert opened == ["https://a.example"]


def test_without_the_font_names_stand_for_emoji(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.ink.colour_kills = True
    monkeypatch.setattr(faces, "strike", lambda: None)
    stage.enter(BOB)
    stage.apply(says(1, "🎉"), says(2, "**x** 👍🏽"))
    stage.apply(events.Reacted("lobby", 3, 1, BOB, "e3", target=2, emoji="👍", on=True))
    text = stage.window.history.text
    for shown in (":party_popper:", ":thumbs_up_medium_skin_tone:"):
        place = text.search(shown, "1.0")
        assert "short" in text.tag_names(place)
        assert "large" not in text.tag_names(place)
    place = text.search(":thumbs_up:", "1.0")
    pressed = [text.addresses.get(tag) for tag in text.tag_names(place)]
    assert "react:2:👍" in pressed
    assert "🎉" in stage.shown
    assert stage.shown.endswith("**x** 👍🏽")


@pytest.mark.parametrize("text", ["\u202e " * 4_000, "a\u200d\n" * 1_000, "\u202e 🎉" * 300])
def test_heaps_of_what_is_not_shown_are_few_pieces(stage: Stage, text: str) -> None:
    stage.enter(BOB)
    stage.apply(says(1, text), says(2, "the end"))
    assert stage.shown.endswith(f"\n{text}\nthe end"), "copied, it is what was said"
    odd = [tag for tag in stage.window.history.text.tag_names() if tag.startswith("as:")]
    assert len(odd) <= 2 * MOST_ODD


@pytest.mark.parametrize("font", [True, False])
@pytest.mark.parametrize(
    "text", ["😀" * 8_000, "👍🏽x" * 2_000, "**🎉** 🇺🇦\n" * 800, "`a` " + "😀" * 300, "😀" * 251]
)
def test_of_heaps_of_emoji_some_are_drawn(
    stage: Stage, text: str, font: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.ink.colour_kills = True
    if not font:
        monkeypatch.setattr(faces, "strike", lambda: None)
    stage.enter(BOB)
    stage.apply(says(1, text), says(2, "the end"))
    paper = stage.window.history.text
    drawn = [name for name in paper.image_names() if stage.ink.paint.cluster(name)]
    raw = paper.get("1.0", "end")
    assert len(drawn if font else re.findall(":[A-Za-z_]+:", raw)) == MOST_EMOJI
    assert SQUARE in raw
    assert not [char for char in raw if char > "\u2190" and char != SQUARE]
    assert stage.shown.endswith(f"\n{text}\nthe end"), "copied, it is what was said"
