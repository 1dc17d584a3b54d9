"""Emoji by name, in order, in skin tones; `:shortcodes:` outside code."""

from pathlib import Path

import pytest
from emoji import EMOJI_DATA
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.emoji_table import TONES, EmojiTable, toned
from chat_gui.model.shortcodes import finished, in_code, replaced

ORDER = (Path(__file__).parents[2] / "assets" / "emoji.txt").read_text(encoding="utf-8")
TABLE = EmojiTable(ORDER)


def named(name: str) -> str:
    found = TABLE.called(name)
    return found.chars if found is not None else ""


def test_the_groups_and_their_order() -> None:
    assert next(iter(TABLE.groups)) == "Smileys & Emotion"
    assert list(TABLE.groups)[-1] == "Flags"
    assert len(TABLE.groups) == 9
    assert TABLE.all[0].chars == "😀"
    assert len({one.chars for one in TABLE.all}) == len(TABLE.all) > 1_800


def test_every_emoji_is_known_and_found_by_each_of_its_names() -> None:
    for one in TABLE.all:
        assert one.chars in EMOJI_DATA
        assert one.names[0] != "emoji"
        assert TABLE.of(one.chars) is one
        assert all(TABLE.called(name) is not None for name in one.names)
    for one in TABLE.all[::60]:
        assert one in TABLE.find(one.said, most=2_000)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("tada", "🎉"), ("party pop", "🎉"), ("+1", "👍"), ("thumbsup", "👍"), ("heart", "❤️")],
)
def test_the_best_comes_first(typed: str, first: str) -> None:
    assert TABLE.find(typed)[0].chars == first


def test_what_was_taken_lately_comes_before_what_fits_better() -> None:
    usual = TABLE.find("smile")
    assert usual[-1] != usual[0]
    assert TABLE.find("smile", [usual[-1].chars])[0] == usual[-1]
    assert TABLE.find("wave", ["👋🏽"])[0].chars == "👋"
    assert TABLE.find("  ") == TABLE.find("nosuchthing") == []
    assert len(TABLE.find("face", most=7)) == 7


def test_by_its_name_in_the_persons_language_too() -> None:
    russian = EmojiTable(ORDER, "ru")
    assert russian.find("хлоп")[0].chars == russian.find("tada")[0].chars == "🎉"
    assert russian.of("👍🏽").said == "большой палец вверх"
    assert russian.called("хлопушка") == russian.called("tada")
    assert TABLE.find("хлоп") == []
    assert EmojiTable(ORDER, "pseudo").of("🎉").said == "party popper"


@pytest.mark.parametrize(
    ("chars", "dyed"),
    [
        ("👍", "👍🏽"),
        ("☝️", "☝🏽"),
        ("👩‍🚀", "👩🏽‍🚀"),
        ("🎉", "🎉"),
        ("👩‍❤️‍👨", "👩🏽‍❤️‍👨🏽"),
        ("", ""),
    ],
)
def test_skin_tones(chars: str, dyed: str) -> None:
    assert toned(chars, TONES[3]) == dyed
    assert toned(chars, "") == chars
    if dyed:
        assert TABLE.of(dyed).chars == chars


def test_every_tone_of_every_emoji_is_one() -> None:
    for one in TABLE.all:
        assert toned(one.chars, TONES[5]) in EMOJI_DATA


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hi :tada:", "hi 🎉"),
        (":tada::+1:", "🎉👍"),
        ("std::tada::tada:", "std::tada::tada:"),
        (":tada: :+1:", "🎉 👍"),
        ("`:tada:` :tada:", "`:tada:` 🎉"),
        ("```\n:tada:\n```\n:tada:", "```\n:tada:\n```\n🎉"),
        ("at 10:30:15 or http://a:80:b", "at 10:30:15 or http://a:80:b"),
        (":nosuch:", ":nosuch:"),
        ("(:TADA:)", "(🎉)"),
    ],
)
def test_shortcodes_in_a_text(text: str, shown: str) -> None:
    assert replaced(text, named) == shown


@given(st.text(st.sampled_from(":+1tada `\n"), max_size=40))
def test_only_what_has_a_name_changes(text: str) -> None:
    assert replaced(text, lambda _name: "") == text
    shown = replaced(text, named)
    assert replaced(shown, named) == shown or ":" in shown
    assert len(shown) <= len(text)


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("a :tada:", "tada"),
        (":tada:", "tada"),
        (":tada", ""),
        ("a:tada:", ""),
        ("`:tada:", ""),
        (":", ""),
        ("::", ""),
    ],
)
def test_what_was_finished_just_now(before: str, name: str) -> None:
    assert finished(before) == name


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        ("", False),
        ("`a", True),
        ("`a`", False),
        ("`a\n", False),
        ("```", True),
        ("```py\nx", True),
        ("```\nx\n```\n", False),
    ],
)
def test_what_is_code(before: str, inside: bool) -> None:
    assert in_code(before) is inside
