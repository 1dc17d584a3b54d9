"""How much a peer would get in one piece if it were sent now: a segment, whole or not at all.

`interpreting.py` asks for those whose client has to find whole what it reads.
"""

import socket
import struct
import sys

UNLIMITED = 1 << 30
"""Where the system does not tell."""

_INFO_BYTES = 232
_UNACKED, _UNSENT, _WINDOW = 24, 144, 228
"""Where `struct tcp_info` (linux/tcp.h) has the segments that are on their way, the bytes that have
not been sent yet, and the peer's window in bytes."""


def room(sock: socket.socket) -> int:
    """Bytes that could go out now and would come whole; 0 while something is on its way.

    A segment that follows another may be glued to it and cut elsewhere, and one that the window has
    no room for is sent in part after a while (RFC 9293, 3.8.6.1). Raises `OSError`.
    """
    if sys.platform != "linux":
        return UNLIMITED
    info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    if len(info) < _INFO_BYTES:  # before Linux 5.16 it does not have the window
        return UNLIMITED
    unacked, unsent, window = (
        int(struct.unpack_from("=I", info, at)[0]) for at in (_UNACKED, _UNSENT, _WINDOW)
    )
    return 0 if unacked or unsent else window
