"""A computer's network cards -> the addresses at which others on the network reach it. Pure.

The server says them at its start and announces them; the window shows them to who hosts. Each
asks the system for its cards (`own_addresses.py`) and this module what they are worth.
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ifaddr import Adapter

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_VIRTUAL = re.compile(
    r"docker|podman|veth|virbr|vmnet|vboxnet|cni|lxc|lxdbr|tun|tap|utun|wg|tailscale|zt"
    r"|br-[0-9a-f]{12}\Z"
    r"|.*(virtual|vmware|hyper-v|wireguard|vpn|tap-windows|wsl)",
    re.IGNORECASE,
)
"""Cards that are no plug and no radio: for containers, for machines in machines, VPNs."""


def for_others(cards: Iterable["Adapter"]) -> list[str]:
    """The addresses of these cards that others may use, the likeliest first; no loopback.

    IPv4 comes first, as it is typed more easily, and cards that are real. Link-local addresses
    (RFC 3927; RFC 4291, 2.5.6) are there only if there are no others; without a zone, as each
    computer has its own (RFC 4007, 11).
    """
    found = {address: virtual for virtual, address in _addresses(cards) if _leads_here(address)}
    best = [one for one in found if not one.is_link_local] or list(found)
    return [str(one) for one in sorted(best, key=lambda one: (found[one], one.version))]


def reached(bound: Iterable[str], own: Iterable[str]) -> list[str]:
    """Of a computer's `own` addresses those that lead to a server that listens at `bound`.

    `0.0.0.0` is every IPv4 address, `::` every IPv6 address. Raises `ValueError` if `bound` are no
    addresses.
    """
    listening = [ipaddress.ip_address(one) for one in bound]
    families = {one.version for one in listening if one.is_unspecified}
    everywhere = [one for one in own if ipaddress.ip_address(one).version in families]
    return [*everywhere, *(str(one) for one in listening if _leads_here(one))]


def is_virtual(card: "Adapter") -> bool:
    """Whether it is no plug and no radio, as far as its name tells."""
    return _VIRTUAL.match(card.nice_name) is not None


def written(host: str, port: int) -> str:
    """An address as people type it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _addresses(cards: Iterable["Adapter"]) -> Iterable[tuple[bool, IPAddress]]:
    """All addresses, and whether the card is a virtual one."""
    for card in cards:
        virtual = is_virtual(card)
        for one in card.ips:
            raw = one.ip if isinstance(one.ip, str) else one.ip[0]
            yield virtual, ipaddress.ip_address(raw)


def _leads_here(address: IPAddress) -> bool:
    """Whether it can be one by which others reach this computer."""
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)
