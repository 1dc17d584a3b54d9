"""What the doctor's steps find: a `Step` each, with the signs by which verdicts.py judges. Pure."""

from collections.abc import Mapping
from enum import StrEnum, auto

import msgspec


class Mark(StrEnum):
    """How a step went."""

    OK = auto()
    FAILED = auto()
    UNKNOWN = auto()
    """It could not be found out from here."""


class Sign(StrEnum):
    """What a step may show; not each is a fault."""

    NO_NETWORK = auto()
    """No card has an address but this computer's own."""
    NAME_UNKNOWN = auto()
    NAME_LATE = auto()
    """Whoever knows the names does not answer."""
    NAME_HEARD = auto()
    """Only the computers on this network themselves know the name, by mDNS (RFC 6762)."""
    NO_ROUTE = auto()
    FORBIDDEN = auto()
    """This computer's own rules do not let the connection out."""
    OTHER_NETWORK = auto()
    THIS_COMPUTER = auto()
    ABSENT = auto()
    """It is in this network, and no computer says that it has the address."""
    PRESENT = auto()
    """The computer answers in this network, though not on the port."""
    REFUSED = auto()
    SILENT = auto()
    HEARD = auto()
    """The server announces itself from this address and port."""
    HEARD_ELSEWHERE = auto()
    """A server announces itself from this address, with another port."""
    HEARD_OTHER = auto()
    """The same, and it is not the one that is looked for."""
    MOVED = auto()
    """The server that is looked for announces itself from another address."""
    HUNG_UP = auto()
    MUTE = auto()
    """It takes connections and says nothing at all."""
    OTHER_SERVICE = auto()
    TUTORIAL = auto()
    """One of the ports for the programs of the tutorials."""
    PLAINTEXT = auto()
    ENCRYPTS = auto()
    """It does, where it was not to."""
    PINNED = auto()
    """A certificate is trusted at this address."""
    OLD_TLS = auto()
    BAD_TLS = auto()
    LINK_DIFFERS = auto()
    CHANGED = auto()
    EXPIRED = auto()
    NOT_YET = auto()
    STRANGER = auto()
    VERSION = auto()
    NEEDS_INVITE = auto()
    WRONG_INVITE = auto()
    BANNED = auto()
    FULL = auto()
    HURRIED = auto()
    """Too much came from here within a short time."""
    NOT_LET_IN = auto()
    NOT_HOSTING = auto()
    HOSTED_GONE = auto()
    LOOPBACK_ONLY = auto()
    VISITED = auto()
    """Somebody on another computer has reached the server."""
    NOT_VISITED = auto()
    WALLED = auto()
    """A firewall is on and nothing is known to let the port through."""
    UNHEARD = auto()
    """The server's own announcement does not come back."""


class Step(msgspec.Struct, frozen=True):
    """One thing that was tested: `sentence` is for a person, `details` for who knows more.

    `facts` fill the sentences of the verdict.
    """

    name: str
    mark: Mark
    sentence: str
    signs: tuple[Sign, ...] = ()
    facts: Mapping[str, str] = {}
    details: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """What is wrong, in one sentence, and what to do; `fine` means that nothing is.

    `commands` are what to type for it, each after the words for whom it is.
    """

    sentence: str
    fix: str
    fine: bool = False
    commands: tuple[str, ...] = ()


def ok(name: str, sentence: str, *details: str, **facts: str) -> Step:
    """A step that went well."""
    return Step(name, Mark.OK, sentence, facts=facts, details=details)


def failed(name: str, sentence: str, sign: Sign, *details: str, **facts: str) -> Step:
    """A step that shows a fault."""
    return Step(name, Mark.FAILED, sentence, (sign,), facts, details)


def unknown(name: str, sentence: str, *details: str, **facts: str) -> Step:
    """A step that shows nothing."""
    return Step(name, Mark.UNKNOWN, sentence, facts=facts, details=details)
