"""Of a computer's network cards, which addresses others may use."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ifaddr import IP, Adapter

from chat_server.protocol.cards import for_others, reached, written


def card(name: str, *addresses: str) -> Adapter:
    """As the system tells of one: IPv6 addresses with a flow and a zone."""
    ips = [IP((one, 0, 4) if ":" in one else one, 24, name) for one in addresses]
    return Adapter(name, name, ips)


LOOPBACK = card("lo", "127.0.0.1", "::1")


def test_all_cards_but_loopback_ipv4_first() -> None:
    wired = card("eth0", "fd00::2", "192.0.2.2", "fe80::1")
    radio = card("wlan0", "192.168.1.9", "2001:db8::9")
    assert for_others([LOOPBACK, wired, radio]) == [
        *("192.0.2.2", "192.168.1.9", "fd00::2", "2001:db8::9")
    ]


@pytest.mark.parametrize(
    "name",
    [
        *("docker0", "br-0123456789ab", "virbr0", "vmnet8", "vboxnet0", "tailscale0", "utun3"),
        *("Hyper-V Virtual Ethernet Adapter", "VirtualBox Host-Only Ethernet Adapter"),
    ],
)
def test_virtual_cards_come_last(name: str) -> None:
    cards = [card(name, "172.17.0.1"), card("br-lan", "192.0.2.2", "fd00::2")]
    assert for_others(cards) == ["192.0.2.2", "fd00::2", "172.17.0.1"]


def test_link_local_addresses_only_if_nothing_else() -> None:
    lonely = card("eth0", "fe80::1", "169.254.7.7")
    assert for_others([LOOPBACK, lonely]) == ["169.254.7.7", "fe80::1"]
    assert for_others([lonely, card("eth1", "fd00::2")]) == ["fd00::2"]


def test_a_computer_on_no_network_has_none() -> None:
    assert for_others([LOOPBACK, card("eth0")]) == []
    assert for_others([]) == []


def test_an_address_of_two_cards_is_told_once() -> None:
    assert for_others([card("eth0", "192.0.2.2"), card("eth0:1", "192.0.2.2")]) == ["192.0.2.2"]


ADDRESSES = st.lists(st.ip_addresses().map(str), max_size=6)


@given(st.lists(st.builds(lambda name, some: card(name, *some), st.text(), ADDRESSES), max_size=4))
def test_nothing_is_lost_that_others_could_use(cards: list[Adapter]) -> None:
    found = [ipaddress.ip_address(one) for one in for_others(cards)]
    given = {
        ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
        for one in cards
        for ip in one.ips
    }
    useless = {x for x in given if x.is_loopback or x.is_unspecified or x.is_multicast}
    local = {x for x in given - useless if x.is_link_local}
    assert len(set(found)) == len(found)
    assert set(found) == (given - useless - local or local)


OWN = ["192.0.2.2", "10.0.0.1", "fd00::2"]


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (["::", "0.0.0.0"], OWN),
        (["0.0.0.0"], ["192.0.2.2", "10.0.0.1"]),
        (["::"], ["fd00::2"]),
        (["10.0.0.1"], ["10.0.0.1"]),
        (["127.0.0.1"], []),
        (["::1", "127.0.0.1"], []),
        (["fe80::1%eth0"], ["fe80::1%eth0"]),
    ],
)
def test_where_a_server_is_reached(bound: list[str], expected: list[str]) -> None:
    assert reached(bound, OWN) == expected


def test_written_as_typed() -> None:
    assert written("192.0.2.2", 7_275) == "192.0.2.2:7275"
    assert written("fd00::2", 7_275) == "[fd00::2]:7275"
