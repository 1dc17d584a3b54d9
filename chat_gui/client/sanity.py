"""What a server says, within what it can be in earnest: it is checked as a server checks a client.

Pure. Everything that comes passes here first, so nothing behind it has to doubt.
"""

from chat_server.protocol.limits import Limits

_RANGES = {
    "line": (1_024, 2**24),
    "text": (1, 1_000_000),
    "nick": (1, 256),
    "room": (1, 256),
    "topic": (1, 10_000),
    "page": (1, 10_000),
    "burst": (1, 10_000),
    "rate": (0, 10_000),
    "join_burst": (1, 10_000),
    "join_rate": (0, 10_000),
    "ping": (1, 3_600),
    "dead": (2, 7_200),
}
"""What a server's limits can be in earnest."""


def sane(limits: Limits) -> Limits:
    """A server's limits, each within what it can be in earnest; `dead` is more than `ping`."""
    held = {
        name: min(max(getattr(limits, name), least), most)
        for name, (least, most) in _RANGES.items()
    }
    held["dead"] = max(held["dead"], held["ping"] + 1)
    return Limits(**held)
