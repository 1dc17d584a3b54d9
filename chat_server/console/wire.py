"""A small client that waits for each answer: it says hello as the server's own person, then asks.

The server is found by `server.json` in the data folder. It has to show the certificate named there,
so that nothing else that listens at that port is told anything.
"""

import hmac
import socket
import ssl
from collections import deque
from pathlib import Path
from typing import Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chat_server import console_key, presence
from chat_server.config import ConfigError
from chat_server.presence import Presence
from chat_server.protocol import codec, commands, events, proof
from chat_server.protocol.certificate import fingerprint
from chat_server.protocol.limits import VERSION
from chat_server.records import CONSOLE_NICK

SECONDS = 15.0
"""How long the server may take for an answer."""
READ_BYTES = 64 * 1024
"""Bytes taken from the socket at once."""
RE = "console"
"""What each question carries, and its answer gives back."""


class Refused(Exception):
    """The server said no; the sentence says why."""


class Wire:
    """A connection to the server of a data folder, as its own person."""

    def __init__(self, folder: Path) -> None:
        """Connect and prove who this is. Raises `ConfigError` or `Refused`."""
        key = console_key.read(folder)
        self.server = presence.find(folder)
        self._nobody = ConfigError(f"No server runs on {str(folder)[:200]}; start it first.")
        self._decoder = codec.event_decoder()
        self._heard: deque[events.AnyEvent] = deque()
        self._socket = self._connected()
        try:
            self._come_in(key)
        except BaseException:
            self.close()
            raise

    def ask(self, command: commands.Act | commands.People) -> events.AnyEvent:
        """Give a command; its answer. Raises `Refused`, or `ConfigError` if there is none."""
        self._say(msgspec.structs.replace(command, re=RE))
        while True:
            event = self._next()
            if getattr(event, "re", None) == RE:
                return event

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connected(self) -> socket.socket:
        server = self.server
        try:
            sock = socket.create_connection((server.host, server.port), SECONDS)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _encrypted(sock, server) if server.fingerprint else sock
        except OSError:  # ssl.SSLError is one: something else listens there by now
            raise self._nobody from None

    def _come_in(self, key: Ed25519PrivateKey) -> None:
        self._say(commands.Hello(VERSION, CONSOLE_NICK, key=proof.public_key(key)))
        while not isinstance(event := self._next(), events.Welcome):
            if isinstance(event, events.Prove):
                challenge = proof.challenge(event.nonce, self.server.fingerprint, CONSOLE_NICK)
                self._say(commands.Proof(proof.sign(key, challenge)))

    def _say(self, command: commands.Command) -> None:
        try:
            self._socket.sendall(codec.encode(command))
        except OSError:
            raise self._nobody from None

    def _next(self) -> events.AnyEvent:
        """The next event. Raises `Refused` for an error: this one asks one thing at a time."""
        while not self._heard:
            try:
                data = self._socket.recv(READ_BYTES)
            except OSError:
                data = b""
            if not data:
                raise self._nobody
            self._heard.extend(
                one for one in self._decoder.feed(data) if not isinstance(one, codec.Fault)
            )
        event = self._heard.popleft()
        if isinstance(event, events.Error):
            raise Refused(event.text)
        return event


def _encrypted(sock: socket.socket, server: Presence) -> socket.socket:
    """The same over TLS 1.3, with the one certificate that will do. Raises `OSError`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # its fingerprint is known
    secure = context.wrap_socket(sock)
    shown = fingerprint(secure.getpeercert(binary_form=True) or b"")
    if not hmac.compare_digest(shown, server.fingerprint):
        secure.close()
        raise ConnectionError("another certificate")
    return secure
