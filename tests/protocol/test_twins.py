"""Skeletons: what UTS 39 and Unicode's confusables.txt say of which texts look alike."""

import unicodedata

import pytest

from chat_server.protocol import names, twins

# Planes 2 to 13 hold ideographs and nothing that looks like another.
EVERY_CHARACTER = [chr(point) for point in (*range(0x20000), *range(0xE0000, 0xE1000))]


@pytest.mark.parametrize(
    ("text", "skeleton"),
    [
        ("paypal", "paypal"),
        ("ρ⍺у𝓅𝒂ן", "paypal"),  # UTS 39, section 4
        ("Сirсlе", "Circle"),
        ("m", "rn"),
        ("0", "O"),
        ("1", "l"),
        ("I", "l"),
        ("|", "l"),
        ("а", "a"),
        ("\u0661", "l"),  # in the data between marks of direction
        ("\u05d5", "l"),
        ("é", "e\u0301"),
        ("e\u0301", "e\u0301"),
        ("a\u200bb\ufe0f\u3164", "ab"),
        ("vv", "vv"),
        ("w", "w"),
    ],
)
def test_skeletons(text: str, skeleton: str) -> None:
    assert twins.skeleton(text) == skeleton


def test_texts_in_ascii_need_no_data_to_be_compared() -> None:
    prototypes = twins._prototypes()
    for point in range(128):
        if (character := chr(point)) != "%":
            assert twins.skeleton(character) == character.translate(prototypes)
    assert twins.skeleton("100%") == "lOOº/₀"


def test_every_character_has_a_twin_that_stays_the_same() -> None:
    """Of texts Hypothesis finds few that hold one of the odd characters."""
    twin = [names.nick_twin(character) for character in EVERY_CHARACTER]
    assert [one for one in twin if names.nick_twin(one) != one] == []
    assert all(unicodedata.is_normalized("NFD", one) for one in twin)


def test_what_is_ignorable_is_never_seen() -> None:
    gone = [one for one in EVERY_CHARACTER if not twins.skeleton(one)]
    assert len(gone) > 4_000  # Default_Ignorable_Code_Point has 4,174
    assert all(twins.unseen(one) for one in gone)
