"""What a certificate is known by: its fingerprint, and a code short enough to compare aloud."""

import hashlib

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from chat_server.protocol import codes

CODE_BYTES = 5
"""Bytes of the comparison code: 40 bits, eight letters."""

_SALT = b"parlor comparison code"


def fingerprint(der: bytes) -> str:
    """The SHA-256 of a certificate in DER form, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(der).hexdigest()


def comparison_code(fingerprint: str) -> str:
    """Eight letters in two groups, such as `K7QX-3M9P`: two people compare what their screens show.

    Argon2id (RFC 9106) makes each try of somebody who looks for another certificate with the same
    code take some 60 ms and 32 MiB, so that 40 bits are enough.
    """
    slow = Argon2id(salt=_SALT, length=CODE_BYTES, iterations=3, lanes=1, memory_cost=32 * 1024)
    return codes.shown(slow.derive(bytes.fromhex(fingerprint)))
