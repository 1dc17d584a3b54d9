"""What may reach the screen; pure, no Tk."""

import emoji
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chat_gui.views.shown import MARKS_LIMIT, pieces, plain

BAD = [chr(code) for code in (*range(9), *range(14, 32), 0x7F, 0x85, 0x202E, 0x2066, 0xD800)]
WILD = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from([*BAD, *"\ufe0f\u200d\u20e3\u0301🎉👍🏽🇺🇦#1❤☺[]{}$\\ "]),
    ),
    max_size=60,
)


@given(WILD, st.booleans())
@example("a \u200d\u200d\ufe0f", True)
def test_nothing_is_lost(text: str, colour_kills: bool) -> None:
    assert "".join(piece.original for piece in pieces(text, colour_kills=colour_kills)) == text


@given(WILD, st.booleans())
def test_every_piece_can_be_seen_and_encoded(text: str, colour_kills: bool) -> None:
    for piece in pieces(text, colour_kills=colour_kills):
        assert piece.shown
        assert not set(piece.shown) & set(BAD)
        piece.shown.encode()


@given(WILD)
def test_what_could_be_a_colour_glyph_is_a_piece_of_its_own(text: str) -> None:
    for piece in pieces(text, colour_kills=True):
        if piece.emoji:
            assert piece.shown.isascii()
        else:
            found = {one["emoji"] for one in emoji.emoji_list(piece.shown)}
            assert found <= {"©", "®", "™"}
            assert not any("\U0001f000" <= char <= "\U0001faff" for char in piece.shown)


@given(WILD)
def test_emoji_are_found_as_in_the_whole_text(text: str) -> None:
    tokens = emoji.analyze(text, non_emoji=False, join_emoji=True)
    wanted = [token.chars for token in tokens if token.chars not in set("©®™")]
    found = [piece.original for piece in pieces(text, colour_kills=True) if piece.emoji]
    assert all(any(one in other for other in found) for one in wanted)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, ünïcödé © ™", "plain text, ünïcödé © ™"),
        ("🎉", ":party_popper:"),
        ("1️⃣ 1", ":keycap_1: 1"),
        ("11️⃣1", "1:keycap_1:1"),
        ("#*©1 ©️", "#*©1 :copyright:"),
        ("👨‍👩‍👧", ":family_man_woman_girl:"),
        ("a\u202eb", "ab"),
        ("\x1b[31m", "\ufffd[31m"),
        ("a\u2028b\r\nc", "a b c"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * MARKS_LIMIT),
        ("a" + "\u20e3" * 50, "a "),
        ("\U000fe4e5", "\ufffd"),
        ("", ""),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert "".join(piece.shown for piece in pieces(text, colour_kills=True)) == shown


def test_a_selector_that_changes_nothing_is_kept() -> None:
    text = "0🌈\ufe0f\ufe0f x🎉\ufe0f"
    assert "".join(piece.original for piece in pieces(text, colour_kills=True)) == text


def test_plain_is_one_line() -> None:
    assert plain("# 🎉\n party\t", colour_kills=True) == "# :party_popper: party"


def test_emoji_stay_where_the_screen_can_take_them() -> None:
    assert plain("👍🏽 ❤️", colour_kills=False) == "👍🏽 ❤️"
