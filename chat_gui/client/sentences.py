"""What a person is told when network or disk fail: one sentence for each kind of failure. Pure.

The one border where the network's errors become words; nothing behind it sees an errno.
"""

import errno

from chat_gui.client import legible
from chat_gui.i18n import N_
from chat_gui.worded import Sentence, heard
from chat_server.protocol import events

BROKE = N_("The connection broke.")
NOT_PARLOR = N_("That is not a Parlor server.")
SILENT = N_("The server has fallen silent.")
UNREADABLE = N_("The server said something that can't be read.")
STUCK = N_("The server takes nothing more.")
REFUSED = N_("The server refused it.")
CRASHED = N_("Parlor's connection stopped because of an error in the program; try again.")
NOT_OPENED = N_("That direct conversation could not be opened; try it again.")
UNKEPT = N_(
    "This computer's disk can't keep your messages: leave the window open until they are sent."
)

NOT_ENCRYPTED = N_(
    "The server at {address} doesn't encrypt; if you trust this network, join it “Without"
    " encryption”."
)
ONCE_ENCRYPTED = N_(
    "The server at {address} has encrypted before and doesn't now, so nothing was said to it;"
    " ask the person who hosts it."
)

_OLD_ENCRYPTION = N_(
    "The server at {address} encrypts in an old way that Parlor does not trust (it needs TLS 1.3);"
    " ask the person who hosts it."
)
_WRONG_ENCRYPTION = N_("The encryption with {address} failed: {detail}.")
_NO_HANDSHAKE = N_("Something answers at {address}, but not as a Parlor server that encrypts.")
_REFUSED = N_("Nobody answers at {address}.")
_TIMEOUT = N_("No answer comes from {address}; is that computer on?")
_UNREACHABLE = N_("There is no way to {host} from here; is this computer on the network?")
_UNKNOWN_NAME = N_("{host} is not a name this network knows.")
_FORBIDDEN = N_("This computer does not let Parlor connect to {address}; look at its firewall.")
_OTHER = N_("The connection to {address} failed: {detail}.")

_NO_REASON = N_("no reason given")

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


class NotEncrypted(OSError):
    """What answers speaks no TLS at all."""


class OldEncryption(OSError):
    """What answers speaks no TLS as new as 1.3."""


class WrongEncryption(OSError):
    """The handshake failed, or what came cannot be decrypted."""


class NoHandshake(OSError):
    """What answers lets the handshake take too long."""


_BY_KIND: dict[type[OSError], str] = {
    UnknownName: _UNKNOWN_NAME,
    NotEncrypted: NOT_ENCRYPTED,
    OldEncryption: _OLD_ENCRYPTION,
    WrongEncryption: _WRONG_ENCRYPTION,
    NoHandshake: _NO_HANDSHAKE,
    TimeoutError: _TIMEOUT,
}


def because(error: OSError, host: str, address: str) -> str:
    """Why a connection to `address` (`HOST:PORT`) could not be made or broke."""
    sentence = _BY_KIND.get(type(error)) or _SENTENCES.get(error.errno or 0, _OTHER)
    detail = error.strerror or Sentence(_NO_REASON)
    return Sentence(sentence, host=host, address=address, detail=detail)


def said(error: events.Error) -> str:
    """What a server says of a command it does not do."""
    return heard(legible.line(error.text), error.code) or Sentence(REFUSED)
