"""Sending one round to many connections: the loop where a busy server's time goes.

Where the system can, a long round is put into memory that all the sockets then refer to, instead of
being copied into each of them; what is encrypted is another text for each. The reactor's thread
calls this.
"""

import os
import sys
from collections.abc import Collection

from chat_server.connection import Connection

SHARED_BYTES = 8 * 1024
"""Bytes from which on referring costs less than copying."""
SHARED_SENDS = 64
"""Connections from which on it pays to make the file."""

Rest = tuple[Connection, memoryview]


def send_all(connections: Collection[Connection], data: bytes) -> list[Rest]:
    """The same bytes for many. Gives who has not taken all, and what is left for them.

    Those have something waiting already, or a full socket, or a dead one.
    """
    if len(data) < SHARED_BYTES or len(connections) < SHARED_SENDS:
        return _send_copies(connections, data)
    secure = [one for one in connections if one.secure]
    plain = [one for one in connections if not one.secure] if secure else connections
    rests = _send_copies(secure, data)
    try:
        rests += _send_shared(plain, data) if plain else []
    except OSError:  # no descriptor or no memory for it: nothing is sent yet
        rests += _send_copies(plain, data)
    return rests


def _send_copies(connections: Collection[Connection], data: bytes) -> list[Rest]:
    rests: list[Rest] = []
    size = len(data)
    for connection in connections:
        try:
            sent = 0 if connection.queued else connection.write(data)
        except OSError:
            sent = 0  # what it is, comes again with the rest
        if sent < size:
            rests.append((connection, memoryview(data)[sent:]))
    return rests


if sys.platform == "linux":

    def _send_shared(connections: Collection[Connection], data: bytes) -> list[Rest]:
        """Raises `OSError` before anything is sent.

        The sockets keep the file's memory until it is acknowledged, and nobody writes to it again.
        """
        rests: list[Rest] = []
        size = len(data)
        file = os.memfd_create("round")
        try:
            if os.write(file, data) < size:
                raise OSError("the round does not fit into memory")
            for connection in connections:
                try:
                    sent = 0 if connection.queued else os.sendfile(connection.fd, file, 0, size)
                except OSError:
                    sent = 0  # what it is, comes again with the rest
                if sent < size:
                    rests.append((connection, memoryview(data)[sent:]))
        finally:
            os.close(file)
        return rests

else:
    _send_shared = _send_copies
