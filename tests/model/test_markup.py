"""What a text says and how; pure. What was typed is always there as a whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.model.markup import (
    BLOCK,
    CODE,
    LINK,
    MOST_CODES,
    MOST_LINKS,
    MOST_MARKS,
    Span,
    is_plain,
    overlaid,
    parse,
    unmarked,
)

MARKS = st.sampled_from(
    [
        *"*_~`>[]()@\\ \n",
        "**",
        "~~",
        "```",
        "> ",
        "[a](http://b.c/)",
        "http://a.b",
        "word",
        "é",
        "字",
    ]
)
WILD = st.lists(st.one_of(MARKS, st.characters(exclude_categories=())), max_size=40).map("".join)


def looks(text: str) -> str:
    """The spans of a text as a line of (kinds what)."""
    return " ".join(
        f"({','.join(span.kinds)} {span.shown!r})" if span.kinds else repr(span.shown)
        for span in parse(text)
        if not {"open", "close"} & set(span.kinds)
    )


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("**b** and *i*", "(bold 'b') ' and ' (italic 'i')"),
        ("***b***", "(italic,bold 'b')"),
        ("**a *b* c**", "(bold 'a ') (bold,italic 'b') (bold ' c')"),
        ("_i_ ~~s~~", "(italic 'i') ' ' (struck 's')"),
        ("这是*重点*的", "'这是' (italic '重点') '的'"),
        ("**b**old", "(bold 'b') 'old'"),
        ("**two\nlines**", "(bold 'two\\nlines')"),
        ("2*3*4 a_b_c __init__ * x * ****", "'2*3*4 a_b_c __init__ * x * ****'"),
        ("C:\\*.txt \\* <b>x</b> &amp; # no ![i](x)", None),
        ("- a\n* b\n1. c", "'- a\\n* b\\n1. c'"),
        ("`a*b*`", "(chip '') (code 'a*b*') (chip '')"),
        ("*a `b*`*", "(italic 'a ') (chip,italic '') (code,italic 'b*') (chip,italic '')"),
        ("```py\nx\n``` y", "(fence '') (block 'x') ' y'"),
        ("> q *i*\nx", "(bar,quote '') (quote 'q ') (italic,quote 'i') '\\nx'"),
        (">:( >x", None),
        ("*http://a.b/c*d*", "(link,italic 'http://a.b/c*d')"),
        ("[n](http://a.b)", "(link 'n') (link,told ' (') (link,told 'http://a.b') (link,told ')')"),
        ("[c.d](http://a.b)", "(link,told 'http://a.b')"),
        ("http://ä.b", "(link 'http://ä.b') (told ' (xn--4ca.b)')"),
        ("*a " * 600, None),
        ("", ""),
    ],
)  # fmt: skip
def test_examples(text: str, spans: str | None) -> None:
    assert looks(text) == (repr(text) if spans is None else spans)


@given(WILD)
def test_nothing_is_lost(text: str) -> None:
    spans = parse(text)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(one.end == other.start for one, other in pairwise(spans))


@given(WILD)
def test_what_is_shown_was_typed_or_is_told(text: str) -> None:
    for span in parse(text):
        assert "told" in span.kinds or span.shown in ("", text[span.start : span.end])


@given(WILD)
def test_a_plain_text_is_one_span(text: str) -> None:
    if text and is_plain(text):
        assert parse(text) == (Span(text, 0, len(text)),)


def test_a_picture_of_marks_is_shown_as_typed() -> None:
    text = "*a* " * MOST_MARKS
    assert parse(text) == (Span(text, 0, len(text)),)


@given(WILD, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_an_overlay_leaves_the_text_whole(text: str, places: list[tuple[int, int]]) -> None:
    numbers = sorted({place for pair in places for place in pair})
    ranges = list(zip(numbers[::2], numbers[1::2], strict=False))
    spans = list(overlaid(parse(text), ranges, "here"))
    assert "".join(text[span.start : span.end] for span in spans) == text
    for span in spans:
        touched = any(start < span.end and span.start < end for start, end in ranges)
        assert touched or "here" not in span.kinds
        inside = any(start <= span.start and span.end <= end for start, end in ranges)
        assert not inside or span.start == span.end or "here" in span.kinds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plain", "plain"),
        ("**b** *i* ~~s~~ `c` @Ada", "b i s c @Ada"),
        ("> q\nx", "q\nx"),
        ("```py\nx = 1\n```", "x = 1"),
        ("[n](https://a.example)", "n (https://a.example)"),
        ("https://ä.example", "https://ä.example"),
        ("``` ```", "``` ```"),
    ],
)
def test_without_its_marks(text: str, said: str) -> None:
    assert unmarked(text) == said


def test_a_text_full_of_code_and_links_costs_no_more_than_some() -> None:
    chips = parse("`a` " * 2_000)
    assert sum(CODE in span.kinds for span in chips) == MOST_CODES
    assert chips[-1].shown == " " + "`a` " * (2_000 - MOST_CODES)
    blocks = parse("```\na\n```\n" * 800)
    assert sum(BLOCK in span.kinds for span in blocks) == MOST_CODES
    between = parse("http://a.b ```\na\n``` http://a.b " * 200)
    assert sum(LINK in span.kinds for span in between) == MOST_LINKS
