"""When the reactor comes back to a peer of a foreign dialect."""

import selectors
import socket
import time
from collections.abc import Iterator

import pytest

from chat_server.dialects.foreign import Foreign
from chat_server.dialects.header10 import Header10
from chat_server.dialects.nick import Nick
from chat_server.interpreting import ForeignConnection, Interpreters
from chat_server.peers import Peers
from chat_server.protocol.errors import ErrorCode
from chat_server.protocol.events import Error
from chat_server.protocol.limits import Limits

LAST = Error(ErrorCode.TOO_SLOW, "You did not keep up with what was said.", fatal=True)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    here.setblocking(False)
    with here, there:
        yield here, there


@pytest.mark.parametrize("dialect", [Nick, Header10])
def test_a_closing_peer_that_takes_nothing_is_left_to_the_selector(
    pair: tuple[socket.socket, socket.socket], dialect: type[Foreign]
) -> None:
    with selectors.DefaultSelector() as selector:
        peers = Peers(selector, lambda _: None)
        interpreters = Interpreters(peers, Limits())
        slow = ForeignConnection(1, pair[0], "127.0.0.1", dialect(), time.monotonic() - 1)
        peers.add(slow)
        slow.send(memoryview(bytes(4 * 1024 * 1024)))
        slow.cut_short(LAST)
        slow.closing_at = peers.now + 1
        peers.now = time.monotonic()
        interpreters.speak(slow)
        assert slow.blocked
        assert slow.speaker.waiting_bytes
        assert interpreters.next_at() is None
