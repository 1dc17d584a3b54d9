"""A server by hand on a real socket: the test says what it answers."""

import contextlib
import json
import socket
from typing import Any, Self

from chat_server.protocol import codec, events
from chat_server.tls import Identity
from tests.client.model_server import ModelServer
from tests.support import DEADLINE


class FakeServer:
    """Listens on loopback; `accept` takes the next connection. It encrypts with an identity."""

    def __init__(
        self,
        family: socket.AddressFamily = socket.AF_INET,
        port: int = 0,
        identity: Identity | None = None,
    ) -> None:
        self.identity = identity
        host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
        self.model = ModelServer(fingerprint=identity.fingerprint if identity else "")
        self.listener = socket.create_server((host, port), family=family)
        self.listener.settimeout(DEADLINE)
        self.port: int = self.listener.getsockname()[1]
        self.peer: socket.socket | None = None

    def accept(self) -> None:
        self.hang_up()
        peer, _ = self.listener.accept()
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(peer.close)
            peer.settimeout(DEADLINE)
            if self.identity is not None:
                peer = self.identity.context.wrap_socket(
                    peer, server_side=True, suppress_ragged_eofs=False
                )
            on_failure.pop_all()
        self.peer = peer
        self._lines = peer.makefile("rb")

    def hang_up(self) -> None:
        if self.peer is not None:
            self._lines.close()
            self.peer.close()
            self.peer = None
            self.model.hang_up()

    def hear(self) -> dict[str, Any]:
        """The next command."""
        line: dict[str, Any] = json.loads(self._lines.readline())
        return line

    def serve(self, commands: int = 1) -> None:
        """Answer so many commands as a server would; a hello counts with its proof as one."""
        while commands:
            (command,) = codec.command_decoder().feed(self._lines.readline())
            assert not isinstance(command, codec.Fault)
            told = self.model.hear(command)
            commands -= not any(isinstance(one, events.Prove) for one in told)
            self.tell(*told)

    def tell(self, *told: events.AnyEvent) -> None:
        self.raw(b"".join(codec.encode(event) for event in told))

    def raw(self, data: bytes) -> None:
        assert self.peer is not None
        self.peer.sendall(data)

    def close(self) -> None:
        self.hang_up()
        self.listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
