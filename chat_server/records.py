"""People and rooms, as the hub and the log know them."""

import hashlib

import msgspec

from chat_server.protocol.events import RoomSummary, Who


class Person(msgspec.Struct, frozen=True):
    """Somebody who has said hello. `session` is the SHA-256 of the secret that proves it."""

    id: str
    nick: str
    session: bytes
    role: str = "member"

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
    """

    name: str
    kind: str = "public"
    topic: str = ""
    first: int = 0
    last: int = 0
    at: int = 0

    def summary(self, people: int) -> RoomSummary:
        """The room in a list, with how many `people` are in it."""
        return RoomSummary(self.name, self.kind, self.topic, self.last, 0, people)
