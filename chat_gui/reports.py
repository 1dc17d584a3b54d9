"""Reports: what the receiver thread tells the window beside the server's own events."""

import msgspec

from chat_server.protocol.events import AnyEvent


class Report(msgspec.Struct, frozen=True):
    """The parent of every report."""


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


class Unsent(Report, frozen=True):
    """A message waiting in the outbox: one typed before this window was opened."""

    room: str
    id: str
    text: str
    action: bool
    at: int


class SendFailed(Report, frozen=True):
    """A message does not go out as things are; `reason` says why, in one sentence.

    It is no longer sent, unless it was written for another server: that one gets it still.
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


AnyReport = (
    Connecting | Lost | Closed | NickRefused | Unsent | SendFailed | Opened | NotOpened | Trouble
)
News = AnyEvent | AnyReport
"""What the receiver thread tells the window, in order."""
