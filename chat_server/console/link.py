"""Invite links, `parlor://HOST:PORT#fingerprint=HEX&invite=CODE`: who follows one compares nothing.

The window reads them.
"""

import ipaddress
import socket

from chat_server.presence import Presence

SECONDS = 1.0
"""How long this computer may take to connect to itself."""


def invite_link(server: Presence, code: str) -> str:
    """A link to a server, with an invite's code and what its certificate is known by."""
    host = _host(server)
    where = f"[{host}]" if ":" in host else host
    known = f"fingerprint={server.fingerprint}&" if server.fingerprint else ""
    return f"parlor://{where}:{server.port}#{known}invite={code}"


def _host(server: Presence) -> str:
    """Where others on the network reach the server, if they do; else where this computer does."""
    if not ipaddress.ip_address(server.host).is_loopback:
        return server.host
    try:
        own = _own_address()
        socket.create_connection((own, server.port), SECONDS).close()
    except OSError:
        return server.host
    return own


def _own_address() -> str:
    """This computer's address on its network; no packet is sent to find it (a UDP connect)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address for documentation, RFC 5737
        return str(probe.getsockname()[0])
