"""The limits a server tells its clients in `welcome`, with their defaults."""

import msgspec

VERSION = 1
"""The protocol's version."""
PORT = 7275
"""The native port: PARL on a telephone's keys."""
REPLAY = 2_000
"""The largest gap that is replayed whole to who comes back with `since`."""
MOST_ENTERED = 500
"""Rooms one connection may be in."""
LISTED_PRIVATES = 200
"""Private rooms listed in `welcome`: of so many, one may be a member of more."""
MOST_SEARCHED = 1_000
"""Characters of what is searched for."""
PAIRING_MS = 10 * 60 * 1000
"""How long a code for another computer is good."""
TYPING_PAUSE_MS = 3_000
"""The least time between two `typing` notices of a person in a room."""


class Limits(msgspec.Struct, frozen=True):
    """Sizes in bytes or characters (Unicode code points), times in seconds."""

    line: int = 65_536
    """Bytes in one line upward, its newline included."""
    text: int = 8_000
    """Characters in one message."""
    nick: int = 32
    """Characters in a nickname, after folding."""
    room: int = 64
    """Characters in a room's name, after folding."""
    topic: int = 250
    """Characters in a room's topic."""
    reactions: int = 20
    """Different emoji on one message."""
    own_reactions: int = 10
    """Those of one person."""
    page: int = 500
    """Entries in one `page`."""
    found: int = 100
    """Messages in one `found`."""
    burst: int = 20
    """Commands that may come at once."""
    rate: int = 10
    """Commands a second after the burst; 0 means no limit."""
    join_burst: int = 50
    """Rooms that a person may enter at once, on all connections."""
    join_rate: int = 5
    """Rooms a second after the burst; 0 means no limit."""
    hello: int = 20
    """Seconds a peer may take to say hello."""
    outbox: int = 1_048_576
    """Bytes that may wait for a reader before it is too slow."""
    ping: int = 30
    """Seconds of silence after which the server asks whether a client is there."""
    dead: int = 90
    """Seconds of silence after which a peer is gone, on both sides."""


MAX_EVENT_BYTES = 256 * 1024
"""About the longest line downward; lists stop short of it and say `more`."""
