"""Where a computer stands on its networks: the addresses of its cards, loopback left out. Pure.

Both sides of discovery ask the system for the cards every few seconds, and this module what came:
the server announces these addresses, on these cards; the window knows by them which are near.
"""

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from chat_server.protocol import cards

if TYPE_CHECKING:
    from ifaddr import Adapter

POLL_SECONDS = 4.0
"""How often the cards are asked for: one that comes is noticed within this time."""


class Place(msgspec.Struct, frozen=True, order=True):
    """An address of a card.

    `network` is the one that is reached without a router, such as `192.168.1.0/24`; `card` is the
    system's number of the card, and `virtual` says that it is no plug and no radio.
    """

    virtual: bool
    address: str
    network: str
    card: int

    @property
    def is_ipv6(self) -> bool:
        """Whether it is an IPv6 address."""
        return ":" in self.address


def places(adapters: Iterable["Adapter"]) -> tuple[Place, ...]:
    """All addresses of these cards that others could use, sorted, those of real cards first."""
    found = set()
    for card in adapters:
        for one in card.ips:
            raw = one.ip if isinstance(one.ip, str) else one.ip[0]
            address = ipaddress.ip_address(raw.partition("%")[0])
            if card.index is not None and not (address.is_loopback or address.is_unspecified):
                network = ipaddress.ip_network(f"{address}/{one.network_prefix}", strict=False)
                found.add(Place(cards.is_virtual(card), str(address), str(network), card.index))
    return tuple(sorted(found))


def interfaces(standing: Iterable[Place]) -> list[str | int]:
    """What zeroconf is to listen and speak on: an IPv4 address in each network, each IPv6 card.

    Real cards come first, since systems let a program listen on so many only.
    """
    standing = list(standing)
    first = {(one.network, one.card): one.address for one in reversed(standing) if not one.is_ipv6}
    ipv4 = [one.address for one in standing if one.address in first.values()]
    return [*ipv4, *dict.fromkeys(one.card for one in standing if one.is_ipv6)]


def announced(standing: Iterable[Place], bound: Iterable[str]) -> tuple[Place, ...]:
    """Where a server is found that listens at `bound`, as `cards.reached` understands it.

    The order is that in which they are told: IPv4, IPv6, what leads through one card only, and last
    virtual cards.
    """
    standing = list(standing)
    hosts = [one.partition("%")[0] for one in bound]
    addresses = set(cards.reached(hosts, [one.address for one in standing]))
    found = [one for one in standing if one.address in addresses]
    return tuple(sorted(found, key=_likeliness))


def is_reachable(bound: Iterable[str]) -> bool:
    """Whether a server that listens there can be reached from other computers at all."""
    return not all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in bound)


def nearest_first(addresses: Iterable[str], standing: Iterable[Place]) -> tuple[str, ...]:
    """A server's addresses, the one that is to be tried first at the front.

    One on a network of this computer's needs no router, nor does a link-local one, which leads
    nowhere without its zone (RFC 4007). What this computer has itself is another's only if the
    other is itself: each of two computers may have the same address towards its own containers.
    """
    standing = list(standing)
    cards = {one.card for one in standing}
    zone = f"%{cards.pop()}" if len(cards) == 1 else ""  # where there is one card, it is that one
    addresses = dict.fromkeys(one + zone if _needs_zone(one) else one for one in addresses)
    networks = [ipaddress.ip_network(one.network) for one in standing]
    own = {one.address for one in standing}
    itself = own.issuperset(one.partition("%")[0] for one in addresses)

    def distance(text: str) -> tuple[bool, bool, bool, bool]:
        address = ipaddress.ip_address(text.partition("%")[0])
        near = "%" in text or any(address in network for network in networks)
        ours = not itself and str(address) in own
        return ours, not near, address.is_link_local, address.version == 6

    return tuple(sorted((one for one in addresses if not _needs_zone(one)), key=distance))


def _likeliness(place: Place) -> tuple[bool, bool, bool]:
    return place.virtual, is_link_local(place.address), place.is_ipv6


def is_link_local(address: str) -> bool:
    """Whether it leads through one card only (RFC 3927; RFC 4291, 2.5.6)."""
    return ipaddress.ip_address(address.partition("%")[0]).is_link_local


def _needs_zone(address: str) -> bool:
    return ":" in address and "%" not in address and is_link_local(address)
