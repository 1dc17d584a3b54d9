"""A connection over TLS whose socket is full: what was begun goes on, the stream stays whole."""

import contextlib
import selectors
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_server import sending, tls
from chat_server.dialects.native import Native
from chat_server.protocol import codec, events
from chat_server.protocol.errors import ErrorCode
from chat_server.secure import RECORD_BYTES, SecureConnection
from chat_server.sending import send_all
from tests.support import trusting

LAST_WORD = events.Error(ErrorCode.TOO_SLOW, "This was the last word.", fatal=True)
LAST = codec.encode(LAST_WORD)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return tls.identity(tmp_path_factory.mktemp("data")).context


class Pair(NamedTuple):
    """A connection and its peer, who reads nothing yet."""

    connection: SecureConnection
    peer: ssl.SSLSocket

    def read_all(self) -> bytes:
        """What comes while the connection sends on and says the end."""
        got = bytearray()
        while True:
            with contextlib.suppress(ssl.SSLWantReadError):
                while data := self.peer.recv(65_536):
                    got += data
                return bytes(got)
            self.connection.blocked = False
            self.connection.flush()
            if not self.connection.queued and not self.connection.shut:
                self.connection.shut = self.connection.say_end()


@contextmanager
def paired(context: ssl.SSLContext) -> Iterator[Pair]:
    """Over sockets that hold little."""
    near, far = socket.socketpair()
    for one in (near, far):
        one.setblocking(False)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 20_000)
    server = context.wrap_socket(near, server_side=True, do_handshake_on_connect=False)
    strict = trusting()
    strict.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    peer = strict.wrap_socket(far, do_handshake_on_connect=False, suppress_ragged_eofs=False)
    for side in (peer, server, peer, server):
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()
    try:
        yield Pair(SecureConnection(1, server, "", Native(65_536), 0.0), peer)
    finally:
        server.close()
        peer.close()


def lines(sizes: list[int], mark: str) -> list[bytes]:
    return [f"{mark}{n} ".encode().ljust(size, b"x") + b"\n" for n, size in enumerate(sizes)]


SIZES = st.lists(st.integers(1, 3) | st.integers(100, 40_000), min_size=1, max_size=12)


@given(first=SIZES, later=SIZES, rounds=st.integers(0, 3))
def test_whatever_waits_comes_whole_and_in_order(
    context: ssl.SSLContext, first: list[int], later: list[int], rounds: int
) -> None:
    said = lines(first, "a") + lines(later, "b")
    with paired(context) as pair:
        for line in said[: len(first)]:
            for connection, rest in send_all([pair.connection], line):
                connection.send(rest)
        for _ in range(rounds):
            pair.connection.blocked = False
            pair.connection.flush()
        for line in said[len(first) :]:
            pair.connection.queue(line)
        assert pair.read_all() == b"".join(said)


@given(first=SIZES, later=SIZES, taken=st.integers(0, 30_000), rounds=st.integers(0, 2))
def test_cut_short_it_ends_with_whole_lines_and_the_last_word(
    context: ssl.SSLContext, first: list[int], later: list[int], taken: int, rounds: int
) -> None:
    said = lines(first, "a") + lines(later, "b")
    with paired(context) as pair:
        for line in said[: len(first)]:
            for connection, rest in send_all([pair.connection], line):
                connection.send(rest)
        begun = b""
        with contextlib.suppress(ssl.SSLWantReadError):
            begun = pair.peer.recv(taken) if taken else b""
        for _ in range(rounds):
            pair.connection.blocked = False
            pair.connection.flush()
        for line in said[len(first) :]:
            pair.connection.queue(line)
        before = pair.connection.queued
        pair.connection.cut_short(LAST_WORD)
        assert pair.connection.queued <= before + len(LAST)
        assert pair.connection.queued <= RECORD_BYTES + 40_100 + len(LAST)
        got = begun + pair.read_all()
        assert got.endswith(LAST)
        whole = got.removesuffix(LAST)
        assert b"".join(said).startswith(whole)
        assert whole == b"" or whole.endswith(b"\n")


def test_a_long_round_is_shared_by_those_without_tls_only(
    context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SHARED_BYTES", 1)
    monkeypatch.setattr(sending, "SHARED_SENDS", 1)
    data = b"x" * 9_999 + b"\n"
    with paired(context) as one, paired(context) as two:
        assert send_all([one.connection, two.connection], data) == []
        assert one.read_all() == two.read_all() == data


def test_a_read_leaves_nothing_behind_that_the_selector_does_not_see(
    context: ssl.SSLContext,
) -> None:
    with paired(context) as pair, selectors.DefaultSelector() as selector:
        selector.register(pair.connection.socket, selectors.EVENT_READ)
        pair.peer.send(b"x" * RECORD_BYTES)
        got = 0
        while selector.select(0):
            got += len(pair.connection.socket.recv(RECORD_BYTES))
            assert isinstance(pair.connection.socket, ssl.SSLSocket)
            assert pair.connection.socket.pending() == 0
        assert got == RECORD_BYTES
