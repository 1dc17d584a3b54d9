"""Reports: what the receiver thread tells the window beside the server's own events."""

import msgspec

from chat_server.protocol.commands import Delete, Edit, React
from chat_server.protocol.events import AnyEntry, AnyEvent, RoomState, ServerInfo, Who
from chat_server.protocol.found import Found


class Report(msgspec.Struct, frozen=True):
    """The parent of every report."""


class RoomCopy(msgspec.Struct, frozen=True):
    """A room as the local copy has it: as it was entered last, and how far it was read.

    `old_until` is its newest seq when it was entered first: what was said before is not unread.
    """

    state: RoomState
    seen: int
    old_until: int


class Recalled(Report, frozen=True):
    """What the local copy knows of the server; comes first, if at all, and before any server.

    The rooms' entries follow as `Remembered`.
    """

    server: ServerInfo
    you: Who
    rooms: tuple[RoomCopy, ...]


class Remembered(Report, frozen=True):
    """The newest entries of a room as the local copy has them, ascending and without a hole."""

    room: str
    entries: tuple[AnyEntry, ...]


class Connecting(Report, frozen=True):
    """A try to reach the server has begun."""


class Lost(Report, frozen=True):
    """The connection is gone or could not be made; the next try comes at `retry_at`.

    `reason` is one sentence; `retry_at` counts as `time.monotonic()` does.
    """

    reason: str
    retry_at: float


class Closed(Report, frozen=True):
    """The connection ended and is not tried again until the person asks; `reason` says why."""

    reason: str


class NickRefused(Report, frozen=True):
    """The server refused the nickname of a `hello`; another one may be given."""

    nick: str
    reason: str


class Secured(Report, frozen=True):
    """The server can be spoken to, before it has said a word; comes on every connection.

    `fingerprint` and `code` are its certificate's (`chat_server.protocol.certificate`), which is
    the one that is trusted; both are empty where the wire is not encrypted.
    """

    fingerprint: str
    code: str


class Stranger(Report, frozen=True):
    """Nobody has vouched for this server's certificate yet; nothing was said to it.

    The person compares `code` with what the host's screen shows; then `Client.trust`.
    """

    fingerprint: str
    code: str


class Changed(Report, frozen=True):
    """The server shows another certificate than the one trusted; nothing was said to it.

    It was made anew, or somebody pretends to be the server. `Client.trust` takes the new one.
    """

    fingerprint: str
    code: str
    trusted_code: str


class NeedsInvite(Report, frozen=True):
    """The server lets newcomers in with an invite code only; then `Client.use_invite`."""

    reason: str


class Unsent(Report, frozen=True):
    """A message waiting in the outbox: one typed before this window was opened."""

    room: str
    id: str
    text: str
    action: bool
    at: int
    reply_to: int | None = None


class Undone(Report, frozen=True):
    """An edit, a deletion or a reaction that waits in the outbox since before this window."""

    command: Edit | Delete | React


class SendFailed(Report, frozen=True):
    """A message, or what was to be done to one, does not go out as things are.

    `reason` says why, in one sentence. It is no longer sent, unless it was written for another
    server: that one gets it still.
    """

    room: str
    id: str
    reason: str


class Outdated(Report, frozen=True):
    """An edit, a deletion or a reaction is given up: its message may be another one by now.

    `reason` says why, in one sentence.
    """

    room: str
    id: str
    reason: str


class Opened(Report, frozen=True):
    """The direct conversation that this `open` asked for is this room."""

    re: str
    room: str


class NotOpened(Report, frozen=True):
    """It could not be opened; `reason` says why, in one sentence."""

    re: str
    reason: str


class Trouble(Report, frozen=True):
    """Something that is to be known, in one sentence; the connection goes on."""

    text: str


class ServersFound(Report, frozen=True):
    """The servers on this network, all of them, by name; comes whenever anything of it changes.

    It comes from the one who browses, not from a connection.
    """

    servers: tuple[Found, ...]


AnyReport = (
    Recalled
    | Remembered
    | Connecting
    | Secured
    | Stranger
    | Changed
    | Lost
    | Closed
    | NickRefused
    | NeedsInvite
    | Unsent
    | Undone
    | SendFailed
    | Outdated
    | Opened
    | NotOpened
    | Trouble
)
News = AnyEvent | AnyReport
"""What the receiver thread tells the window, in order."""
