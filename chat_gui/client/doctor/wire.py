"""A connection that waits: to ask a service who it is, in the doctor's own thread."""

import contextlib
import selectors
import socket
import time
from typing import Self

from chat_gui.client.dialing import Target
from chat_gui.client.tls import Channel

READ_BYTES = 16 * 1024
MOST_HEARD = 64 * 1024
"""Bytes of an unknown service that are listened to."""

MORE_SECONDS = 0.3
"""How long the rest may take once something was said."""


class Wire:
    """A connection to a target, `seconds` long at most; with a channel it is encrypted."""

    def __init__(self, target: Target, seconds: float, channel: Channel | None = None) -> None:
        """Connect. Raises `OSError`."""
        family, address = target
        self.channel = channel
        self._end = time.monotonic() + seconds
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(seconds)
            self._socket.connect(address)
            self._pass_on()
        except OSError:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def shake_hands(self) -> bytes:
        """Agree on the encryption; gives what was said with it already.

        Raises `OSError`: one of tls.py's, `TimeoutError`, or `EOFError` where the other hangs up.
        """
        assert self.channel is not None, "there is nothing to agree on"
        said = b""
        while self.channel.fingerprint is None:
            said += self.channel.decrypt(self._heard())
            self._pass_on()
        return said

    def say(self, data: bytes) -> None:
        """Say this. Raises `OSError`."""
        if self.channel is None:
            self._socket.sendall(data)
        else:
            self.channel.encrypt(data)
            self._pass_on()

    def hear(self) -> bytes:
        """What comes next. Raises `OSError`; `EOFError` at the end."""
        if self.channel is None:
            return self._heard()
        said = b""
        while not said:
            said = self.channel.decrypt(self._heard())
            self._pass_on()
        return said

    def _heard(self) -> bytes:
        left = self._end - time.monotonic()
        if left <= 0:  # also where more and more comes and means nothing
            raise TimeoutError
        self._socket.settimeout(left)
        data = self._socket.recv(READ_BYTES)
        if not data:
            raise EOFError
        return data

    def _pass_on(self) -> None:
        if self.channel is not None and (out := self.channel.outgoing()):
            self._socket.sendall(out)


def listen(target: Target, said: tuple[bytes, ...], seconds: float) -> tuple[list[bytes], bool]:
    """What comes back for each of these, said on connections of their own at the same time.

    Also whether one of them still stood at the end. Raises `OSError`.
    """
    family, address = target
    heard = [b"" for _ in said]
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as closing:
        for number, words in enumerate(said):
            sock = closing.enter_context(socket.socket(family, socket.SOCK_STREAM))
            sock.settimeout(seconds)
            sock.connect(address)
            sock.sendall(words)
            selector.register(sock, selectors.EVENT_READ, number)
        end = time.monotonic() + seconds
        while selector.get_map() and (ready := selector.select(max(0.0, end - time.monotonic()))):
            for key, _ in ready:
                assert isinstance(key.fileobj, socket.socket), "only sockets are registered"
                data = _data(key.fileobj)
                heard[key.data] += data
                if data:
                    end = min(end, time.monotonic() + MORE_SECONDS)
                if not data or len(heard[key.data]) > MOST_HEARD:
                    selector.unregister(key.fileobj)
        return heard, bool(selector.get_map())


def _data(sock: socket.socket) -> bytes:
    try:
        return sock.recv(READ_BYTES)
    except OSError:  # a reset says as little as an end
        return b""
