"""What the dialog's fields take; pure, no Tk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.address import Address
from chat_gui.client.invite_link import InviteLink
from chat_gui.dialogs.checks import (
    Problem,
    Wish,
    address_problem,
    following,
    nick_problem,
    no_pair_code,
    wish,
)


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


def test_a_link_that_says_which_server_it_must_be_is_never_joined_without_encryption() -> None:
    address = Address("10.0.0.1")
    assert following("Ada", InviteLink(address), lambda _address: True).plaintext
    known = InviteLink(address, fingerprint="2f" * 32)
    assert following("Ada", known, lambda _address: True) == Wish("Ada", address, False, "2f" * 32)


@pytest.mark.parametrize("code", ["K7QX-3M9P", "k7qx3m9p", " K7QX 3M9P ", "O1IL-0000"])
def test_codes_of_another_computer(code: str) -> None:
    assert no_pair_code(code) == ""


@pytest.mark.parametrize("code", ["", "K7QX-3M9", "K7QX-3M9PP", "K7QX-3M9U", "Ключ-Ключ"])
def test_what_no_computer_shows(code: str) -> None:
    assert no_pair_code(code) == "The code has eight letters and digits."
