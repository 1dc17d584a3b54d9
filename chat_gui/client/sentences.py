"""What a person is told when network or disk fail: one sentence for each kind of failure. Pure.

The one border where the network's errors become words; nothing behind it sees an errno.
"""

import errno

BROKE = "The connection broke."
NOT_PARLOR = "That is not a Parlor server."
SILENT = "The server has fallen silent."
UNREADABLE = "The server said something that can't be read."
STUCK = "The server takes nothing more."
CRASHED = "Parlor's connection stopped because of an error in the program; try again."
NOT_OPENED = "That direct conversation could not be opened; try it again."
UNKEPT = "This computer's disk can't keep your messages: leave the window open until they are sent."

MOST_CHARACTERS = 300
"""Characters of a server's own sentence that are shown."""

_REFUSED = "Nobody answers at {address}."
_TIMEOUT = "No answer comes from {address}; is that computer on?"
_UNREACHABLE = "There is no way to {host} from here; is this computer on the network?"
_UNKNOWN_NAME = "{host} is not a name this network knows."
_FORBIDDEN = "This computer does not let Parlor connect to {address}; look at its firewall."
_OTHER = "The connection to {address} failed: {detail}."

_BY_ERRNO = {
    "ECONNREFUSED": _REFUSED,
    "ETIMEDOUT": _TIMEOUT,
    "ENETUNREACH": _UNREACHABLE,
    "EHOSTUNREACH": _UNREACHABLE,
    "ENETDOWN": _UNREACHABLE,
    "EHOSTDOWN": _UNREACHABLE,
    "EADDRNOTAVAIL": _UNREACHABLE,
    "ECONNRESET": BROKE,
    "ECONNABORTED": BROKE,
    "EPIPE": BROKE,
    "ENOTCONN": BROKE,
    "EACCES": _FORBIDDEN,
    "EPERM": _FORBIDDEN,
}
"""The systems' names of what can happen; Windows has a second number for most."""

_SENTENCES = {
    getattr(errno, name): sentence
    for plain, sentence in _BY_ERRNO.items()
    for name in (plain, f"WSA{plain}")
    if hasattr(errno, name)
}


class UnknownName(OSError):
    """No computer on the network has this name."""


def because(error: OSError, host: str, address: str) -> str:
    """Why a connection to `address` (`HOST:PORT`) could not be made or broke."""
    if isinstance(error, UnknownName):
        sentence = _UNKNOWN_NAME
    elif isinstance(error, TimeoutError):
        sentence = _TIMEOUT
    else:
        sentence = _SENTENCES.get(error.errno or 0, _OTHER)
    return sentence.format(host=host, address=address, detail=error.strerror or "no reason given")


def said(text: str, otherwise: str) -> str:
    """A server's own sentence, fit to be shown: one line, no control character, not too long."""
    line = " ".join(text[: 4 * MOST_CHARACTERS].split())
    clean = "".join(character for character in line if character.isprintable())
    if len(clean) > MOST_CHARACTERS:
        clean = f"{clean[: MOST_CHARACTERS - 1]}…"
    return clean or otherwise
