"""The queue from the receiver thread to the window, with a bell that wakes who sleeps meanwhile."""

import contextlib
import socket
from queue import SimpleQueue

from chat_gui.reports import News


class Incoming(SimpleQueue[News]):
    """A queue that makes a socket readable: wait for `fileno`, `answer`, then take what is there.

    One end rings at most once until it is answered, so a flood rings no more than a word.
    """

    def __init__(self) -> None:
        super().__init__()
        self._hears, self._rings = socket.socketpair()
        for end in (self._hears, self._rings):
            end.setblocking(False)
        self._rung = False

    def put(self, item: News, block: bool = True, timeout: float | None = None) -> None:
        """Put this in, and ring unless the bell rings already. Any thread."""
        super().put(item, block, timeout)
        if not self._rung:
            self._rung = True
            with contextlib.suppress(OSError):  # closed: nobody listens any more
                self._rings.send(b"\0")

    def fileno(self) -> int:
        """What is readable while the bell rings."""
        return self._hears.fileno()

    def answer(self) -> None:
        """Stop the bell. What is put in from now on rings again; look after this what is there."""
        with contextlib.suppress(OSError):
            self._hears.recv(4_096)
        self._rung = False

    def close(self) -> None:
        """Ring no more; what is in the queue stays."""
        self._hears.close()
        self._rings.close()
