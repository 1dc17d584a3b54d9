"""Where others reach this server: asked of the system, and told in the log at the start."""

import ipaddress
import logging
import socket
from collections.abc import Iterable

import ifaddr

from chat_server import logs
from chat_server.protocol import cards
from chat_server.protocol.cards import written


def own_addresses() -> list[str]:
    """The addresses at which others reach this computer now, the likeliest first."""
    try:
        return cards.for_others(ifaddr.get_adapters())
    except OSError as error:  # a sandbox that hides the cards
        logs.event(logging.WARNING, "this computer's addresses can't be read", error=error)
        return []


def tell(listening: Iterable[tuple[str, int]]) -> None:
    """Log where others join a server that listens at these addresses and ports.

    The name comes last and alone: a network without a name server takes seconds to not know it.
    """
    listening = list(listening)
    hosts = [host for host, _ in listening]
    port = listening[-1][1]
    found = cards.reached(hosts, own_addresses())
    if not found:
        logs.event(logging.INFO, _nobody(hosts))
        return
    addresses = " ".join(written(one, port) for one in found)
    logs.event(logging.INFO, "others join at", addresses=addresses)
    if name := own_name(found):
        logs.event(logging.INFO, "others join by name, too, at", name=written(name, port))


def own_name(addresses: Iterable[str]) -> str:
    """This computer's name if it leads to one of these addresses, else "". May take seconds."""
    name = socket.gethostname()
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ""
    return name if {str(address[0]) for *_, address in found} & set(addresses) else ""


def _nobody(hosts: Iterable[str]) -> str:
    """Why nobody else can join."""
    if all(ipaddress.ip_address(host).is_loopback for host in hosts):
        return "only this computer can join: it listens on loopback alone; --host sets where"
    return "only this computer can join: it is on no network"
