"""Whom a text speaks to; pure."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chat_gui.model.mentions import MOST_SIGNS, Mention, Names, find, mentions
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal

PEOPLE = Names(["Ada", "Bob", "Third", "Ada Third", "Ада", "花子", "Zoë", "visitor_2", "Bob!"])
LETTERS = st.text(st.characters(categories=["L", "Nd", "Pc"]), min_size=1, max_size=24)
"""Most of these are nicknames; of any characters, few are."""


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Ada has it", ["Ada"]),
        ("hi @ada, @BOB: (@third)", ["Ada", "Bob", "Third"]),
        ("@Ada's and @ada’s, not @ada'sx", ["Ada", "Ada"]),
        ("**@Ada** >@Bob *@Third*.", ["Ada", "Bob", "Third"]),
        ("@Ada Third is one name, @Ada  Bob is not", ["Ada Third", "Ada"]),
        ("@all or @Everyone or @here!", ["", "", ""]),
        ("mail@ada.example https://x.example/@ada ?u=@ada @@ada \\@ada @ada@x.example", []),
        ("@adam @ada_ @ada-2 @ada.example @ada\u0301", []),
        ("@ada- @ada. @ada...", ["Ada"] * 3),
        ("@АДА, привет", ["Ада"]),
        ("@花子さん and 你好@花子", ["花子", "花子"]),
        ("@ＡＤＡ and @zoe\u0308", ["Ada", "Zoë"]),
        ("@Bob! and @Visitor_2", ["Bob!", "visitor_2"]),
        ("`@Ada` and ```\n@Ada\n``` @Bob", ["Bob"]),
        ("a lone ` before @Ada", ["Ada"]),
        ("ada bob @ @\n@", []),
        ("@Ada\nThird", ["Ada"]),
        ("", []),
    ],
)
def test_examples(text: str, called: list[str]) -> None:
    found = find(text, PEOPLE)
    assert [one.nick for one in found] == called
    assert all(text[one.start] == "@" for one in found)


def test_where_a_mention_stands() -> None:
    text = "😀 hi @zoe\u0308, all"
    (found,) = find(text, PEOPLE)
    assert text[found.start : found.end] == "@zoe\u0308"


def test_who_is_spoken_to() -> None:
    assert mentions("hi @ADA!", "Ada")
    assert mentions("hi @all!", "Ada")
    assert not mentions("hi Ada, hi @Bob", "Ada", ["Bob"])
    assert mentions("@Ada Third", "Ada")
    assert not mentions("@Ada Third", "Ada", ["Ada Third"])


def test_a_name_that_no_server_gives_is_nobodys() -> None:
    assert not mentions("@\u202e @", "\u202e")
    assert not mentions("@\ud800", "\ud800")


@given(st.one_of(LETTERS, st.text(min_size=1, max_size=24)), st.sampled_from(["", "hi ", "(", "…"]))
def test_every_nickname_can_be_called(raw: str, before: str) -> None:
    try:
        nick = names.nickname(raw)
    except Refusal:
        assume(False)
    assume("`" not in nick)
    assert mentions(f"{before}@{nick}, come", nick)
    if names.nick_key(nick) == names.nick_key(nick.upper()):
        assert mentions(f"{before}@{nick.upper()}, come", nick)


@given(st.text(alphabet="@aA `\n_-.\u0301花'", max_size=40))
def test_mentions_never_overlap(text: str) -> None:
    done = 0
    for one in find(text, Names(["a", "aa", "A A", "花", "a@a"])):
        assert done <= one.start < one.end <= len(text)
        done = one.end


def test_a_text_full_of_signs_is_not_searched_through() -> None:
    looked: list[int] = []

    class Counted(Names):
        def at(self, text: str, start: int) -> Mention | None:
            looked.append(start)
            return super().at(text, start)

    find("@a " * 20_000 + "@here", Counted(["Ada"]))
    assert len(looked) == MOST_SIGNS
