"""Where the words of a search stand in a text; by and large as the server finds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.matching import SNIPPET, lit, matches, snippet, words
from chat_server.search_text import Query


def marked(text: str, wanted: str) -> str:
    """The text with the words that were found in brackets."""
    return "".join(f"[{part}]" if found else part for part, found in lit(text, words(wanted)))


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("The key of the workshop", "key shop", "The [key] of the work[shop]"),
        ("Is it in it?", "i", "[I]s [i]t [i]n [i]t?"),
        ("nothing here", "ing", "noth[ing] here"),
        ("nothing here", "ng", "nothing here"),
        ("Crème brûlée", "creme BRU", "[Crème] [brû]lée"),
        ("Ещё раз", "еще", "[Ещё] раз"),
        ("a漢字 b", "漢a", "[a漢]字 b"),
        ("漢字を書く", "書", "漢字を[書]く"),
        ("e\u0301te\u0301 a\u0301", "ete", "[e\u0301te\u0301] a\u0301"),
        ("Straße", "STRASSE", "[Straße]"),
        ("a.b+c", "b", "a.[b]+c"),
        ("Éa漢", "é漢", "[É]a[漢]"),
        ("काम करना", "काम", "[काम] करना"),
        ("", "x", ""),
        ("text", "", "text"),
    ],
)
def test_the_words_are_lit(text: str, wanted: str, expected: str) -> None:
    assert marked(text, wanted) == expected


@given(st.text(), st.text())
def test_the_parts_are_the_text(text: str, wanted: str) -> None:
    assert "".join(part for part, _found in lit(text, words(wanted))) == text


@given(st.text(alphabet="abc éÉ.漢", max_size=30), st.text(alphabet="abc éé漢", max_size=8))
def test_it_finds_what_the_server_finds(text: str, wanted: str) -> None:
    query = Query(wanted)
    assert matches(text, words(wanted)) == (bool(query.needles) and query.matches(text))


@given(st.text(max_size=30), st.integers(0, 30), st.integers(1, 8))
def test_it_finds_a_part_that_the_server_finds(text: str, start: int, length: int) -> None:
    wanted = text[start : start + length]
    if Query(wanted).needles and Query(wanted).matches(text):
        assert matches(text, words(wanted))


@given(st.text(alphabet="ab key\n", max_size=600))
def test_a_snippet_is_short_and_shows_the_word(text: str) -> None:
    cut = snippet(text, words("key"))
    assert len(cut) <= SNIPPET + 2
    assert "\n" not in cut
    if matches(" ".join(text.split()), ["key"]):
        assert matches(cut, ["key"])
