"""A desk where newcomers need an invite. Hashes are made at once, and by no slow function."""

from typing import Any

import msgspec

from chat_server.deliveries import Delivery, Done, Seal, Sealed, Tell, Vet, Vetted
from chat_server.protocol import commands, events
from chat_server.protocol.roles import Role
from tests.server.desk import Desk

UNKNOWN = "0000-0000-0000-0000"
"""A code of no invite."""


def invite_only() -> Desk:
    """Ada is connection 1 and an owner; who comes now needs an invite."""
    desk = Desk()
    as_role(desk, desk.enter("Ada"), "owner")
    desk.chat.invite_only = True
    return desk


def hashed(secret: str) -> str:
    return f"hash-of-{secret[::-1]}"


def answer(job: Vet | Seal) -> Done:
    """What the vetting thread would say."""
    if isinstance(job, Seal):
        return Sealed(job.connection, hashed(job.secret))
    return Vetted(job.connection, job.hash == hashed(job.secret))


def work(desk: Desk) -> list[Delivery]:
    """Do the jobs that wait, and those that follow; gives what comes of them."""
    told: list[Delivery] = []
    while desk.jobs:
        told += desk.take(answer(desk.jobs.pop(0)))
    return told


def as_role(desk: Desk, connection: int, role: Role) -> None:
    person = desk.chat.people[desk.chat.seats[connection].person or ""]
    desk.chat.people[person.id] = msgspec.structs.replace(person, role=role)


def invited(told: list[Delivery]) -> events.Invited:
    (found,) = [
        o.event for o in told if isinstance(o, Tell) and isinstance(o.event, events.Invited)
    ]
    return found


def make(desk: Desk, connection: int, **more: Any) -> events.Invited:
    """An invite of who speaks there."""
    told = desk.give(connection, commands.Invite(**more))
    return invited(told + work(desk))


def hello(nick: str, code: str | None = None) -> commands.Hello:
    return commands.Hello(1, nick, invite=code)


def knock(desk: Desk, nick: str, code: str | None) -> tuple[int, list[Delivery]]:
    """A newcomer with a code; gives the connection and what it is told."""
    connection = desk.arrive()
    told = desk.give(connection, hello(nick, code))
    return connection, told + work(desk)
