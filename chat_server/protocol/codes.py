"""Codes that people read aloud and type: Crockford's base 32, where no letter looks like another.

https://www.crockford.com/base32.html
"""

from base64 import b32encode

GROUP = 4

_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_MEANT = str.maketrans("OIL", "011", "- ")


def shown(raw: bytes) -> str:
    """Bytes as a code in groups of four, such as `K7QX-3M9P`: 5 bytes are 8 letters."""
    return grouped(plain(raw))


def grouped(letters: str) -> str:
    """What `plain` gave, in groups."""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def plain(raw: bytes) -> str:
    """The same without the groups. The number of bytes is a multiple of 5."""
    return b32encode(raw).decode().translate(_LETTERS)


def typed(text: str) -> str:
    """A code as `plain` would write it, from what was typed: any case, O for 0, I or L for 1."""
    return text.upper().translate(_MEANT)
