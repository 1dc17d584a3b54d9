"""People and rooms, as the hub and the log know them."""

import hashlib

import msgspec

from chat_server.protocol.events import Who


class Person(msgspec.Struct, frozen=True):
    """Somebody who has said hello. `session` is the SHA-256 of the secret that proves it."""

    id: str
    nick: str
    session: bytes
    role: str = "member"

    @property
    def moderates(self) -> bool:
        """Whether they may take back what others said."""
        return self.role in {"owner", "moderator"}

    @property
    def who(self) -> Who:
        """How others see them."""
        return Who(self.id, self.nick)


def session_hash(secret: str) -> bytes:
    """What is kept of a session's secret. It is 128 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


class Room(msgspec.Struct, frozen=True):
    """A room is a log: `first` and `last` are the oldest and newest seq kept, 0 and 0 if empty.

    `at` is the moment of the newest entry in Unix milliseconds; the next one is never earlier.
    `members` are the ids of those for whom the room is there; none means everyone. Where nothing is
    kept any more, `first` is one after `last`.
    """

    name: str
    kind: str = "public"
    topic: str = ""
    first: int = 0
    last: int = 0
    at: int = 0
    members: tuple[str, ...] = ()

    def is_for(self, person: str) -> bool:
        """Whether the room is there for this person, by id."""
        return not self.members or person in self.members

    def other(self, person: str) -> str | None:
        """The id of the other person of a direct conversation."""
        return next((id for id in self.members if id != person), None)
