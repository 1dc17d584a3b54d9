"""The key by which this computer speaks for the server: a file, and the person it stands for.

`server.py` sees to both at each start. `parlor-server`'s commands on a running server say hello
with this key: who can read the file is an owner, and nobody else without being made one.
"""

import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from chat_server.config import ConfigError
from chat_server.private_files import OWNER_ONLY, write_private
from chat_server.protocol import proof
from chat_server.protocol.errors import Refusal
from chat_server.records import CONSOLE, CONSOLE_NICK, Person, session_hash
from chat_server.storage import StorageError
from chat_server.storage.log import Log
from chat_server.writes import DropKeys, NewKey, NewPerson, Write

FILE = "console.key"
"""The key's name in the data folder; PEM (PKCS #8, RFC 8410), mode 0600."""


def read(folder: Path) -> Ed25519PrivateKey:
    """The key of a data folder. Raises `ConfigError` where there is none that is good."""
    path = folder / FILE
    shown = str(path)[:200]
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise ConfigError(f"The key {shown} can't be read: {error.strerror}.") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        text = f"The key {shown} is no key; remove it, and the server makes a new one."
        raise ConfigError(text)
    return key


def made(folder: Path) -> Ed25519PrivateKey:
    """The same, made where there is no file. Raises `ConfigError`."""
    path = folder / FILE
    try:
        if path.exists():
            path.chmod(OWNER_ONLY)
            return read(folder)
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(path, pem)
    except OSError as error:
        shown = str(path)[:200]
        raise ConfigError(f"The key {shown} can't be written: {error.strerror}.") from None
    return key


def settle(log: Log, key: Ed25519PrivateKey, now: int) -> None:
    """Make sure that the log knows the server's own person, by this key and no other.

    `now` is Unix milliseconds. Raises `StorageError`.
    """
    raw = proof.raw_key(key)
    writes: list[Write] = []
    try:
        if log.find_by_id(CONSOLE) is None:
            session = session_hash(secrets.token_urlsafe(16))
            writes.append(
                NewPerson(Person(CONSOLE, CONSOLE_NICK, session, "owner", owns=True), now)
            )
        bearer = log.find_key(raw)
    except Refusal as refusal:
        raise StorageError(refusal.text) from None
    if bearer is None or bearer.id != CONSOLE:
        writes += [DropKeys(CONSOLE), NewKey(CONSOLE, raw, now)]
    if writes:
        log.append(writes)
