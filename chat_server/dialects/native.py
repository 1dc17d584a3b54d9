"""The native dialect: JSON lines, as docs/protocol.md says."""

from collections.abc import Iterable

from chat_server.protocol import codec
from chat_server.protocol.commands import AnyCommand
from chat_server.protocol.events import Event


class Native:
    """What one native peer speaks."""

    def __init__(self, line_limit: int) -> None:
        self._decoder = codec.command_decoder(line_limit)

    def feed(self, data: bytes) -> list[AnyCommand | codec.Fault]:
        """The commands that the bytes received so far complete."""
        return self._decoder.feed(data)

    @staticmethod
    def render(told: Iterable[Event | codec.Logged]) -> bytes:
        """What is told, as bytes for any native peer."""
        return b"".join(
            one.line if isinstance(one, codec.Logged) else codec.encode(one) for one in told
        )
