"""Actions: what the session asks of the thread that runs it. Plain data, done in order.

Those for the disk (`StoreAction`) are done first, so that nothing goes out that is not kept.
"""

import msgspec

from chat_gui import reports
from chat_gui.client.kept import Known, Waiting
from chat_server.protocol import codec
from chat_server.protocol.commands import AnyCommand


class Connect(msgspec.Struct, frozen=True):
    """Try to reach the server; answered with `Session.connected` or `Session.lost`."""


class Disconnect(msgspec.Struct, frozen=True):
    """Close the connection, or give up the try; not answered."""


class Transmit(msgspec.Struct, frozen=True):
    """Send these bytes on the connection."""

    data: bytes


class Tell(msgspec.Struct, frozen=True):
    """Put this on the window's queue."""

    what: reports.News


class Keep(msgspec.Struct, frozen=True):
    """Keep a message, or what is done to one, on disk behind what waits."""

    waiting: Waiting


class Drop(msgspec.Struct, frozen=True):
    """Forget what was kept: it is in the log, or was refused for good."""

    id: str


class Know(msgspec.Struct, frozen=True):
    """Keep what is known of the server at `address`; messages that no server had are its now."""

    address: str
    known: Known


class Mark(msgspec.Struct, frozen=True):
    """The person has read a room up to this seq; the server was told so."""

    room: str
    seq: int


class KeepCopy(msgspec.Struct, frozen=True):
    """Keep the local copy for so many days, 0 for none, and so many megabytes."""

    days: int
    megabytes: int


class Pin(msgspec.Struct, frozen=True):
    """Trust the certificate of this fingerprint at `address` from now on, in all windows."""

    address: str
    fingerprint: str


StoreAction = Keep | Drop | Know
Action = Connect | Disconnect | Transmit | Tell | Keep | Drop | Know | Pin | Mark | KeepCopy


class Outlet:
    """Where the parts of a session put what is to be done."""

    def __init__(self) -> None:
        self._actions: list[Action] = []

    def do(self, *actions: Action) -> None:
        """Have this done, after what was asked for before."""
        self._actions.extend(actions)

    def tell(self, *told: reports.News) -> None:
        """Put this on the window's queue."""
        self._actions.extend(Tell(what) for what in told)

    def transmit(self, command: AnyCommand) -> None:
        """Send a command on the connection."""
        self._actions.append(Transmit(codec.encode(command)))

    def take(self) -> list[Action]:
        """What is to be done, in order; given once."""
        actions, self._actions = self._actions, []
        return actions
