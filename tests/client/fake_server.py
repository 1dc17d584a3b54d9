"""A server by hand on a real socket: the test says what it answers."""

import json
import socket
from typing import Any, Self

from chat_server.protocol import codec, events
from tests.client.model_server import ModelServer
from tests.support import DEADLINE


class FakeServer:
    """Listens on loopback; `accept` takes the next connection."""

    def __init__(self, family: socket.AddressFamily = socket.AF_INET, port: int = 0) -> None:
        host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
        self.model = ModelServer()
        self.listener = socket.create_server((host, port), family=family)
        self.listener.settimeout(DEADLINE)
        self.port: int = self.listener.getsockname()[1]
        self.peer: socket.socket | None = None

    def accept(self) -> None:
        self.hang_up()
        self.peer, _ = self.listener.accept()
        self.peer.settimeout(DEADLINE)
        self._lines = self.peer.makefile("rb")

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
        """Answer so many commands as a server would."""
        for _ in range(commands):
            (command,) = codec.command_decoder().feed(self._lines.readline())
            assert not isinstance(command, codec.Fault)
            self.tell(*self.model.hear(command))

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
