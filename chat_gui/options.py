"""What the command line asks of the window."""

from dataclasses import dataclass
from pathlib import Path

from chat_gui.client.address import Address


@dataclass(frozen=True)
class Options:
    """The flags, read. `connect` is None and `nick` empty where they were not given."""

    connect: Address | None
    nick: str
    host_here: bool
    data: Path
