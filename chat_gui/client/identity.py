"""Who this person is, to every server: an Ed25519 key (RFC 8032) in the data folder.

It is made when it is first needed and never leaves this computer. All windows on the folder share
it, so they are one person; two that start at once agree by a file lock.
"""

import contextlib
import logging
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from chat_gui.client import files
from chat_gui.i18n import N_
from chat_gui.worded import Sentence

FILE = "identity.pem"
"""The key's name in the data folder: PKCS #8 (RFC 5958) in PEM form."""

_DAMAGED = N_(
    "Your key could not be read and was set aside as {name}, so servers take you for somebody new."
)
_UNKEPT = N_(
    "Your key can't be kept on this computer's disk: once all windows are closed, servers take you"
    " for somebody new."
)

_log = logging.getLogger(__name__)


class Identity(NamedTuple):
    """The key, and one sentence for the person if it is not the one they had, or won't last."""

    key: Ed25519PrivateKey
    trouble: str | None = None


def load(folder: Path) -> Identity:
    """The key of this data folder, made if there is none. Never fails: memory may have to do."""
    path = folder / FILE
    trouble: str | None = None
    try:
        with files.alone(path):
            try:
                key = _read(path)
            except ValueError as error:
                _log.warning("the key %s is damaged: %s", path, error)
                trouble = Sentence(_DAMAGED, name=str(files.set_aside(path)))
                key = None
            if key is None:
                key = Ed25519PrivateKey.generate()
                files.replace(path, _pem(key))
            return Identity(key, trouble)
    except OSError as error:
        _log.warning("no key on disk at %s: %s", path, error)
    if (kept := known(folder)) is not None:  # another window has the lock, and was long in it
        return Identity(kept)
    return Identity(Ed25519PrivateKey.generate(), trouble or Sentence(_UNKEPT))


def known(folder: Path) -> Ed25519PrivateKey | None:
    """The key of this data folder, if there is one that can be read; none is made."""
    with contextlib.suppress(OSError, ValueError):
        return _read(folder / FILE)
    return None


def _read(path: Path) -> Ed25519PrivateKey | None:
    """The key in the file; None if there is no file. Raises `OSError`, or `ValueError`."""
    data = files.read(path)
    if data is None:
        return None
    try:
        key = load_pem_private_key(data, password=None)
    except (TypeError, UnsupportedAlgorithm) as error:  # one with a passphrase is none of ours
        raise ValueError(str(error)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("another kind of key")
    return key


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
