"""Invite links, `parlor://HOST:PORT#fingerprint=HEX&invite=CODE`: who follows one compares nothing.

The window reads them.
"""

import contextlib
import ipaddress
import socket

from chat_server.own_addresses import own_addresses
from chat_server.presence import Presence
from chat_server.protocol.cards import written

SECONDS = 1.0
"""How long this computer may take to connect to itself."""


def invite_link(server: Presence, code: str) -> str:
    """A link to a server, with an invite's code and what its certificate is known by."""
    known = f"fingerprint={server.fingerprint}&" if server.fingerprint else ""
    return f"parlor://{written(_host(server), server.port)}#{known}invite={code}"


def _host(server: Presence) -> str:
    """Where others on the network reach the server, if they do; else where this computer does."""
    if not ipaddress.ip_address(server.host).is_loopback:
        return server.host
    for own in own_addresses():
        with contextlib.suppress(OSError):
            socket.create_connection((own, server.port), SECONDS).close()
            return own
    return server.host
