"""This computer's own place in its networks: cards, routes, who answers beside it."""

import errno
import ipaddress
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import ifaddr

from chat_gui.client.dialing import Target

ARP_TABLE = Path("/proc/net/arp")
"""Who answered in this network by IPv4, where the system is Linux (proc(5))."""
ARP_COMPLETE = 0x2
"""The flag of an entry that was answered (ATF_COM in net/if_arp.h)."""

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Card(NamedTuple):
    """One address of one card, with the length of its network's prefix."""

    name: str
    address: IpAddress
    prefix: int

    def __str__(self) -> str:
        return f"{self.name} {self.address}/{self.prefix}"

    def beside(self, other: IpAddress) -> bool:
        """Whether an address is in this card's network."""
        network = ipaddress.ip_network((self.address, self.prefix), strict=False)
        return other.version == self.address.version and other in network


def cards() -> list[Card]:
    """The addresses others can be reached from; not this computer's own loopback."""
    found = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            plain = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            address = ipaddress.ip_address(plain.partition("%")[0])
            if not address.is_loopback:
                found.append(Card(adapter.nice_name, address, ip.network_prefix))
    return found


def connects(found: Iterable[Card]) -> bool:
    """Whether one of these is more than what IPv6 gives every card that is on (RFC 4862)."""
    return any(not (card.address.version == 6 and card.address.is_link_local) for card in found)


def plain(target: Target) -> IpAddress:
    """A target's address, without its zone."""
    return ipaddress.ip_address(str(target[1][0]).partition("%")[0])


def source(target: Target) -> IpAddress:
    """The own address that packets to a target would leave from; none is sent (a UDP connect).

    Raises `OSError`.
    """
    family, address = target
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect(address)
        return ipaddress.ip_address(str(probe.getsockname()[0]).partition("%")[0])


def answered(address: IpAddress) -> bool | None:
    """Whether some computer in this network has said that it has an address; None if unknown."""
    try:
        lines = ARP_TABLE.read_text("ascii").splitlines()[1:]
    except (OSError, UnicodeDecodeError):
        return None
    flags = [int(line.split()[2], 16) for line in lines if line.split()[0] == str(address)]
    return any(flag & ARP_COMPLETE for flag in flags) if flags else None


def named(error: OSError) -> str:
    """The system's name of an error, the same on Windows: `ECONNREFUSED`; "" if it has none."""
    return errno.errorcode.get(error.errno or 0, "").replace("WSA", "")
