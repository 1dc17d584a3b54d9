"""IP addresses and networks: what was typed -> its one spelling, and whether one holds another.

Pure. An IPv4 address that comes in through IPv6 (RFC 4291, 2.5.5.2) is the IPv4 one, and no
address carries the name of a network card (RFC 4007, 11).
"""

import functools
import ipaddress

from chat_server.protocol.errors import ErrorCode, Refusal

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

WIDEST = {4: 8, 6: 16}
"""The fewest bits of a network that may be named, by the protocol's version."""
REMEMBERED = 16_384
"""Addresses and networks that are not read anew each time: all of the connections and bans."""
MAPPED_BITS = 96
"""Bits before the IPv4 address in one that comes in through IPv6."""

_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_LOOPBACK = (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128"))


def spelled(raw: str) -> str:
    """The one spelling of an address, or of a network in CIDR form (RFC 4632).

    Raises `Refusal` with `bad-request` for anything else and for absurdly wide networks.
    """
    try:
        network = _parsed(raw.strip()[:100])
    except ValueError:
        text = "That is no IP address or network; write 192.0.2.7 or 192.0.2.0/24."
        raise Refusal(ErrorCode.BAD_REQUEST, text) from None
    if network.prefixlen < WIDEST[network.version]:
        text = f"That network is too wide; name one of /{WIDEST[network.version]} or narrower."
        raise Refusal(ErrorCode.BAD_REQUEST, text)
    single = network.prefixlen == network.max_prefixlen
    return str(network.network_address) if single else str(network)


def canonical(address: str) -> str:
    """A connection's address in its one spelling; what is no IP address stays as it is."""
    network = of_peer(address)
    return address if network is None else str(network.network_address)


def of_peer(address: str) -> Network | None:
    """A connection's address, as `covers` takes it; None for what is none."""
    try:
        return _parsed(address)
    except ValueError:
        return None


def covers(subject: str, address: Network | None) -> bool:
    """Whether an address or network, spelled the one way, holds a connection's address."""
    return address is not None and address.network_address in _parsed(subject)


def is_loopback(subject: str) -> bool:
    """Whether it holds an address by which this computer reaches itself."""
    network = _parsed(subject)
    return any(network.overlaps(own) for own in _LOOPBACK if own.version == network.version)


@functools.lru_cache(maxsize=REMEMBERED)
def _parsed(text: str) -> Network:
    """Raises `ValueError`."""
    network = ipaddress.ip_network(text, strict=False)
    if isinstance(network, ipaddress.IPv4Network):
        return network
    start, bits = int(network.network_address), network.prefixlen
    if network.network_address in _MAPPED and bits >= MAPPED_BITS:
        return ipaddress.IPv4Network((start & 0xFFFF_FFFF, bits - MAPPED_BITS))
    return ipaddress.IPv6Network((start, bits))
