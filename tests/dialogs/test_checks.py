"""What the dialog's fields take; pure, no Tk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.address import Address
from chat_gui.dialogs.checks import Problem, Wish, address_problem, nick_problem, wish


def test_a_good_wish() -> None:
    assert wish(" Ada ", " 192.168.1.20 ") == Wish("Ada", Address("192.168.1.20", 7275))


@pytest.mark.parametrize(
    ("nick", "said"),
    [
        ("", "Pick a nickname to be seen by."),
        ("server", "“server” is kept for the program; pick another."),
        ("x" * 33, "A nickname has at most 32 characters."),
        ("Ada", ""),
    ],
)
def test_nicknames(nick: str, said: str) -> None:
    assert nick_problem(nick) == said


@pytest.mark.parametrize("address", ["", "a b", "host:port", "1.2.3.4:99999", "[::1"])
def test_bad_addresses_get_a_sentence(address: str) -> None:
    assert address_problem(address).endswith(".")


def test_both_are_told_at_once() -> None:
    problem = wish("", "")
    assert isinstance(problem, Problem)
    assert problem.nick
    assert problem.address


@given(st.text(st.characters(exclude_categories=())), st.text())
def test_anything_is_a_wish_or_a_trouble(nick: str, address: str) -> None:
    judged = wish(nick, address)
    assert isinstance(judged, Wish) == (not nick_problem(nick) and not address_problem(address))
