"""What a nickname, a room or a text may be: the server decides by it, forms use the same rules."""

import functools
import re
from unicodedata import normalize

from precis_i18n import get_profile

from chat_server.protocol import twins
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits

LOBBY = "lobby"
"""The room where everyone lands."""

DIRECT = "@"
"""What the name of a direct conversation begins with, and no other room's."""
PRIVATE = "+"
"""What the name of a private room begins with."""

RESERVED_NICKS = frozenset(
    {"server", "system", "parlor", "everyone", "all", "here", "moderator", "admin", "owner"}
)
"""Nicknames that would let a person pass for the program or for all."""

_NICKNAME = get_profile("NicknameCasePreserved")
_NICKNAME_FOLDED = get_profile("NicknameCaseMapped")
_ROOM = get_profile("UsernameCaseMapped")
_ROOM_MARKS = frozenset("#/,")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LIMITS = Limits()
_FOLDS = 2
"""Times that a twin's case is folded; then it stays the same."""


def nickname(raw: str, limit: int = _LIMITS.nick) -> str:
    """The nickname that `raw` stands for, folded by the PRECIS Nickname profile (RFC 8266).

    Raises `Refusal` with `nick-invalid` and a sentence to show beside the field.
    """
    if not raw.strip():
        raise Refusal(ErrorCode.NICK_INVALID, "Pick a nickname to be seen by.")
    if len(raw) > 4 * limit:
        raise Refusal(ErrorCode.NICK_INVALID, f"A nickname has at most {limit} characters.")
    try:
        nick: str = _NICKNAME.enforce(raw)
        key = nick_key(nick)
    except UnicodeEncodeError as error:
        bad = error.object[error.start : error.end]
        raise Refusal(ErrorCode.NICK_INVALID, f"A nickname {_without(bad)}") from None
    if len(nick) > limit:
        raise Refusal(ErrorCode.NICK_INVALID, f"A nickname has at most {limit} characters.")
    if (fault := _unreadable(nick)) is not None:
        raise Refusal(ErrorCode.NICK_INVALID, f"A nickname {fault}")
    if key in RESERVED_NICKS:
        raise Refusal(ErrorCode.NICK_INVALID, f"“{nick}” is kept for the program; pick another.")
    if (word := _reserved_twins().get(nick_twin(nick))) is not None:
        text = f"“{nick}” looks like “{word}”, which is kept for the program; pick another."
        raise Refusal(ErrorCode.NICK_INVALID, text)
    return nick


def nick_key(nick: str) -> str:
    """What two nicknames have in common when they are one: they differ in case at most."""
    folded: str = _NICKNAME_FOLDED.enforce(nick)
    return normalize("NFKC", normalize("NFD", folded).casefold())


def nick_twin(nick: str) -> str:
    """What two nicknames have in common when people might take one for the other.

    The skeleton of UTS 39, whatever the case: "PauI" is a twin of "paul". It is beside `nick_key`
    and not above it: "IDA" and "ida" are one nickname, but only the first looks like "lDA".
    """
    twin = twins.skeleton(nick)
    for _ in range(_FOLDS):
        twin = twins.skeleton(twin.casefold())
    return twin


@functools.cache
def _reserved_twins() -> dict[str, str]:
    return {nick_twin(word): word for word in RESERVED_NICKS}


def _unreadable(name: str) -> str | None:
    """What nobody could read in a name, as the rest of a sentence."""
    if hidden := twins.unseen(name):
        return _without(hidden)
    if twins.stacked(name):
        return f"has at most {twins.MARKS} accents on a letter, and begins with none."
    return None


def _without(bad: str) -> str:
    shows = bad.isprintable() and not twins.unseen(bad)
    shown = f"“{bad}”" if shows else f"the invisible character U+{ord(bad[0]):04X}"
    return f"can't contain {shown}; take it out."


def room_name(raw: str, limit: int = _LIMITS.room) -> str:
    """The room's name that `raw` stands for: lower case, no spaces (PRECIS, RFC 8265, 3.3).

    Raises `Refusal` with `bad-request`.
    """
    try:
        name: str = _ROOM.enforce(raw) if 0 < len(raw) <= 4 * limit else ""
    except UnicodeEncodeError:
        name = ""
    if not 0 < len(name) <= limit or _ROOM_MARKS & set(name) or name.startswith((DIRECT, PRIVATE)):
        raise Refusal(
            ErrorCode.BAD_REQUEST,
            f"A room's name has 1 to {limit} letters, digits or marks: no space, #, / or comma,"
            f" no {DIRECT} or {PRIVATE} at its start.",
        )
    if (fault := _unreadable(name)) is not None:
        raise Refusal(ErrorCode.BAD_REQUEST, f"A room's name {fault}")
    return name


def private_name(raw: str, limit: int = _LIMITS.room) -> str:
    """The private room's name that `raw` stands for: `room_name` behind its mark, given or not.

    Raises `Refusal` with `bad-request`.
    """
    return PRIVATE + room_name(raw.removeprefix(PRIVATE), limit - len(PRIVATE))


def any_room_name(raw: str, limit: int = _LIMITS.room) -> str:
    """The name of a room that is no direct conversation: private where it begins so.

    Raises `Refusal` with `bad-request`.
    """
    return (private_name if raw.startswith(PRIVATE) else room_name)(raw, limit)


def direct_name(one: str, other: str) -> str:
    """The name of the room of two people, by their ids, whoever opens it."""
    return DIRECT + "+".join(sorted((one, other)))


def text(raw: str, limit: int = _LIMITS.text) -> str:
    """`raw` itself, if it may be said: any Unicode but control characters, not blank, not too long.

    Raises `Refusal` with `too-long` or `bad-request`.
    """
    if len(raw) > limit:
        raise Refusal(
            ErrorCode.TOO_LONG,
            f"A message has at most {limit:,} characters; this has {len(raw):,}.",
        )
    if not raw.strip():
        raise Refusal(ErrorCode.BAD_REQUEST, "An empty message says nothing.")
    if _CONTROL.search(raw):
        raise Refusal(ErrorCode.BAD_REQUEST, "A message can't contain control characters.")
    return raw


def topic(raw: str, limit: int = _LIMITS.topic) -> str:
    """`raw` without space around it, if a room may be about it: one line, not too long.

    Raises `Refusal` with `too-long` or `bad-request`.
    """
    line = raw.strip()
    if len(line) > limit:
        raise Refusal(ErrorCode.TOO_LONG, f"A topic has at most {limit} characters.")
    if _CONTROL.search(line) or "\t" in line or len(line.splitlines()) > 1:
        raise Refusal(ErrorCode.BAD_REQUEST, "A topic is one line without control characters.")
    return line


def reason(raw: str | None) -> str:
    """Why something was done to somebody: one line of what can be read, or nothing."""
    return " ".join(printable(raw or "").split())


def emoji(raw: str) -> str:
    """The one emoji that `raw` is, in the form that Unicode (UTS 51) calls fully qualified.

    Raises `Refusal` with `bad-request`.
    """
    import emoji as table  # neither a window nor a server opens with one

    if not table.is_emoji(raw):
        raise Refusal(ErrorCode.BAD_REQUEST, "A reaction is one emoji.")
    return table.emojize(table.demojize(raw))


def printable(raw: str) -> str:
    """`raw` with one kind of line break and without the control characters `text` refuses."""
    return _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
