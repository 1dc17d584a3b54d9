"""Long texts cut into messages: nothing lost, no character cut, code blocks closed and reopened."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.clusters import cut, may_cut
from chat_gui.model.codes import codes
from chat_gui.model.splitting import MANY_LINES, MORE, is_long, shortened, split

CLUSTERS = [
    "a",
    "é",
    "e\u0301\u0316",
    "🎉",
    "👍🏽",
    "👨‍👩‍👧",
    "🇺🇦",
    "1️⃣",
    "한",
    "\u1112\u1161\u11ab",
    "漢",
]
PIECES = st.lists(
    st.sampled_from([*CLUSTERS, " ", "\n", "\n\n", "word ", "`x`", "\n```py\n", "\n```\n"]),
    min_size=25,
    max_size=80,
)


def squeezed(text: str) -> str:
    """Without what borders and reopened fences add or take."""
    return re.sub(r"[\s`py]", "", text)


@given(PIECES.map("".join), st.integers(24, 60), st.integers(3, 8))
def test_nothing_is_lost_and_all_fit(text: str, limit: int, lines: int) -> None:
    parts = split(text, limit, lines)
    assert squeezed("\n".join(parts)) == squeezed(text)
    for part in parts:
        assert part.strip()
        assert len(part) <= limit
        assert part.count("\n") < lines + 2, "a block's marks have lines of their own"


@given(st.lists(st.sampled_from(CLUSTERS), min_size=20, max_size=60), st.integers(9, 30))
def test_no_character_is_cut(clusters: list[str], limit: int) -> None:
    text = "".join(clusters)
    borders = {0, len(text)}
    for number in range(len(clusters)):
        borders.add(len("".join(clusters[:number])))
    at = 0
    for part in split(text, limit):
        at += len(part)
        assert at in borders
    for place in range(len(text) + 1):
        assert cut(text, place) <= place
        if place not in borders:
            assert not may_cut(text, place)


@given(st.lists(st.text("ab ", min_size=1, max_size=9), min_size=15, max_size=40))
def test_a_block_of_code_stays_one(rows: list[str]) -> None:
    text = "before\n```py\n" + "\n".join(rows) + "\n```\nafter"
    parts = split(text, 60, 6)
    blocks = [(part, code) for part in parts for code in codes(part) if code.block]
    assert all(code.language == "py" for _, code in blocks)
    inner = "".join(part[code.inner_start : code.inner_end] for part, code in blocks)
    assert sum(part.count("```") for part in parts) == 2 * len(blocks), (
        "each is closed, and no more"
    )
    assert "".join(inner.split()) == "".join("".join(rows).split())


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        ("short", 10, ["short"]),
        ("one two three", 8, ["one two", "three"]),
        ("first line\nsecond", 12, ["first line", "second"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
        ("a\n" * 3, 4, ["a\na", "a\n"]),
        ("e" + "\u0301" * 20, 10, ["e" + "\u0301" * 9, "\u0301" * 10, "\u0301"]),
    ],
)
def test_where_it_is_cut(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


def test_many_lines_make_few_messages() -> None:
    assert len(split("x\n" * 45, 8_000)) == 3
    assert len(split("x\n" * 2_000, 8_000)) <= 11
    assert [is_long("\n" * n, 8_000) for n in (MANY_LINES - 1, MANY_LINES)] == [False, True]
    assert is_long("x" * 11, 10)


@given(PIECES.map("".join), st.integers(24, 60))
def test_shortened_it_fits(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert not is_long(short, limit) or not text.strip()
    if is_long(text, limit):
        assert short.endswith(MORE)
        assert squeezed(text).startswith(squeezed(short.removesuffix(MORE)))
    else:
        assert short == text


@pytest.mark.parametrize(
    ("left", "right", "may"),
    [
        ("a", "b", True),
        ("\r", "\n", False),
        ("🇺", "🇦", False),
        ("🇺🇦", "🇺", True),
        ("한", "\u11ab", False),
        ("하", "\u11ab", False),
        ("\u1112", "\u1161", False),
        ("\u1161", "\u11ab", False),
        ("\u11ab", "\u11ab", False),
        ("\u11ab", "\u1112", True),
        ("👍", "🏽", False),
        ("👨\u200d", "👩", False),
        ("한", "\u1161", True),
    ],
)
def test_what_is_one_character(left: str, right: str, may: bool) -> None:
    assert may_cut(left + right, len(left)) is may
