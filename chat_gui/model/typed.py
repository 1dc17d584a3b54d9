"""What a person types -> what they mean. A slash command is a row of the table below."""

from collections.abc import Callable

import msgspec

from chat_server.protocol import names
from chat_server.protocol.errors import ErrorCode, Refusal
from chat_server.protocol.limits import Limits


class Say(msgspec.Struct, frozen=True):
    """Say this in the room; `action` for /me."""

    text: str
    action: bool = False


class Nick(msgspec.Struct, frozen=True):
    """Be called this from now on."""

    nick: str


class Join(msgspec.Struct, frozen=True):
    """Leave into this room."""

    room: str


class Leave(msgspec.Struct, frozen=True):
    """Leave the room."""


class Help(msgspec.Struct, frozen=True):
    """Say which commands there are."""


Meaning = Say | Nick | Join | Leave | Help


def _say_action(rest: str, limits: Limits) -> Meaning:
    return Say(names.text(rest, limits.text), action=True)


def _nick(rest: str, limits: Limits) -> Meaning:
    return Nick(names.nickname(rest, limits.nick))


def _join(rest: str, limits: Limits) -> Meaning:
    return Join(room(rest, limits))


_COMMANDS: dict[str, Callable[[str, Limits], Meaning]] = {
    "me": _say_action,
    "nick": _nick,
    "join": _join,
    "leave": lambda _rest, _limits: Leave(),
    "help": lambda _rest, _limits: Help(),
}


def room(typed: str, limits: Limits) -> str:
    """The name of the room that was typed, with or without its #. Raises `Refusal`."""
    return names.room_name(typed.strip().removeprefix("#"), limits.room)


def meaning(typed: str, limits: Limits) -> Meaning:
    """What `typed` asks for. `//` at the start says a text that begins with a slash.

    Raises `Refusal` with a sentence for the person; the text is to stay in the composer.
    """
    text = names.printable(typed)
    if not text.startswith("/"):
        return Say(names.text(text, limits.text))
    if text.startswith("//"):
        return Say(names.text(text[1:], limits.text))
    word, _, rest = text[1:].partition(" ")
    if word.lower() not in _COMMANDS:
        raise Refusal(
            ErrorCode.BAD_REQUEST,
            f"There is no command /{word[:20]}. Type /help for a list, or // to say it.",
        )
    return _COMMANDS[word.lower()](rest, limits)
