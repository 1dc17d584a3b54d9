"""Opening the listening sockets, for IPv4 and IPv6."""

import errno
import os
import socket

from chat_server.config import EVERYWHERE, ConfigError
from chat_server.protocol.cards import written

BACKLOG = 4096
"""Connections the system keeps for the server before it accepts them."""
PORT_TRIES = 20
"""Tries to find a free port that IPv4 and IPv6 can share."""


def listen(host: str, port: int, flag: str = "--port") -> list[socket.socket]:
    """Sockets that listen at every address of `host`; the default is everywhere, IPv6 first.

    With port 0 all get the same free port. Raises `ConfigError` with what is wrong; `flag` is the
    one that sets the port.
    """
    for _ in range(PORT_TRIES if port == 0 else 1):
        sockets: list[socket.socket] = []
        try:
            for family, address in reversed(_addresses(host)):
                chosen = sockets[0].getsockname()[1] if sockets else port
                sockets.append(_bound(family, address, chosen))
        except (OSError, UnicodeError) as error:
            for sock in sockets:
                sock.close()
            if port == 0 and getattr(error, "errno", None) == errno.EADDRINUSE:
                continue
            raise ConfigError(_reason(error, host, port, flag)) from None
        return sockets
    raise ConfigError(f"No port is free for IPv4 and IPv6 together; choose one with {flag}.")


def shown(sock: socket.socket) -> str:
    """Where a socket listens, as `HOST:PORT`."""
    return written(*sock.getsockname()[:2])


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    """Families and addresses, the most usual first."""
    if host == EVERYWHERE:
        both = [(socket.AF_INET, EVERYWHERE)]
        return [*both, (socket.AF_INET6, "::")] if _has_ipv6() else both
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    addresses = {(family, str(address[0])): None for family, _, _, _, address in found}
    return sorted(addresses, key=lambda pair: pair[0] != socket.AF_INET)


def _has_ipv6() -> bool:
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::", 0))
    except OSError:
        return False
    return True


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "nt":  # there SO_REUSEADDR would share the port with another program
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((address, port))
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock


def _reason(error: OSError | UnicodeError, host: str, port: int, flag: str) -> str:
    if isinstance(error, socket.gaierror | UnicodeError):
        return f"This network does not know the name {host}; choose another with --host."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is used by another program; stop it or choose another with {flag}."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this computer; choose another with --host."
    if error.errno == errno.EACCES:
        return f"Port {port} needs special rights; choose one over 1023 with {flag}."
    return f"Can't listen on {host}, port {port}: {error.strerror or error}."
