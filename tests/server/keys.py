"""People with keys, for tests of the hub and of the wire."""

import ssl
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chat_server.deliveries import Delivery, Tell
from chat_server.protocol import commands, events, proof
from chat_server.protocol.roles import Role
from chat_server.records import CONSOLE, CONSOLE_NICK, Person, session_hash
from chat_server.writes import NewKey, NewPerson
from tests.server.desk import Desk
from tests.support import RawClient


class Key:
    """One computer's key."""

    def __init__(self, private: Ed25519PrivateKey | None = None) -> None:
        self.private = private or Ed25519PrivateKey.generate()
        self.public = proof.public_key(self.private)

    @property
    def raw(self) -> bytes:
        raw = proof.key_bytes(self.public)
        assert raw is not None
        return raw

    def proof(self, nonce: str, nick: str, fingerprint: str = "") -> commands.Proof:
        challenge = proof.challenge(nonce, fingerprint, nick)
        return commands.Proof(proof.sign(self.private, challenge))


def console(desk: Desk) -> Key:
    """The key of the server's own person, whom the log knows as from a start on."""
    key = Key()
    person = Person(CONSOLE, CONSOLE_NICK, session_hash("none"), "owner", owns=True)
    desk.archive.keep([NewPerson(person, 0), NewKey(CONSOLE, key.raw, 0)])
    desk.chat.nicknames.take(CONSOLE_NICK, CONSOLE)
    desk.hub.keep()
    return key


def hello_with(key: Key, nick: str, **more: Any) -> commands.Hello:
    return commands.Hello(1, nick, key=key.public, **more)


def nonce(told: list[Delivery]) -> str:
    (found,) = [
        o.event.nonce for o in told if isinstance(o, Tell) and type(o.event) is events.Prove
    ]
    return found


def come(
    desk: Desk, key: Key, nick: str, address: str = "", **more: Any
) -> tuple[int, list[Delivery]]:
    """Say hello with a key and prove it; gives the connection and what came of the proof."""
    connection = desk.arrive(address)
    asked = desk.give(connection, hello_with(key, nick, **more))
    made = key.proof(nonce(asked), nick, desk.chat.fingerprint)
    return connection, desk.give(connection, made)


def enter(desk: Desk, key: Key, nick: str, **more: Any) -> int:
    """The same, for who is let in, and join the lobby."""
    connection, told = come(desk, key, nick, **more)
    welcome(told)
    desk.give(connection, commands.Join("lobby"))
    return connection


def enter_as(role: Role, desk: Desk, nick: str, key: Key | None = None, address: str = "") -> int:
    """The same with a role, and with a key of their own."""
    connection = enter(desk, key or Key(), nick, address=address)
    desk.promote(connection, role)
    return connection


def welcome(told: list[Delivery]) -> events.Welcome:
    (found,) = [o.event for o in told if isinstance(o, Tell) and type(o.event) is events.Welcome]
    return found


def prove(client: RawClient, key: Key, nick: str, **more: Any) -> dict[str, Any]:
    """Say hello with a key over a socket; gives the welcome."""
    client.send(type="hello", version=1, nick=nick, key=key.public, **more)
    seen = client.fingerprint if isinstance(client.socket, ssl.SSLSocket) else ""
    made = key.proof(client.until("prove")["nonce"], nick, seen)
    client.send(type="proof", signature=made.signature)
    return client.until("welcome")
