"""How a person proves to have a key (Ed25519, RFC 8032): what is signed, and whether it is right.

The signature covers the server's certificate, so that a server that only passes a proof on to
another one passes on nothing: there the certificate is another. It covers the nonce, so that a
proof is good once, and the nickname, so that nobody else's name can be claimed with it.
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY_BYTES = 32
"""Bytes of a public key (RFC 8032, 5.1.5)."""

_LABEL = b"parlor proof 1"


def challenge(nonce: str, fingerprint: str, nick: str) -> bytes:
    """What is signed: the server's nonce, its certificate's fingerprint, the nickname of the hello.

    `fingerprint` is empty where the wire is not encrypted. None of the three contains a NUL.
    """
    fields = (nonce, fingerprint, nick)
    return b"\0".join((_LABEL, *(field.encode("utf-8", "surrogatepass") for field in fields)))


def raw_key(key: Ed25519PrivateKey) -> bytes:
    """The public half of a key, as the log keeps it."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half of a key, as `hello` carries it."""
    return base64.b64encode(raw_key(key)).decode()


def sign(key: Ed25519PrivateKey, challenge: bytes) -> str:
    """The signature, as `proof` carries it."""
    return base64.b64encode(key.sign(challenge)).decode()


def key_bytes(key: str) -> bytes | None:
    """The 32 bytes of a public key in base64 (RFC 4648, 4); None for anything else."""
    raw = _decoded(key)
    return raw if raw is not None and len(raw) == KEY_BYTES else None


def proves(key: bytes, signature: str, challenge: bytes) -> bool:
    """Whether who signed has the private half of this key."""
    raw = _decoded(signature)
    if raw is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(raw, challenge)
    except (InvalidSignature, ValueError):
        return False
    return True


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
