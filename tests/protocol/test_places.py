"""Of a computer's cards: where it listens, what it announces, which address of another is near."""

import ifaddr
import pytest

from chat_server.protocol import places
from chat_server.protocol.places import Place


def card(index: int | None, *networks: str, name: str = "card") -> ifaddr.Adapter:
    ips = []
    for network in networks:
        address, _, prefix = network.partition("/")
        raw = (address, 0, index or 0) if ":" in address else address
        ips.append(ifaddr.IP(raw, int(prefix), "card"))
    return ifaddr.Adapter(name, name, ips, index=index)


CABLE = card(2, "192.168.1.20/24", "2001:db8:1::20/64", "fe80::20/64")
RADIO = card(3, "10.0.0.20/8", "fe80::30/64")
STANDING = places.places([card(1, "127.0.0.1/8", "::1/128"), RADIO, CABLE])


def test_every_address_but_loopback_and_each_card_once_for_ipv6() -> None:
    assert list(STANDING) == [
        Place(False, "10.0.0.20", "10.0.0.0/8", 3),
        Place(False, "192.168.1.20", "192.168.1.0/24", 2),
        Place(False, "2001:db8:1::20", "2001:db8:1::/64", 2),
        Place(False, "fe80::20", "fe80::/64", 2),
        Place(False, "fe80::30", "fe80::/64", 3),
    ]
    assert places.interfaces(STANDING) == ["10.0.0.20", "192.168.1.20", 2, 3]


def test_real_cards_come_first_and_each_of_their_networks_once() -> None:
    containers = card(4, "172.17.0.1/16", "fe80::40/64", name="docker0")
    cable = card(5, "192.168.1.20/24", "192.168.1.21/24", "192.168.2.20/24", "fe80::50/64")
    standing = places.places([containers, cable])
    wanted = ["192.168.1.20", "192.168.2.20", "172.17.0.1", 5, 4]
    assert places.interfaces(standing) == wanted
    assert [one.address for one in places.announced(standing, ["0.0.0.0", "::"])] == [
        *("192.168.1.20", "192.168.1.21", "192.168.2.20", "fe80::50"),
        *("172.17.0.1", "fe80::40"),
    ]


def test_a_card_without_a_number_is_left_out() -> None:
    assert places.places([card(None, "192.168.1.20/24")]) == ()
    assert places.interfaces([]) == []


@pytest.mark.parametrize(
    ("bound", "addresses"),
    [
        (["0.0.0.0"], ["10.0.0.20", "192.168.1.20"]),
        (["::"], ["2001:db8:1::20", "fe80::20", "fe80::30"]),
        (
            ["::", "0.0.0.0"],
            ["10.0.0.20", "192.168.1.20", "2001:db8:1::20", "fe80::20", "fe80::30"],
        ),
        (["192.168.1.20"], ["192.168.1.20"]),
        (["fe80::20%2"], ["fe80::20"]),
        (["127.0.0.1"], []),
        (["192.168.1.99"], []),
    ],
)
def test_what_is_announced_is_where_it_listens(bound: list[str], addresses: list[str]) -> None:
    assert [one.address for one in places.announced(STANDING, bound)] == addresses


@pytest.mark.parametrize(
    ("bound", "reachable"),
    [
        (["127.0.0.1"], False),
        (["::1", "127.0.0.1"], False),
        (["127.0.0.1", "192.168.1.20"], True),
        (["::", "0.0.0.0"], True),
    ],
)
def test_a_server_on_loopback_alone_has_nothing_to_announce(
    bound: list[str], reachable: bool
) -> None:
    assert places.is_reachable(bound) is reachable


def test_the_near_address_comes_first() -> None:
    theirs = [
        *("fe80::9%2", "2001:db8:9::9", "203.0.113.9"),
        *("2001:db8:1::9", "169.254.1.9", "192.168.1.9"),
    ]
    assert places.nearest_first(theirs, STANDING) == (
        *("192.168.1.9", "2001:db8:1::9", "fe80::9%2"),
        *("203.0.113.9", "2001:db8:9::9", "169.254.1.9"),
    )


def test_a_link_local_address_needs_its_zone() -> None:
    assert places.nearest_first(["fe80::9", "192.168.1.9"], STANDING) == ("192.168.1.9",)
    assert places.nearest_first(["fe80::9"], STANDING) == ()
    cable = places.places([CABLE])
    assert places.nearest_first(["fe80::9", "fe80::9%2"], cable) == ("fe80::9%2",)


def test_an_address_that_is_also_here_is_not_the_others() -> None:
    containers = places.places([CABLE, card(4, "172.17.0.1/16")])
    theirs = ["172.17.0.1", "203.0.113.9"]
    assert places.nearest_first(theirs, containers) == ("203.0.113.9", "172.17.0.1")
    own = ["172.17.0.1", "192.168.1.20", "fe80::20%2"]
    assert places.nearest_first(own, containers) == ("172.17.0.1", "192.168.1.20", "fe80::20%2")
