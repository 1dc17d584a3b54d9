"""The words of texts and of searches: they meet, whatever they are made of."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server.search_text import GRAMS, SNIPPET, WORDS, Query, fold, grams_of, words_of

texts = st.text(max_size=300)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", "hello world"),
        ("don't_do  that", "don t do that"),
        ("Äpfel, STRASSE und Straße", "apfel strasse und strasse"),
        ("ﬁne Ⅷ ½ ﾊﾝｶｸ", "fine viii 1 2 ハンカク"),
        ("日本語のtext 東京タワー", "日本語の text 東京タワー"),
        ("soft\u00adhyphen a\u200cb", "softhyphen ab"),
        ("क्षत्रिय и ё й", "क्षत्रिय и е и"),
        ("안녕하세요 여러분", "안녕하세요 여러분"),
        ("a\0b\nc\td", "a b c d"),
        ("👍 !!! … \ud800", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("hel wor", "Hello, world"),
        ("h", "Hello"),
        ("he", "Hello"),
        ("ello", "Hello"),
        ("WORLD hello", "hello world"),
        ("cafe", "Le Café"),
        ("café", "le cafe"),
        ("strasse", "Straße"),
        ("京", "東京タワー"),
        ("京タ", "東京タワー"),
        ("東京タワー", "これは東京タワーです"),
        ("東京 タワー", "東京タワー"),
        ("녕하", "안녕하세요"),
        ("example.org/path", "see https://www.example.org/path?x=1"),
        ("don't", "I don't know"),
        ("ab", "漢ab字"),
        ("x" * 7_000, "x" * 8_000),
    ],
)
def test_what_is_found(query: str, text: str) -> None:
    assert Query(query).matches(text)
    assert set(Query(query).grams) <= set(grams_of(words_of(text)).split())


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("lo", "Hello"),
        ("e", "Hello"),
        ("hello you", "hello world"),
        ("helloworld", "hello world"),
        ("日語", "日本語"),
    ],
)
def test_what_is_not_found(query: str, text: str) -> None:
    assert not Query(query).matches(text)


def test_a_search_without_a_word_has_no_needle() -> None:
    for text in ("", " ", "!?", "👍", '"', "* ^ : -", "\0"):
        query = Query(text)
        assert (query.needles, query.grams, query.exact) == ([], [], True)


def test_a_search_is_bounded() -> None:
    query = Query(" ".join(f"{number:05}" for number in range(0, 99_999, 499)))
    assert len(query.needles) == WORDS
    assert len(query.grams) == GRAMS
    assert not query.exact
    assert Query("the and 東京").exact
    assert not Query("them").exact


@given(texts, st.data())
def test_every_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    for word in words_of(text).split():
        first = data.draw(st.integers(0, len(word) - 1))
        last = data.draw(st.integers(first + 1, len(word)))
        part = word[first:last]
        if len(part) < 3 and first and part.isascii():
            part = word[:last]
        query = Query(part)
        if fold(part) == part and unicodedata.category(part[0])[0] != "M":
            assert query.matches(text) or len(part) < 3
            if query.matches(text):
                assert set(query.grams) <= set(grams_of(words_of(text)).split())


@given(texts)
def test_every_text_finds_itself(text: str) -> None:
    query = Query(text)
    assert query.matches(text)
    assert set(query.grams) <= set(grams_of(words_of(text)).split())


def test_a_short_text_is_its_own_snippet() -> None:
    assert Query("x").snippet("  one\n\ttwo  ") == "one two"
    text = "y" * SNIPPET
    assert Query("x").snippet(text) == text


def test_a_snippet_shows_the_first_match() -> None:
    text = "before " * 100 + "the Needle " + "after " * 100
    snippet = Query("needle after").snippet(text)
    assert "the Needle after" in snippet
    assert snippet.startswith("…before ")
    assert snippet.endswith(" after…")
    assert len(snippet) <= SNIPPET + 2


def test_a_snippet_at_either_end() -> None:
    text = "needle " + "after " * 100
    assert Query("needle").snippet(text).startswith("needle after")
    text = "before " * 100 + "needle"
    assert Query("needle").snippet(text).endswith("before needle")
    assert Query("nowhere").snippet(text).startswith("before")


def test_a_snippet_from_inside_a_long_run() -> None:
    text = "東京" * 300 + "大阪" + "京都" * 300
    assert "大阪" in Query("大阪").snippet(text)
    text = "ﬃ" * 300 + "needle" + "ﬃ" * 300  # one character folds to three
    assert "needle" in Query("needle").snippet(text)


@pytest.mark.parametrize(
    "one",
    ["e\u0301", "👩\u200d👩\u200d👧", "👍🏽", "🇩🇪", "\u1100\u1161\u11a8", "❤\ufe0f"],
)
def test_a_snippet_cuts_no_character_in_two(one: str) -> None:
    for shift in range(len(one) + 1):
        for text in (
            "x" * shift + one * 300 + " needle " + one * 300,
            "needle" + "x" * shift + one * 300,
        ):
            snippet = Query("needle").snippet(text).strip("…")
            rest = snippet.replace("needle", "").replace("x", "").replace(" ", "")
            assert rest == one * (len(rest) // len(one))


def test_a_snippet_of_one_endless_character_is_cut_all_the_same() -> None:
    text = "needle" + "\u0301" * 1_000
    assert 0 < len(Query("needle").snippet(text)) <= SNIPPET + 2


@given(texts, st.text(max_size=8_000))
def test_a_snippet_is_one_short_line(query: str, text: str) -> None:
    snippet = Query(query).snippet(text)
    assert len(snippet) <= SNIPPET + 2
    assert len(snippet.splitlines()) <= 1
