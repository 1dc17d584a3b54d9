"""Addresses and networks in their one spelling, and which holds which."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server import addresses
from chat_server.protocol.errors import ErrorCode, Refusal


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7\n", "192.0.2.7"),
        ("192.0.2.7/32", "192.0.2.7"),
        ("192.0.2.7/24", "192.0.2.0/24"),
        ("192.0.2.7/255.255.255.0", "192.0.2.0/24"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("2001:DB8:0::7", "2001:db8::7"),
        ("2001:db8::7/64", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7/120", "192.0.2.0/24"),
    ],
)
def test_an_address_has_one_spelling(typed: str, spelled: str) -> None:
    assert addresses.spelled(typed) == spelled
    assert addresses.spelled(spelled) == spelled


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "Ada", "192.0.2", "192.0.2.7/33", "192.0.2.7/", "0x7f000001", "010.0.0.1"),
        *("192.0.2.7.1", "1" * 10_000, "::%", "١.2.3.4", "\ud800"),
        *("0.0.0.0/0", "192.0.0.0/7", "::/0", "2001::/15", "::ffff:0:0/96"),
    ],
)
def test_what_is_none_or_too_wide_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        addresses.spelled(typed)
    assert refused.value.code is ErrorCode.BAD_REQUEST
    assert refused.value.text.endswith(".")


@pytest.mark.parametrize(
    ("subject", "peer", "within"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("192.0.2.0/24", "192.0.2.255", True),
        ("192.0.2.0/24", "192.0.3.0", False),
        ("192.0.2.0/24", "::ffff:192.0.2.9", True),
        ("fe80::/64", "fe80::9%eth0", True),
        ("fe80::1", "192.0.2.7", False),
        ("192.0.2.7", "", False),
        ("192.0.2.7", "nowhere", False),
    ],
)
def test_a_network_holds_its_addresses(subject: str, peer: str, within: bool) -> None:
    assert addresses.covers(subject, addresses.of_peer(peer)) is within


@pytest.mark.parametrize("loopback", ["127.0.0.1", "127.9.9.9/16", "126.0.0.0/7", "::1", "::/64"])
def test_loopback_is_known_however_it_is_named(loopback: str) -> None:
    network = str(ipaddress.ip_network(loopback, strict=False))
    assert addresses.is_loopback(network)
    assert addresses.is_loopback(addresses.spelled("::ffff:127.0.0.1"))


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6), st.integers(0, 128))
def test_it_is_as_the_standard_library_has_it(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, bits: int
) -> None:
    bits = min(bits, address.max_prefixlen)
    try:
        spelled = addresses.spelled(f"{address}/{bits}")
    except Refusal:
        assert bits < addresses.WIDEST[address.version] or address in addresses._MAPPED
        return
    if address in addresses._MAPPED and bits < addresses.MAPPED_BITS:
        return  # half of what is said to be IPv6 there is IPv4
    assert addresses.covers(spelled, addresses.of_peer(str(address)))
    assert addresses.is_loopback(spelled) >= address.is_loopback


@given(st.text(max_size=60))
def test_nothing_typed_raises_anything_else(typed: str) -> None:
    try:
        spelled = addresses.spelled(typed)
    except Refusal:
        return
    assert addresses.spelled(spelled) == spelled


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_one_peer_has_one_address(text: str, plain: str) -> None:
    assert addresses.canonical(text) == plain
