"""What is completed where, and with what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.completion import (
    MOST,
    Choice,
    Query,
    addressed,
    commands,
    emoji,
    names,
    query,
)
from chat_gui.model.emoji_table import TONES
from tests.model.test_emoji_table import TABLE

PEOPLE = ("Bob", "Ada", "Ada Visitor", "Third [exit]", "Łucja")


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("@", Query("name", "", "@")),
        ("hi @Ad", Query("name", "Ad", "@Ad")),
        ("hi (@Ad", Query("name", "Ad", "@Ad")),
        ("@Ada Vi", Query("name", "Ada Vi", "@Ada Vi")),
        ("ada@home", None),
        ("line\n@Ad", Query("name", "Ad", "@Ad")),
        (":ta", Query("emoji", "ta", ":ta")),
        (":t", None),
        ("10:30", None),
        (":хло", Query("emoji", "хло", ":хло")),
        ("see :tad", Query("emoji", "tad", ":tad")),
        ("see https://x:80", None),
        ("/", Query("command", "", "/")),
        ("/ni", Query("command", "ni", "/ni")),
        ("/nick ", None),
        ("//", None),
        ("a /ni", None),
        ("`@Ad", None),
        ("```\n:tad", None),
        ("", None),
    ],
)
def test_what_is_being_typed(before: str, found: Query | None) -> None:
    assert query(before) == found


@given(st.text(st.sampled_from("@:/`ad \n\u202e🎉"), max_size=30))
def test_what_makes_way_stands_right_before_the_cursor(before: str) -> None:
    found = query(before)
    if found is not None:
        assert before.endswith(found.before)
        assert found.before.endswith(found.typed)


def test_names_by_how_they_fit_and_then_as_they_come() -> None:
    assert [one.label for one in names("a", PEOPLE)] == ["Ada", "Ada Visitor", "Łucja"]
    assert [one.label for one in names("vis", PEOPLE)] == ["Ada Visitor"]
    assert [one.label for one in names("ada v", PEOPLE)] == ["Ada Visitor"]
    assert names("ada has it", PEOPLE) == []
    assert [one.label for one in names("", PEOPLE)] == list(PEOPLE)
    assert names("b", PEOPLE) == [Choice("Bob", "@Bob ")]
    assert len(names("", [f"n{i}" for i in range(99)])) == MOST


@pytest.mark.parametrize(
    ("before", "word", "put"),
    [
        ("Ad", "Ad", ["Ada: ", "Ada Visitor: "]),
        ("ask ad", "ad", ["Ada ", "Ada Visitor "]),
        ("one\nb", "b", ["Bob: "]),
        ("ł", "ł", ["Łucja: "]),
        ("zz", "zz", []),
        ("Ada: ", "", []),
        ("", "", []),
        ("`b", "", []),
    ],
)
def test_tab_as_in_irc(before: str, word: str, put: list[str]) -> None:
    assert addressed(before, PEOPLE) == (word, put)


def test_emoji_in_the_persons_tone() -> None:
    assert emoji("tad", TABLE, (), TONES[3])[0] == Choice(":tada:", "🎉", "", "🎉")
    assert emoji("thumbsu", TABLE, (), TONES[3])[0] == Choice(":thumbsup:", "👍🏽", "", "👍🏽")


def test_commands_that_begin_so() -> None:
    rows = (("me", "WAVES", "say"), ("msg", "NAME", "talk"), ("leave", "", "go"))
    assert commands("M", rows) == [
        Choice("/me WAVES", "/me ", "say"),
        Choice("/msg NAME", "/msg ", "talk"),
    ]
    assert commands("l", rows) == [Choice("/leave", "/leave", "go")]
    assert len(commands("", rows)) == 3
