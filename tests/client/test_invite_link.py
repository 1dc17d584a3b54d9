"""Invite links: what is written is read again, and everything else gets one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_gui.client.address import Address
from chat_gui.client.invite_link import MOST_LINK, InviteLink, is_link, parse, read
from chat_server.protocol import names
from chat_server.protocol.errors import Refusal

FINGERPRINT = "0123456789abcdef" * 4
WHOLE = f"parlor://lab-pc4:7275/den#fingerprint={FINGERPRINT}&invite=K7QX-3M9P"


def is_room(name: str) -> bool:
    try:
        return names.any_room_name(name) == name
    except Refusal:
        return False


addresses = st.builds(
    Address,
    st.sampled_from(["lab-pc4", "192.168.1.20", "::1", "fe80::1%eth0", "xn--zo-uia.local", "zoë"]),
    st.integers(1, 65_535),
)
rooms = st.just("") | st.text(st.characters(codec="utf-8"), max_size=20).filter(is_room)
links = st.builds(
    InviteLink,
    addresses,
    st.sampled_from(["den", "a%b", "50%", "zoë", "a?b", "a&b=c", "部屋", "+vault"]) | rooms,
    st.just("") | st.from_regex(r"\A[0-9a-f]{64}\Z"),
    st.just("") | st.from_regex(r"\A[0-9A-Za-z-]{1,64}\Z"),
)


def test_the_whole_one() -> None:
    link = InviteLink(Address("lab-pc4"), "den", FINGERPRINT, "K7QX-3M9P")
    assert parse(WHOLE) == link
    assert str(link) == WHOLE


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("parlor://lab-pc4", InviteLink(Address("lab-pc4"))),
        ("PARLOR://Lab-PC4/", InviteLink(Address("lab-pc4"))),
        (" parlor://lab-pc4:80/Den/ \n", InviteLink(Address("lab-pc4", 80), "den")),
        (f"parlor://[::1]#fingerprint={FINGERPRINT.upper()}", InviteLink(
            Address("::1"), "", FINGERPRINT
        )),
        ("parlor://[fe80::1%25eth0]:80", InviteLink(Address("fe80::1%eth0", 80))),
        ("parlor://lab-pc4/den?from=poster#invite=A1", InviteLink(
            Address("lab-pc4"), "den", invite="A1"
        )),
        ("parlor://lab-pc4#invite=A1&colour=red", InviteLink(Address("lab-pc4"), invite="A1")),
    ],
)  # fmt: skip
def test_what_else_is_one(typed: str, link: InviteLink) -> None:
    assert parse(typed) == link


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", "begins with parlor://"),
        ("https://lab-pc4", "begins with parlor://"),
        ("parlor://", "Type the server's address"),
        ("parlor://lab pc4", "not a computer's address"),
        ("parlor://lab-pc4:0", "The port"),
        ("parlor://user@lab-pc4", "not a computer's address"),
        ("parlor://lab-pc4/a/b", "a room that can't be"),
        ("parlor://lab-pc4/@direct", "a room that can't be"),
        ("parlor://lab-pc4/%FF", "damaged"),
        (f"parlor://lab-pc4#fingerprint={FINGERPRINT[:-1]}", "not whole"),
        (f"parlor://lab-pc4#fingerprint={FINGERPRINT}0", "not whole"),
        ("parlor://lab-pc4#invite=a%20b", "invite code"),
        ("parlor://lab-pc4#invite=a&invite=b", "twice"),
        (f"parlor://lab-pc4/{'x' * MOST_LINK}", "too long"),
    ],
)
def test_what_is_none_gets_a_sentence(typed: str, part: str) -> None:
    with pytest.raises(ValueError, match=r"\.\Z") as raised:
        parse(typed)
    assert part in str(raised.value)


@given(link=links)
def test_what_is_written_is_read_again(link: InviteLink) -> None:
    text = str(link)
    assert parse(text) == link
    assert text.isprintable()
    assert " " not in text


@given(text=st.text(max_size=60), scheme=st.booleans())
def test_any_text_is_a_link_or_gets_one_sentence(text: str, scheme: bool) -> None:
    typed = f"parlor://{text}" if scheme else text
    try:
        link = read(typed)
    except ValueError as error:
        said = str(error)
        assert said.endswith(".")
        assert len(said) < 200
        assert said.isprintable()
    else:
        assert read(str(link)) == link


def test_an_address_alone_will_do() -> None:
    assert read("lab-pc4:80") == InviteLink(Address("lab-pc4", 80))
    assert read(WHOLE) == parse(WHOLE)
    assert is_link(" Parlor://")
    assert not is_link("parlor:7275")


def test_another_scheme_is_no_address() -> None:
    with pytest.raises(ValueError, match="begins with parlor://"):
        read("irc://lab-pc4")
