"""What was heard of servers on the network -> the list that is shown. Pure."""

from collections.abc import Iterable

import msgspec

from chat_server.protocol import places
from chat_server.protocol.found import MOST_ADDRESSES, Found
from chat_server.protocol.places import Place


def merged(heard: Iterable[Found], standing: Iterable[Place]) -> tuple[Found, ...]:
    """Each server once, by name, with all its addresses, the nearest first.

    What was announced twice is one server only if it shows one certificate at one port: anybody can
    announce another's id.
    """
    standing = tuple(standing)
    servers: dict[tuple[str, str, int], Found] = {}
    for one in heard:
        key = (one.id, one.fingerprint, one.port)
        before = servers[key].addresses if key in servers else ()
        addresses = tuple(dict.fromkeys(before + one.addresses))
        servers[key] = msgspec.structs.replace(one, addresses=addresses)
    near = [_near(one, standing) for one in servers.values()]
    found = [one for one in near if one.addresses]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id, one.addresses)))


def _near(server: Found, standing: tuple[Place, ...]) -> Found:
    ordered = places.nearest_first(sorted(server.addresses), standing)
    return msgspec.structs.replace(server, addresses=ordered[:MOST_ADDRESSES])
