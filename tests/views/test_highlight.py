"""Colours of code; no Tk."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.views import highlight
from chat_gui.views.highlight import MOST, MOST_LINE, TAGS, highlighted, knows

LANGUAGES = [*highlight._LEXERS, "Py", "c++", "cs"]


def test_a_known_language_has_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlight, "_SECONDS", 60)
    pieces = highlighted("def f():  # why\n    return 'x' + str(1)\n", "PYTHON")
    found = dict(pieces)
    assert found["def"] == "code-keyword"
    assert found["# why"] == "code-comment"
    assert found["'x'"] == "code-string"
    assert found["1"] == "code-number"
    assert set(found.values()) <= {*TAGS, ""}


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("def f(): pass", ""),
        ("def f(): pass", "klingon"),
        ("x = 1\n" * MOST, "python"),
        ("x = 1;" * MOST_LINE, "python"),
    ],
)
def test_what_is_unknown_or_too_long_is_plain(code: str, language: str) -> None:
    assert highlighted(code, language) == ((code, ""),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_there(language: str) -> None:
    assert knows(language)
    code = "begin \"x\" 12 /* \n <a b='c'> # $x {y}\n\n"
    assert "".join(text for text, _tag in highlighted(code, language)) == code
    assert any(name.startswith("pygments.lexers.") for name in sys.modules)


@given(st.text(max_size=200), st.sampled_from(["python", "html", "diff", "bash", "json"]))
def test_nothing_of_the_code_is_lost(code: str, language: str) -> None:
    assert "".join(text for text, _tag in highlighted(code, language)) == code


def test_what_takes_too_long_stays_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlight, "_SECONDS", -1)
    assert highlighted("if x: pass  # late", "python") == (("if x: pass  # late", ""),)
