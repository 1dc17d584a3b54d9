"""Arabic and Hebrew in the order in which Tk is given them; pure."""

import pytest
from bidi import get_display  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.views.bidi import MOST, Cell, direction, lines, visual

LETTERS = st.text(alphabet="אבגשab1 2.,-+()[]%!\u05b7é字", max_size=40)
ANY = st.text(alphabet="אلامیbcé١2 .(]\u064e\u200c🎉", max_size=60)


@given(LETTERS)
def test_the_order_is_that_of_the_algorithm(text: str) -> None:
    turned = str.maketrans("([", ")]")  # the library leaves brackets as they are
    assert visual(text).translate(turned) == get_display(text).translate(turned)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ascii (only)", "ascii (only)"),
        ("שלום", "םולש"),
        ("a (אב) b", "a (בא) b"),
        ("אב (x) 12", "12 (x) בא"),
        (")א", "א("),
        ("بيت", "\ufe96\ufef4\ufe91"),  # initial, medial, final
        ("لا", "\ufefb"),
        ("بلا", "\ufefc\ufe91"),
        ("دب", "\ufe8f\ufea9"),  # a letter that reaches for nothing
        ("مَن", "\ufee6\u064e\ufee3"),  # a vowel sign between two that join
        ("می\u200cخ", "\ufea5\u200c\ufbfd\ufee3"),
        ("two\nבא", "two\nאב"),
    ],
)
def test_examples(said: str, shown: str) -> None:
    assert visual(said) == shown


@given(st.text(max_size=20))
def test_no_character_is_too_odd(text: str) -> None:
    assert len(visual("א" + text)) <= len(text) + 1


def test_a_long_text_stays_as_it_is() -> None:
    assert visual("א" * (MOST + 1)) == "א" * (MOST + 1)


def cells(text: str) -> list[Cell]:
    return [Cell(char, char, 0, place) for place, char in enumerate(text)]


@given(ANY, st.integers(1, 20))
def test_nothing_is_lost_on_the_way(text: str, width: int) -> None:
    said = ""
    for line in lines(cells(text), direction(text), len, width):
        in_order = sorted(line.cells, key=lambda cell: cell.place)
        said += "".join(cell.original for cell in in_order) + line.rest
    assert said == text


@given(ANY, st.integers(1, 20))
def test_no_line_is_too_wide(text: str, width: int) -> None:
    for line in lines(cells(text), direction(text), len, width):
        assert len("".join(cell.shown for cell in line.cells).strip()) <= width


def test_lines_are_read_from_the_top() -> None:
    found = lines(cells("אחת שתים שלוש"), 1, len, 8)
    assert ["".join(cell.shown for cell in line.cells) for line in found] == ["םיתש תחא", "שולש"]


def test_an_address_is_one() -> None:
    text = "ראו @Bob!"
    marked = [one._replace(latin=one.shown in "@Bob") for one in cells(text)]
    (line,) = lines(marked, 1, len, 99)
    assert "".join(cell.shown for cell in line.cells) == "!@Bob ואר"
