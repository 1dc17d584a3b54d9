"""What the command line asks of the window."""

from dataclasses import dataclass
from pathlib import Path

from chat_gui.client.invite_link import InviteLink


@dataclass(frozen=True)
class Options:
    """The flags, read. `connect` is None and `nick` empty where they were not given."""

    connect: InviteLink | None
    """Where to go; of an address alone the link has nothing else."""
    nick: str
    host_here: bool
    data: Path
    plaintext: bool = False
    doctor: bool = False
    """Begin by finding out why nobody appears: at `connect`, or in the chat hosted here."""
